"""The names in a sentence that may be names of places, whatever the parser made of them.

Flows in: a sentence with the known names in it. Flows out: where each name starts and ends.
"""

from collections.abc import Iterator
from functools import cache

from schemas import ActorKind
from streams.coding.entities import Known, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.hamlets import hamlets
from streams.coding.phrases import Section
from streams.coding.provinces import provinces
from streams.coding.tables import rows, words
from streams.coding.tree import Doc, Span, Token

PLACES = (Sense.NAME, Sense.CAPITAL, Sense.REGION)
NAMED = ("GPE", "LOC", "FAC")
_NEVER = frozenset({"DATE", "TIME", "EVENT", "MONEY", "PERCENT"})
_TOWNWARDS = frozenset({"in", "at", "near", "outside", "around"})

Name = tuple[int, int, Known | None]


@cache
def whereabouts() -> dict[str, frozenset[str]]:
    """Give the word lists of `whereabouts.tsv`."""
    return {name: frozenset(words(cell)) for name, cell in rows("whereabouts", 2)}


def placenames(section: Section, sent: Span) -> list[Name]:
    """Give the names of a sentence that may be places: first token, the one after the last, what is known of it.

    Of names that overlap the longest stands, if it is on the map or if a known name only ends it: "Tal Afar" is not
    Afar, "Little Haiti" is not Haiti, but "Kabul University" is in Kabul.
    """
    doc = section.doc
    found: list[Name] = [(hit.start, hit.end, hit.known) for hit in section.hits if _is_place(hit.known)]
    found += [(*_bare(ent), None) for ent in sent.ents if ent.label_ in NAMED]
    found += [(start, end, None) for start, end in _runs(sent)]
    starts, ends = ({hit.start: hit.end for hit in section.hits}, {hit.end for hit in section.hits})
    # "In Wellington New Zealand's minister": two names that the recogniser took for one.
    found = [name for name in found if name[2] or not (starts.get(name[0], name[1]) in starts and name[1] in ends)]
    found = [name for name in found if not _names_street(doc, name[1])]
    first: dict[int, int] = {}
    for start, end, _ in found:
        first[end] = min(start, first.get(end, start))
    tails = {end for start, end, _ in found if start > first[end]}

    def rank(name: Name) -> tuple[bool, int, bool]:
        start, end, known = name
        whole = end in tails and start == first[end]
        return not (whole or _on_map(doc[start:end].text, known)), start - end, known is None

    taken = _taken(section)
    nothing = whereabouts()["passed"] | whereabouts()["beside"] | whereabouts()["halls"]
    seen: set[int] = set()
    kept = []
    for start, end, known in sorted(found, key=rank):
        span = range(start, end)
        bare = all(doc[at].lower_ in nothing for at in span)
        if span and not bare and seen.isdisjoint(span) and (known or not taken.issuperset(span)):
            seen.update(span)
            kept.append((start, end, known))
    return sorted(kept, key=lambda name: name[0])


def is_named(section: Section, start: int, end: int) -> bool:
    """Whether a name that no table has is a town: the recogniser says so, or "in", "near", "the town of" before it.

    "State House" is none.
    """
    doc, before = section.doc, section.doc[start - 1] if start else None
    if doc[end - 1].lower_ in whereabouts()["halls"]:
        return False
    if doc[start].ent_type_ in NAMED or before is None:
        return True
    settled = before.lower_ == "of" and start > 1 and doc[start - 2].lemma_.lower() in whereabouts()["sites"]
    return settled or (before.lower_ in _TOWNWARDS and doc[start].ent_type_ not in _NEVER)


def _is_place(known: Known) -> bool:
    return known.sense in PLACES and known.kind is ActorKind.STATE


def _taken(section: Section) -> set[int]:
    # "the Boston Globe" is no place, "Brussels" is one even where it speaks for the Union.
    doc, find = section.doc, Gazetteer.load().find
    bodies = [hit for hit in section.hits if hit.known.kind not in (ActorKind.PERSON, ActorKind.STATE)]
    return {at for hit in bodies if not find(doc[hit.start : hit.end].text) for at in range(hit.start, hit.end)}


def _on_map(text: str, known: Known | None) -> bool:
    return known is not None or bool(provinces(text)) or bool(Gazetteer.load().find(text)) or bool(hamlets(text))


def _names_street(doc: Doc, end: int) -> bool:
    # "Syria Street" may be anywhere.
    return end < len(doc) and doc[end].text[0].isupper() and doc[end].lower_ in whereabouts()["streets"]


def _bare(ent: Span) -> tuple[int, int]:
    start, end = ent.start, ent.end
    while start < end and not ent.doc[start].text[0].isupper():
        start += 1
    return start, end - (end > start and ent.doc[end - 1].tag_ == "POS")


def _runs(sent: Span) -> Iterator[tuple[int, int]]:
    # "around Kelbajar", "overran Mosul": words with capitals after a word of place.
    doc, lists, at = sent.doc, whereabouts(), sent.start + 1
    words = list(sent)
    while at < sent.end:
        if not _is_capital(words[at - sent.start]):
            at += 1
            continue
        before = doc[at - 1]
        if before.text[0].isupper() and at - 1 > sent.start:
            at += 1
            continue
        end = at + 1
        while end < sent.end and (_is_capital(doc[end]) or _joins(doc[end], sent)):
            end += 1
        if before.lower_ == "the" and at - 1 > sent.start and provinces(doc[at:end].text):
            before = doc[at - 2]
        reached = before.lower_ == "over" or (before.lower_ == "as" and at > 1 and doc[at - 2].lower_ == "far")
        owned = reached or (before.tag_ == "POS" and _on_map(doc[at:end].text, None))
        led = before.lower_ == "of" or before.lower_ in lists["in"] or before.lower_ in lists["to"]
        if owned or led or before.lemma_.lower() in lists["strikes"]:
            while at + 1 < end and doc[at].lower_ in lists["passed"]:
                at += 1
            yield at, end
        at = end


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper() and token.ent_type_ not in _NEVER


def _joins(token: Token, sent: Span) -> bool:
    # "Villiers-le-Bel", "Santiago de los Caballeros".
    after = token.i + 1
    if after >= sent.end or token.lower_ not in whereabouts()["particles"] or (token.text == "-" and token.whitespace_):
        return False
    following = token.doc[after]
    return _is_capital(following) or _joins(following, sent)

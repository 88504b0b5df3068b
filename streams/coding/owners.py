"""Whose an office is: the state, the part of one or the body that a text names before it, after it or within it.

Flows in: where the words of an office stand in a section. Flows out: `Owned`, and under which names the tables may
have the owner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas import ActorKind
from streams.coding.entities import Sense
from streams.coding.phrases import NameHit, Section, grammar
from streams.coding.tree import Doc, Token

_HEADS = frozenset({"head", "chief", "commander", "speaker", "governor", "leader", "president", "chairman", "director"})
"""What may be said of a body that is itself said to be a state's: "the speaker of the Iranian parliament"."""

_ADJECTIVES = frozenset({"ADJ", "ADV"})
_PARTICIPLES = frozenset({"VBN", "VBG"})
_WITHIN = frozenset({"NOUN", "ADJ", "PROPN"})
_BETWEEN = 4
"""So many words may stand between a state's name and the office: "Peru's embattled interim president"."""

_BODY = 3
"""So many words may tell what of a state's is meant: "the chairman of the U.S. joint chiefs of staff"."""

_OF_ALL = ("UNO", "EUR")
"""Codes under which the heads of all their bodies stand."""


@dataclass(frozen=True)
class Owned:
    """Whose an office is said to be: the owner's words, all that is said, and the body of the owner's that is meant."""

    hit: NameHit | None
    """The owner, where the tables of states and bodies know it."""

    name: str
    start: int
    end: int
    between: frozenset[str] = frozenset()
    body: str = ""
    is_within: bool = False
    """Whether the owner is part of the words of the office: "Kremlin spokesman"."""

    @property
    def is_part(self) -> bool:
        """Whether the owner is no state but a part of one, or a movement: "Chechnya", "the Taliban"."""
        if self.hit is None:
            return bool(self.name)
        known = self.hit.known
        part = (known.entity_id or "").partition("/")[0] in ("region", "people")
        return part or (known.kind is not ActorKind.STATE and known.sense is Sense.NAME)


def owned(section: Section, first: int, last: int) -> Owned:
    """Say whose an office is.

    Args:
        section: a piece of the story.
        first: the first token of the office.
        last: the token after it.
    """
    within = next(section.within(first, last), None)
    if within is not None:
        return replace(_owned(section.doc, within, first, last), is_within=True)
    before = _before(section, first)
    if before is not None:
        between = frozenset(word.lower_ for word in section.doc[before.end : first])
        return _owned(section.doc, before, before.start, last, between)
    start, name = _strange(section.doc, first - 1)
    return Owned(None, name, start, last) if name else _after(section, first, last)


def owners(told: Owned, *, several: bool) -> Iterator[str]:
    """Give under what the tables may have an owner: by name as the text has it, by its own name, by its country.

    Args:
        told: whose the office is said to be.
        several: whether a state has many of that office, and so cannot be meant: "governor", "chief".
    """
    if told.hit is None and told.name:
        yield told.name
    if told.hit is None or told.hit.known.kind is ActorKind.PERSON:
        return
    known = told.hit.known
    yield told.name
    if told.is_part:
        yield known.name
    whole = known.kind is ActorKind.STATE or known.sense is Sense.PEOPLE
    states = whole and not told.is_part and known.sense not in (Sense.REGION, Sense.CAPITAL, Sense.HIDDEN)
    # "Pentagon chief" is told by its words; "the president of the Knesset" is not that of Israel.
    official = not whole and (told.is_within or known.country in _OF_ALL or "GOV" in known.sectors)
    if known.country and not several and (states or official):
        yield known.country


def _owned(  # noqa: PLR0913, PLR0917 - the fields of what it makes
    doc: Doc, hit: NameHit, start: int, end: int, between: frozenset[str] = frozenset(), body: str = ""
) -> Owned:
    return Owned(hit, doc[hit.start : hit.end].text, start, end, between, body)


def _before(section: Section, first: int) -> NameHit | None:
    """Give the owner that stands before an office, with nothing but adjectives between."""
    doc = section.doc
    for at in range(first - 1, max(-1, first - 2 - _BETWEEN), -1):
        token, hit = doc[at], section.hit(at)
        if hit is not None:
            # "NATO's Dutch secretary-general": whose he is goes before where he is from.
            owner = section.hit(at - 2) if at > 1 and doc[at - 1].tag_ == "POS" else None
            return owner if owner is not None and hit.known.sense is Sense.PEOPLE else hit
        if token.is_sent_start or not (token.tag_ == "POS" or token.text in ("'", "-") or _is_adjective(token)):
            return None
    return None


def _strange(doc: Doc, last: int) -> tuple[int, str]:
    """Give the name that ends before an office, "Chicago's mayor", which only the tables of offices may know."""
    end = last if last >= 0 and doc[last].tag_ == "POS" else last + 1
    start = end
    while start > 0 and end - start < _BODY and doc[start - 1].pos_ == "PROPN" and doc[start - 1].text[0].isupper():
        start -= 1
    return start, doc[start:end].text


def _is_adjective(token: Token) -> bool:
    former = token.lower_ in grammar()["former"]
    return former or (token.text[0].islower() and (token.pos_ in _ADJECTIVES or token.tag_ in _PARTICIPLES))


def _after(section: Section, first: int, last: int) -> Owned:
    """Read the owner in "prime minister of Papua New Guinea" and "head of the Spanish government"."""
    doc, at = section.doc, last
    nobody = Owned(None, "", first, last)
    if at >= len(doc) or doc[at].lower_ not in ("of", "for"):
        return nobody
    at += 1
    while at < len(doc) and doc[at].pos_ == "DET":
        at += 1
    hit = section.hit(at) if at < len(doc) else None
    if hit is None:
        end = at
        while end < len(doc) and end - at < _BODY and doc[end].pos_ == "PROPN":
            end += 1
        return Owned(None, doc[at:end].text, first, end) if end > at else nobody
    if hit.known.kind is ActorKind.PERSON:
        return nobody
    owns = hit.end < len(doc) and doc[hit.end].tag_ == "POS"
    before = hit.known.sense is Sense.PEOPLE or owns or doc[hit.end - 1].dep_ in ("compound", "nmod", "amod")
    if not before:
        return _owned(doc, hit, first, hit.end)
    at = end = hit.end + owns
    while end < min(len(doc), at + _BODY) and doc[end].pos_ in _WITHIN:
        end += 1
    body = doc[at:end].text.lower()
    return _owned(doc, hit, first, end, body=body) if body and doc[last - 1].lower_ in _HEADS else nobody

"""Offices as a text names them with whose they are: "Ukraine's commander-in-chief", "the former U.S. president".

Flows in: a section with its known names, and the day of the story. Flows out: `Post`, the words and who is meant. Read
from the words alone: what the parser makes of "the Turkish chief of general staff" does not matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from streams.coding.entities import Known, surname_of
from streams.coding.names import Names, fold
from streams.coding.offices import office_words, whose
from streams.coding.owners import Owned, owned, owners
from streams.coding.phrases import Section, grammar
from streams.coding.registry import Registry
from streams.coding.somebody import Somebody
from streams.coding.tree import Doc, Token

_LEADER = "leader"
_STRONGMEN = frozenset({"strongman", "ruler", "dictator", "autocrat", "despot"})
_LONG = 8 * 365
"""Days in office after which somebody is told as a former strongman."""

_LEADING = frozenset(
    {"leader", "chief", "head", "boss", "president", "premier", "prime minister", "first minister", "chief minister"}
    | {"governor", "regional president", "regional leader", "supreme leader", "political leader", "spiritual leader"}
)
"""By which the leader of a part of a state, or of a movement, goes."""

OTHERS = frozenset(
    {"deputy", "vice", "assistant", "next", "future", "then", "late", "last", "shadow", "designate", "elect", "first"}
    | {"second", "provincial", "regional", "local", "state", "municipal", "junior", "senior", "rebel", "opposition"}
    | {"aspiring", "would-be", "potential", "possible", "another", "any", "every", "previous", "two", "honorary"}
    | {"a", "an", "no", "some", "each", "either", "female"}
)
"""Words before an office, or before its owner, which say that not the one who holds it is meant."""

_APART = frozenset({"designate", "elect", "hopeful", "candidate", "aspirant", "nominee"})
_TOP = frozenset({"top", "chief", "main", "highest"})
"""What may stand before the owner: "the top U.S. diplomat"."""

_NEW = frozenset({"new", "newly", "incoming", "interim", "acting", "caretaker"})
_ABROAD = frozenset({"commander", "general", "envoy", "negotiator", "diplomat", "official", "representative"})
"""Who may be one of many where he is: "the top U.S. commander in Iraq"."""

_LAST = frozenset({"last"})
"""Says of an office that nobody holds any more who held it at the end: "the last Soviet leader"."""

_STILL = frozenset({"impeached", "disgraced", "fallen", "past"})
"""What may also be said of who is still in office."""

_BANK = "bank"
_NOUNS = 3


@dataclass(frozen=True)
class Post:
    """An office in a text: tokens `start` to `end`, those of the office itself from `first` to `last`; who is meant."""

    start: int
    end: int
    first: int
    last: int
    known: Known
    former: bool

    @property
    def told(self) -> str:
        """How it was told who is meant: for sure, or as the last who held it."""
        return "formerly" if self.former else "office"


def posts(section: Section, registry: Registry, on: date) -> tuple[Post, ...]:
    """Find the offices of a section that name their owner, or need none, and whose holder is known.

    Args:
        section: a piece of the story.
        registry: who held what.
        on: the day of the story.
    """
    found = [
        _post(section, registry, on, *place) for place in (*_places(section, registry), *_divided(section, registry))
    ]
    return tuple(post for post in found if post is not None)


def may_hold(post: Post, person: Somebody, between: Iterable[Token] = ()) -> bool:
    """Whether somebody beside an office may be its holder: nobody known elsewhere, nobody joined to it by "and".

    Args:
        post: the office.
        person: who stands beside it.
        between: the words between the two, where the name comes after.
    """
    elsewhere = person.known is not None and person.known.country != post.known.country
    return not elsewhere and all(word.lower_ not in ("and", "or") for word in between)


@lru_cache(maxsize=1)
def _named(registry: Registry) -> Names[str]:
    held = {role for _, role in registry.tenures}
    return Names((word.replace("-", " "), word) for word in sorted({*office_words(held), *_STRONGMEN, _LEADER}))


def _places(section: Section, registry: Registry) -> Iterator[tuple[str, int, int, Owned]]:
    doc = section.doc
    text = section.text.lower().replace("-", " ")
    for hit in _named(registry).find(text) if len(text) == len(section.text) else ():
        span = doc.char_span(hit.start, hit.end)
        if span is not None and not _goes_on(doc, span.end):
            yield hit.value, span.start, span.end, owned(section, span.start, span.end)


def _divided(section: Section, registry: Registry) -> Iterator[tuple[str, int, int, Owned]]:
    # "the top U.S. diplomat": the owner stands between the words of the office.
    doc = section.doc
    for hit in section.hits:
        before = doc[hit.start - 1].lower_ if hit.start else ""
        for end in range(min(len(doc), hit.end + _NOUNS), hit.end, -1) if before in _TOP else ():
            office = _named(registry).get(f"{before} {doc[hit.end : end].text.lower()}")
            if office is not None and not _goes_on(doc, end):
                name = doc[hit.start : hit.end].text
                yield office, hit.end, end, Owned(hit, name, hit.start - 1, end)
                break


def _goes_on(doc: Doc, end: int) -> bool:
    """Whether an office only stands before something else: a name, "-designate", "minister talks"."""
    if end >= len(doc):
        return False
    after = doc[end]
    if after.text == "-" and end + 1 < len(doc):
        return doc[end + 1].lower_ in _APART or not after.whitespace_
    if after.lower_ in _APART:
        return True
    if after.lower_ in ("in", "for") and doc[end - 1].lower_ in _ABROAD:
        return True
    return doc[end - 1].dep_ == "compound" and doc[end - 1].head.i == end and after.text[0].islower()


def _post(  # noqa: PLR0913, PLR0917 - where it stands and who is asked
    section: Section, registry: Registry, on: date, office: str, first: int, last: int, told: Owned
) -> Post | None:
    named = range(told.hit.start, told.hit.end) if told.hit else range(told.start, first if told.name else told.start)
    before = {section.doc[at - 1].lower_ for at in (first, told.start) if at > 0 and at - 1 not in named}
    beside = told.between | (before - _TOP)
    if beside & (OTHERS - _LAST):
        return None
    final = bool(beside & _LAST)
    former = final or bool(told.between & _former()) or any(_is_former(section.doc, at) for at in (first, told.start))
    several = office in grammar()["many"] and not told.body
    sole = whose(office) if told.hit is None and not told.name else None
    whom = (
        [(sole, office)]
        if sole
        else [(one, name) for one in owners(told, several=several) for name in _forms(office, told.body)]
    )
    if told.hit is not None and told.hit.known.country:
        # "the Kremlin's spokesman", as "the Kremlin spokesman"
        whom.append((told.hit.known.country, f"{told.name.lower()} {office}"))
        if _BANK in told.name.lower().split():
            whom.append((told.hit.known.country, f"central bank {office}"))
    for one, name in whom:
        known = _holder(registry, name, one, on, part=told.is_part, newly=bool(_NEW & beside))
        if final and known is not None:
            return None  # "the last president" of a state that has one
        if former:
            known = _formerly(registry, name, one, on, part=told.is_part)
        if known is not None:
            return _named_too(section.doc, Post(told.start, told.end, first, last, known, former))
    return None


def _named_too(doc: Doc, post: Post) -> Post | None:
    """Take in the surname after an office, "Pentagon chief Gates"; another name there says that another is meant."""
    at = post.last
    if at >= len(doc) or not doc[at].text[0].isupper() or doc[at].is_sent_start:
        return post
    goes_on = at + 1 < len(doc) and doc[at + 1].pos_ == "PROPN"
    same = fold(doc[at].text) == fold(surname_of(post.known.name, post.known.country))
    return replace(post, end=at + 1, last=at + 1) if same and not goes_on else None


def _forms(office: str, body: str) -> tuple[str, ...]:
    if not body:
        return (office,)
    return f"{body} {office}", f"{body} chief", f"{body} commander", f"{office} of {body}"


def _holder(  # noqa: PLR0913 - which office, whose, when and which of its holders
    registry: Registry, office: str, one: str, on: date, *, part: bool, newly: bool
) -> Known | None:
    if office == _LEADER or office in _STRONGMEN:
        return registry.leader(one, on)
    held = registry.in_office(office, one, on, newly=newly)
    return registry.leader(one, on) if held is None and part and office in _LEADING else held


def _formerly(registry: Registry, office: str, one: str, on: date, *, part: bool) -> Known | None:
    if office in _STRONGMEN:
        return registry.formerly_in_office(_LEADER, one, on, _LONG)
    return registry.formerly_in_office(_LEADER if part and office in _LEADING else office, one, on)


@lru_cache(maxsize=1)
def _former() -> frozenset[str]:
    return grammar()["former"] - _STILL


def _is_former(doc: Doc, at: int) -> bool:
    words = [word.lower_ for word in doc[max(0, at - 2) : at] if word.text != "-"]
    return bool(words) and not doc[at].is_sent_start and bool(_former() & {*words})

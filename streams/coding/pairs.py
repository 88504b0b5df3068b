"""The two that are meant: "the two countries", "both leaders", told by who was last spoken of.

Flows in: the head of such a phrase, and the story before it. Flows out: two persons, two country codes, the words of
two parties, or nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from schemas import ActorKind
from streams.coding.entities import NO_GOVERNMENT, Sense
from streams.coding.phrases import NameHit, Section, grammar
from streams.coding.positions import is_nominal
from streams.coding.somebody import Somebody
from streams.coding.tree import Span, Token

_MEMORY = 3
"""How many sentences back a pair may have been named."""

_PAIR = 2

_SIDES = "sides"
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})

PersonAt = Callable[[int, Token], Somebody | None]
Named = tuple[int, Token]


def spoken_pair(
    sections: Sequence[Section], person_at: PersonAt, index: int, token: Token
) -> tuple[Somebody | str, ...]:
    """Say which two a phrase means.

    Args:
        sections: the story.
        person_at: gives the person whom a token of a section names, if any.
        index: the section of the phrase.
        token: its head, "countries" or "leaders".

    Returns:
        Two persons or two ISO-3 codes; nothing if the phrase is no pair or not just two were spoken of.
    """
    words = grammar()
    if not _is_two(token) or token.lower_ not in words["paired_persons"] | words["paired_states"]:
        return ()
    wanted = ActorKind.PERSON if token.lower_ in words["paired_persons"] else ActorKind.STATE
    seen: dict[str | int, Somebody | str] = {}
    for section, sent, stop in _backwards(sections, index, token):
        for one in _spoken_of(sections, person_at, section, sent, stop, wanted):
            seen.setdefault(one if isinstance(one, str) else id(one), one)
        if len(seen) >= _PAIR:
            break
    return tuple(seen.values()) if len(seen) == _PAIR else ()


def joined_pair(
    sections: Sequence[Section], acts: Callable[[int, Token], bool], index: int, token: Token
) -> tuple[Named, ...]:
    """Say which two "both sides" are: those who did something together, or between whom something was.

    Args:
        sections: the story.
        acts: whether a token of a section is one of somebody who can act.
        index: the section of the phrase.
        token: its head.

    Returns:
        The two last named so, each by its section and word; nothing if the phrase is another.
    """
    if token.lower_ != _SIDES or not _is_two(token):
        return ()
    for section, sent, stop in _backwards(sections, index, token):
        for word in sections[section].doc[sent.start : stop]:
            two = (word, *word.conjuncts)
            if len(two) == _PAIR and _are_parties(word) and all(acts(section, one) for one in two):
                return tuple((section, one) for one in two)
    return ()


def _is_two(token: Token) -> bool:
    return token.tag_ == "NNS" and any(word.lower_ in grammar()["pairs"] for word in token.lefts)


def _are_parties(first: Token) -> bool:
    return first.dep_ in _SUBJECTS or (first.dep_ == "pobj" and first.head.lower_ == "between")


def _backwards(sections: Sequence[Section], index: int, token: Token) -> Iterator[tuple[int, Span, int]]:
    here = token.sent
    before = [
        (i, sent, sent.end)
        for i in range(index + 1)
        if sections[i].field is sections[index].field
        for sent in sections[i].doc.sents
        if i < index or sent.end <= here.start
    ]
    yield index, here, token.i
    yield from reversed(before[-_MEMORY:])


def _spoken_of(  # noqa: PLR0913, PLR0917 - where, up to where, and who is sought
    sections: Sequence[Section], person_at: PersonAt, index: int, sent: Span, stop: int, wanted: ActorKind
) -> tuple[Somebody | str, ...]:
    section = sections[index]
    if wanted is ActorKind.PERSON:
        people = [person for i in range(sent.start, stop) if (person := person_at(index, section.doc[i])) is not None]
        return tuple({id(person): person for person in people}.values())
    hits = [hit for hit in section.within(sent.start, stop) if hit.known.kind is ActorKind.STATE]
    named = [hit for hit in hits if hit.known.sense in (Sense.NAME, Sense.CAPITAL)]
    states = _states(hit for hit in named if is_nominal(hit.head(section.doc)))
    # Not named as such: the countries of the adjectives and of the bodies count, too, if they are a pair.
    loose = _states(section.within(sent.start, stop)) if len(states) != _PAIR else states
    return loose if len(loose) == _PAIR else states


def _states(hits: Iterable[NameHit]) -> tuple[str, ...]:
    codes = dict.fromkeys(hit.known.country for hit in hits)
    return tuple(code for code in codes if code and code not in NO_GOVERNMENT)

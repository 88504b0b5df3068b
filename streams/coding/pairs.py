"""The two that are meant: "the two countries", "both leaders", told by who was last spoken of.

Flows in: the head of such a phrase, and the story before it. Flows out: two persons, two country codes, or nothing.
"""

from collections.abc import Callable, Iterator, Sequence

from schemas import ActorKind
from streams.coding.entities import Sense
from streams.coding.phrases import Section, grammar
from streams.coding.positions import is_nominal
from streams.coding.somebody import Somebody
from streams.coding.tree import Span, Token

_MEMORY = 3
"""How many sentences back a pair may have been named."""

_PAIR = 2

PersonAt = Callable[[int, Token], Somebody | None]


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
    two = token.tag_ == "NNS" and any(t.lower_ in words["pairs"] for t in token.lefts)
    if not two or token.lower_ not in words["paired_persons"] | words["paired_states"]:
        return ()
    wanted = ActorKind.PERSON if token.lower_ in words["paired_persons"] else ActorKind.STATE
    seen: dict[str | int, Somebody | str] = {}
    for section, sent, stop in _backwards(sections, index, token):
        for one in _spoken_of(sections, person_at, section, sent, stop, wanted):
            seen.setdefault(one if isinstance(one, str) else id(one), one)
        if len(seen) >= _PAIR:
            break
    return tuple(seen.values()) if len(seen) == _PAIR else ()


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
    states = [hit.known.country for hit in named if is_nominal(hit.head(section.doc))]
    if len(set(states)) != _PAIR:
        # Not named as such: the countries of the adjectives and of the bodies count, too.
        states = [hit.known.country for hit in section.within(sent.start, stop)]
    return tuple(country for country in dict.fromkeys(states) if country)

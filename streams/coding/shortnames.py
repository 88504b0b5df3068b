"""Short names in a story: which of its persons "Mrs Okello", "Jana Reddy", "Haile" or "General Prayuth" may mean.

Flows in: the persons with a full name, and a short name with its title and place. Flows out: one of them, or nobody
where two are meant as well; and where short names stand that nobody has seen.
"""

import calendar
from collections.abc import Collection, Iterator, Sequence

from streams.coding.agents import Agents
from streams.coding.casing import common_words
from streams.coding.names import fold
from streams.coding.phrases import Section, grammar
from streams.coding.somebody import PARTICLES, Somebody
from streams.coding.tree import Token

Place = tuple[int, int]
"""A section and a token in it."""

DAYS = frozenset((*calendar.day_name, *calendar.month_name))
_BACK = 1
"""So many paragraphs before its own the person may stand whom a name means that several have."""


def sex(words: Sequence[str]) -> str | None:
    """Say of which sex somebody is who is told by lower-case words: "f", "m", None where they say nothing or both."""
    found = {one for one in ("f", "m") if grammar()["women" if one == "f" else "men"] & {*words}}
    return found.pop() if len(found) == 1 else None


def fitting(people: Sequence[Somebody], text: str) -> list[Somebody]:
    """Give the persons with a full name who may be called by a shorter one, those by their surname first."""
    parts = fold(text).split()
    full = [person for person in people if len(person.parts) > 1]
    fits = [person for person in full if len(parts) == 1 and person.goes_by(text)]
    return fits or [person for person in full if person.may_go_by(parts)]


def meant(fits: Sequence[Somebody], title: Sequence[str], place: Place) -> Somebody | None:
    """Say which of several persons of one name is meant, by sex, by office, or as the one spoken of.

    Args:
        fits: all who are called so.
        title: the words before the name in lower case.
        place: where the name stands.
    """
    if len(fits) < 2:  # noqa: PLR2004 - nobody to choose between
        return next(iter(fits), None)
    told = sex(title)
    if told is not None:
        same = [one for one in fits if one.sex == told]
        fits = same if len(same) == 1 else [one for one in fits if one.sex in (told, None)]
    agent = Agents.load().longest(title) if title else None
    if agent is not None:
        fits = [one for one in fits if any(role.endswith(agent.noun) for role in one.roles)]
    if len(fits) < 2:  # noqa: PLR2004 - one or nobody: there is nothing to choose
        return next(iter(fits), None)
    named = [one for one in fits if any((m.section, m.start) < place for m in one.mentions)]
    if len(named) < 2:  # noqa: PLR2004 - of the others the story has not yet spoken
        return next(iter(named), None)
    # Whom the story has called by the surname alone it calls so again, unless it has just named another in full.
    usual = [one for one in named if any(m.short and (m.section, m.start) < place for m in one.mentions)]
    near = _near(named, place)
    if len(usual) == 1 and near in ([], usual):
        return usual[0]
    return near[0] if len(near) == 1 and not usual else None


def _near(named: Sequence[Somebody], place: Place) -> list[Somebody]:
    # Those of the same paragraph before the place, or else of the one before.
    found = (
        [one for one in named if any(m.section == section and (section, m.start) < place for m in one.mentions)]
        for section in range(place[0], place[0] - _BACK - 1, -1)
    )
    return next((here for here in found if here), [])


class ShortNames:
    """Short names that neither the recogniser nor a title shows: "According to Marsh", "Gomes Junior"."""

    def __init__(self, sections: Sequence[Section], people: Sequence[Somebody], taken: Collection[Place]) -> None:
        """Take the story's pieces, its persons, and the tokens of names that are seen already."""
        self._sections, self._taken = sections, taken
        full = [person for person in people if len(person.parts) > 1]
        self._words = frozenset(word for person in full for word in person.all_parts) - PARTICLES
        # "Ama Mensah", whom nobody has seen: another one of that name.
        self._others = {
            token.text
            for index, section in enumerate(sections)
            for token in section.doc
            if token.pos_ == "PROPN" and (index, token.i) not in taken
            if any(_is_first(child, token) for child in token.children)
        }

    def of(self, index: int) -> Iterator[tuple[int, int]]:
        """Give first token and the one after the last of each short name in a section that is not seen yet."""
        doc, end = self._sections[index].doc, 0
        for token in doc:
            if token.i < end or not self._may_begin(index, token):
                continue
            end = token.i + 1
            while end < len(doc) and self._goes_on(index, doc[end]):
                end += 1
            before = None if token.is_sent_start else doc[token.i - 1]
            if before is not None and _is_first(before, token):
                continue
            if end == token.i + 1 and (token.dep_ == "compound" or token.text in self._others):
                continue
            yield token.i, end

    def _may_begin(self, index: int, token: Token) -> bool:
        if not token.text[0].isupper() or fold(token.text).lower() not in self._words:
            return False
        named = token.pos_ == "PROPN" or token.lower_ not in common_words()
        return named and (index, token.i) not in self._taken and self._sections[index].hit(token.i) is None

    def _goes_on(self, index: int, token: Token) -> bool:
        return (self._may_begin(index, token) or token.lower_ in PARTICLES) and not token.is_sent_start


def _is_first(word: Token, name: Token) -> bool:
    """Whether a word is a first name that stands before a name, and no title."""
    named = word.pos_ == "PROPN" and word.text[0].isupper()
    return (
        named
        and word.text not in DAYS
        and word.dep_ == "compound"
        and word.i < name.i
        and word.lower_ not in Agents.load().titles
    )

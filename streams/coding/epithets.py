"""Persons of a story meant by what they are: "the Russian president", "the minister", "the old ruler", "the teacher".

Flows in: the persons of a story, and a role with its place. Flows out: the one who is meant, or nobody where two are
meant as well.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from schemas import Actor
from streams.coding.agents import Agents
from streams.coding.phrases import Section, grammar
from streams.coding.pronouns import Pronouns
from streams.coding.somebody import Somebody
from streams.coding.tables import rows, words
from streams.coding.tree import Token

_NEAR = 2
"""So many paragraphs back somebody is looked for whom the story called by another word."""

_LEADER = "leader"
_OFFICIAL = frozenset({"GOV", "LEG"})
_PLURALS = frozenset({"NNS", "NNPS"})
_LESSER = frozenset({"vice", "vice-", "deputy", "assistant", "prime", "under", "first", "junior", "shadow"})
"""Words before a role that make another one of it: the vice president is not the president."""


class Epithets:
    """Says which person a role means."""

    def __init__(
        self,
        sections: Sequence[Section],
        people: Sequence[Somebody],
        pronouns: Pronouns,
        actor: Callable[[Somebody], Actor],
    ) -> None:
        """Take the story's pieces, its persons, the pronouns for them, and what says who a person is."""
        self._sections, self._people, self._actor = sections, people, actor
        self._places: dict[int, list[tuple[int, int]]] = {
            id(one): [(mention.section, mention.start) for mention in one.mentions] for one in people
        }
        for index, token in pronouns.all():
            who = pronouns.person(index, token)
            if who is not None:
                self._places[id(who)].append((index, token.i))

    def holder(self, index: int, token: Token, role: str, country: str | None, home: str | None) -> Somebody | None:
        """Say who is meant.

        Args:
            index: the section.
            token: the head of the phrase.
            role: what the phrase calls him, in lower case.
            country: the country that the phrase names.
            home: the country of the dateline.
        """
        past, role = role.startswith("former "), role.removeprefix("former ")
        office = role in grammar()["offices"] or role in grammar()["heads"]
        if token.tag_ in _PLURALS or any(word.lower_ in ("a", "an", "another") for word in token.lefts):
            return None
        if not office and not _is_plain(token, role):
            return None
        past = past or any(word.lower_ in grammar()["former"] for word in token.doc[max(0, token.i - 3) : token.i])
        place = (index, token.i)
        able = [one for one in self._people if self._may_be(one, role, past, country)]
        called = [one for one in able if any(_is_called(each, role) for each in _roles(one))]
        if role == _LEADER and country is not None:
            called = []
        fits = [one for one in called if office or any(self._before(one, place))]
        if len(fits) == 1:
            return fits[0]
        if fits:
            near = self._nearest(fits, place, 0 if office else index)
            return near or _only([one for one in fits if office and home and self._actor(one).country == home])
        others = [one for one in able if any(_is_called(each, other) for each in _roles(one) for other in _other(role))]
        others = [one for one in others if any(self._before(one, place))]
        return (_only(others) if office else None) or self._nearest(others, place, _NEAR)

    def _may_be(self, one: Somebody, role: str, past: bool, country: str | None) -> bool:
        actor = self._actor(one)
        if country not in (None, actor.country):
            return False
        agent = Agents.load().longest(role.split())
        # Only of an office does the sector say that it is over; an artist or a policeman has it otherwise.
        official = agent is not None and bool(_OFFICIAL & {*agent.sectors})
        return not official or past == ("ELI" in actor.sectors)

    def _nearest(self, fits: Sequence[Somebody], place: tuple[int, int], reach: int) -> Somebody | None:
        """Give the one who was named last; nobody where that sentence names two, or is too many paragraphs back."""
        named = [(self._sentence(section, token), one) for one in fits for section, token in self._before(one, place)]
        last = max((sentence for sentence, _ in named), default=None)
        if last is None or last[0] < place[0] - reach:
            return None
        return _only(list({id(one): one for sentence, one in named if sentence == last}.values()))

    def _before(self, one: Somebody, place: tuple[int, int]) -> Iterator[tuple[int, int]]:
        return (mention for mention in self._places[id(one)] if mention < place)

    def _sentence(self, section: int, token: int) -> tuple[int, int]:
        return section, self._sections[section].doc[token].sent.start


def _roles(one: Somebody) -> set[str]:
    known = one.settle()
    held = known.role.removeprefix("former ") if known is not None and known.role else ""
    return {*one.roles, (one.role or "").lower(), held} - {""}


def _is_called(called: str, role: str) -> bool:
    """Whether what somebody is called ends with a role: "Russian defence minister", but not "vice president"."""
    if not called.endswith(role):
        return False
    before = called[: len(called) - len(role)].rstrip()
    return not before or (called[-len(role) - 1] in " -" and before.split()[-1] not in _LESSER)


def _is_plain(token: Token, role: str) -> bool:
    # "the teacher", "the old man": nothing stands before it that makes another one of him.
    at = token.i - len(role.split())
    while at > 0 and token.doc[at].lower_ in grammar()["plain"]:
        at -= 1
    return at >= 0 and token.doc[at].lower_ == "the"


def _only(found: Sequence[Somebody]) -> Somebody | None:
    return found[0] if len(found) == 1 else None


def _other(role: str) -> tuple[str, ...]:
    return _table().get(role, ())


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    return {word: words(others) for word, others in rows("epithets", 2)}

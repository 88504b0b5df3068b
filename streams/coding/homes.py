"""Whose somebody is whom no word beside him tells: the dateline's country, or the only one the story speaks of.

Flows in: the sections of a story and its dateline. Flows out: a country and how it was told; none where two are
spoken of.
"""

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Token

from schemas import ActorKind
from streams.coding.entities import NO_GOVERNMENT, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.phrases import Profile, Section, grammar
from streams.coding.registry import Registry

_DOMESTIC = frozenset({"GOV", "COP", "MIL", "JUD", "LEG", "MED", "SPY"})
"""Sectors that belong to the country of the dateline, whatever else the story speaks of."""

_USES = frozenset({"agent", "office", "rank", "body", "relay"})


class Homes:
    """The countries of one story."""

    def __init__(self, sections: Sequence[Section], home: str | None) -> None:
        """Take the story's pieces, and the country of its dateline."""
        self._sections, self._home = sections, home
        self._spoken_of = {country for section in sections for country in _countries(section)}

    @property
    def only_country(self) -> str | None:
        """The country that the whole story is about, if it speaks of no other."""
        every = self._spoken_of | ({self._home} if self._home else set())
        return next(iter(every)) if len(every) == 1 else None

    def of(self, index: int, token: Token, profile: Profile) -> tuple[str | None, str]:
        """Say whose an unnamed actor or a body is, and how that was told: "dateline", "story"; "text" if nobody's.

        Args:
            index: the section.
            token: the head of the noun phrase.
            profile: what the noun phrase says.
        """
        if not profile.sectors or profile.sectors == ("UNK",) or self._is_foreign(token, profile):
            return (self._home, "dateline") if self._home and _DOMESTIC & {*profile.sectors} else (None, "text")
        if self._home and self._here(index, token) <= {self._home}:
            return self._home, "dateline"
        if self.only_country:
            return self.only_country, "story"
        return (self._home, "dateline") if self._home and _DOMESTIC & {*profile.sectors} else (None, "text")

    def of_person(self, sectors: Sequence[str]) -> tuple[str | None, str]:
        """Say whose a person is of whom the story tells what he does but not where he is from."""
        country = self.only_country if sectors and tuple(sectors) != ("UNK",) else None
        return country, "story" if country else "text"

    def _here(self, index: int, token: Token) -> set[str]:
        sent = token.sent
        return set(_countries(self._sections[index], sent.start, sent.end))

    @staticmethod
    def _is_foreign(token: Token, profile: Profile) -> bool:
        if profile.agent is not None and (profile.agent.use not in _USES or profile.agent.noun in grammar()["abroad"]):
            return True
        return any(child.lower_ in grammar()["foreign"] for child in token.lefts)


def dateline_country(dateline: str | None, registry: Registry, gazetteer: Gazetteer, on: date) -> str | None:
    """Give the country of a dateline: the one it names ("TRIPOLI, Lebanon"), else that of its city."""
    if not dateline:
        return None
    states = [hit.value for hit in registry.find(dateline, on) if hit.value.kind is ActorKind.STATE]
    named = [one for one in states if one.sense is not Sense.CAPITAL]
    if states:
        return (named or states)[0].country
    spot = gazetteer.best(dateline.split(",")[0].title())
    return spot.country if spot else None


def _countries(section: Section, start: int = 0, end: int | None = None) -> list[str]:
    last = len(section.doc) if end is None else end
    return [
        hit.known.country
        for hit in section.within(start, last)
        if hit.known.country and hit.known.kind is not ActorKind.PERSON and hit.known.country not in NO_GOVERNMENT
        and hit.known.sense is not Sense.HIDDEN
    ]  # fmt: skip

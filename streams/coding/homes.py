"""Whose somebody is whom no word beside him tells: the dateline's country, or the only one the story speaks of.

Flows in: the sections of a story and its dateline. Flows out: a country and how it was told; none where two are
spoken of.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from spacy.tokens import Token

from schemas import ActorKind
from streams.coding.entities import NO_GOVERNMENT, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.nominals import CITY_OF
from streams.coding.phrases import Profile, Section, grammar
from streams.coding.registry import Registry

_DOMESTIC = frozenset({"GOV", "COP", "MIL", "JUD", "LEG", "MED", "SPY"})
"""Sectors that belong to the country of the dateline, whatever else the story speaks of."""

_USES = frozenset({"agent", "office", "rank", "body", "relay"})


class Homes:
    """The countries of one story."""

    def __init__(self, sections: Sequence[Section], home: str | None, gazetteer: Gazetteer) -> None:
        """Take the story's pieces, the country of its dateline, and the map."""
        self._sections, self._home, self._gazetteer = sections, home, gazetteer

    @cached_property
    def _spoken_of(self) -> set[str]:
        return {country for section in self._sections for country in self._countries(section)}

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

    def of_person(self, index: int, token: Token, sectors: Sequence[str]) -> tuple[str | None, str]:
        """Say whose a person is of whom the story tells what he does but not where he is from."""
        if not sectors or tuple(sectors) == ("UNK",):
            return None, "text"
        if self.only_country:
            return self.only_country, "story"
        here = self._home and _DOMESTIC & {*sectors} and self._here(index, token) <= {self._home}
        return (self._home, "dateline") if here else (None, "text")

    def _here(self, index: int, token: Token) -> set[str]:
        sent = token.sent
        return set(self._countries(self._sections[index], sent.start, sent.end))

    def _countries(self, section: Section, start: int = 0, end: int | None = None) -> Iterator[str]:
        last = len(section.doc) if end is None else end
        for hit in section.within(start, last):
            known = hit.known
            if known.country and known.kind is not ActorKind.PERSON and known.country not in NO_GOVERNMENT:
                yield known.country
        for ent in section.doc.ents:
            if ent.label_ == "GPE" and start <= ent.start and ent.end <= last and section.hit(ent.start) is None:
                spot = self._gazetteer.best(ent.text)
                if spot is not None and spot.population >= CITY_OF:
                    yield spot.country

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

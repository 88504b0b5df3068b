"""Whose somebody is whom no word beside him tells: the dateline's country, or the only one the story speaks of.

Flows in: the sections of a story and its dateline. Flows out: a country and how it was told; none where two are
spoken of.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from schemas import ActorKind
from streams.coding.entities import NO_GOVERNMENT, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.nominals import CITY_OF
from streams.coding.phrases import Profile, Section, grammar, is_collective
from streams.coding.positions import is_scene, is_subject
from streams.coding.quoting import is_parsed
from streams.coding.registry import Registry
from streams.coding.tree import Doc, Token

_DOMESTIC = frozenset({"GOV", "COP", "MIL", "JUD", "LEG", "MED", "SPY"})
"""Sectors that belong to the country of the dateline, whatever else the story speaks of."""

_LOCAL = frozenset({"CVL", "UAF", "REB", "COP", "CRM", "PRM", "EDU", "MED", "LAB", "AGR", "REL", "JUD", "OPP"})
"""Sectors of people who mostly are at home where something happens."""

_ABOUT = _DOMESTIC | _LOCAL | {"BUS", "SOC", "PTY"}
"""Sectors of persons who are of the dateline's country where their sentence names no other."""

_USES = frozenset({"agent", "office", "rank", "body", "relay"})


class Homes:
    """The countries of one story."""

    def __init__(
        self, sections: Sequence[Section], home: str | None, gazetteer: Gazetteer, city: str | None = None
    ) -> None:
        """Take the story's pieces, the country of its dateline, the map, and the dateline's city."""
        self._sections, self._home, self._gazetteer = sections, home, gazetteer
        self._city = (city or "").split(",")[0].strip().lower()

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
        told = {*profile.sectors[:1]}
        if not told or told == {"UNK"} or self._is_foreign(token, profile):
            return (self._home, "dateline") if self._home and _DOMESTIC & {*profile.sectors} else (None, "text")
        scene = self._seat(index, token, profile) or (self._scene(index, token) if told & _LOCAL else None)
        if scene is not None:
            return scene, "dateline" if scene == self._home else "place"
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
        scene = self._scene(index, token)
        if scene is not None and ({*sectors[:1]} & _LOCAL or scene == self._home):
            return scene, "dateline" if scene == self._home else "place"
        here = self._home and _ABOUT & {*sectors} and self._here(index, token) <= {self._home}
        return (self._home, "dateline") if here else (None, "text")

    def _scene(self, index: int, token: Token) -> str | None:
        """Give the country where a sentence happens, or else the one before it in its paragraph; None where two are."""
        section = self._sections[index]
        for sent in reversed([sent for sent in section.doc.sents if sent.start <= token.i]):
            own = token if sent.start <= token.i < sent.end else None
            found = {country for country, head in self._located(section, sent.start, sent.end) if is_scene(head, own)}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def _seat(self, index: int, token: Token, profile: Profile) -> str | None:
        """Give the country where a body's clause begins: "In Moscow the transport ministry imposed …"."""
        if profile.agent is None or not (is_collective(profile.agent.noun) or profile.agent.use == "body"):
            return None
        start, sent, doc = self._edge(token), token.sent, token.doc
        near = list(self._located(self._sections[index], sent.start, start))[-1:]
        acts = is_subject(token) or not is_parsed(token)
        for country, head in near if acts else ():
            if head.dep_ == "pobj" and head.head.lower_ == "in" and head.i + 1 + self._days(doc, head.i + 1) == start:
                return country
        return None

    @staticmethod
    def _edge(token: Token) -> int:
        # The parser may hang "In Moscow" on the noun itself.
        start = token.i
        while (
            start > token.sent.start and token.doc[start - 1].head.i == token.i and token.doc[start - 1].pos_ != "ADP"
        ):
            start -= 1
        return start

    @staticmethod
    def _days(doc: Doc, at: int) -> int:
        # "In Moscow on Monday the ministry …"
        return 2 if at + 1 < len(doc) and doc[at].lower_ == "on" and doc[at + 1].ent_type_ == "DATE" else 0

    def _here(self, index: int, token: Token) -> set[str]:
        sent = token.sent
        return set(self._countries(self._sections[index], sent.start, sent.end))

    def _countries(self, section: Section, start: int = 0, end: int | None = None) -> Iterator[str]:
        last = len(section.doc) if end is None else end
        return (country for country, _ in self._located(section, start, last))

    def _located(self, section: Section, start: int, end: int) -> Iterator[tuple[str, Token]]:
        """Give the countries that are named between two words, each with the word that the sentence hangs on."""
        for hit in section.within(start, end):
            known = hit.known
            if known.country and known.kind is not ActorKind.PERSON and known.country not in NO_GOVERNMENT:
                head = hit.head(section.doc)
                here = self._home if self._home and head.lower_ == self._city else known.country
                yield here, head
        for ent in section.doc.ents:
            if ent.label_ == "GPE" and start <= ent.start and ent.end <= end and section.hit(ent.start) is None:
                spot = self._gazetteer.best(ent.text)
                if spot is not None and spot.population >= CITY_OF:
                    yield spot.country, ent.root

    @staticmethod
    def _is_foreign(token: Token, profile: Profile) -> bool:
        if profile.agent is not None and (profile.agent.use not in _USES or profile.agent.noun in grammar()["abroad"]):
            return True
        own = profile.agent.noun.split() if profile.agent is not None else []  # "the foreign ministry" is at home
        return any(child.lower_ in grammar()["foreign"] and child.lower_ not in own for child in token.lefts)


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

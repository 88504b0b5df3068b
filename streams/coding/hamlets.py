"""Places in the news that the table of towns lacks: villages, camps, bases, quarters, and towns by another name.

Flows in: `data/hamlets.tsv`. Flows out: the countries (ISO-3) of a name.
"""

from collections import defaultdict
from functools import cache

from streams.coding.tables import rows, words
from streams.coding.towns import key


def hamlets(name: str) -> tuple[str, ...]:
    """Give the countries that have such a place of a name; none for a name of nothing."""
    return _table().get(key(name), ())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for country, names in rows("hamlets", 2):
        for name in words(names):
            found[key(name)].append(country)
    return {name: tuple(countries) for name, countries in found.items()}

"""Offices: which words mean the same one, "premier" and "prime minister".

Flows in: `data/offices.tsv`, `data/leaders.tsv`. Flows out: the offices that a noun phrase may mean.
"""

from functools import cache

from streams.coding.tables import rows, words

Office = str
"""An office by the name it has in the tables of who held it."""


@cache
def _by_words() -> dict[str, tuple[Office, ...]]:
    found: dict[str, tuple[Office, ...]] = {}
    for names, others in rows("offices", 2):
        for other in words(others):
            found[other] = (*found.get(other, ()), *words(names))
    return found


def offices(noun: str) -> tuple[Office, ...]:
    """Give the offices that a noun phrase in lower case may mean, itself first."""
    return (noun, *(office for office in _by_words().get(noun, ()) if office != noun))


@cache
def _leading() -> dict[str, tuple[Office, ...]]:
    return {country: words(names) for names, countries in rows("leaders", 2) for country in words(countries, " ")}


def leading(country: str) -> tuple[Office, ...]:
    """Give the offices whose holder is "the leader" of a country, the first that is held counts."""
    table = _leading()
    return table.get(country, table["*"])

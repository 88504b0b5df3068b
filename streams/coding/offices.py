"""Offices: which words mean the same one, "premier" and "prime minister".

Flows in: `data/offices.tsv`, `data/leaders.tsv`. Flows out: the offices that a noun phrase may mean.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from streams.coding.entities import day_of
from streams.coding.tables import rows, words

Office = str
"""An office by the name it has in the tables of who held it."""

_SPELT = (("defense", "defence"), ("labor ", "labour "), ("advisor", "adviser"), ("spokeswoman", "spokesman"))
_OF = re.compile(r"(minister|secretary|commissioner) (?:of|for) (?:the )?(.+)")
_CODE = 3
"""Letters in a country's code."""

_SORTS = ("minister", "secretary")


@cache
def _by_words() -> dict[str, tuple[Office, ...]]:
    found: dict[str, tuple[Office, ...]] = {}
    for names, others, _ in rows("offices", 3):
        for other in words(others):
            found[other] = (*found.get(other, ()), *words(names))
    return found


@cache
def _only() -> dict[str, str]:
    return {word: country for _, others, country in rows("offices", 3) if country for word in words(others)}


_CLERKS = frozenset({"IND", "PAK", "BGD", "LKA", "NPL"})
"""Where a secretary is the highest official under a minister."""


@lru_cache(maxsize=1 << 12)
def offices(noun: str, country: str = "") -> tuple[Office, ...]:
    """Give the offices that a noun phrase in lower case may mean in a country, itself first."""
    if country in _CLERKS and noun.endswith(" secretary"):
        return (noun,)
    table = _by_words()
    alike = tuple(dict.fromkeys(_alike(noun)))
    held = (noun, *(office for one in alike for office in (*table.get(one, ()), one)))
    # Who only acts as a minister is the one that news calls so while nobody holds the office.
    return tuple(dict.fromkeys((*held, *(f"acting {office}" for office in held if not office.startswith("acting ")))))


def _alike(noun: str) -> Iterable[str]:
    """Give other forms of the same: "defense minister", "minister of energy" and "energy secretary"."""
    yield noun
    for one, other in _SPELT:
        noun = noun.replace(one, other)
    yield noun
    turned = _OF.fullmatch(noun)
    if turned is not None:
        noun = f"{turned[2]} {turned[1]}"
        yield noun
    before, _, sort = noun.rpartition(" ")
    if before and sort in _SORTS:
        yield from (f"{before} {other}" for other in _SORTS)


def whose(noun: str) -> str | None:
    """Give the country of an office that only one has, "taoiseach"; None for all others."""
    return _only().get(noun)


def office_words(held: Iterable[Office]) -> Iterable[str]:
    """Give all words for offices, in lower case: those of the table, those held, and other forms of them.

    Args:
        held: the offices that somebody has held.
    """
    known = {*held, *_by_words()}
    for word in known:
        yield word
        for one, other in _SPELT[:3]:
            yield word.replace(other, one)
        before, _, sort = word.rpartition(" ")
        if before and sort in _SORTS:
            yield from (f"{before} {other}" for other in _SORTS)
            yield from (f"{sort} {of}{before}" for of in ("of ", "for ", "of the ", "for the "))


@cache
def _leading() -> dict[str, list[tuple[date, date, tuple[Office, ...]]]]:
    found: dict[str, list[tuple[date, date, tuple[Office, ...]]]] = {}
    for names, countries, since, until in rows("leaders", 4):
        days = day_of(since) or date.min, day_of(until, last=True) or date.max
        for country in words(countries, " "):
            found.setdefault(country, []).append((*days, words(names)))
    return found


def leading(whose: str, on: date) -> tuple[Office, ...]:
    """Give the offices whose holder is "the leader" of a country, a part of one or a body: the first held counts.

    Args:
        whose: a country by its code, anything else by its name.
        on: the day; which office leads may change.
    """
    table = _leading()
    rest = "*" if len(whose) == _CODE and whose.isupper() else "+"
    told = (*table.get(whose, ()), *table[rest])
    return next(names for since, until, names in told if since <= on <= until)

"""Days that news names by their feast: "on New Year's Eve", "Good Friday".

Flows in: `data/holidays.tsv`. Flows out: the pattern that finds them, and the day each falls on in a year.
"""

import re
from datetime import date, timedelta
from functools import cache

from streams.coding.tables import rows, words

_WEEK = 7


@cache
def _rules() -> dict[str, str]:
    return {name.lower(): rule for rule, cell in rows("holidays", 2) for name in words(cell)}


@cache
def holiday_names() -> str:
    """Give the pattern of all names, to be put into a larger one; apostrophes straight or curled."""
    names = (name for _, cell in rows("holidays", 2) for name in words(cell))
    return "|".join(re.escape(name).replace("'", "['’]") for name in sorted(names, key=len, reverse=True))


def holiday_signs() -> tuple[str, ...]:
    """Give the words, in small letters, of which a text must have one to name any feast."""
    return tuple({name.split()[-1] for name in _rules()})


def holiday(name: str, year: int) -> date:
    """Give the day of a feast in a year; raises `KeyError` for a name that is none, `ValueError` for no such year."""
    rule = _rules()[name.lower().replace("’", "'")]
    if rule == "moon":
        raise ValueError(f"no calendar tells {name}")
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    if "-" in rule.split()[0]:
        number, on = rule.split("-")
        return date(year, int(number), int(on))
    month, weekday, nth = (int(part) for part in rule.split())
    if nth < 0:
        last = date(year, month + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (nth - 1))


def easter(year: int) -> date:
    """Give Easter Sunday of the western churches, by the rule of Meeus, Jones and Butcher (Nature, 1876)."""
    golden, century, rest = year % 19, *divmod(year, 100)
    leap, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    many, few = divmod(rest, 4)
    weekday = (32 + 2 * skipped + 2 * many - moon - few) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, on = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, on + 1)

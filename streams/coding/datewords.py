"""The words of the calendar as pieces of patterns, and what each means: months, weekdays, counts, "last" and "next".

Flows in: `data/datewords.tsv`. Flows out: patterns with named groups, and numbers.
"""

import re
from collections import defaultdict

from streams.coding.numbers import value_of
from streams.coding.tables import rows, words

_TABLE: defaultdict[str, dict[str, str]] = defaultdict(dict)
for _kind, _value, _cell in rows("datewords", 3):
    _TABLE[_kind].update(dict.fromkeys(words(_cell), _value))


def any_of(kind: str) -> str:
    """Give the alternatives of all words of a kind, longest first, for a pattern."""
    return "|".join(re.escape(word) for word in sorted(_TABLE[kind], key=len, reverse=True))


def words_of(kind: str) -> tuple[str, ...]:
    """Give all words of a kind in small letters."""
    return tuple(word.lower() for word in _TABLE[kind])


def meaning(kind: str, word: str) -> str:
    """Give what a word of a kind means, however it is spelled; raises `KeyError` if it is none."""
    table = _TABLE[kind]
    return table[word] if word in table else table[word.lower()]


def thirds() -> dict[tuple[str, str], tuple[int, int]]:
    """Give the first and last day, month or year of the early, middle and late month, year and decade."""
    read: dict[tuple[str, str], tuple[int, int]] = {}
    for kind, value, cell in rows("datewords", 3):
        if kind == "third":
            unit, part = value.split()
            first, last = words(cell)
            read[unit, part] = int(first), int(last)
    return read


def month_number(name: str) -> int:
    """Give 1 for "January", "Jan" and "Jan."."""
    return int(meaning("month", name.rstrip(".")))


def weekday_number(name: str) -> int:
    """Give 0 for "Monday"."""
    return int(meaning("weekday", name))


def season_month(name: str) -> int:
    """Give the number of the first month of a season of the northern hemisphere."""
    return int(meaning("season", name))


def way(word: str | None) -> int | None:
    """Give -1 for "last", 0 for "this", 1 for "next"; None for no word."""
    return int(meaning("way", word)) if word else None


def count(word: str) -> int | None:
    """Read a whole number; None for "several" and whatever else is none."""
    listed = _TABLE["count"].get(word.lower())
    number = value_of(word) if listed is None else value_of(listed)
    return int(number) if number is not None else None


_TENS = "(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
_SMALL = "an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_NAMES = list(_TABLE["month"])
_LONG = [name for at, name in enumerate(_NAMES) if at == 0 or month_number(name) != month_number(_NAMES[at - 1])]
_CUT = [name for name in _NAMES if name not in _LONG]

MONTH = rf"(?P<month>{'|'.join(_LONG)}|(?:{'|'.join(sorted(_CUT, reverse=True))})(?:\.|\b(?! ?\.)))(?!\w)"
MONTHS = rf"(?:(?:{any_of('month')})\.?)"
WEEKDAY = rf"(?P<weekday>{any_of('weekday')})"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{4})"
COUNT = rf"(?P<count>\d{{1,4}}|(?i:{any_of('count')}|{_TENS}(?:-\w+)?|{_SMALL}))"
UNIT = r"(?P<unit>(?i:day|week|fortnight|month|year|decade))"
SEASON = rf"(?P<season>(?i:{any_of('season')}))"
WAY = rf"(?P<way>(?i:{any_of('way')}))"
ORDINAL = rf"(?P<nth>(?i:{any_of('ordinal')}))"

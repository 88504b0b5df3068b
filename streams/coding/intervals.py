"""Intervals of the calendar, as fine as news knows them: days, weeks, months, years, decades, and pieces of them.

Flows in: dates and numbers. Flows out: `Interval`. What lies outside the calendar raises `ValueError` or
`OverflowError`.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from schemas import Granularity
from streams.coding.datewords import thirds

_THIRDS = thirds()
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_HALF = 15
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


@dataclass(frozen=True)
class Interval:
    """Days `start` to `end`, both inclusive, and how fine they are known.

    `approximate` tells bounds that are a convention ("early June", "last summer") from bounds that the words set.
    """

    start: date
    end: date
    granularity: Granularity
    approximate: bool = False

    @property
    def edtf(self) -> str:
        """Write it in Extended Date/Time Format (ISO 8601-2, level 1); `~` marks bounds that are a convention."""
        sign = "~" if self.approximate else ""
        return "/".join(dict.fromkeys(f"{name}{sign}" for name in self._bounds()))

    def _bounds(self) -> tuple[str, ...]:
        first, last = self.start, self.end
        if self.granularity is Granularity.DECADE and self == decade(first.year):
            return (f"{first.year // 10:03}X",)
        if self.granularity in {Granularity.DAY, Granularity.WEEK} or first.day > 1 or last != _month_end(last):
            return first.isoformat(), last.isoformat()
        if self.granularity is not Granularity.MONTH and first.month == 1 and last.month == _MONTHS["year"]:
            return f"{first.year:04}", f"{last.year:04}"
        return f"{first.year:04}-{first.month:02}", f"{last.year:04}-{last.month:02}"


def day(on: date) -> Interval:
    """Give a single day as an interval."""
    return Interval(on, on, Granularity.DAY)


def month(year: int, number: int) -> Interval:
    """Give a month of a year."""
    first = date(year, number, 1)
    return Interval(first, _month_end(first), Granularity.MONTH)


def year(number: int) -> Interval:
    """Give a year."""
    return years(number, number)


def years(first: int, last: int) -> Interval:
    """Give years, both inclusive."""
    return Interval(date(first, 1, 1), date(last, 12, 31), Granularity.YEAR)


def week(on: date) -> Interval:
    """Give the week of a day, Monday to Sunday."""
    first = on - timedelta(days=on.weekday())
    return Interval(first, first + timedelta(days=6), Granularity.WEEK)


def decade(first: int) -> Interval:
    """Give the ten years from one on."""
    return Interval(date(first, 1, 1), date(first + 9, 12, 31), Granularity.DECADE)


def season(year: int, number: int) -> Interval:
    """Give three months from the first day of one on: the winter of a year is the one that begins in it."""
    first = date(year, number, 1)
    return Interval(first, later(first, "month", 3) - timedelta(days=1), Granularity.MONTH, approximate=True)


def shift(base: date, unit: str, by: int) -> Interval:
    """Give the day, week, month, year or decade that lies `by` units after a day; before, if negative."""
    if unit == "day":
        return day(base + timedelta(days=by))
    if unit in _DAYS:
        return week(base + timedelta(days=_DAYS[unit] * by))
    if unit in {"month", "quarter"}:
        first = later(base.replace(day=1, month=base.month - (base.month - 1) % _MONTHS[unit]), unit, by)
        return Interval(first, later(first, unit, 1) - timedelta(days=1), Granularity.MONTH)
    if unit == "decade":
        return decade(base.year // 10 * 10 + 10 * by)
    return year(base.year + by)


def later(base: date, unit: str, by: int) -> date:
    """Give the very day that lies `by` units after a day, or the last of its month where that has no such day."""
    if unit in _DAYS:
        return base + timedelta(days=_DAYS[unit] * by)
    months = base.year * 12 + base.month - 1 + _MONTHS[unit] * by
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(base.day, _month_end(first).day))


def third(whole: Interval, part: str) -> Interval:
    """Give the early, middle or late part of a month, a year or a decade; of anything else all of it."""
    unit = whole.granularity.value
    if (unit, part) not in _THIRDS or whole != shift(whole.start, unit, 0):
        return whole
    first, last = _THIRDS[unit, part]
    begin = whole.start
    if unit == "month":
        start = begin.replace(day=first)
        end = min(begin.replace(day=min(last, whole.end.day)), whole.end)
    elif unit == "year":
        start, end = begin.replace(month=first), _month_end(begin.replace(month=last))
        if first == last:
            return Interval(start, end, Granularity.MONTH, approximate=True)
    else:
        start, end = begin.replace(year=begin.year + first - 1), date(begin.year + last - 1, 12, 31)
    return Interval(start, end, whole.granularity, approximate=True)


def piece(whole: Interval, unit: str, nth: int, count: int = 1) -> Interval:
    """Give the nth `count` units of a longer time, -1 for the last: a half, a quarter, "the last two weeks".

    Raises:
        ValueError: there are not so many.
    """
    if unit == "half" and whole.granularity is Granularity.MONTH and nth in {1, 2, -1}:
        middle = whole.start.replace(day=_HALF)
        if nth == 1:
            return Interval(whole.start, middle, Granularity.MONTH)
        return Interval(middle + timedelta(days=1), whole.end, Granularity.MONTH)
    unit, count = _halved(whole, unit) if unit == "half" else (unit, count)
    granularity = Granularity.MONTH if unit == "quarter" else Granularity(unit)
    after = whole.end + timedelta(days=1) if whole.end < date.max else whole.end
    start = later(after, unit, -count) if nth < 0 else later(whole.start, unit, (nth - 1) * count)
    end = later(start, unit, count) - timedelta(days=1)
    if start < whole.start or end > whole.end:
        raise ValueError("no such piece")
    return Interval(start, end, granularity)


def _halved(whole: Interval, unit: str) -> tuple[str, int]:
    if whole.granularity is Granularity.DECADE:
        return "year", 5
    if whole.granularity is Granularity.YEAR:
        return "month", 6
    raise ValueError(f"no {unit} of a {whole.granularity}")


def recurring(make: Callable[[int], Interval], base: date, way: int | None, *, future: bool) -> Interval:
    """Choose the year of what comes each year, a season or a quarter.

    Args:
        make: gives it for a year.
        base: the day it is spoken of.
        way: -1 for the last that is over, 1 for the next to begin, 0 for the nearest; None if that is not said.
        future: whether it is spoken of as still to come, where it is not said.

    Raises:
        ValueError: there is none in the calendar.
    """
    near = [make(number) for number in range(base.year - 2, base.year + 3) if MINYEAR <= number < MAXYEAR]
    if way == 0:
        return min(near, key=lambda one: max(one.start - base, base - one.end, timedelta(0)))
    if way == 1 or (way is None and future):
        return min((one for one in near if (one.start > base if way else one.end >= base)), key=lambda one: one.start)
    return max((one for one in near if (one.end < base if way else one.start <= base)), key=lambda one: one.start)


def month_days(on: date) -> int:
    """Count the days of a day's month."""
    return monthrange(on.year, on.month)[1]


def _month_end(on: date) -> date:
    return on.replace(day=month_days(on))

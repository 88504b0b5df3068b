"""Intervals of the calendar, as fine as news knows them: days, weeks, months, years, decades.

Flows in: dates and numbers. Flows out: `Interval`.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from schemas import Granularity


@dataclass(frozen=True)
class Interval:
    """Days `start` to `end`, both inclusive, and how fine they are known."""

    start: date
    end: date
    granularity: Granularity

    @property
    def edtf(self) -> str:
        """Write it in Extended Date/Time Format (ISO 8601-2, level 1)."""
        first = self.start
        if self.granularity is Granularity.YEAR:
            return f"{first.year:04}" if first.year == self.end.year else f"{first.year:04}/{self.end.year:04}"
        if self.granularity is Granularity.DECADE:
            return f"{first.year // 10:03}X"
        if self.granularity is Granularity.MONTH:
            return f"{first.year:04}-{first.month:02}"
        return first.isoformat() if first == self.end else f"{first.isoformat()}/{self.end.isoformat()}"


def day(on: date) -> Interval:
    """Give a single day as an interval."""
    return Interval(on, on, Granularity.DAY)


def month(year: int, number: int) -> Interval:
    """Give a month of a year; raises `ValueError` outside the calendar."""
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1) if (year, number) != (MAXYEAR, 12) else None
    return Interval(first, after - timedelta(days=1) if after else date.max, Granularity.MONTH)


def year(number: int) -> Interval:
    """Give a year; raises `ValueError` outside the calendar."""
    return years(number, number)


def years(first: int, last: int) -> Interval:
    """Give years, both inclusive; raises `ValueError` outside the calendar."""
    return Interval(date(first, 1, 1), date(last, 12, 31), Granularity.YEAR)


def week(on: date) -> Interval:
    """Give the week of a day, Monday to Sunday."""
    first = on - timedelta(days=on.weekday())
    return Interval(first, first + timedelta(days=6), Granularity.WEEK)


def decade(first: int) -> Interval:
    """Give the ten years from one on; raises `ValueError` outside the calendar."""
    return Interval(date(first, 1, 1), date(first + 9, 12, 31), Granularity.DECADE)


def shift(base: date, unit: str, by: int) -> Interval:
    """Give the day, week, month, year or decade that lies `by` units after a day; before, if negative."""
    if unit == "day":
        return day(base + timedelta(days=by))
    if unit == "week":
        return week(base + timedelta(weeks=by))
    if unit == "month":
        months = base.year * 12 + base.month - 1 + by
        return month(months // 12, months % 12 + 1)
    if unit == "decade":
        return decade(base.year // 10 * 10 + 10 * by)
    return year(base.year + by)

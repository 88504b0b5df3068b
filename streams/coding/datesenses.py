"""What the words of each form of a date mean: "July 4", "5 May 2011", "in spring", "the 1990s", which July it is.

Flows in: the match of a form, the day it was written on, and whether it speaks of what is to come. Flows out: the
interval; none, or a `ValueError` or `OverflowError`, where the calendar cannot tell.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from schemas import Granularity
from streams.coding.datewords import meaning, month_number, season_month, way, weekday_number
from streams.coding.eras import era
from streams.coding.holidays import holiday
from streams.coding.intervals import (
    Interval,
    day,
    decade,
    later,
    month,
    month_days,
    recurring,
    season,
    shift,
    year,
    years,
)
from streams.coding.relativedates import RELATIVE, Sense

_Match = re.Match[str]

TENS = ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine")
"""What "ties" makes decades of."""

_WEEK = 7
_RECENT = timedelta(days=200)
"""A day of the year without a year is the past one if it is no longer ago than this."""


def _full(match: _Match, _base: date, _future: bool) -> Interval:
    return day(date(int(match["year"]), month_number(match["month"]), int(match["day"])))


def _iso(match: _Match, _base: date, _future: bool) -> Interval:
    return day(date(int(match["year"]), int(match["m"]), int(match["day"])))


def _days(match: _Match, base: date, future: bool) -> Interval:
    first = _month_day(match, base, future).start if match["year"] is None else _full(match, base, future).start
    last = first.replace(day=int(match["to"]))
    if last < first:
        raise ValueError("the range runs backward")
    return Interval(first, last, Granularity.DAY)


def _month_day(match: _Match, base: date, future: bool) -> Interval:
    return day(_near(lambda chosen: date(chosen, month_number(match["month"]), int(match["day"])), base, future))


def _month_day_of_year(match: _Match, base: date, _future: bool) -> Interval:
    chosen = base.year + (way(match["way"]) or 0)
    return day(date(chosen, month_number(match["month"]), int(match["day"])))


def _day_only(match: _Match, base: date, future: bool) -> Interval:
    # "on the 5th"
    firsts = (later(base.replace(day=1), "month", step) for step in (-1, 0, 1))
    days = [first.replace(day=int(match["day"])) for first in firsts if int(match["day"]) <= month_days(first)]
    return day(min(on for on in days if on >= base) if future else max(on for on in days if on <= base))


def _nth_weekday(match: _Match, base: date, future: bool) -> Interval:
    whole = _month_year(match, base, future) if match["year"] else _month_only(match, base, future)
    nth, number = int(meaning("ordinal", match["nth"])), weekday_number(match["weekday"])
    if nth < 0:
        return day(whole.end - timedelta(days=(whole.end.weekday() - number) % _WEEK))
    first = whole.start + timedelta(days=(number - whole.start.weekday()) % _WEEK)
    return day(first + timedelta(weeks=nth - 1))


def _holiday(match: _Match, base: date, future: bool) -> Interval:
    if match["year"] or match["when"]:
        chosen = int(match["year"]) if match["year"] else base.year + (way(match["when"]) or 0)
        return day(holiday(match["feast"], chosen))
    towards = way(match["way"])
    if towards:
        return recurring(lambda chosen: day(holiday(match["feast"], chosen)), base, towards, future=future)
    return day(_near(lambda chosen: holiday(match["feast"], chosen), base, future))


def _near(make: Callable[[int], date], base: date, future: bool) -> date:
    # The year is not said: the nearest such day, on the side the tense is on.
    days = []
    for chosen in (base.year + step for step in (-1, 0, 1, -2, 2, -3, 3, -4, 4)):
        try:
            days += [make(chosen)]
        except ValueError:
            continue  # 29 February is not in every year, and no day is in the year 0
    if not days:
        raise ValueError("no such day near")
    wanted = [d for d in days if (d >= base if future else timedelta(0) <= base - d <= _RECENT)]
    return min(wanted or days, key=lambda d: abs((d - base).days))


def _month_year(match: _Match, _base: date, _future: bool) -> Interval:
    return month(int(match["year"]), month_number(match["month"]))


def _month_only(match: _Match, base: date, future: bool) -> Interval:
    number, towards = month_number(match["month"]), way(match.groupdict().get("way"))
    chosen = base.year
    if towards == -1:
        chosen -= number >= base.month
    elif towards == 1:
        chosen += number <= base.month
    elif towards is None:
        chosen += (number < base.month) if future else -(number > base.month)
    return month(chosen, number)


def _year_only(match: _Match, _base: date, _future: bool) -> Interval:
    return year(int(match["year"]))


def _fiscal(match: _Match, _base: date, _future: bool) -> Interval:
    # Which months it has is each state's own affair.
    whole = year(int(match["year"]))
    return Interval(whole.start, whole.end, whole.granularity, approximate=True)


def _years(match: _Match, _base: date, _future: bool) -> Interval | None:
    first, last = match["year"], match["to"]
    return years(int(first), int(first[: len(first) - len(last)] + last)) if first[-len(last) :] < last else None


def _decade(match: _Match, _base: date, _future: bool) -> Interval:
    return decade(int(match["decade"]))


def _tens(match: _Match, base: date, _future: bool) -> Interval:
    tens = int(match["tens"][0]) if match["tens"][0].isdigit() else TENS.index(match["tens"].lower()) + 2
    first = base.year // 100 * 100 + 10 * tens
    return decade(first if first <= base.year else first - 100)


def _century(match: _Match, _base: date, _future: bool) -> Interval:
    last = 100 * int(match["century"])
    return Interval(date(last - 99, 1, 1), date(last, 12, 31), Granularity.DECADE, approximate=True)


def _month_of_year(match: _Match, base: date, _future: bool) -> Interval:
    return month(base.year + (way(match["way"]) or 0), month_number(match["month"]))


def _season(match: _Match, base: date, future: bool) -> Interval:
    return recurring(
        lambda chosen: season(chosen, season_month(match["season"])), base, way(match["way"]), future=future
    )


def _season_year(match: _Match, base: date, _future: bool) -> Interval:
    chosen = int(match["year"]) if match["year"] else base.year + (way(match["way"]) or 0)
    return season(chosen, season_month(match["season"]))


def _quarter_year(match: _Match, _base: date, _future: bool) -> Interval:
    return shift(date(int(match["year"]), 3 * int(match["quarter"]), 1), "quarter", 0)


def _quarter(match: _Match, base: date, future: bool) -> Interval:
    nth = int(meaning("ordinal", match["nth"]))
    if nth < 0:
        raise ValueError("the last quarter of what")
    return recurring(lambda chosen: shift(date(chosen, nth * 3, 1), "quarter", 0), base, None, future=future)


def _era(match: _Match, base: date, _future: bool) -> Interval | None:
    interval = era(match["era"])
    return interval if interval is not None and interval.end < base - _RECENT else None


def _unknown(_match: _Match, _base: date, _future: bool) -> None:
    return None


SENSES: dict[str, Sense] = {
    **RELATIVE,
    "full": _full,
    "iso": _iso,
    "days": _days,
    "month_day": _month_day,
    "month_day_of_year": _month_day_of_year,
    "day_only": _day_only,
    "nth_weekday": _nth_weekday,
    "holiday": _holiday,
    "month_year": _month_year,
    "month_only": _month_only,
    "year_only": _year_only,
    "fiscal": _fiscal,
    "years": _years,
    "decade": _decade,
    "tens": _tens,
    "century": _century,
    "quarter_year": _quarter_year,
    "month_of_year": _month_of_year,
    "season": _season,
    "season_year": _season_year,
    "quarter": _quarter,
    "era": _era,
    "unknown": _unknown,
}
"""What each kind of form means."""

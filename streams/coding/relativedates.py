"""What forms of a date mean that count from the day of the story: "Tuesday", "last week", "a year ago".

Flows in: the match of a form, the day it was written on, and whether it speaks of what is to come. Flows out: the
interval; none, or a `ValueError` or `OverflowError`, where the calendar cannot tell.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from schemas import Granularity
from streams.coding.datewords import count, way, weekday_number
from streams.coding.intervals import Interval, day, later, shift, week

_Match = re.Match[str]
Sense = Callable[[_Match, date, bool], Interval | None]
"""Reads a match, on a day, of what is to come or not."""

_ARTICLE = re.compile(r"\ban?(?: [a-z]+)? $", re.IGNORECASE)
_OF_A_DAY = re.compile(r" (?!(?:in|of|on|at|and|or|when|that|night|morning|evening|afternoon|after|before)\b)[a-z]+")
_SATURDAY = 5
_WEEK = 7


def _weekday(match: _Match, base: date, future: bool) -> Interval | None:
    if not match.groupdict().get("way") and after_article(match):
        return None  # "a Friday in April 1982"
    number, towards = weekday_number(match["weekday"]), way(match.groupdict().get("way"))
    back = (base.weekday() - number) % _WEEK
    if towards == -1:
        return day(base - timedelta(days=back or _WEEK))
    if towards == 0:
        return day(week(base).start + timedelta(days=number))
    if towards == 1 or (future and back):
        return day(base + timedelta(days=_WEEK - back))
    return day(base - timedelta(days=back))


def after_article(match: _Match) -> bool:
    """Say whether a weekday is one of many: "a wet Friday in April 1982"."""
    article = _ARTICLE.search(match.string[: match.start()])
    if article is not None and article.group().lower() in {"a ", "an "} and _OF_A_DAY.match(match.string, match.end()):
        return False  # "during a Saturday protest"
    return article is not None


def _weekday_of_week(match: _Match, base: date, _future: bool) -> Interval:
    there = shift(base, "week", way(match["way"]) or 0)
    return day(there.start + timedelta(days=weekday_number(match["weekday"])))


def _near_day(match: _Match, base: date, future: bool) -> Interval:
    words = match["near"].lower()
    if words == "overnight":
        step = timedelta(days=1)
        return Interval(base, base + step, Granularity.DAY) if future else Interval(base - step, base, Granularity.DAY)
    if "before yesterday" in words:
        return day(base - timedelta(days=2))
    if "after tomorrow" in words:
        return day(base + timedelta(days=2))
    return day(base + timedelta(days=-1 if words.startswith(("yesterday", "last")) else words.startswith("tomorrow")))


def _unit(match: _Match, base: date, _future: bool) -> Interval:
    if match["way"].lower() == "past":
        return Interval(later(base, match["unit"].lower(), -1), base, shift(base, match["unit"].lower(), 0).granularity)
    return shift(base, match["unit"].lower(), way(match["way"]) or 0)


def _this_unit(match: _Match, base: date, _future: bool) -> Interval:
    return shift(base, match["unit"].lower(), 0)


def _skipped(match: _Match, base: date, _future: bool) -> Interval:
    step = -1 if match["beyond"].lower() == "before last" else 1
    return shift(base, match["unit"].lower(), 2 * step)


def _quarter_near(match: _Match, base: date, _future: bool) -> Interval:
    return shift(base, "quarter", way(match["way"]) or 0)


def _ago(match: _Match, base: date, _future: bool) -> Interval | None:
    number = count(match["count"])
    return None if number is None else shift(base, match["unit"].lower(), -number)


def _ago_on(match: _Match, base: date, future: bool) -> Interval | None:
    # "a week ago on Monday", "two years ago this month", "a month ago today"
    number, unit = count(match["count"]), match["unit"].lower()
    if number is None:
        return None
    there = later(base, unit, -number)
    if match["weekday"]:
        return _weekday(match, there, future)
    return shift(there, "day" if match["same"].lower() == "today" else match["same"].split()[-1].lower(), 0)


def _from_on(match: _Match, base: date, _future: bool) -> Interval | None:
    number, start = count(match["count"]), _weekday(match, base, True) if match["weekday"] else day(base)
    return None if number is None or start is None else day(later(start.start, match["unit"].lower(), number))


def _just_now(_match: _Match, base: date, _future: bool) -> Interval:
    return day(base)


def _ahead(match: _Match, base: date, _future: bool) -> Interval | None:
    number, unit = count(match["count"]), match["unit"].lower()
    if number is None:
        return None
    if match["lead"].lower() == "within":
        return Interval(base, later(base, unit, number), shift(base, unit, 0).granularity)
    return shift(base, unit, number)


def _stretch(match: _Match, base: date, _future: bool) -> Interval | None:
    number, unit = count(match["count"]) if match["count"] else None, match["unit"].lower()
    if number is None:
        return None
    other = later(base, unit, number * (way(match["way"]) or 0))
    return Interval(min(base, other), max(base, other), shift(base, unit, 0).granularity)


def _weekend(match: _Match, base: date, future: bool) -> Interval:
    towards, on_it = way(match["way"]), base.weekday() >= _SATURDAY
    saturday = base - timedelta(days=(base.weekday() - _SATURDAY) % _WEEK)
    if towards == 1 or (not on_it and (future or towards == 0)):
        saturday += timedelta(days=_WEEK)
    return Interval(saturday, saturday + timedelta(days=1), Granularity.DAY)


def _seasons_ago(match: _Match, base: date, _future: bool) -> Interval | None:
    number = count(match["count"])
    return None if number is None else shift(base, "year", -number)


RELATIVE: dict[str, Sense] = {
    "weekday": _weekday,
    "weekday_of_week": _weekday_of_week,
    "near_day": _near_day,
    "unit": _unit,
    "this_unit": _this_unit,
    "skipped": _skipped,
    "quarter_near": _quarter_near,
    "ago": _ago,
    "ago_on": _ago_on,
    "from_on": _from_on,
    "just_now": _just_now,
    "ahead": _ahead,
    "stretch": _stretch,
    "weekend": _weekend,
    "seasons_ago": _seasons_ago,
}
"""What each kind of such form means."""

"""Date expressions as news writes them, resolved by the calendar alone: "Tuesday", "last November", "in two weeks".

Flows in: a text and the day it was written on. Flows out: `Expression`, with the interval it means.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from schemas import Granularity
from streams.coding.eras import era, era_names
from streams.coding.intervals import Interval, day, decade, month, shift, year
from streams.coding.numbers import value_of

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december")  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|\b(?! ?\.)))(?!\w)"
)
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_COUNT = (
    r"(?P<count>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|a few|several|some|a couple of|half a|a quarter of a|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?)"
)
_UNIT = r"(?P<unit>day|week|month|year|decade)s?"
_NEXT = frozenset({"next", "coming", "upcoming", "following"})
_LAST = frozenset({"last", "past", "previous"})
_AFTERWARDS = re.compile(
    rf"{_COUNT} {_UNIT} (?P<way>later|earlier)|the (?:following|next) (?P<one>day|week|month|year|decade)",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    rf"(?:years|decades|centuries|generations|long) ago"
    rf"|(?:{_COUNT} (?:years?|decades?|century|centuries)|(?:decades|years|centuries)) (?:after|before|earlier|since)"
    rf"|in the (?:years|decades?|century|centuries) since",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\ban?(?: [a-z]+)? $", re.IGNORECASE)
_TENS = ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine")
_FINE = ("day", "week", "month", "year", "decade")
_WEEK = 7
_RECENT = timedelta(days=200)
"""A day of the year without a year is the past one if it is no longer ago than this."""


@dataclass(frozen=True)
class Expression:
    """Words that name a time, at code points `start` to `end`; `interval` is null if the calendar cannot tell."""

    start: int
    end: int
    interval: Interval | None

    @property
    def of_noun(self) -> bool:
        """Whether it is a bare year: "the 1994 accord"."""
        return self.end - self.start == len("1994") and self.interval is not None


def is_long_ago(words: str) -> bool:
    """Say whether words name a time years before another: "decades ago", "six years after", "a year earlier"."""
    return _LONG_AGO.fullmatch(words) is not None


def expressions(text: str, base: date, *, future: bool = False) -> tuple[Expression, ...]:
    """Find every date expression of a text.

    Args:
        text: a sentence.
        base: the day it was written on.
        future: whether it speaks of what is to come, which turns "on Monday" and "in July" forward.

    Returns:
        Expressions in order, none within another; those that name no day of the calendar (31 February,
        "two weeks after the vote") have no interval.
    """
    return _expressions(text, base, future)


@lru_cache(maxsize=1024)
def _expressions(text: str, base: date, future: bool) -> tuple[Expression, ...]:
    found: list[Expression] = []
    for read, match in _matches(text):
        taken = any(match.start() < other.end and other.start < match.end() for other in found)
        # "the first in two years" is no date; "will return in two years" is.
        if taken or (read is _ahead and not future):
            continue
        try:
            interval = read(match, base, future)
        except (ValueError, OverflowError):
            # Outside the calendar: the words are a date, but no day.
            interval = None
        if interval is None and (read is _era or (read is _weekday and _ARTICLE.search(text[: match.start()]))):
            continue
        found.append(Expression(match.start(), match.end(), interval))
    return _counted_on(text, sorted(found, key=lambda expression: expression.start))


def _counted_on(text: str, found: list[Expression]) -> tuple[Expression, ...]:
    # "in 1994 …, and lifted it the following year": counted from the time named last before it.
    told: list[Expression] = []
    for expression in found:
        anchor = next((other.interval for other in reversed(told) if other.interval is not None), None)
        match = _AFTERWARDS.fullmatch(text[expression.start : expression.end])
        if match is None or anchor is None:
            told.append(expression)
        else:
            told.append(replace(expression, interval=_afterwards(match, anchor)))
    return tuple(told)


def _afterwards(match: re.Match[str], anchor: Interval) -> Interval | None:
    unit, count = (match["unit"] or match["one"]).lower(), value_of(match["count"]) if match["count"] else 1
    if count is None:
        return None
    if _FINE.index(unit) < _FINE.index(anchor.granularity.value):
        # "in 1990 …, five days later": no finer than what it is counted from.
        return anchor
    back = (match["way"] or "").lower() in {"earlier", "before"}
    try:
        return shift(anchor.start, unit, -int(count) if back else int(count))
    except (ValueError, OverflowError):
        return None


_Reader = Callable[[re.Match[str], date, bool], Interval | None]


def _month_number(name: str) -> int:
    return next(index for index, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:3]))


def _full(match: re.Match[str], _base: date, _future: bool) -> Interval:
    return day(date(int(match["year"]), _month_number(match["month"]), int(match["day"])))


def _iso(match: re.Match[str], _base: date, _future: bool) -> Interval:
    return day(date(int(match["year"]), int(match["m"]), int(match["day"])))


def _days(match: re.Match[str], base: date, future: bool) -> Interval:
    number = _month_number(match["month"])
    chosen = int(match["year"]) if match["year"] else _near(number, int(match["day"]), base, future).year
    first, last = date(chosen, number, int(match["day"])), date(chosen, number, int(match["to"]))
    if last < first:
        raise ValueError("the range runs backward")
    return Interval(first, last, Granularity.DAY)


def _month_day(match: re.Match[str], base: date, future: bool) -> Interval:
    return day(_near(_month_number(match["month"]), int(match["day"]), base, future))


def _near(number: int, on: int, base: date, future: bool) -> date:
    # The year is not said: the nearest such day, on the side the tense is on.
    years = [y for y in (base.year - 1, base.year, base.year + 1) if MINYEAR <= y <= MAXYEAR]
    if (number, on) == (2, 29):
        years = [y for y in years if y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)]
    days = [date(y, number, on) for y in years]
    if not days:
        raise ValueError("no such day near")
    wanted = [d for d in days if (d >= base if future else timedelta(0) <= base - d <= _RECENT)]
    return min(wanted or days, key=lambda d: abs((d - base).days))


def _month_year(match: re.Match[str], _base: date, _future: bool) -> Interval:
    return month(int(match["year"]), _month_number(match["month"]))


def _month_only(match: re.Match[str], base: date, future: bool) -> Interval:
    number, which = _month_number(match["month"]), (match["which"] or "").lower()
    if which in _LAST:
        chosen = base.year if number < base.month else base.year - 1
    elif which in _NEXT or (future and which != "this"):
        chosen = base.year if number > base.month or (which not in _NEXT and number == base.month) else base.year + 1
    elif which == "this":
        chosen = base.year
    else:
        chosen = base.year if number <= base.month else base.year - 1
    return month(chosen, number)


def _weekday(match: re.Match[str], base: date, future: bool) -> Interval | None:
    if not match["which"] and _ARTICLE.search(match.string[: match.start()]):
        return None  # "a Friday in April 1982"
    number, which = _DAYS.index(match["weekday"].lower()), (match["which"] or "").lower()
    back = (base.weekday() - number) % _WEEK
    if which in _LAST:
        return day(base - timedelta(days=back or _WEEK))
    if which in _NEXT:
        return day(base + timedelta(days=_WEEK - back))
    if future:
        return day(base + timedelta(days=(_WEEK - back) % _WEEK))
    return day(base - timedelta(days=back))


def _near_day(match: re.Match[str], base: date, _future: bool) -> Interval:
    words = match["near"].lower()
    if "before yesterday" in words:
        return day(base - timedelta(days=2))
    if "after tomorrow" in words:
        return day(base + timedelta(days=2))
    shift = -1 if words.startswith(("yesterday", "last night")) else 1 if words.startswith("tomorrow") else 0
    return day(base + timedelta(days=shift))


def _unit(match: re.Match[str], base: date, _future: bool) -> Interval:
    which = match["which"].lower()
    return shift(base, match["unit"].lower(), -1 if which in _LAST else 1 if which in _NEXT else 0)


def _ago(match: re.Match[str], base: date, _future: bool) -> Interval | None:
    count = value_of(match["count"])
    return None if count is None else shift(base, match["unit"].lower(), -int(count))


def _ahead(match: re.Match[str], base: date, _future: bool) -> Interval | None:
    count = value_of(match["count"])
    return None if count is None else shift(base, match["unit"].lower(), int(count))


def _weekend(match: re.Match[str], base: date, future: bool) -> Interval:
    which = (match["which"] or "").lower()
    saturday = base - timedelta(days=(base.weekday() - 5) % _WEEK)
    if which in _NEXT or future or (which == "this" and base.weekday() < 5):  # noqa: PLR2004 - Saturday
        saturday = saturday if base.weekday() >= 5 and which not in _NEXT else saturday + timedelta(days=_WEEK)  # noqa: PLR2004 - Saturday
    return Interval(saturday, saturday + timedelta(days=1), Granularity.DAY)


def _year_only(match: re.Match[str], _base: date, _future: bool) -> Interval:
    return year(int(match["year"]))


def _decade(match: re.Match[str], _base: date, _future: bool) -> Interval:
    return decade(int(match["decade"]))


def _tens(match: re.Match[str], base: date, _future: bool) -> Interval:
    first = base.year // 100 * 100 + 10 * (_TENS.index(match["tens"].lower()) + 2)
    return decade(first if first <= base.year else first - 100)


def _month_of_year(match: re.Match[str], base: date, _future: bool) -> Interval:
    return month(
        base.year + (match["when"].lower() == "next") - (match["when"].lower() == "last"), _month_number(match["month"])
    )


def _seasons_ago(match: re.Match[str], base: date, _future: bool) -> Interval | None:
    count = value_of(match["count"])
    return None if count is None else shift(base, "year", -int(count))


def _era(match: re.Match[str], base: date, _future: bool) -> Interval | None:
    interval = era(match["era"])
    return interval if interval is not None and interval.end < base - _RECENT else None


def _unknown(_match: re.Match[str], _base: date, _future: bool) -> None:
    return None


def _rules() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    when = r"(?P<which>(?i:last|this|next|past|previous|coming|upcoming|following))"
    lead = r"(?i:(?:early|late|later|earlier|mid|since|by|of|in|during|from|until|the end of)[ -])"
    loose = r"(?i:as early as|as soon as|later|earlier|early|late|the end of)"
    of_year = (
        r"(?i:in|during|of|by|since|from|until|early|late|mid|before|after|throughout"
        r"|as (?:early|late|far back|long ago|recently) as)"
    )
    than = r"(?:after|before|later|earlier|since)"
    long = r"(?i:years|decades?|century|centuries|generations|long)"
    season = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
    table: tuple[tuple[str, _Reader], ...] = (
        (rf"\b(?:{_COUNT}|\d+) (?:{_UNIT}|hours?|minutes?|centur(?:y|ies)) {than}\b", _unknown),
        (rf"\b[Ss]ince (?:the )?(?:{_MONTH},? )?(?:{_DAY},? )?{_YEAR}\b", _unknown),
        (rf"\b[Ss]ince (?:last |this )?(?:{_MONTH}|{_WEEKDAY}|yesterday)", _unknown),
        (r"\b[Ss]ince (?:last|this) (?:week|month|year|spring|summer|autumn|winter)\b", _unknown),
        (rf"\b{season} (?:of )?{_YEAR}\b", _year_only),
        (rf"\b{_MONTH},? (?:of )?(?P<when>last|this|next) year\b", _month_of_year),
        (rf"\b{_COUNT} (?:springs|summers|autumns|winters) ago\b", _seasons_ago),
        (rf"\b(?:[Ii]n|[Dd]uring|[Tt]hroughout|[Tt]hrough) (?:the )?(?P<era>{era_names()})", _era),
        (r"\b(?P<year>\d{4})-(?P<m>\d{2})-(?P<day>\d{2})\b", _iso),
        (rf"\b(?:{_WEEKDAY},? )?{_MONTH} {_DAY},? {_YEAR}\b", _full),
        (rf"\b(?:{_WEEKDAY},? )?(?:the )?{_DAY}(?: of)? {_MONTH},? {_YEAR}\b", _full),
        (rf"\b{_MONTH} {_DAY} ?(?:-|–|to|and) ?(?P<to>\d{{1,2}})\b(?:,? {_YEAR}\b)?", _days),
        (rf"\b{_DAY} ?(?:-|–|to|and) ?(?P<to>\d{{1,2}}) {_MONTH}(?: {_YEAR}\b)?", _days),
        (rf"\b{_MONTH},? (?:of )?{_YEAR}\b", _month_year),
        (rf"\b(?:{_WEEKDAY},? )?{_MONTH} {_DAY}(?![\d,]*\d)\b", _month_day),
        (rf"\b(?:{_WEEKDAY},? )?(?:the )?{_DAY}(?: of)? {_MONTH}", _month_day),
        (r"\b(?:(?:last|this|next) )?(?:spring|summer|autumn|winter)\b", _unknown),
        (rf"\b{when} {_MONTH}(?! \d)", _month_only),
        (rf"\b{lead}(?P<which>)?{_MONTH}(?! \d)", _month_only),
        (rf"\b(?:(?:later|earlier|early|late) )?(?:{when} )?{_WEEKDAY}\b", _weekday),
        (
            (r"\b(?P<near>the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow|last night"
            r"|overnight|this (?:morning|afternoon|evening))\b"),
            _near_day,
        ),
        (rf"\b(?:{loose} )?(?:the )?{when} {_UNIT}\b(?! (?:after|before))", _unit),
        (rf"\b{_COUNT} {_UNIT} ago\b", _ago),
        (rf"\b(?:{long} ago(?! as)|{long} (?:after|before|earlier)(?! \d)|(?i:in the) {long} since)\b", _unknown),
        (rf"\b(?:in|within) {_COUNT} {_UNIT}\b", _ahead),
        (rf"\b(?:over|at|during|on)? ?(?:the |{when} )weekend\b", _weekend),
        (r"\bthe (?:early |late |mid-)?(?P<decade>\d{3}0)s\b", _decade),
        (rf"\bthe (?:early |late |mid-)?(?P<tens>{'|'.join(_TENS)})ties\b", _tens),
        (rf"\b{of_year}[ -](?:the year |early |late |mid-)?{_YEAR}\b(?![.,]?\d|%| (?:people|civilians))", _year_only),
        (r"(?<=\b[Tt]he )(?P<year>(?:1[5-9]|20)\d\d)(?= [a-z])", _year_only),
        (r"(?<=\b[Aa] )(?P<year>(?:1[5-9]|20)\d\d)(?= [a-z])", _year_only),
    )  # fmt: skip
    for pattern, read in table:
        yield re.compile(pattern, re.IGNORECASE if "near>" in pattern or "unit>" in pattern else 0), read


_RULES = tuple(_rules())
_HINTS = (
    "day", "week", "month", "year", "decade", "hour", "minute", "night", "morrow", "morning", "afternoon", "evening",
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "spring", "summer", "autumn", "fall", "winter", "ties", "ago", "centur",
)  # fmt: skip
_HINT = re.compile(rf"\d|(?:in|during|through|throughout) (?:the )?(?:{era_names().lower()})")
"""A text without any of these names no time: most rules need not be tried on most sentences."""


@lru_cache(maxsize=1024)
def _matches(text: str) -> tuple[tuple[_Reader, re.Match[str]], ...]:
    # Looked for once, whatever day it was and whichever of its events is dated.
    low = text.lower()
    if not any(hint in low for hint in _HINTS) and not _HINT.search(low):
        return ()
    return tuple((read, match) for pattern, read in _RULES for match in pattern.finditer(text))

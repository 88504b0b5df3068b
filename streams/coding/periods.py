"""What the words around a date make of it: "early June", "the first half of 2009", "since Monday", "from May to July".

Flows in: a text and the forms of dates in it. Flows out: `Period`, the same with its surroundings, as an interval.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from schemas import Granularity
from streams.coding.dateforms import Form
from streams.coding.datewords import COUNT, ORDINAL, any_of, count, meaning, words_of
from streams.coding.intervals import Interval, later, piece, third

_REACH = 70
"""So many characters before a date can belong to it."""

_WORDS = 4
_BEFORE = re.compile(
    rf"(?<![\w-])(?:(?P<bound>{any_of('bound')}) )?(?:(?:in|at|on|during|around|about|at least|the|very) )*"
    rf"(?:(?P<part>{any_of('part')})(?: in| on)?[ -](?:the )?)?"
    rf"(?:{ORDINAL} (?:{COUNT} )?(?P<unit>half|quarter|day|week|month|year)s? (?:of|in) (?:the )?)?$",
    re.IGNORECASE,
)
_SIGNS = {word.split()[-1] for kind in ("bound", "part", "ordinal") for word in words_of(kind)} | {"of"}
_LONG = re.compile(
    rf"(?:(?:fiscal|financial|budget) |\b(?:in|over|during|for) the (?:{COUNT} )?)(?P<unit>year|month|week)s?"
    r" (?:that )?(?:(?P<ends>ended|ending|ends|to|through)|beginning|starting|began|begins|from) (?:in |on )?$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:,? (?P<to>to|until|till|through|into) | ?[-–] ?| (?P<and>and) )(?:the )?"
    rf"(?:(?:{any_of('part')})[ -](?:the )?)?",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(?:year|month|week)s? ")
_THIRDS = frozenset({"early", "start", "mid", "late", "end"})
_MOVED = re.compile(rf"\b(?:{any_of('moved')})\w*\b[^.;]*$", re.IGNORECASE)
_PLANNED = re.compile(rf"\b(?:{any_of('plan')})\w*\b[^.;]* for (?:the )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """An interval with the words, `start` to `end`, that name it and how it is to be taken."""

    start: int
    end: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class _Around:
    start: int
    bound: str | None
    part: str | None
    nth: int | None
    count: int
    unit: str
    planned: bool
    long: str | None = None
    """Whether a time of `count` units starts or ends with it: "the year that ended in March"."""


def periods(
    text: str, forms: Sequence[Form], base: date, *, future: bool, taken: Sequence[int] = ()
) -> Iterator[Period]:
    """Give the forms of a text with what stands around them.

    Args:
        text: a sentence.
        forms: its dates, in order.
        base: the day it was written on.
        future: whether it speaks of what is to come.
        taken: where words end that are not to be taken for a date's: "a week before" in "a week before the 16th".
    """
    at = 0
    while at < len(forms):
        one, other = forms[at], forms[at + 1] if at + 1 < len(forms) else None
        both = _range(text, one, other, base, future=future) if other is not None else None
        floor = max((end for end in taken if end <= one.core), default=0)
        yield both or _period(text, one, base, floor, future=future)
        at += 2 if both else 1


def _period(text: str, form: Form, base: date, floor: int, *, future: bool) -> Period:
    around = _around(text, form.core, floor)
    ahead = (future and around.bound != "since") or (around.planned and form.is_day) or around.bound == "until"
    interval = form.interval(base, future=ahead)
    fitted = _fitted(interval, around, base) if interval is not None else None
    bounded = _bounded(fitted, around, base, future=future) if fitted is not None else None
    return Period(max(floor, min(form.start, around.start)), form.end, bounded)


@lru_cache(maxsize=2048)
def _around(text: str, core: int, floor: int = 0) -> _Around:
    before = text[max(floor, core - _REACH) : core]
    planned = before.endswith(("for ", "the ")) and _PLANNED.search(text[:core]) is not None
    long = _LONG.search(before) if _SPAN.search(before) else None
    if long is not None:
        start, many = core - len(before) + long.start(), count(long["count"]) if long["count"] else 1
        side = "ends" if long["ends"] else "starts"
        return _Around(start, None, None, None, many or 1, long["unit"].lower(), planned, side)
    # Most dates have none of it before them, and looking at a few words is quick.
    near = before.lower().replace("-", " ").split()[-_WORDS:]
    match = None if _SIGNS.isdisjoint(near) else _BEFORE.search(before)
    if match is None or not (match["bound"] or match["part"] or match["nth"]):
        return _Around(core, None, None, None, 1, "", planned)
    start = min(match.start(name) for name in ("bound", "part", "nth") if match[name])
    return _Around(
        core - len(before) + start,
        meaning("bound", match["bound"]) if match["bound"] else None,
        meaning("part", match["part"]) if match["part"] else None,
        int(meaning("ordinal", match["nth"])) if match["nth"] else None,
        (count(match["count"]) or 1) if match["count"] else 1,
        (match["unit"] or "").lower(),
        planned,
    )


def _fitted(interval: Interval, around: _Around, base: date) -> Interval | None:
    try:
        return _part(interval, around, base)
    except (ValueError, OverflowError):
        return None


def _part(interval: Interval, around: _Around, base: date) -> Interval:
    if around.nth is not None:
        interval = piece(interval, around.unit, around.nth, around.count)
    if around.long is not None:
        return _long(interval, around)
    if around.part in _THIRDS and around.bound not in {"by", "until"}:
        return third(interval, around.part)
    if around.part in {"late", "end"} or interval.granularity is Granularity.DAY:
        return interval
    if around.part in _THIRDS:
        return third(interval, around.part)
    if around.part == "later" and interval.start <= base <= interval.end:
        return replace(interval, start=base)
    if around.part == "earlier" and interval.start <= base <= interval.end:
        return replace(interval, end=base)
    return interval


def _bounded(interval: Interval, around: _Around, base: date, *, future: bool) -> Interval:
    if around.bound == "since" and interval.start <= base:
        return replace(interval, end=base)
    if around.bound == "until" and interval.end >= base:
        return replace(interval, start=base)
    if around.bound == "by" and interval.end >= base and (future or interval.start > base):
        return replace(interval, start=min(base, interval.end))
    if around.bound == "into" and interval.granularity is Granularity.DAY and interval.start > date.min:
        return replace(interval, start=interval.start - timedelta(days=1))
    return interval


def _long(interval: Interval, around: _Around) -> Interval:
    grain = Granularity(around.unit)
    if around.long == "ends":
        first = later(interval.end + timedelta(days=1), around.unit, -around.count)
        return Interval(first, interval.end, grain)
    return Interval(interval.start, later(interval.start, around.unit, around.count) - timedelta(days=1), grain)


def _range(text: str, one: Form, other: Form, base: date, *, future: bool) -> Period | None:
    joined = _JOINED.fullmatch(text[one.end : other.core])
    if joined is None:
        return None
    before = text[max(0, one.core - _REACH) : one.core]
    between = re.search(r"\bbetween (?:the )?(?:\w+ )?$", before, re.IGNORECASE)
    lead = between or re.search(r"\b(?:from|overnight) (?:on )?(?:the )?(?:\w+ )?$", before, re.IGNORECASE)
    if joined["to"] and (lead is None or between or _MOVED.search(before)):
        return None
    first, last = _ends(one, other, base, future=future)
    if first is not None and last is not None:
        first, last = _fitted(first, _around(text, one.core), base), _fitted(last, _around(text, other.core), base)
    if first is None or last is None or first.start > last.end:
        return None
    if joined["and"] and not between and not _adjoin(first, last):
        return None
    order = list(Granularity)
    grain = max(first.granularity, last.granularity, key=order.index)
    start = one.start if lead is None else one.core - len(before) + lead.start()
    whole = Interval(first.start, last.end, grain, first.approximate or last.approximate)
    if re.search(r"(?:fiscal|financial|budget) year $", before[: lead.start()] if lead else before, re.IGNORECASE):
        whole = replace(whole, granularity=Granularity.YEAR)
    return Period(start, other.end, whole)


def _ends(one: Form, other: Form, base: date, *, future: bool) -> tuple[Interval | None, Interval | None]:
    # The end whose year is told, or that is nearer to the day of the story, tells where the other is.
    if one.year_told and not other.year_told:
        first = one.interval(base, future=future)
        return first, first and other.interval(first.start, future=True)
    if future and not other.year_told:
        first = one.interval(base, future=True)
        return first, first and other.interval(first.start, future=True)
    last = other.interval(base, future=future)
    return last and one.interval(last.start, future=False), last


def _adjoin(one: Interval, other: Interval) -> bool:
    return one.granularity is other.granularity and other.start - one.end == timedelta(days=1)

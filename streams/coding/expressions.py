"""Date expressions as news writes them, resolved by the calendar alone: "Tuesday", "last November", "in two weeks".

Flows in: a text, the day it was written on, and the text before it. Flows out: `Expression`, with its interval.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from schemas import Granularity
from streams.coding.dateforms import forms
from streams.coding.intervals import Interval, shift
from streams.coding.periods import periods
from streams.coding.reckoning import Lead, is_told, leads

_SENTENCES = re.compile(r"(?<=[.!?]['\"”’]) |(?<=[a-z0-9)][.!?]) +(?=[A-Z\"“‘'])|\n+")
_RARE = re.compile(r"\b(?:first|only|last|\w+est|most \w+)(?: \w+){0,3} $", re.IGNORECASE)
"""What stands before "in ten years" where it counts back: "the first visit in ten years"."""

_FINENESS = list(Granularity)
_FAR = timedelta(days=4020)
"""Eleven years: on a day so far off, whatever counts from the day it was written on is another time."""

_AHEAD = ("the next", "the following")


@dataclass(frozen=True)
class Expression:
    """Words that name a time, at code points `start` to `end`; `interval` is null if the calendar cannot tell.

    Words up to `reach` name what it is counted from: "two weeks after | the vote on May 3".
    """

    start: int
    end: int
    interval: Interval | None
    reach: int = 0

    @property
    def of_noun(self) -> bool:
        """Whether it is a bare year: "the 1994 accord"."""
        return self.end - self.start == len("1994") and self.interval is not None


def expressions(text: str, base: date, *, future: bool = False, before: str = "") -> tuple[Expression, ...]:
    """Find every date expression of a text.

    Args:
        text: a sentence.
        base: the day it was written on.
        future: whether it speaks of what is to come, which turns "on Monday" and "in July" forward.
        before: what stands before it, where "two days later" finds the time it is counted from.

    Returns:
        Expressions in order; those that name no day of the calendar (31 February, "two weeks after the vote" where
        the day of the vote is not told) have no interval. Only the time another is counted from stands within it.
    """
    return _expressions(text, base, future, before if leads(text) else "")


def is_reckoned(one: Expression, text: str, base: date, *, future: bool = False, before: str = "") -> bool:
    """Say whether words mean a time only by the day they were written on: "Monday", "in July", not "3 March 2024".

    Args:
        one: an expression, as `expressions` gave it for the other arguments.
        text: its sentence.
        base: the day it was written on.
        future: whether the sentence speaks of what is to come.
        before: what stands before it.
    """
    other = base + _FAR if base.year + _FAR.days // 365 < MAXYEAR else base - _FAR
    return one not in expressions(text, other, future=future, before=before)


@lru_cache(maxsize=1024)
def _expressions(text: str, base: date, future: bool, before: str) -> tuple[Expression, ...]:
    counted = leads(text)
    free = [
        form
        for form in forms(text)
        if (future or not form.is_ahead)
        and not (form.is_ahead and _RARE.search(text, 0, form.start))
        and all(form.end <= lead.start or lead.end <= form.start for lead in counted)
        and not (form.is_idle and form.interval(base, future=future) is None)
    ]
    told = [
        Expression(one.start, one.end, one.interval)
        for one in periods(text, free, base, future=future, taken=[lead.end for lead in counted])
    ]
    for lead in counted:
        found = _after_named(lead, told) or _after_told(text, lead, told) or _after_before(before, lead, base, future)
        if found is not None and found.interval is not None and found.interval.start > base and not future:
            found = None  # what was counted from lies too late to be what is meant
        if found is None and future and not lead.named and text[lead.start :].lower().startswith(_AHEAD):
            found = Expression(lead.start, lead.end, shift(base, lead.unit, 1))
        if found is not None or lead.by != 0:
            # "the same day" as another thing happened says nothing where no time is told.
            told.append(found or Expression(lead.start, lead.end, None, lead.end + len(lead.named)))
    return tuple(sorted(told, key=lambda expression: expression.start))


def _counted(lead: Lead, anchor: Interval | None, reach: int = 0) -> Expression | None:
    interval = lead.interval(anchor) if anchor is not None else None
    return Expression(lead.start, lead.end, interval, reach) if interval is not None else None


def _after_named(lead: Lead, told: Sequence[Expression]) -> Expression | None:
    # "two weeks after the vote on May 3"
    last = lead.end + len(lead.named)
    named = next((one for one in told if lead.end <= one.start < last and one.interval is not None), None)
    return _counted(lead, named.interval, named.end) if named is not None else None


def _after_told(text: str, lead: Lead, told: Sequence[Expression]) -> Expression | None:
    # "They met on 5 May and again two days later"
    if lead.named and not is_told(lead.named, text[: lead.start]):
        return None
    earlier = [one for one in told if one.end <= lead.start and one.interval is not None]
    return _counted(lead, max(earlier, key=lambda one: one.start).interval) if earlier else None


def _after_before(before: str, lead: Lead, base: date, future: bool) -> Expression | None:
    # The finest time of the sentence before, and of several the first: the others are the background of the news.
    for sentence, earlier in backward(before):
        if not lead.named or is_told(lead.named, sentence):
            told = [one.interval for one in expressions(sentence, base, future=future, before=earlier) if one.interval]
            if not told and lead.by == 0:
                continue  # "the same day" goes on from what was told before
            return _counted(lead, min(told, key=lambda one: _FINENESS.index(one.granularity), default=None))
    return None


def backward(before: str) -> Iterator[tuple[str, str]]:
    """Give the last sentences of a text, nearest first, each with what stands before it."""
    text = before.rstrip()
    cuts = [0, *(cut.end() for cut in _SENTENCES.finditer(text)), len(text)]
    for start, end in zip(reversed(cuts[:-1]), reversed(cuts[1:]), strict=True):
        if text[start:end].strip():
            yield text[start:end], text[:start]

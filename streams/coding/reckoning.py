"""Times counted from another time: "two days later", "the day before", "two weeks after the vote on May 3".

Flows in: a text. Flows out: `Lead`, the words that count, which mean an interval once it is known from when.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from streams.coding.datewords import COUNT, WEEKDAY, count, weekday_number
from streams.coding.intervals import Interval, day, shift

_FINE = ("day", "week", "month", "year", "decade")
_LONG_AGO = re.compile(
    rf"(?:years|decades|centuries|generations|long) ago"
    rf"|(?:{COUNT} (?:years?|decades?|century|centuries)|(?:decades|years|centuries)) (?:after|before|earlier|since)"
    rf"|in the (?:years|decades?|century|centuries) since",
    re.IGNORECASE,
)
_PART = "morning|afternoon|evening|night"
_LEAD = re.compile(
    rf"\b(?:(?:{COUNT}|\d+) (?P<unit>hour|minute|day|week|fortnight|month|year|decade|century|centurie)s?"
    r"(?: to the day)? (?P<turn>later|earlier|after|before|since)"
    r"|the (?P<next>following|next|same|previous|preceding)"
    rf" (?:(?P<one>day|week|month|year|decade|{_PART})|{WEEKDAY})"
    rf"|(?P<that>that)(?: same| very)? (?P<when>day|week|month|year|{_PART})(?=[,.;]|$| \w+ed\b)"
    rf"|(?P<opens>^that) (?P<night>day|{_PART})"
    rf"|the (?P<its>day|week|month|year|{_PART}) (?P<side>before|after)(?! (?:last|next|yesterday|tomorrow)\b)"
    r"|the (?P<eve>eve) of"
    r"|(?:years|decades?|century|centuries|generations|long|months|weeks|days)"
    r" (?P<vague>after|before|earlier|later)(?! \d)"
    r"|in the (?:years|decades?|century|centuries) (?P<then>since))\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[,;:()\"“”]|\.(?= |$)|\b(?:and|but|while)\b")
_REACH = 70
"""So many characters after "two weeks after" the time may stand that it is counted from."""

_SIGNS = (
    "day", "week", "fortnight", "month", "year", "decade", "centur", "generation", "hour", "minute", "long ",
    "morning", "afternoon", "evening", "night", "eve of",
)  # fmt: skip
_BACK = frozenset({"earlier", "before", "previous", "preceding"})
_WEEK = 7
_STEM = 4
"""Words with so many letters in common at their start name the same thing: "voted", "the vote"."""


_EMPTY = frozenset({"they", "thei", "that", "this", "were", "been", "have", "with", "from", "into", "when", "firs"})
"""What says nothing of what it is that is named."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Words at `start` to `end` that count `by` units from a time; `by` is null where they do not say how many.

    `named` are the words after it that name what it is counted from, empty where that is the time told before.
    """

    start: int
    end: int
    unit: str
    by: int | None
    named: str
    weekday: int | None = None

    def interval(self, anchor: Interval) -> Interval | None:
        """Count from a time; None where the words do not say how many, and where the calendar ends."""
        try:
            return None if self.by is None else self._counted(anchor, self.by)
        except (ValueError, OverflowError):
            return None

    def _counted(self, anchor: Interval, by: int) -> Interval:
        if self.weekday is not None:
            back = (anchor.start.weekday() - self.weekday) % _WEEK
            return day(anchor.start + timedelta(days=_WEEK - back if by > 0 else -(back or _WEEK) if by < 0 else -back))
        if _FINE.index(self.unit) < _FINE.index(anchor.granularity.value):
            # "in 1990 …, five days later": no finer than what it is counted from.
            return anchor
        if self.unit == "week" and anchor.start == anchor.end:
            return day(anchor.start + timedelta(weeks=by))
        return shift(anchor.end if by > 0 else anchor.start, self.unit, by)


@lru_cache(maxsize=1024)
def leads(text: str) -> tuple[Lead, ...]:
    """Find the words of a text that count from another time, in order."""
    low = text.lower()
    if not any(sign in low for sign in _SIGNS):
        return ()
    return tuple(_lead(text, match) for match in _LEAD.finditer(text))


def _lead(text: str, match: re.Match[str]) -> Lead:
    found = {name: words.lower() for name, words in match.groupdict().items() if words}
    unit = next((found[name] for name in ("unit", "one", "when", "its") if name in found), "day")
    side = next((found[name] for name in ("turn", "next", "side", "vague") if name in found), "")
    by: int | None = 1
    if {"vague", "then"} & found.keys() or side == "since" or unit in {"hour", "minute", "century", "centurie"}:
        by = None
    elif "unit" in found:
        by = count(found["count"]) if "count" in found else None
    elif {"that", "opens"} & found.keys() or side == "same":
        by = 0
    if unit == "fortnight":
        unit, by = "week", by and 2 * by
    elif unit not in _FINE:
        unit = "day"
    if by and (side in _BACK or "eve" in found):
        by = -by
    named = _named(text[match.end() : match.end() + _REACH]) if "eve" in found or side in {"after", "before"} else ""
    weekday = weekday_number(found["weekday"].title()) if "weekday" in found else None
    return Lead(match.start(), match.end(), unit, by, named, weekday)


def _named(after: str) -> str:
    stop = _STOP.search(after)
    words = after[: stop.start()] if stop else after
    return words if words.strip() else ""


def is_long_ago(words: str) -> bool:
    """Say whether words name a time years before another: "decades ago", "six years after", "a year earlier"."""
    return _LONG_AGO.fullmatch(words) is not None


def is_told(named: str, text: str) -> bool:
    """Say whether a text tells of what words name: "the vote" is in "They voted on May 3", "it" is in anything."""
    stems = {word[:_STEM].lower() for word in re.findall(r"\w{4,}", named)} - _EMPTY
    return not stems or any(word[:_STEM].lower() in stems for word in re.findall(r"\w{4,}", text))

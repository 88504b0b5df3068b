"""The forms of a date, one by one, without what stands around them: "5 May 2011", "Tuesday", "last spring".

Flows in: a text. Flows out: `Form`, the words of each, which mean an interval once it is known when they were written.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from streams.coding.datesenses import SENSES, TENS
from streams.coding.datewords import (
    COUNT,
    DAY,
    MONTH,
    MONTHS,
    ORDINAL,
    SEASON,
    UNIT,
    WAY,
    WEEKDAY,
    YEAR,
    any_of,
    words_of,
)
from streams.coding.eras import era_names
from streams.coding.holidays import holiday_names, holiday_signs
from streams.coding.intervals import Interval
from streams.coding.relativedates import after_article


@dataclass(frozen=True, slots=True)
class Form:
    """Words at `start` to `end` that name a time; `core` is where "early", "since" and their like end."""

    start: int
    core: int
    end: int
    match: re.Match[str]
    sense: str

    @property
    def year_told(self) -> bool:
        """Whether the words say which year."""
        return self.match.groupdict().get("year") is not None

    @property
    def is_day(self) -> bool:
        """Whether the words name a weekday or a day of a month."""
        return bool({"weekday", "day"} & {name for name, found in self.match.groupdict().items() if found})

    @property
    def is_idle(self) -> bool:
        """Whether the words need not be a date: where they are none they are nothing, not an unknown time."""
        return self.sense == "era" or (self.sense == "weekday" and after_article(self.match))

    @property
    def is_ahead(self) -> bool:
        """Whether the words are a date only of what is to come: "the first in two years" is none."""
        return self.sense == "ahead"

    def interval(self, base: date, *, future: bool) -> Interval | None:
        """Give what the words mean on a day; None if the calendar cannot tell, as of 31 February."""
        try:
            return SENSES[self.sense](self.match, base, future)
        except (ValueError, OverflowError):
            return None


@lru_cache(maxsize=1024)
def forms(text: str) -> tuple[Form, ...]:
    """Find the forms of a text, none within another, in order; the same whatever day the text was written on."""
    low = text.lower()
    has = {name for name, signs in _SIGNS.items() if any(sign in low for sign in signs)}
    has |= {name for name, sign in _SHAPES.items() if sign.search(low)}
    found: list[Form] = []
    for needs, pattern, sense in _RULES:
        if not needs <= has:
            continue
        for match in pattern.finditer(text):
            groups = match.groupdict()
            core = min((match.start(name) for name, words in groups.items() if words), default=match.start())
            start = core if "here" in groups else match.start()
            if all(match.end() <= other.start or other.end <= start for other in found):
                found.append(Form(start, core, match.end(), match, sense))
    return tuple(sorted(found, key=lambda form: form.start))


_MONTH_LEAD = (
    rf"(?i:(?:{any_of('bound')}|of|in|during|from|between|throughout"
    rf"|(?:year|months|weeks) to|{any_of('part')})[ -])"
)
_YEAR_LEAD = (
    rf"(?i:in|during|of|{any_of('bound')}|from|between|early|late|mid|after|throughout"
    r"|as (?:early|late|far back|long ago|recently) as)"
)
_OF_THE = (
    rf"(?i:{any_of('part')}|(?:half|quarter|days|weeks|months|years|week|month) of|(?:later|earlier|early|late) in) the"
)
_TO = r" ?(?:-|–|to|and|through|until) ?"
_CLOSED = (
    r"(?=[,.;:]|$| (?:of|and|after|before|by|to|in|on|at|with|from|as|when|for|that|which|but|over|under|despite)\b)"
)
_SEASON_LEAD = rf"(?i:in|during|over|of|through|throughout|for|{any_of('bound')}|(?:early|late|mid)(?: in)?)[ -]"
_NO_COUNT = r"(?![.,]?\d|%| (?:people|civilians|troops|soldiers|refugees))"
_NEAR = (
    r"the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow|last (?:night|evening)"
    r"|overnight(?! (?:in)?to)(?! (?:on|from|between) )|this (?:morning|afternoon|evening)"
)
_TIES = "|".join(TENS)
_NO_THING = r"(?!-| (?:tree|market|card|gift|tale|song|service|Island|Mass|mass))"
_IN_YEAR = rf"(?:,? (?:(?:of |in )?{YEAR}\b|(?:of )?(?P<when>last|this|next) year\b))"
_NO_PIECE = r"(?!-|s| (?:of (?:the |an? |this |last |next |\d)|final))"
_LOOSE = r"(?i:(?:as early as|as soon as|later|earlier|early|late|the end of) )?"
_SEASONS = r"(?i:spring|summer|autumn|winter|(?<=the )fall(?! of))"

_TABLE: tuple[tuple[str, str, str], ...] = (
    ("season", rf"\b{SEASON},? (?:of )?(?:{YEAR}\b|{WAY} year\b)", "season_year"),
    ("season ago", rf"\b{COUNT} (?:springs|summers|autumns|winters) ago\b", "seasons_ago"),
    ("day", rf"\b(?i:on the (?P<day>\d{{1,2}})(?:st|nd|rd|th))\b{_CLOSED}(?! of)", "day_only"),
    ("", rf"\b(?:[Ii]n|[Dd]uring|[Tt]hroughout|[Tt]hrough) (?:the )?(?P<era>{era_names()})", "era"),
    ("feast", rf"\b(?:{WAY} )?(?P<feast>{holiday_names()})\b{_NO_THING}{_IN_YEAR}?", "holiday"),
    ("year", r"\b(?P<year>\d{4})-(?P<m>\d{2})-(?P<day>\d{2})\b", "iso"),
    ("month year", rf"\b(?:{WEEKDAY},? )?{MONTH} {DAY},? {YEAR}\b", "full"),
    ("month year", rf"\b(?:{WEEKDAY},? )?(?:the )?{DAY}(?: of)? {MONTH},? {YEAR}\b", "full"),
    ("month day", rf"\b{MONTH} {DAY}{_TO}(?P<to>\d{{1,2}})\b(?! [A-Z])(?:,? {YEAR}\b)?", "days"),
    ("month day", rf"\b{DAY}{_TO}(?P<to>\d{{1,2}})(?:st|nd|rd|th)? {MONTH}(?: {YEAR}\b)?", "days"),
    ("month weekday", rf"\b{ORDINAL} {WEEKDAY} (?:of|in) {MONTH}(?: {YEAR}\b)?", "nth_weekday"),
    ("month year", rf"\b{MONTH},? (?:of )?{YEAR}\b", "month_year"),
    ("month day unit", rf"\b{MONTH} {DAY},? (?:of )?{WAY} year\b", "month_day_of_year"),
    ("month day unit", rf"\b(?:the )?{DAY}(?: of)? {MONTH},? (?:of )?{WAY} year\b", "month_day_of_year"),
    ("month day", rf"\b(?:{WEEKDAY},? )?{MONTH} {DAY}(?![\d,]*\d)\b", "month_day"),
    ("month day", rf"\b(?:{WEEKDAY},? )?(?:the )?{DAY}(?: of)? {MONTH}", "month_day"),
    ("month unit", rf"\b{MONTH},? (?:of )?{WAY} year\b", "month_of_year"),
    ("month", rf"\b{WAY} {MONTH}(?! \d)", "month_only"),
    ("month", rf"\b{_MONTH_LEAD}{MONTH}(?! \d)", "month_only"),
    ("month", rf"\b(?i:for) (?!May){MONTH}(?! \d)", "month_only"),
    ("month", rf"\b{MONTHS}(?:,? \d{{4}})?{_TO}(?P<here>){MONTH}(?! \d)", "month_only"),
    ("ago unit", rf"\b{COUNT} {UNIT}s? ago,? (?:(?:on )?{WEEKDAY}|(?P<same>today|this (?:week|month|year)))", "ago_on"),
    ("unit", rf"(?<!for )\b{COUNT} {UNIT}s? from (?:{WEEKDAY}|today|now)\b", "from_on"),
    ("weekday unit", rf"\b{WEEKDAY},? (?:of )?{WAY} week\b", "weekday_of_week"),
    ("weekday", rf"\b(?:(?:later|earlier|early|late) )?(?:{WAY} )?{WEEKDAY}\b", "weekday"),
    ("near", rf"(?i:\b(?P<near>{_NEAR})\b)", "near_day"),
    ("unit", rf"(?i:\bthe {UNIT} (?P<beyond>before last|after next))\b", "skipped"),
    ("quarter", rf"\b{WAY} (?P<quarter>quarter)\b", "quarter_near"),
    ("year", rf"\bQ(?P<quarter>[1-4]),? (?:of )?{YEAR}\b", "quarter_year"),
    ("quarter", rf"\b(?i:the )?{ORDINAL} (?P<quarter>quarter)\b{_NO_PIECE}", "quarter"),
    ("unit", rf"\b{_LOOSE}(?i:the )?{WAY} {UNIT}\b(?! (?:before last|of\b))", "unit"),
    ("unit", rf"\b{_OF_THE} {UNIT}\b", "this_unit"),
    ("unit", r"\b(?:the )?(?P<unit>year|month)[- ]end\b", "this_unit"),
    ("unit", rf"\b(?i:the |these |this )?{WAY} (?:{COUNT} )?{UNIT}s\b", "stretch"),
    ("recent unit", rf"\b(?i:in|over) (?i:the )?recent {UNIT}s\b", "unknown"),
    ("ago unit", rf"\b{COUNT} {UNIT}s? ago\b", "ago"),
    ("ago", rf"\b(?:(?:{COUNT}|\d+) )?(?:hours?|minutes?) ago\b", "just_now"),
    ("ago", r"\b(?i:(?:days|weeks|months|years|decades|centuries|generations|long) ago(?! as))\b", "unknown"),
    ("unit", rf"\b(?P<lead>(?i:in|within)) {COUNT} {UNIT}s?\b(?:['’] time)?", "ahead"),
    ("weekend", rf"\b(?i:(?:over|at|during|on) )?(?:(?i:the) |{WAY} )(?P<unit>weekend)\b", "weekend"),
    ("day", r"\b(?i:the |in )(?:early |late |mid-)?(?P<decade>\d{3}0)s\b", "decade"),
    ("centur", r"\bthe (?:early |late |mid-)?(?P<century>\d{1,2})(?:st|nd|rd|th) century\b", "century"),
    ("tens", rf"\bthe (?:early |late |mid-)?['’]?(?P<tens>(?:{_TIES})(?=ties)|\d(?=0s\b))(?:ties|0s)\b", "tens"),
    ("year", rf"\b(?i:in|between|from|of|the|during) {YEAR}{_TO}(?P<to>\d{{4}}|\d\d)\b{_NO_COUNT}", "years"),
    ("year", rf"\b(?i:fiscal|financial)(?: year)? {YEAR}\b", "fiscal"),
    ("year", rf"\b{_YEAR_LEAD}[ -](?:the year |early |late |mid-)?{YEAR}\b{_NO_COUNT}", "year_only"),
    ("year", r"(?<=\b[Tt]he )(?P<year>(?:1[5-9]|20)\d\d)(?= [a-z])", "year_only"),
    ("year", r"(?<=\b[Aa] )(?P<year>(?:1[5-9]|20)\d\d)(?= [a-z])", "year_only"),
    ("season", rf"\b{WAY} {SEASON}\b", "season"),
    ("season", rf"\b{_SEASON_LEAD}(?:the )?(?P<way>)?(?P<season>{_SEASONS})\b{_CLOSED}", "season"),
)  # fmt: skip
"""What a text must have for a rule to find anything, the rule, and what its words mean; the first rule wins."""

_SIGNS = {
    "month": words_of("month"),
    "weekday": words_of("weekday"),
    "season": words_of("season"),
    "feast": holiday_signs(),
    "near": ("day", "night", "morrow", "morning", "afternoon", "evening"),
    "weekend": ("weekend",),
    "recent": ("recent",),
    "quarter": ("quarter",),
    "ago": (" ago",),
    "centur": ("century",),
    "tens": ("ties", "0s"),
}
_SHAPES = {
    "day": re.compile(r"\d"),
    "year": re.compile(r"\d{4}"),
    # At the beginning of a word: nearly every story has a Monday.
    "unit": re.compile(r"\b(?:day|week|fortnight|month|year|decade)"),
}
_RULES = tuple((frozenset(needs.split()), re.compile(pattern), sense) for needs, pattern, sense in _TABLE)

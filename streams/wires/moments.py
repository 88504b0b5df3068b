"""Dates and times as wires write them: a dozen shapes, some without a zone.

Flows in: a field's value. Flows out: `Stamp`, an aware time that knows whether its zone was assumed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})"
    r"(?:[Tt ]?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]{1,9}))?)?)?"
    r" ?(Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_USUAL_LENGTHS = {len("2026-03-04T10:15:30Z"), len("2026-03-04T10:15:30+01:00")}
_BASIC_LENGTHS = {len("20260304T101530Z"), len("20260304T101530+0100")}
_USUAL_MARKS = ("-", "-", "T", ":", ":")
_EARLIEST, _LATEST = 1900, 2200
# Seconds from 1973 to 2286 have nine or ten digits; with three more they are milliseconds.
_SECONDS = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?")
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Stamp:
    """A point in time; `assumed` says that the wire gave no zone."""

    at: datetime
    assumed: bool = False


def stamp(value: object, zone: tzinfo = UTC) -> Stamp | None:
    """Read a time.

    Args:
        value: ISO 8601 in basic or extended form, with or without seconds, fractions and zone; RFC 822;
            seconds or milliseconds since 1970.
        zone: the zone to assume where the wire names none.

    Returns:
        The time, or None for what is no time or lies outside 1900-2200.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    word = str(value).strip()
    if not word or len(word) > _LONGEST or not word.isascii():
        return None
    try:
        found = _usual(word) or _iso(word, zone) or _epoch(word) or _rfc822(word, zone)
    except (ValueError, OverflowError, TypeError, IndexError):
        # A shape that names a day or hour that does not exist. The e-mail parser has more ways to say so.
        return None
    if found is None or not _EARLIEST <= found.at.year <= _LATEST:
        return None
    return found


def _usual(word: str) -> Stamp | None:
    """Read the shapes in which nearly all times come, `2026-03-04T10:15:30+01:00`, `20260304T101530+0100` or `…Z`."""
    # Other parts of these lengths are for the patterns, which say what is what.
    extended = len(word) in _USUAL_LENGTHS and (word[4], word[7], word[10], word[13], word[16]) == _USUAL_MARKS
    basic = len(word) in _BASIC_LENGTHS and word[8] == "T" and (word[:8] + word[9:15] + word[16:]).isdigit()
    if not extended and not basic:
        return None
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        return None
    return Stamp(at) if at.tzinfo else None


def _iso(word: str, zone: tzinfo) -> Stamp | None:
    match = _ISO.fullmatch(word)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    at = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        min(int(second or 0), 59),  # a leap second
        int((fraction or "0")[:6].ljust(6, "0")),
        tzinfo=_offset(offset) if offset else zone,
    )
    return Stamp(at, assumed=offset is None)


def _offset(word: str) -> tzinfo:
    if word[0] not in "+-":
        return UTC
    digits = word[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if word[0] == "-" else span) if span else UTC


def _epoch(word: str) -> Stamp | None:
    if _SECONDS.fullmatch(word):
        return Stamp(datetime.fromtimestamp(float(word), UTC))
    if _MILLISECONDS.fullmatch(word):
        return Stamp(datetime.fromtimestamp(int(word) / 1000, UTC))
    return None


def _rfc822(word: str, zone: tzinfo) -> Stamp | None:
    if word[0].isdigit() and word.replace(".", "").replace("-", "").isdigit():
        return None
    at = parsedate_to_datetime(word)
    return Stamp(at) if at.tzinfo else Stamp(at.replace(tzinfo=zone), assumed=not word.endswith("-0000"))

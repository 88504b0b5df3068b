"""Points in time, durations and speeds as people type them on a command line.

Flows in: an argument. Flows out: an aware `datetime`, a `date`, seconds, or a factor.
"""

import argparse
import re
from datetime import UTC, date, datetime, timedelta

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def moment(word: str) -> datetime:
    """Read `2023-09-06` or `2023-09-06T08:30:00+02:00`; without a zone it is UTC.

    Raises:
        argparse.ArgumentTypeError: it is no date or time.
    """
    try:
        read = datetime.fromisoformat(word.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a date or time: {word!r} (say 2023-09-06T08:30:00Z)") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(word: str) -> date:
    """Read `2023-09-06`.

    Raises:
        argparse.ArgumentTypeError: it is no day of the calendar.
    """
    try:
        return date.fromisoformat(word.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day: {word!r} (say 2023-09-06)") from None


def seconds(word: str) -> float:
    """Read `250ms`, `2`, `1.5s`, `10m`, `3h` or `7d` as seconds.

    Raises:
        argparse.ArgumentTypeError: it is no duration.
    """
    found = _DURATION.fullmatch(word.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"not a duration: {word!r} (say 500ms, 10s, 2h or 7d)")
    return float(found[1]) * _SECONDS[found[2] or "s"]


def speed(word: str) -> float:
    """Read how many times as fast: any finite number above 0.

    Raises:
        argparse.ArgumentTypeError: it is no such number.
    """
    try:
        factor = float(word)
    except ValueError:
        factor = 0.0
    if not 0 < factor < float("inf"):
        raise argparse.ArgumentTypeError(f"not a speed: {word!r} (say 1, or 10 for ten times as fast)")
    return factor


def since(word: str) -> datetime:
    """Read a moment, or a duration before now: `2h` is two hours ago.

    Raises:
        argparse.ArgumentTypeError: it is neither.
    """
    if _DURATION.fullmatch(word.strip()):
        return datetime.now(UTC) - timedelta(seconds=seconds(word))
    return moment(word)

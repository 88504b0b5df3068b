"""When a feed is asked again.

Flows in: what came of the last question. Flows out: seconds to wait. Pure.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

LONGEST_SECONDS = 86_400.0
# However long a feed asks us to stay away, news is looked for once an hour.
MOST_ASKED_SECONDS = 3600.0


class Poll(StrEnum):
    """What came of one question."""

    NEW = "new"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    RUBBISH = "rubbish"
    TOO_LARGE = "too_large"
    SLOW_DOWN = "slow_down"
    GONE = "gone"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"


FINE = frozenset({Poll.NEW, Poll.UNCHANGED, Poll.NOT_MODIFIED})


def of_status(status: int) -> Poll:
    """Say what a status means that brings no feed."""
    known = {304: Poll.NOT_MODIFIED, 429: Poll.SLOW_DOWN, 410: Poll.GONE, 503: Poll.SLOW_DOWN}
    if status in known:
        return known[status]
    return Poll.SERVER_ERROR if status >= 500 else Poll.CLIENT_ERROR  # noqa: PLR2004 - RFC 9110, section 15.6


def pause(poll: Poll, failures: int, every: float, asked: float, retry_after: float) -> float:
    """Say how long to wait.

    Args:
        poll: what came of the last question.
        failures: how many in a row have failed, this one included.
        every: the shortest time between two questions, seconds.
        asked: what the feed wants, seconds; 0: nothing.
        retry_after: what the last answer's Retry-After says, seconds; 0: nothing.

    Returns:
        Seconds: the pace where all is well; else twice as long with every failure, a day at most.
    """
    pace = max(every, min(asked, MOST_ASKED_SECONDS))
    if poll in FINE:
        return max(pace, min(retry_after, LONGEST_SECONDS))
    if poll is Poll.GONE:
        return LONGEST_SECONDS
    doubled = every * 2.0 ** min(failures, 20)
    return min(LONGEST_SECONDS, max(doubled, pace, retry_after))


def retry_after(said: str | None, now: datetime) -> float:
    """Read a Retry-After header (RFC 9110, section 10.2.3) as seconds; 0 where it says nothing that can be read."""
    word = (said or "").strip()
    if word.isascii() and word.isdigit():
        return float(word[:9])
    try:
        moment = parsedate_to_datetime(word)
    except (ValueError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())

"""A feed is asked as often as it wants, and less when something is wrong."""

from datetime import UTC, datetime

import pytest

from streams.feeders.pace import LONGEST_SECONDS, MOST_ASKED_SECONDS, Poll, of_status, pause, retry_after

EVERY = 300.0
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("poll", [Poll.NEW, Poll.UNCHANGED, Poll.NOT_MODIFIED])
def test_a_feed_in_order_is_asked_at_its_pace_never_faster_than_ours(poll: Poll) -> None:
    assert pause(poll, 0, EVERY, asked=0, retry_after=0) == EVERY
    assert pause(poll, 0, EVERY, asked=60, retry_after=0) == EVERY
    assert pause(poll, 0, EVERY, asked=1800, retry_after=0) == 1800
    assert pause(poll, 0, EVERY, asked=7 * 86_400, retry_after=0) == MOST_ASKED_SECONDS


def test_a_feed_in_trouble_is_left_alone_twice_as_long_each_time_and_a_day_at_most() -> None:
    waits = [pause(Poll.SERVER_ERROR, failures, EVERY, asked=0, retry_after=0) for failures in (1, 2, 3, 1000)]
    assert waits == [600, 1200, 2400, LONGEST_SECONDS]


def test_retry_after_is_the_least() -> None:
    assert pause(Poll.SLOW_DOWN, 1, EVERY, asked=0, retry_after=5000) == 5000
    assert pause(Poll.SLOW_DOWN, 1, EVERY, asked=0, retry_after=10) == 600
    assert pause(Poll.SLOW_DOWN, 1, EVERY, asked=0, retry_after=1e9) == LONGEST_SECONDS


def test_a_feed_that_is_gone_is_asked_once_a_day() -> None:
    assert pause(Poll.GONE, 1, EVERY, asked=0, retry_after=0) == LONGEST_SECONDS


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Mon, 02 Mar 2026 14:01:30 GMT", 90),
        ("Mon, 02 Mar 2026 13:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("²", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_retry_after_is_read_in_both_its_shapes(said: str | None, seconds: float) -> None:
    assert retry_after(said, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "poll"),
    [(304, "not_modified"), (429, "slow_down"), (503, "slow_down"), (500, "server_error"), (404, "client_error")],
)
def test_statuses_are_told_apart(status: int, poll: str) -> None:
    assert of_status(status) == poll

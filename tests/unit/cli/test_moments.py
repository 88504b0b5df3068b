"""Times and durations are read as people type them, or refused."""

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from streams.cli.moments import day, moment, seconds, since, speed


def test_a_time_without_a_zone_is_utc() -> None:
    assert moment("2023-09-06") == datetime(2023, 9, 6, tzinfo=UTC)
    assert moment("2023-09-06T08:30:00+02:00") == datetime(2023, 9, 6, 6, 30, tzinfo=UTC)
    assert moment("2023-09-06T08:30:00Z") == datetime(2023, 9, 6, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "expected"), [("2", 2), ("250ms", 0.25), ("1.5s", 1.5), ("10m", 600), ("3h", 10800), ("7d", 604800)]
)
def test_a_duration_has_a_unit_or_is_seconds(word: str, expected: float) -> None:
    assert seconds(word) == pytest.approx(expected)


def test_since_takes_either() -> None:
    assert abs(datetime.now(UTC) - timedelta(hours=2) - since("2h")) < timedelta(minutes=1)
    assert since("2026-01-01") == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("read", [day, moment, seconds, since])
@pytest.mark.parametrize("word", ["", "soon", "-3s", "2023-13-01", "2023-02-31"])
def test_anything_else_is_refused(read: object, word: str) -> None:
    assert callable(read)
    with pytest.raises(argparse.ArgumentTypeError):
        read(word)


def test_a_speed_is_how_many_times_as_fast() -> None:
    assert [speed(word) for word in ("1", "0.5", "1e3")] == [1.0, 0.5, 1000.0]


@pytest.mark.parametrize("word", ["", "fast", "0", "-2", "inf", "nan"])
def test_what_is_no_speed_is_refused(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not a speed"):
        speed(word)

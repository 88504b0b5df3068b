"""Times in every shape that wires write."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.wires.moments import stamp

EAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2017-06-29T18:21:39+02:00", datetime(2017, 6, 29, 18, 21, 39, tzinfo=EAST)),
        ("2017-06-29T18:21:39Z", datetime(2017, 6, 29, 18, 21, 39, tzinfo=UTC)),
        ("20180901T120000+0200", datetime(2018, 9, 1, 12, tzinfo=EAST)),
        ("2018-09-01T12:00:00.250+02:00", datetime(2018, 9, 1, 12, 0, 0, 250_000, tzinfo=EAST)),
        ("2018-09-01T12:00:00+0000", datetime(2018, 9, 1, 12, tzinfo=UTC)),
        ("20180901T120000Z", datetime(2018, 9, 1, 12, tzinfo=UTC)),
        ("2018-09-01T12:00:00+02", datetime(2018, 9, 1, 12, tzinfo=EAST)),
        ("2018-09-01 12:00:00 UTC", datetime(2018, 9, 1, 12, tzinfo=UTC)),
        ("Sat, 01 Sep 2018 12:00:00 +0200", datetime(2018, 9, 1, 12, tzinfo=EAST)),
        ("Sat, 01 Sep 2018 12:00:00 GMT", datetime(2018, 9, 1, 12, tzinfo=UTC)),
        (1542761538, datetime(2018, 11, 21, 0, 52, 18, tzinfo=UTC)),
        ("1542761538000", datetime(2018, 11, 21, 0, 52, 18, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_read_as_written(written: object, meant: datetime) -> None:
    found = stamp(written)
    assert found is not None
    assert found.at == meant
    assert not found.assumed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-07-11 18:33", datetime(2022, 7, 11, 18, 33)),  # noqa: DTZ001 - the zone is what is missing
        ("2022-07-11T18:33:05", datetime(2022, 7, 11, 18, 33, 5)),  # noqa: DTZ001 - as above
        ("2022-07-11T18:33:05.00000", datetime(2022, 7, 11, 18, 33, 5)),  # noqa: DTZ001 - as above
        ("20220711T183305", datetime(2022, 7, 11, 18, 33, 5)),  # noqa: DTZ001 - as above
        ("20220711", datetime(2022, 7, 11)),  # noqa: DTZ001 - as above
        ("2022-07-11", datetime(2022, 7, 11)),  # noqa: DTZ001 - as above
        ("Mon, 11 Jul 2022 18:33:05", datetime(2022, 7, 11, 18, 33, 5)),  # noqa: DTZ001 - as above
    ],
)
def test_a_time_without_a_zone_takes_the_given_one_and_says_so(written: str, meant: datetime) -> None:
    zone = ZoneInfo("Europe/Berlin")
    found = stamp(written, zone)
    assert found is not None
    assert found.at == meant.replace(tzinfo=zone)
    assert found.assumed
    utc = stamp(written)
    assert utc is not None
    assert utc.at == meant.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "DEFAULT", "tomorrow", "2022-13-40", "2022-02-30T00:00:00Z", "0001-01-01", None, True, [], "9" * 80]
)
def test_what_is_no_time_is_none(written: object) -> None:
    assert stamp(written) is None


def test_a_leap_second_is_the_second_before() -> None:
    found = stamp("2016-12-31T23:59:60Z")
    assert found is not None
    assert found.at.second == 59


@given(st.one_of(st.text(), st.integers(), st.floats(), st.from_regex(r"[0-9T:. +Z-]{1,40}")))
def test_nothing_written_as_a_time_raises(written: object) -> None:
    found = stamp(written)
    assert found is None or (found.at.tzinfo is not None and 1900 <= found.at.year <= 2200)

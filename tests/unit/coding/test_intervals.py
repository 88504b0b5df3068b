"""Intervals: what they are called, their pieces, and how far the calendar reaches."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Granularity
from streams.coding.intervals import Interval, day, decade, later, month, piece, recurring, season, shift, third, year

MAY = date(2023, 5, 31)


@pytest.mark.parametrize(
    ("interval", "edtf"),
    [
        (day(MAY), "2023-05-31"),
        (month(2023, 5), "2023-05"),
        (year(2023), "2023"),
        (decade(1990), "199X"),
        (shift(MAY, "quarter", 0), "2023-04/2023-06"),
        (season(2023, 12), "2023-12~/2024-02~"),
        (third(decade(1990), "mid"), "1994~/1996~"),
        (third(month(2024, 2), "late"), "2024-02-21~/2024-02-29~"),
        (third(shift(MAY, "week", 0), "early"), "2023-05-29/2023-06-04"),
        (piece(month(2023, 5), "week", -1), "2023-05-25/2023-05-31"),
        (piece(year(2023), "half", 2), "2023-07/2023-12"),
        (piece(year(2023), "quarter", 4), "2023-10/2023-12"),
        (Interval(date(2014, 1, 1), date(2023, 5, 31), Granularity.YEAR), "2014-01/2023-05"),
    ],
)
def test_interval_is_written_as_the_standard_has_it(interval: Interval, edtf: str) -> None:
    assert interval.edtf == edtf


@pytest.mark.parametrize(
    ("unit", "by", "on"),
    [
        ("month", 1, date(2023, 6, 30)),
        ("month", -3, date(2023, 2, 28)),
        ("year", 1, date(2024, 5, 31)),
        ("fortnight", 1, date(2023, 6, 14)),
    ],
)
def test_a_month_later_is_no_day_that_the_month_lacks(unit: str, by: int, on: date) -> None:
    assert later(MAY, unit, by) == on


@pytest.mark.parametrize(("unit", "nth", "count"), [("week", 6, 1), ("month", 1, 13), ("half", 3, 1)])
def test_a_piece_that_is_not_there_is_refused(unit: str, nth: int, count: int) -> None:
    with pytest.raises(ValueError, match=r"no such piece|no half"):
        piece(year(2023) if unit != "week" else month(2023, 5), unit, nth, count)


@given(st.dates(), st.sampled_from([None, -1, 0, 1]), st.booleans())
def test_what_recurs_is_on_the_side_that_is_asked_for(base: date, way: int | None, future: bool) -> None:
    try:
        found = recurring(lambda number: season(number, 6), base, way, future=future)
    except ValueError:
        assert base.year < 3 or base.year > 9996
        return
    ahead = way == 1 or (way is None and future)
    assert found.end >= base if ahead else way == 0 or found.start <= base

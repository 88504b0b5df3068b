"""Feasts by name: the day of each in a year."""

from datetime import date

import pytest

from streams.coding.holidays import easter, holiday, holiday_names, holiday_signs
from streams.coding.tables import rows, words


@pytest.mark.parametrize(
    ("year", "on"),
    [(1961, date(1961, 4, 2)), (1981, date(1981, 4, 19)), (2000, date(2000, 4, 23)), (2008, date(2008, 3, 23)),
     (2038, date(2038, 4, 25))],
)  # fmt: skip
def test_easter_falls_where_the_church_has_it(year: int, on: date) -> None:
    assert easter(year) == on


def test_every_feast_of_the_table_falls_on_a_day_or_says_that_only_the_moon_knows() -> None:
    for rule, cell in rows("holidays", 2):
        for name in words(cell):
            if rule == "moon":
                with pytest.raises(ValueError, match=name):
                    holiday(name, 2023)
            else:
                assert holiday(name, 2023).year == 2023
            assert any(sign in name.lower() for sign in holiday_signs())
            assert name.split()[0].rstrip("'s.") in holiday_names()


def test_what_is_no_feast_is_refused() -> None:
    with pytest.raises(KeyError):
        holiday("Bank Day", 2023)
    with pytest.raises(ValueError, match="year"):
        holiday("Christmas Day", 0)

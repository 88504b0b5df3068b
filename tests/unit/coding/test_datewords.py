"""The words of the calendar mean what the table says."""

import re

import pytest

from streams.coding.datewords import COUNT, MONTH, any_of, count, meaning, month_number, season_month, thirds, way


@pytest.mark.parametrize(("name", "number"), [("January", 1), ("Sept.", 9), ("Sep", 9), ("May", 5), ("Dec.", 12)])
def test_a_month_is_known_by_each_of_its_names(name: str, number: int) -> None:
    assert month_number(name) == number
    assert re.fullmatch(MONTH, name)


@pytest.mark.parametrize(("word", "step"), [("Last", -1), ("past", -1), ("this", 0), ("coming", 1), (None, None)])
def test_last_is_back_and_next_ahead(word: str | None, step: int | None) -> None:
    assert way(word) == step


@pytest.mark.parametrize(("words", "number"), [("twenty-one", 21), ("a couple of", 2), ("12", 12), ("several", None)])
def test_counts_are_numbers_or_none(words: str, number: int | None) -> None:
    assert count(words) == number
    assert re.fullmatch(COUNT, words)


def test_a_word_of_two_kinds_means_what_its_kind_says() -> None:
    assert (meaning("bound", "before"), meaning("part", "end of"), season_month("fall")) == ("by", "end", 9)
    assert "until" in any_of("bound").split("|")


def test_thirds_follow_one_another() -> None:
    for unit, whole in (("month", 31), ("year", 12), ("decade", 10)):
        early, mid, late = (thirds()[unit, part] for part in ("early", "mid", "late"))
        assert (early[0], early[1] + 1, mid[1] + 1, late[1]) == (1, mid[0], late[0], whole)


def test_a_word_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        month_number("Brumaire")

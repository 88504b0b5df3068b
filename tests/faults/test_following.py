"""A silence is told from one in which an item ended its coder: the letter may come first, meanwhile or last."""

import pytest

from tests.faults.following import Silence, longest

ARRIVALS = (1.0, 2.0, 10.0, 11.0)


@pytest.mark.parametrize("ending", [1.8, 5.0, 10.2])
def test_a_silence_that_an_item_made_is_named_so(ending: float) -> None:
    assert longest(ARRIVALS, [ending], 0, 12, 12) == Silence(8.0, ended=True)


@pytest.mark.parametrize("ending", [0.5, 11.5])
def test_an_item_that_ended_its_coder_at_another_time_excuses_no_silence(ending: float) -> None:
    assert longest(ARRIVALS, [ending], 0, 12, 12) == Silence(8.0, ended=False)


def test_a_span_without_arrivals_is_one_silence() -> None:
    assert longest(ARRIVALS, [], 3, 9, 9) == Silence(6.0, ended=False)


@pytest.mark.parametrize(("at_most", "seconds"), [(12, 8.0), (9, 7.0)])
def test_a_silence_that_goes_on_when_the_next_fault_strikes_is_counted_whole_up_to_the_last_moment(
    at_most: float, seconds: float
) -> None:
    assert longest(ARRIVALS, [], 0, 4, at_most) == Silence(seconds, ended=False)


def test_a_silence_that_nothing_ends_is_as_long_as_it_was_waited_for() -> None:
    assert longest(ARRIVALS, [], 10.5, 11.5, 20) == Silence(9.0, ended=False)

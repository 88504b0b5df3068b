"""A sentence without a day goes on from the day that was told last, and never from the background of the news."""

from collections.abc import Callable
from datetime import date

import pytest

from schemas import DateBasis
from streams.coding.dates import event_date
from streams.coding.narrative import telling
from tests.unit.coding.stories import Story

WEDNESDAY = date(2023, 9, 6)


@pytest.mark.parametrize(
    ("before", "day", "words"),
    [
        ("Rebels took the port on Monday.", "2023-09-04", "Monday"),
        ("Rebels took the port on Monday. It rained.", "2023-09-04", "Monday"),
        ("Sworn in on Sunday, the president flew to Oman on Tuesday.", "2023-09-05", "Tuesday"),
        ("Rebels took the port on September 5, 2023.", "2023-09-05", "September 5, 2023"),
        ("Rebels took the port on Tuesday. It was closed the day before.", "2023-09-05", "Tuesday"),
        ("Rebels took the port on Tuesday. They will leave on Friday.", "2023-09-05", "Tuesday"),
    ],
)
def test_the_last_day_told_is_gone_on_from(before: str, day: str, words: str) -> None:
    found = telling(before, WEDNESDAY)
    assert found is not None
    assert (found.interval.edtf, found.words, found.reckoned) == (day, words, "2023" not in words)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "It rained.",
        "Rebels took the port on May 3.",
        "Rebels took the port on Monday. Last week they had lost a village.",
        "Rebels took the port on Monday. It rained. It snowed. It hailed.",
        "They will meet on Friday.",
        "They have fought since Monday.",
    ],
)
def test_no_day_of_late_is_none(before: str) -> None:
    assert telling(before, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "trigger", "day", "basis"),
    [
        ("Soldiers shelled the port.", "shelled", "2023-09-04", DateBasis.TEXT),
        ("Soldiers shelled the port in May.", "shelled", "2023-05", DateBasis.TEXT),
        ("The port was shelled by soldiers.", "shelled", "2023-09-04", DateBasis.TEXT),
        # Neither is what happened next.
        ("Soldiers have shelled the port.", "shelled", "2023-09-06", DateBasis.PUBLICATION),
        ("Soldiers had shelled the port.", "shelled", "2023-09-06", DateBasis.PUBLICATION),
        ("Soldiers shell the port.", "shell", "2023-09-06", DateBasis.PUBLICATION),
    ],
)
def test_what_happened_next_happened_that_day(
    story: Callable[..., Story], text: str, trigger: str, day: str, basis: DateBasis
) -> None:
    read = story(text)
    found = event_date(*read.trigger(trigger), read.article, "Rebels took the port on Monday. ")
    assert found is not None
    assert (found.edtf, found.basis) == (day, basis)

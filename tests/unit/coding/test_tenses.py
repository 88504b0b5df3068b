"""The tense of an event's word: to come, possible, present."""

from collections.abc import Callable

import pytest

from streams.coding.tenses import is_bare, is_future, is_present, may_come
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "trigger", "future"),
    [
        ("They will meet.", "meet", True),
        ("Kim plans to visit Russia.", "visit", True),
        ("He is scheduled to meet Putin.", "meet", True),
        ("The court is to rule on it.", "rule", True),
        ("They met.", "met", False),
        ("He said he met Putin.", "met", False),
        ("Rebels attacked Goma.", "attacked", False),
    ],
)
def test_future_is_told_from_past(story: Callable[..., Story], text: str, trigger: str, future: bool) -> None:
    assert is_future(story(text).trigger(trigger)[1]) is future


@pytest.mark.parametrize(
    ("text", "trigger", "may"),
    [
        ("The court must rule by Sunday.", "rule", True),
        ("The court must have ruled on Sunday.", "ruled", False),
        ("The court ruled on Sunday.", "ruled", False),
    ],
)
def test_what_must_be_may_come(story: Callable[..., Story], text: str, trigger: str, may: bool) -> None:
    assert may_come(story(text).trigger(trigger)[1]) is may


@pytest.mark.parametrize(
    ("text", "trigger", "present"),
    [
        ("The ministers meet in Brussels.", "meet", True),
        ("The president is flying to Beijing.", "flying", True),
        ("The strike begins on Monday.", "strike", True),
        ("The president was flying to Beijing.", "flying", False),
        ("Fishermen have been protesting since Monday.", "protesting", False),
        ("The army says it is calm.", "says", False),
    ],
)
def test_present_is_told_from_past(story: Callable[..., Story], text: str, trigger: str, present: bool) -> None:
    assert is_present(story(text).trigger(trigger)[1]) is present


def test_a_headline_announces_by_to_alone(story: Callable[..., Story]) -> None:
    assert is_bare(story("Minister to visit Chile").trigger("visit")[1])
    assert not is_bare(story("The minister went to Chile.").trigger("went")[1])

"""Where a noun stands: acting, being there, being gone to."""

from collections.abc import Callable

import pytest

from streams.coding.positions import is_nominal, is_subject, stays, travelled
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "word", "subject"),
    [
        ("Moscow denied the report.", "Moscow", True),
        ("The town was shelled by Moscow.", "Moscow", True),
        ("Tehran and Moscow denied it.", "Moscow", True),
        ("He denied it in Moscow.", "Moscow", False),
    ],
)
def test_subject_of_a_verb(story: Callable[..., Story], text: str, word: str, subject: bool) -> None:
    assert is_subject(story(text).trigger(word)[1]) is subject


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("Police fired in Nairobi.", "Nairobi", True),
        ("Police fired near Nairobi.", "Nairobi", True),
        ("Police fired in Mombasa and Nairobi.", "Nairobi", True),
        ("Nairobi protested.", "Nairobi", False),
        ("Weapons were sent to Kenya.", "Kenya", False),
    ],
)
def test_where_something_is(story: Callable[..., Story], text: str, word: str, there: bool) -> None:
    assert stays(story(text).trigger(word)[1]) is there


@pytest.mark.parametrize(
    ("text", "word", "gone"),
    [
        ("During a visit to Pyongyang he smiled.", "Pyongyang", True),
        ("He flew to Pyongyang.", "Pyongyang", True),
        ("He left Pyongyang.", "Pyongyang", True),
        ("He warned Pyongyang.", "Pyongyang", False),
        ("He gave guns to Pyongyang.", "Pyongyang", False),
    ],
)
def test_where_someone_went(story: Callable[..., Story], text: str, word: str, gone: bool) -> None:
    assert travelled(story(text).trigger(word)[1]) is gone


def test_name_before_a_noun_is_no_noun_of_its_own(story: Callable[..., Story]) -> None:
    read = story("Kyiv police arrested Russia's envoy to Poland.")
    assert [is_nominal(read.trigger(word)[1]) for word in ("Kyiv", "Russia", "Poland")] == [False, False, True]

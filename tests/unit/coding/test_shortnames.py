"""Short names: which person of the story each means, and none where two are meant as well."""

from collections.abc import Callable

import pytest

from streams.coding.shortnames import sex
from tests.unit.coding.stories import Story

_PAIR = "Samuel Okello, a Kenyan teacher, was held.\nGrace Okello, a Ugandan spokeswoman, was not."


@pytest.mark.parametrize(
    ("body", "again", "name"),
    [
        (f"{_PAIR}\nOn Friday Mrs Okello spoke.", "Mrs Okello", "Grace Okello"),
        ("Lam Cheuk-ting, a lawmaker, met Mrs Carrie Lam.\nOn Friday Mr Lam spoke.", "Mr Lam", "Lam Cheuk-ting"),
        ("Daba Na Walna, a colonel, spoke.\nOn Friday Na Walna left.", "Na Walna", "Daba Na Walna"),
        ("Haile Woldensae, an Eritrean, spoke.\nOn Friday people saw Haile.", "Haile", "Haile Woldensae"),
        (
            "General Boris Petrenko spoke.\nMarta Petrenko, a nurse, did not.\nOn Friday General Petrenko left.",
            "General Petrenko",
            "Boris Petrenko",
        ),
        (
            "Boris Petrenko, a Ukrainian farmer, spoke.\nOn Friday Petrenko left.\nMarta Petrenko, a nurse, stayed.",
            "Petrenko left",
            "Boris Petrenko",
        ),
    ],
)
def test_namesakes_are_told_apart(story: Callable[..., Story], body: str, again: str, name: str) -> None:
    assert story(body).who(again, after="On Friday").name == name


def test_namesakes_of_one_sentence_are_not_guessed_between(story: Callable[..., Story]) -> None:
    read = story("Boris Petrenko, a farmer, and Marta Petrenko, a nurse, spoke.\nOn Friday Petrenko left.")
    assert read.who("Petrenko", after="On Friday").name == "Petrenko"


@pytest.mark.parametrize(
    ("words", "told"), [(["mrs"], "f"), (["spokesman"], "m"), (["judge"], None), (["mr", "mrs"], None), ([], None)]
)
def test_sex_is_told_by_words_alone(words: list[str], told: str | None) -> None:
    assert sex(words) == told

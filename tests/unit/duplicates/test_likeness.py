"""What a likeness means: reprints, revisions, expansions; and a number that differs is never a reprint."""

import pytest

from schemas import Label
from streams.duplicates.likeness import compare
from streams.duplicates.sketch import sketch
from tests.unit.duplicates.texts import changed, text


def label(one: list[str], other: list[str], *, revises: bool = False) -> Label | None:
    likeness = compare(sketch("", " ".join(other)), sketch("", " ".join(one)), revises=revises)
    return likeness.label if likeness else None


@pytest.mark.parametrize("seed", range(20))
def test_few_changed_words_are_near_and_none_exact_and_other_words_nothing(seed: int) -> None:
    words = text(seed, 200)
    assert label(words, words) == Label.EXACT
    assert label(words, changed(words, 2, seed)) == Label.NEAR
    assert label(words, text(seed + 1000, 200)) is None


@pytest.mark.parametrize("seed", range(50))
def test_a_pair_that_differs_in_a_number_is_never_a_reprint(seed: int) -> None:
    words = text(seed, 200)
    before, after = [*words[:50], "12", *words[50:]], [*words[:50], "15", *words[50:]]
    assert label(before, after) == Label.REVISION
    assert label([*words, "twelve"], [*words, "fifteen"]) == Label.REVISION


def test_a_story_that_grew_is_an_expansion_either_way() -> None:
    words = text(3, 300)
    assert label(words[:100], words) == Label.EXPANSION
    assert label(words, words[:100]) == Label.EXPANSION


def test_a_marked_later_version_of_the_same_provider_is_a_revision_even_with_the_same_numbers() -> None:
    words = text(4, 200)
    assert label(words, changed(words, 2, 1), revises=True) == Label.REVISION
    assert label(words, words, revises=True) == Label.EXACT


def test_short_texts_are_alike_only_when_they_are_the_same() -> None:
    words = text(5, 15)
    assert label(words, words) == Label.EXACT
    assert label(words, changed(words, 1, 1)) is None


def test_empty_texts_are_no_copies_of_one_another() -> None:
    assert label([], []) is None


def test_the_reason_names_the_earlier_story_and_speaks_of_the_numbers() -> None:
    words = text(6, 200)
    likeness = compare(sketch("", " ".join([*words, "15"])), sketch("", " ".join([*words, "12"])))
    assert likeness is not None
    assert likeness.in_words("north/1") == "a revision of north/1: much the same words, other numbers"

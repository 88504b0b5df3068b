"""What a likeness means: reprints, revisions, expansions; and a number that differs is never a reprint."""

import pytest

from schemas import Label
from streams.duplicates.likeness import Likeness, compare, containment
from streams.duplicates.packed import pack
from streams.duplicates.shard import measured
from streams.duplicates.sketch import sketch
from tests.unit.duplicates.texts import changed, text


def label(one: list[str], other: list[str], *, revises: bool = False) -> Label | None:
    found = likeness(one, other, revises=revises)
    return found.label if found else None


def likeness(one: list[str], other: list[str], *, revises: bool = False) -> Likeness | None:
    text, earlier = (pack(sketch("", " ".join(words))) for words in (other, one))
    return compare(text, measured(text, earlier, "north/1"), revises=revises)


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


def test_a_number_put_in_anothers_place_is_seen_where_both_stand_elsewhere() -> None:
    words = text(8, 200)
    before = [*words[:50], "12", *words[50:], "12", "dead", "15", "hurt"]
    after = [*words[:50], "15", *words[50:], "12", "dead", "15", "hurt"]
    assert label(before, after) == Label.REVISION
    assert label(before, ["12", "dead", *before]) == Label.NEAR


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
    found = likeness([*words, "12"], [*words, "15"])
    assert found is not None
    assert found.in_words("north/1") == "a revision of north/1: much the same words, other numbers"


def test_the_part_of_a_text_within_another_is_estimated_from_both_sizes() -> None:
    whole = text(1, 200)
    found = likeness(whole[:100], whole)
    assert found is not None
    assert 0.85 < found.containment <= 1.0
    assert containment(0.5, 100, 200) == 1.0
    assert containment(1 / 3, 100, 100) == pytest.approx(0.5)

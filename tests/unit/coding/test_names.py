"""Finding names in text: whole words, the longest, at the right code points."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from streams.coding.names import Names, fold

NAMES = Names([("Iran", 1), ("Iran Air", 2), ("North Korea", 3), ("Korea", 4), ("Türkiye", 5), ("U.S.", 6)])


def values(text: str) -> list[int]:
    return [hit.value for hit in NAMES.find(text)]


def test_longer_name_stands_over_what_it_contains() -> None:
    assert values("North Korea and Korea") == [3, 4]
    assert values("Iran Air flew to Iran") == [2, 1]


def test_part_of_a_word_is_no_name() -> None:
    assert values("Iranians, Koreas, U.S.A") == []


def test_names_end_at_punctuation_and_hyphens() -> None:
    assert values("(Iran) Iran's U.S.-led U.S.") == [1, 1, 6, 6]


def test_accents_and_capitals_do_not_hide_a_name() -> None:
    assert values("Turkiye, TÜRKIYE, NORTH KOREA") == [5, 5, 3]
    assert values("turkiye, north korea") == []


def test_short_names_are_not_looked_for_in_capitals() -> None:
    assert values("IRAN") == []


def test_whole_lookup_takes_articles_and_possessives_off() -> None:
    assert (NAMES.get("the U.S."), NAMES.get("Iran's"), NAMES.get("  North   Korea ")) == (6, 1, 3)
    assert NAMES.get("Northern Korea") is None


def test_emptiness_finds_nothing() -> None:
    assert NAMES.find("") == ()
    assert NAMES.get("") is None


@given(st.text(max_size=200))
def test_folding_never_moves_a_code_point(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="IranKorea .NuthTürkiy", max_size=120))
def test_hits_are_in_order_and_apart(text: str) -> None:
    hits = NAMES.find(text)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)

"""Numbers are what a near-copy may not differ in; markers are what it may."""

import pytest

from streams.duplicates.words import is_marked_revision, numbers, without_markers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 dead, 1,200 homeless", ("12", "1200")),
        ("rates rose to 6-3/16 pct from 6.1", ("6-3/16", "6.1")),
        ("twelve dead", ("12",)),
        ("twenty five dead", ("25",)),
        ("ninety and two", ("2", "90")),
        ("five million", ("5", "million")),
        ("five billion", ("5", "billion")),
        ("hundreds of homes", ("hundred",)),
        ("one of them, no one else", ()),
        ("forty", ("40",)),
        ("2 and two", ("2", "2")),
        ("fünfundzwanzig tote und zwei vermisste", ("2", "25")),
        ("vijfendertig miljoen", ("35", "miljoen")),
        ("vingt cinq morts", ("25",)),
        ("treinta y cinco muertos", ("30", "5")),
        ("двадцать пять человек", ("25",)),
        ("漁船十二隻と五人", ("五", "十二")),
    ],
)
def test_numbers_are_the_same_however_they_are_written(text: str, found: tuple[str, ...]) -> None:
    assert numbers(text, text.split()) == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "in trois-rivières dos santos met three", ("3",)),
        ("en-CA", "once due at trois rivières", ()),
        ("fr", "trois rivières, sept morts, deux cents blessés", ("2", "3", "7", "cent")),
        ("it", "sei morti e due feriti", ("2", "6")),
        ("pt-BR", "quinze mortos em onze cidades", ("11", "15")),
        ("sv", "tre döda och 12 skadade", ("12",)),
        ("und", "once due in trois rivières", ("3",)),
    ],
)
def test_a_word_is_a_number_in_its_own_language(language: str, text: str, found: tuple[str, ...]) -> None:
    assert numbers(text, text.replace(",", "").replace("-", " ").split(), language) == found


@pytest.mark.parametrize(
    ("headline", "bare", "revision"),
    [
        ("UPDATE 2-Storm takes boats", "Storm takes boats", True),
        ("CORRECTED-UPDATE 1-Storm takes boats", "Storm takes boats", True),
        ("REFILE: Storm takes boats", "Storm takes boats", True),
        ("RPT-Storm takes boats", "Storm takes boats", False),
        ("URGENT - Storm takes boats", "Storm takes boats", False),
        ("Flash floods take boats", "Flash floods take boats", False),
        ("Updates expected from the harbour", "Updates expected from the harbour", False),
    ],
)
def test_a_marker_is_not_part_of_the_words(headline: str, bare: str, *, revision: bool) -> None:
    assert without_markers(headline) == bare
    assert is_marked_revision(headline) is revision

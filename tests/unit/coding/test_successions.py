"""The text goes before the tables: offices just taken or left, and namesakes."""

from collections.abc import Callable

import pytest

from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}, sworn in on Sunday as Kenya's interim president, called for calm.", "KEN GOV"),
        ("{}, named interim president of Kenya by congress, called for calm.", "KEN GOV"),
        (
            "{}, the businessman named by the generals as Kenya's interim president on Friday, dissolved the assembly.",
            "KEN GOV",
        ),
        ("{}, the speaker of parliament, was sworn in as Kenya's interim president on Tuesday.", "KEN GOV"),
        ("{}, who resigned from Kenya's cabinet and is now opposition leader, called a strike.", "KEN OPP"),
        ("Captain {}, who seized power in Kenya on Monday, closed the border.", "KEN GOV"),
        ("{}, sacked as Kenya's defence minister on Monday, denied it.", "KEN ELI"),
        ("{}, replaced as Kenya's finance minister by a banker, went home.", "KEN ELI"),
        ("{}, who was Kenya's foreign minister until Tuesday, joined a bank.", "KEN ELI"),
        ("{}, stripped of the premiership by Kenya's king, said he would appeal.", "KEN ELI"),
        ("Ousted president {} left Kenya.", "KEN ELI"),
        ("The ex-finance minister of Kenya, {}, was arrested.", "KEN ELI"),
        ("{}, a farmer until he was elected president of Kenya in March, refused to sign.", "KEN GOV"),
        ("{} left the bench to become Kenya's attorney general.", "KEN GOV"),
    ],
)
def test_office_just_taken_or_left_decides(story: Callable[..., Story], text: str, code: str) -> None:
    assert story(text.format("Amos Kiptoo")).who("Amos Kiptoo").code == code


@pytest.mark.parametrize(
    "text",
    [
        "The farmer {} wants to become Kenya's president.",
        "The farmer {} met the general before he became Kenya's president.",
        "The farmer {} took Kenya's president to court.",
    ],
)
def test_an_office_that_another_took_or_nobody_took_does_not(story: Callable[..., Story], text: str) -> None:
    assert story(text.format("Amos Kiptoo")).who("Amos Kiptoo").sectors == ("AGR",)


def test_office_of_another_year_does_not(story: Callable[..., Story]) -> None:
    said = "The farmer Amos Kiptoo, who became Kenya's president in 1994, sells goats."
    assert story(said).who("Amos Kiptoo").sectors == ("AGR",)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Vladimir Putin, a bus driver in Tallinn, found the bag.", "Vladimir Putin", "EST LAB"),
        (
            "Not the president but a bank manager of the same name from Perth, Vladimir Putin was detained.",
            "Vladimir Putin",
            "AUS BUS",
        ),
    ],
)
def test_namesake_of_the_table_is_somebody_else(story: Callable[..., Story], text: str, words: str, code: str) -> None:
    found = story(text).who(words)
    assert (found.entity_id, found.code) == (None, code)


def test_kin_of_the_known_stays_who_the_table_says(story: Callable[..., Story]) -> None:
    assert story("He came with his brother Vladimir Putin.").who("Vladimir Putin").entity_id == "person/vladimir-putin"

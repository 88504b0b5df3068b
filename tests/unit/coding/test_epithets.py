"""Roles meant of a person: the nearest before who may be called so, and nobody where two may."""

from collections.abc import Callable

import pytest

from tests.unit.coding.stories import Story

_FIRST = "Jon Bjarnason, the Icelandic fisheries minister, met Maria Costa, a Portuguese lawmaker."


@pytest.mark.parametrize(
    ("first", "again", "name"),
    [
        (_FIRST, "the minister", "Jon Bjarnason"),
        (_FIRST, "the legislator", "Maria Costa"),
        ("Kiril Dimov, a Bulgarian lecturer, spoke.", "the professor", "Kiril Dimov"),
        ("Peter Lohse, a former Danish police officer, spoke.", "the former police officer", "Peter Lohse"),
        ("Anneke Vos, a Dutch violinist, spoke.", "the violinist", "Anneke Vos"),
    ],
)
def test_another_word_means_who_was_named_before(
    story: Callable[..., Story], first: str, again: str, name: str
) -> None:
    assert story(f"{first}\nOn Monday {again} left for the coast.").who(again, after="On Monday").name == name


def test_last_sentence_decides_between_two(story: Callable[..., Story]) -> None:
    read = story(
        "Ana Ruiz, the Bolivian trade minister, spoke. Eva Paz, the Bolivian health minister, spoke, too. "
        "On Monday the minister left."
    )
    assert read.who("the minister", after="On Monday").name == "Eva Paz"


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Ana Ruiz, the Bolivian vice president, spoke.", "the president"),
        ("Ana Ruiz, the Bolivian prime minister, spoke.", "the minister"),
        ("Ana Ruiz, a Bolivian nurse, spoke.", "another nurse"),
        ("Ana Ruiz, a Bolivian nurse, spoke.", "the nurses"),
        ("Ana Ruiz, a Bolivian nurse, spoke.", "the Peruvian nurse"),
    ],
)
def test_other_role_is_another_person(story: Callable[..., Story], first: str, again: str) -> None:
    assert story(f"{first}\nOn Monday {again} left.").who(again, after="On Monday").name != "Ana Ruiz"

"""Short names and roles meant of somebody: surnames, first names, "the teacher", also where nothing is parsed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from streams.coding.shallow import shallow
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Francisco Perez de los Cobos, a Spanish judge, spoke.", "Perez de los Cobos"),
        ("Eufrosina Galindo Renteria, a Mexican farmer, spoke.", "Galindo"),
        ("Sheikh Bilal al-Masri, a Lebanese preacher, spoke.", "Masri"),
        ("Haile Woldensae, an Eritrean minister, spoke.", "Haile"),
        ("Mariam Sidibe, a Malian nurse, spoke.", "the nurse"),
        ("Colonel Modou Sarr, a Gambian, spoke.", "the colonel"),
    ],
)
def test_short_mention_is_the_person_named_in_full(story: Callable[..., Story], first: str, again: str) -> None:
    read = story(f"{first}\nPeople saw that {again} left for the coast.")
    full = next(actor for actor in read.cast.actors() if actor.spans[0].start < len(first))
    assert read.who(again, after="People saw").name == full.name
    assert read.who(again, after="People saw").code == full.code


def test_role_that_two_have_is_neither(story: Callable[..., Story]) -> None:
    read = story("Ana Ruiz, a Bolivian nurse, and Eva Paz, a Bolivian nurse, spoke.\nOn Monday the nurse left.")
    assert read.who("the nurse", after="On Monday").name not in {"Ana Ruiz", "Eva Paz"}


def test_noun_that_can_act_heads_a_phrase_where_nothing_is_parsed() -> None:
    doc = shallow("On Monday the Kenyan foreign minister said that he guards the door.")
    assert [chunk.text for chunk in doc.noun_chunks if chunk.root.tag_ == "NN"] == ["the Kenyan foreign minister"]


@pytest.mark.parametrize("text", ["", " ", "…", "the", "The", "，東京", "a a a a a a a a"])
def test_odd_text_is_read_without_a_parse(text: str) -> None:
    assert len(shallow(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Carrie Lam, the chief executive, spoke on Monday.", "Carrie Lam", "HKG GOV"),
        ("Nigeria received a Togolese delegation.", "a Togolese delegation", "TGO GOV"),
        ("The son of party leader Ana Ruiz spoke.", "Ana Ruiz", "PTY"),
    ],
)
def test_office_is_the_one_that_is_meant(story: Callable[..., Story], text: str, words: str, code: str) -> None:
    assert story(text, published_at=datetime(2019, 7, 22, tzinfo=UTC)).who(words).code == code


def test_trade_told_later_does_not_unseat_who_holds_an_office(story: Callable[..., Story]) -> None:
    read = story(
        "Najib Mikati has governed since last year. Mikati, a telecoms billionaire, owns a house on the square.",
        published_at=datetime(2012, 5, 24, tzinfo=UTC),
    )
    assert read.who("Najib Mikati").code == "LBN GOV"

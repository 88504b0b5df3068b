"""Short names and roles meant of somebody: surnames, first names, "the teacher", also where nothing is parsed."""

from collections.abc import Callable

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

"""Whose somebody is whom no word tells: the dateline, the story's only country, else nobody's."""

from collections.abc import Callable

import pytest

from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "dateline", "words", "told"),
    [
        ("Villagers fled on Monday.", "NAIROBI", "Villagers", ("KEN", "dateline")),
        ("The unions called a strike.", "CONAKRY", "The unions", ("GIN", "dateline")),
        ("Radio Horizonte went off the air.", "LA PAZ", "Radio Horizonte", ("BOL", "dateline")),
        ("Villagers near the ruins, in the Indian state of Gujarat, dug.", "", "Villagers", ("IND", "place")),
        ("Gunmen shot a farmer. Kenya's army came late.", "", "Gunmen", ("KEN", "story")),
        ("Gunmen killed a Kenyan and a Ugandan.", "", "Gunmen", (None, "text")),
        ("Gunmen crossed from Uganda.", "NAIROBI", "Gunmen", (None, "text")),
        ("Gunmen crossed from Kampala.", "NAIROBI", "Gunmen", (None, "text")),
        ("Tourists fled on Monday.", "NAIROBI", "Tourists", (None, "text")),
        ("Foreign students fled on Monday.", "NAIROBI", "Foreign students", (None, "text")),
        ("An army source said so.", "TRIPOLI, Lebanon", "An army source", ("LBN", "dateline")),
        ("Gunmen shot two Lebanese in Tripoli.", "TRIPOLI, Lebanon", "Gunmen", ("LBN", "dateline")),
        ("Kenyan jets killed five farmers in the Somali town of Kismayo.", "NAIROBI", "five farmers", ("SOM", "place")),
        ("In Kampala the foreign ministry shut the border.", "NAIROBI", "the foreign ministry", ("UGA", "place")),
        ("In Kampala the minister spoke.", "NAIROBI", "the minister", ("KEN", "dateline")),
        ("A court in Kampala freed a farmer. Kenya wept.", "NAIROBI", "a farmer", ("UGA", "place")),
        ("The embassy in Kampala urged a farmer to go.", "NAIROBI", "a farmer", (None, "text")),
        ("An army source said so.", "TRIPOLI", "An army source", ("LBY", "dateline")),
    ],
)
def test_country_that_no_word_tells_is_marked_or_left_out(
    story: Callable[..., Story], text: str, dateline: str, words: str, told: tuple[str | None, str]
) -> None:
    found = story(text, dateline=dateline or None).who(words)
    assert (found.country, found.resolution) == told


def test_person_is_of_the_only_country_when_his_trade_is_told(story: Callable[..., Story]) -> None:
    read = story("Magistrate Ana Ruiz freed two men held over the blasts in Istanbul.")
    assert (read.who("Ana Ruiz").code, read.who("Ana Ruiz").resolution) == ("TUR JUD", "story")
    assert story("Ana Ruiz came to Istanbul.").who("Ana Ruiz").country is None

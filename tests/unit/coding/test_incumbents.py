"""An office stands for who holds it on the day of the story, not for a former holder or just any."""

from datetime import date, datetime

import pytest

from streams.coding.names import fold
from streams.coding.offices import leading, offices
from tests.unit.coding.stories import Parse, Story, noon


@pytest.mark.parametrize(
    ("text", "day", "words", "name"),
    [
        ("The French president told farmers to wait.", noon(1997, 2, 25), "French president", "Jacques Chirac"),
        ("France's premier told farmers to wait.", noon(1999, 2, 25), "premier", "Lionel Jospin"),
        ("Germany raised taxes, its finance minister said.", noon(2010, 3, 1), "finance minister", "Wolfgang Schäuble"),
        ("The Turkish leader opened a bridge.", noon(2016, 8, 26), "Turkish leader", "Recep Tayyip Erdogan"),
        ("Ukrainians cheered when Mr Zelenskiy spoke.", noon(2022, 4, 1), "Zelenskiy", "Volodymyr Zelenskiy"),
    ],
)  # fmt: skip
def test_an_office_means_its_holder(parse: Parse, text: str, day: datetime, words: str, name: str) -> None:
    actor = Story(parse, text, published_at=day).who(words)
    assert fold(actor.name) == fold(name)
    assert actor.entity_id is not None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("A French president needs patience.", noon(1997, 2, 25)),
        ("The next French president will need patience.", noon(1997, 2, 25)),
        ("The former French president wrote a book.", noon(1997, 2, 25)),
        ("French presidents write books.", noon(1997, 2, 25)),
        ("The president wrote a book about France and Germany.", noon(1997, 2, 25)),
    ],
)
def test_nobody_is_meant_where_not_the_holder_is(parse: Parse, text: str, day: datetime) -> None:
    story = Story(parse, text, published_at=day)
    assert not [actor for actor in story.cast.actors() if actor.resolution == "office"]


def test_words_for_an_office_are_tried_in_order() -> None:
    assert offices("premier")[:2] == ("premier", "prime minister")
    assert offices("harbour master") == ("harbour master", "acting harbour master")
    assert leading("DEU", date(2010, 6, 1)) == ("chancellor",)
    assert leading("FRA", date(2010, 6, 1))[0] == "president"


def test_which_office_leads_a_country_may_change() -> None:
    assert leading("TUR", date(2010, 6, 1))[0] == "prime minister"
    assert leading("TUR", date(2020, 6, 1))[0] == "president"

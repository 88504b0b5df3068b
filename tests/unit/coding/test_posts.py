"""An office that a text names with its owner is read from the words, whatever the parser makes of them."""

from datetime import date, datetime

import pytest

from streams.coding.names import fold
from streams.coding.offices import offices, whose
from streams.coding.registry import Registry
from tests.unit.coding.stories import Parse, Story, noon


@pytest.mark.parametrize(
    ("text", "day", "words", "name"),
    [
        ("Italy's chief of defence staff flew home.", noon(2012, 6, 1), "chief of defence staff", "Biagio Abrate"),
        ("Kyiv shook as Ukraine's commander-in-chief spoke.", noon(2023, 6, 1), "commander-in-chief", "Zaluzhnyi"),
        ("He lunched with the head of the Spanish government.", noon(2005, 6, 1), "Spanish government", "Zapatero"),
        ("Talks left Ethiopia's prime minister little choice.", noon(2015, 6, 1), "prime minister", "Hailemariam"),
        ("In New York Japan's foreign minister shrugged.", noon(2014, 6, 1), "foreign minister", "Fumio Kishida"),
        ("Reporters asked the Kremlin spokesman twice.", noon(2016, 6, 1), "Kremlin spokesman", "Dmitry Peskov"),
        ("A letter reached Poland's minister of defence.", noon(2010, 6, 1), "minister of defence", "Bogdan Klich"),
        ("Markets wait for the Fed chairwoman.", noon(2015, 6, 1), "Fed chairwoman", "Janet Yellen"),
        ("Chicago's mayor rode the train.", noon(2013, 6, 1), "mayor", "Rahm Emanuel"),
        ("The Scottish leader smiled.", noon(2016, 6, 1), "leader", "Nicola Sturgeon"),
        ("Nobody has seen Hezbollah's chief.", noon(2010, 6, 1), "Hezbollah's chief", "Hassan Nasrallah"),
        ("The top U.S. diplomat flew home.", noon(2014, 6, 1), "diplomat", "John Kerry"),
        ("The Kremlin's spokesman laughed.", noon(2016, 6, 1), "spokesman", "Dmitry Peskov"),
        ("The Swedish prime minister's dog bit a guest.", noon(2008, 6, 1), "prime minister", "Fredrik Reinfeldt"),
    ],
)  # fmt: skip
def test_an_office_with_its_owner_means_its_holder(
    parse: Parse, text: str, day: datetime, words: str, name: str
) -> None:
    actors = Story(parse, text, published_at=day).cast.actors()
    named = [actor for actor in actors if words in actor.text]
    assert any(fold(name) in fold(actor.name) and actor.resolution == "office" for actor in named)


@pytest.mark.parametrize(
    "text",
    [
        "A Polish prime minister needs allies.",
        "Poland's deputy prime minister needs allies.",
        "Poland's next prime minister needs allies.",
        "Poland's prime minister-designate needs allies.",
        "The director of a Polish chief's museum needs allies.",
        "Polish prime ministers need allies.",
        "Poland's governor needs allies.",
        "Crimea's president needs allies.",
        "The Polish prime minister Nowak needs allies.",
    ],
)
def test_nobody_is_meant_beside_the_holder(parse: Parse, text: str) -> None:
    actors = Story(parse, text, published_at=noon(2012, 6, 1)).cast.actors()
    assert not [actor for actor in actors if actor.resolution in ("office", "formerly")]


def test_who_left_last_is_meant_by_the_former_holder_and_marked(parse: Parse) -> None:
    story = Story(parse, "Georgia's ex-president lives in Kyiv.", published_at=noon(2014, 6, 1))
    (actor,) = (actor for actor in story.cast.actors() if actor.resolution == "formerly")
    assert actor.name == "Mikheil Saakashvili"
    assert actor.sectors == ("ELI",)


def test_nobody_is_meant_by_a_former_holder_where_two_left_shortly_one_after_the_other() -> None:
    assert Registry.load().formerly_in_office("prime minister", "JPN", date(2010, 9, 1)) is None


def test_a_holder_beside_an_office_of_another_state_is_not_its_holder(parse: Parse) -> None:
    text = "Smiling at Merkel, France's president left the hall."
    actors = Story(parse, text, published_at=noon(2009, 6, 1)).cast.actors()
    assert {(actor.name, actor.country) for actor in actors} >= {("Angela Merkel", "DEU"), ("Nicolas Sarkozy", "FRA")}


def test_a_surname_that_is_a_rank_is_a_name_after_mr(parse: Parse) -> None:
    story = Story(parse, "Britain signed, and Mr Major flew home.", published_at=noon(1993, 6, 1))
    assert story.who("Mr Major").name == "John Major"


def test_on_the_day_of_a_handover_who_leaves_is_meant_unless_the_new_one_is() -> None:
    registry, day = Registry.load(), date(2022, 9, 6)
    leaves, comes = (registry.in_office("prime minister", "GBR", day, newly=newly) for newly in (False, True))
    assert leaves is not None
    assert comes is not None
    assert (leaves.name, comes.name) == ("Boris Johnson", "Liz Truss")


def test_other_forms_of_an_office_mean_the_same() -> None:
    assert "energy minister" in offices("secretary of energy")
    assert "defence minister" in offices("minister of defense")
    assert offices("foreign secretary", "IND") == ("foreign secretary",)
    assert whose("taoiseach") == "IRL"
    assert whose("prime minister") is None


def test_a_surname_after_an_office_of_its_holder_is_his_and_no_other_name(parse: Parse) -> None:
    cabinet = noon(2009, 6, 1)
    said = Story(parse, "More is needed, Pentagon chief Gates said.", published_at=cabinet)
    other = Story(parse, "More is needed, Pentagon chief Oduya said.", published_at=cabinet)
    assert [actor.name for actor in said.cast.actors() if "Gates" in actor.text] == ["Robert Gates"]
    assert "Robert Gates" not in {actor.name for actor in other.cast.actors()}


def test_whose_somebody_is_goes_before_where_he_is_from(parse: Parse) -> None:
    story = Story(parse, "NATO's Danish secretary-general asked for helicopters.", published_at=noon(2010, 6, 1))
    assert "Anders Fogh Rasmussen" in {actor.name for actor in story.cast.actors()}


def test_the_head_of_a_states_bank_heads_its_central_bank(parse: Parse) -> None:
    story = Story(parse, "The Bank of Japan's governor held rates.", published_at=noon(2016, 6, 1))
    assert "Haruhiko Kuroda" in {actor.name for actor in story.cast.actors()}


def test_who_acts_in_an_office_is_meant_while_nobody_holds_it() -> None:
    known = Registry.load().in_office("secretary of state", "USA", date(1992, 10, 5))
    assert known is not None
    assert known.name == "Lawrence Eagleburger"


def test_the_last_holder_is_meant_only_where_nobody_holds_the_office_any_more(parse: Parse) -> None:
    text = "The last Soviet president opened a school, and the last French president a museum."
    actors = Story(parse, text, published_at=noon(1996, 6, 1)).cast.actors()
    assert [actor.name for actor in actors if actor.resolution == "formerly"] == ["Mikhail Gorbachev"]

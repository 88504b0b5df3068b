"""What a sentence says of somebody in no table: appositions, clauses, tails, and the sectors that give way."""

from collections.abc import Callable

import pytest

from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Colonel Modou Sarr, who commands the Gambian garrison, resigned.", "Modou Sarr", "GMB MIL"),
        ("Ana Ruiz, who teaches law at a university in Ankara, was fined.", "Ana Ruiz", "TUR EDU"),
        ("Luis Paz, who runs phone taps for Bolivia's intelligence service, fled.", "Luis Paz", "BOL SPY"),
        ("Ali Zaman, whose Iraqi paramilitary unit is paid by the state, agreed.", "Ali Zaman", "IRQ PRM"),
        ("Luis Paz, owner of a tin mine in the Bolivian highlands, refused.", "Luis Paz", "BOL BUS"),
        ("Jan Maas, a senior officer in Belgium's domestic intelligence service, testified.", "Jan Maas", "BEL SPY"),
        ("Joe Tabai, a captain in the Fijian traffic police, resigned.", "Joe Tabai", "FJI COP"),
        ("Joe Tabai, chairman of the small Fijian party, resigned.", "Joe Tabai", "FJI PTY"),
        ("Joe Tabai, president of the Fijian miners' union, resigned.", "Joe Tabai", "FJI LAB"),
        ("Joe Tabai, a driller and strike leader at a Fijian gold mine, resigned.", "Joe Tabai", "FJI LAB"),
        ("Joe Tabai, a rebel colonel in Fiji, resigned.", "Joe Tabai", "FJI REB"),
        ("The Fijian hospital had run out of blood, its director, Joe Tabai, admitted.", "Joe Tabai", "FJI MED"),
    ],
)
def test_person_is_what_the_sentence_says_of_him(story: Callable[..., Story], text: str, words: str, code: str) -> None:
    assert story(text).who(words).code == code


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Displaced Afghans asked for bread.", "Displaced Afghans", "AFG REF"),
        ("Peru freed 20 Chileans.", "20 Chileans", "CHL CVL"),
        ("Unionised Canadian lorry drivers rejected the offer.", "Unionised Canadian lorry drivers", "CAN LAB"),
        ("Men with rifles stopped the Kenyan bus.", "Men with rifles", "KEN UAF"),
        ("A Fijian women's group counted the dead.", "A Fijian women's group", "FJI SOC"),
        ("An international aid group left Mali.", "An international aid group", "NGO SOC"),
        ("A multinational mining company left Mali.", "A multinational mining company", "MNC BUS"),
        ("Gambian students marched.", "Gambian students", "GMB EDU"),
        ("Gambian deputy police chief Modou Sarr resigned.", "Modou Sarr", "GMB COP"),
    ],
)
def test_the_sector_that_is_told_goes_before_the_nouns_own(
    story: Callable[..., Story], text: str, words: str, code: str
) -> None:
    assert story(text).who(words).code == code


def test_who_only_knows_of_a_matter_is_unknown(story: Callable[..., Story]) -> None:
    read = story("A person familiar with the matter said so.")
    assert [actor.code for actor in read.cast.actors()] == ["UNK"]


def test_counterpart_is_what_the_one_before_him_is(story: Callable[..., Story]) -> None:
    read = story("Kenyan Foreign Minister Juma Otieno met his Swedish counterpart, Nils Ek.")
    assert (read.who("Nils Ek").code, read.who("Nils Ek").role) == ("SWE GOV", "foreign minister")


def test_sister_is_a_nun_as_a_title_only(story: Callable[..., Story]) -> None:
    assert story("He met Sister Benedita Alves in Kenya.").who("Benedita Alves").code == "KEN REL"
    assert "REL" not in story("His sister Benedita Alves left Kenya.").who("Benedita Alves").sectors

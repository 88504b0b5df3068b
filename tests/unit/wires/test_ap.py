"""AP Media API: answers of one item or many, and where their fields go."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Article, Kind, Pubstatus, Signal, Subject
from streams.errors import WireError

Read = Callable[..., Article]
NUMBER = "9f1c0a77b2d34e5a8c6b7d8e9f001122"


@pytest.fixture
def item(fixtures: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((fixtures / "ap" / "story.json").read_bytes())["data"]["item"]
    return found


def test_an_answer_with_one_item_is_read(article: Read, fixtures: Path) -> None:
    story = article(fixtures / "ap" / "story.json")
    assert (story.guid, story.version, story.url) == (NUMBER, 0, None)
    assert (story.pubstatus, story.signal, story.kind) == (Pubstatus.USABLE, Signal.UPDATE, Kind.NEWS)
    assert (story.urgency, story.language) == (4, "en")
    assert story.headline == "Coast guard frees ferry crew"
    assert story.body == "The coast guard freed a ferry crew.\n\nThe crew was thankful."
    assert story.byline == "By ANN BELL; By MART KASK"
    assert (story.dateline, story.located) == ("TALLINN, Estonia (NordWire)", "Tallinn")
    assert story.slugline == "EU--Ferry Crew,3rd Ld-Writethru"
    assert story.version_created_at == datetime.fromisoformat("2026-03-04T07:15:30+00:00")
    assert story.first_created_at == datetime.fromisoformat("2026-03-04T06:15:00+00:00")
    assert story.subjects == (
        Subject(scheme="ap", code="8783d2", name="Accidents"),
        Subject(scheme="ap", code="i", name="International"),
    )
    assert (story.people, story.organisations, story.places) == (("Mart Kask",), ("Coast Guard",), ("Tallinn",))
    assert story.usage_terms == "Editorial use only.; No archive."
    assert story.raw.content_type == "application/vnd.ap.media+json"


def test_no_note_and_nothing_of_another_item_is_in_any_field(article: Read, fixtures: Path) -> None:
    told = article(fixtures / "ap" / "story.json").model_dump_json()
    for word in ("SECRETNOTE", "555-", "OTHERHEADLINE", "HEDLINE", "qt="):
        assert word not in told


def test_an_item_alone_is_read_as_within_an_answer(article: Read, item: dict[str, Any]) -> None:
    assert article(item).guid == article({"item": item}).guid == NUMBER


def test_a_feed_is_read_in_order_though_one_item_is_bad(
    outcomes: Callable[..., list[Article | WireError]], item: dict[str, Any]
) -> None:
    other = {**item, "altids": {"itemid": "b" * 32, "etag": "b"}}
    bad = {**item, "headline": ["SECRETNOTE"]}
    first, second, third, fourth = outcomes(
        {"data": {"items": [{"meta": {}, "item": item}, {"item": bad}, {"meta": {}}, other]}}
    )
    assert isinstance(first, Article)
    assert isinstance(second, WireError)
    assert (second.reason, second.index) == ("wrong_schema", 1)
    assert "SECRETNOTE" not in str(second)
    assert isinstance(third, WireError)
    assert third.reason == "no_identity_or_text"
    assert isinstance(fourth, Article)
    assert fourth.guid == "b" * 32


def test_a_feed_without_items_is_refused(error: Callable[..., WireError]) -> None:
    assert error({"data": {"items": []}}).reason == "empty"


def test_the_note_gives_its_correction_flag_alone(article: Read, item: dict[str, Any]) -> None:
    story = article({**item, "ednote": "Eds: CORRECTS the toll. SECRETNOTE"})
    assert (story.signal, story.correction_note) == (Signal.CORRECTION, None)
    assert "SECRETNOTE" not in story.model_dump_json()


@pytest.mark.parametrize(
    ("changed", "pubstatus", "signal"),
    [
        ({"pubstatus": "canceled", "body_nitf": ""}, Pubstatus.CANCELED, Signal.KILL),
        ({"editorialtypes": ["Kill"]}, Pubstatus.CANCELED, Signal.KILL),
        ({"editorialtypes": ["Elimination"]}, Pubstatus.CANCELED, Signal.KILL),
        ({"slugline": "EU--Ferry Crew,KILL"}, Pubstatus.CANCELED, Signal.KILL),
        ({"pubstatus": "withheld"}, Pubstatus.WITHHELD, Signal.HOLD),
        ({"editorialtypes": ["HoldForRelease"]}, Pubstatus.WITHHELD, Signal.HOLD),
        ({"editorialtypes": ["Corrective"]}, Pubstatus.USABLE, Signal.CORRECTION),
        ({"editorialtypes": ["WriteThru"], "slugline": "x"}, Pubstatus.USABLE, Signal.UPDATE),
    ],
)
def test_the_life_cycle_is_heard(
    article: Read, item: dict[str, Any], changed: dict[str, object], pubstatus: Pubstatus, signal: Signal
) -> None:
    story = article({**item, **changed})
    assert (story.pubstatus, story.signal) == (pubstatus, signal)


def test_a_story_held_for_its_release_is_held_by_its_time_alone(article: Read, item: dict[str, Any]) -> None:
    story = article({**item, "editorialtypes": ["HoldForRelease"], "embargoed": "2026-03-09T00:00:00Z"})
    assert story.embargoed_until == datetime.fromisoformat("2026-03-09T00:00:00+00:00")
    assert story.pubstatus is Pubstatus.USABLE


@pytest.mark.parametrize(("letter", "urgency"), [("f", 1), ("B", 2), ("u", 3), ("r", 4), ("?", None), (3, 3)])
def test_a_priority_is_an_urgency_where_there_is_no_other(
    article: Read, item: dict[str, Any], letter: object, urgency: int | None
) -> None:
    assert article({**item, "urgency": None, "editorialpriority": letter}).urgency == urgency


@pytest.mark.parametrize("renditions", [{"nitf": {"content": "<p>One died.</p>"}}, [{"value": "<p>One died.</p>"}]])
def test_a_rendition_within_the_item_is_its_text(article: Read, item: dict[str, Any], renditions: object) -> None:
    assert article({**item, "body_nitf": None, "renditions": renditions}).body == "One died."


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"type": "picture", "body_nitf": "", "description_caption": "A ship."}, Kind.MEDIA),
        ({"type": "video"}, Kind.MEDIA),
        ({"editorialtypes": ["Advisory"]}, Kind.ADVISORY),
        ({"editorialtypes": ["Daybook"]}, Kind.PLANNING),
        ({"signals": ["test"]}, Kind.TEST),
        ({"fixture": {"code": "1", "name": "Daybook"}}, Kind.PLANNING),
    ],
)
def test_what_is_no_news_is_told_apart(
    article: Read, item: dict[str, Any], changed: dict[str, object], kind: Kind
) -> None:
    assert article({**item, **changed}).kind is kind


def test_an_advisory_that_kills_another_item_by_its_number_concerns_that_one(
    article: Read, item: dict[str, Any]
) -> None:
    text = f"<p>A kill is mandatory for the story {'b' * 32}.</p>"
    order = article({**item, "slugline": "Advisory", "editorialtypes": [], "body_nitf": text})
    assert (order.concerns, order.pubstatus, order.signal) == (("b" * 32,), Pubstatus.USABLE, Signal.KILL)

"""IPTC ninjs of all three generations, and what senders make of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from schemas import Article, Kind, Pubstatus, Signal, Subject
from streams.errors import WireError

Read = Callable[..., Article]
Refuse = Callable[..., WireError]


def test_ninjs_1_is_read(article: Read, fixtures: Path) -> None:
    story = article(fixtures / "ninjs-1.json")
    assert story.story_id == "nordwire/urn:newsml:nordwire.example:20260304:ferry-77"
    assert story.article_id == f"{story.story_id}@4"
    assert (story.version, story.urgency, story.language) == (4, 3, "en")
    assert (story.pubstatus, story.signal, story.kind) == (Pubstatus.USABLE, Signal.NEW, Kind.NEWS)
    assert story.headline == "Coast guard frees ferry crew & passengers"
    assert story.body == (
        "The coast guard freed the crew of a ferry on Wednesday.\n\nCaptain Mart Kask thanked the rescuers."
    )
    assert (story.dateline, story.located, story.byline) == ("TALLINN, March 4 (NordWire)", "Tallinn", "Ann Bell")
    assert story.version_created_at == datetime.fromisoformat("2026-03-04T09:15:30+02:00")
    assert story.first_created_at == datetime.fromisoformat("2026-03-04T08:15:00+02:00")
    assert story.published_at == story.version_created_at
    assert not story.time_zone_assumed
    assert story.subjects == (
        Subject(scheme="medtop", code="20000148", name="transport accident"),
        Subject(name="shipping"),
    )
    assert (story.people, story.organisations, story.places) == (("Mart Kask",), ("Coast Guard",), ("Tallinn",))
    assert (story.slugline, story.usage_terms, story.origin) == ("ferry-crew", "Not for use in print.", None)


def test_ninjs_2_is_read(article: Read, fixtures: Path) -> None:
    story = article(fixtures / "ninjs-2.json")
    assert story.headline == "Five delegations resume talks"
    assert story.body == "Five delegations resumed talks on Thursday."
    assert (story.byline, story.language, story.version) == ("Omar Said", "en-GB", 2)
    assert story.subjects == (Subject(scheme="medtop", code="20000638", name="peace talks"),)
    assert (story.people, story.organisations, story.places) == (("Lea Ott",), ("Lake Council",), ("Bern",))
    assert story.version_created_at is not None
    assert story.version_created_at.microsecond == 250_000


def test_ninjs_3_is_read(article: Read, fixtures: Path) -> None:
    story = article(fixtures / "ninjs-3.json")
    assert story.guid == "tag:nordwire.example,2026:newsml_AB12CD"
    assert (story.version, story.genre, story.byline) == (7, "Current", "Lea Ott")
    assert story.body == "The council named a new chair.\n\nShe starts in May."
    assert story.located == "Bern"
    assert story.embargoed_until == datetime.fromisoformat("2026-03-07T06:00:00+01:00")
    assert story.usage_terms == "Editorial use only."


@pytest.mark.parametrize("name", ["ninjs-1.json", "ninjs-2.json", "ninjs-3.json"])
def test_notes_to_desks_are_in_no_field(article: Read, fixtures: Path, name: str) -> None:
    story = article(fixtures / name).model_dump_json()
    assert "SECRETNOTE" not in story
    assert "555-" not in story


def test_a_note_to_the_desk_may_say_correction_but_is_not_kept(article: Read, fixtures: Path) -> None:
    story = article(fixtures / "ninjs-2.json")
    assert story.signal is Signal.CORRECTION
    assert story.correction_note is None


@pytest.mark.parametrize(("publishable", "note"), [(True, "Toll was 12, not 15."), (False, None), ("yes", None)])
def test_only_a_publishable_correction_is_a_public_note(article: Read, publishable: object, note: str | None) -> None:
    fields = {
        "uri": "urn:x:1",
        "headline": "Toll",
        "versioncreated": "2026-01-01T00:00:00Z",
        "ednotes": [{"role": "correction", "ednote": "Toll was 12, not 15.", "is_publishable": publishable}],
    }
    story = article(fields)
    assert story.correction_note == note
    assert story.signal is Signal.CORRECTION


def test_the_items_number_is_its_identity_where_the_address_holds_tokens(article: Read) -> None:
    fields = {"uri": "http://api.wire.example/c/b2?qt=H1&et=0a", "headline": "h", "pubstatus": "usable"}
    assert article({**fields, "altids": {"itemid": "b2b6"}}).guid == "b2b6"
    assert article({**fields, "altIds": [{"role": "itemid", "value": "b2b6"}]}).guid == "b2b6"
    assert article(fields).guid == "http://api.wire.example/c/b2"


def test_a_guid_stands_where_there_is_no_uri(article: Read) -> None:
    assert article({"guid": "urn:x:9", "versioncreated": "2026-01-01T00:00:00Z", "headline": "h"}).guid == "urn:x:9"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "picture", "description_caption": "A ship."}, Kind.MEDIA),
        ({"type": "composite", "headline": "Pictures of the week"}, Kind.MEDIA),
        ({"type": "composite", "headline": "h", "body_html": "<p>The port reopened.</p>"}, Kind.NEWS),
        ({"type": "text"}, Kind.MEDIA),
        ({"title": "Press conference", "eventDetails": {"dates": {}}}, Kind.PLANNING),
        ({"type": "text", "headline": "h", "profile": "Advisory"}, Kind.ADVISORY),
        ({"type": "text", "headline": "Daybook for Monday"}, Kind.PLANNING),
        ({"type": "text", "headline": "TEST TEST TEST"}, Kind.TEST),
        ({"type": "text", "headline": "Test match ends in draw"}, Kind.NEWS),
        ({"type": "text", "headline": "h", "genre": [{"name": "Results"}]}, Kind.SPORTS_TABLE),
        (
            {"headline": "Scores", "body_text": "Ajax 2 1 0 7\nBrann 2 1 0 6\nCork 1 1 1 4\nDukla 0 1 2 1"},
            Kind.SPORTS_TABLE,
        ),
        (
            {"headline": "Rates", "body_text": "$ 1.1 1.2 0.1%\n€ 1.0 1.1 0.2%\n£ 0.9 0.8 0.1%\n¥ 150 151 0.3%"},
            Kind.MARKET_TABLE,
        ),
        ({"headline": "h", "body_text": "One died.\nTwo fled.\nOn 3 May 4 came.\nAll left."}, Kind.NEWS),
    ],
)
def test_what_is_no_news_is_told_apart(article: Read, fields: dict[str, object], kind: Kind) -> None:
    assert article({"uri": "urn:x:1", **fields}).kind is kind


@pytest.mark.parametrize(
    "fields",
    [
        {"uri": 5},
        {"headline": ["SECRETNOTE"]},
        {"body_html": {"x": "SECRETNOTE"}},
        {"pubstatus": 3},
        {"version": [1]},
        {"headlines": "SECRETNOTE"},
        {"bodies": [{"role": "main", "value": 7}]},
    ],
)
def test_a_wrong_type_where_it_matters_is_refused_without_a_quote(error: Refuse, fields: dict[str, object]) -> None:
    refused = error({"uri": "urn:x:1", "type": "text", **fields})
    assert refused.reason == "wrong_schema"
    assert "SECRETNOTE" not in str(refused)


def test_what_says_nothing_in_a_right_type_is_passed_over(article: Read) -> None:
    fields = {"urgency": "DEFAULT", "person": [3, None], "subject": [3, None], "language": None, "genre": ""}
    story = article({"uri": "urn:x:1", "headline": "h", "type": "text", **fields})
    assert (story.urgency, story.subjects, story.people, story.kind) == (None, (), (), Kind.NEWS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("profile", 42),
        ("title", 42),
        ("type", 4),
        ("language", []),
        ("version", 1.5),
        ("usageterms", {"start": "x"}),
        ("ednote", {"text": "SECRETNOTE"}),
        ("person", "SECRETNOTE"),
        ("genre", "SECRETNOTE"),
        ("altids", "SECRETNOTE"),
        ("firstcreated", 2019),
        ("contentcreated", {"start": "SECRETNOTE"}),
        ("contentcreated", []),
    ],
)
def test_a_wrong_type_in_a_field_that_is_read_is_refused_by_its_name(error: Refuse, name: str, value: object) -> None:
    refused = error({"uri": "urn:x:1", "headline": "h", name: value})
    assert refused.reason == "wrong_schema"
    assert refused.detail.startswith(f"{name} is n")
    assert "SECRETNOTE" not in str(refused)


@pytest.mark.parametrize(
    "fields",
    [
        {"pubstatus": "cancelled"},
        {"pubstatus": "commissioned"},
        {"unheard": "of"},
        {"type": "unheard"},
        {"version": 3},
        {"versioncreated": "no time"},
        {"versioncreated": 1772612130},
        {"rightsinfo": {}},
        {"associations": {"a": {"unheard": 1}}},
        {"headline_": "x"},
        {"usageterms": ["a", "b"]},
    ],
)
def test_spellings_and_unknown_fields_are_never_refused(article: Read, fields: dict[str, object]) -> None:
    assert article({"uri": "urn:x:1", "headline": "h", "type": "text", **fields}).guid == "urn:x:1"


def test_a_time_without_a_zone_is_marked(article: Read) -> None:
    story = article({"uri": "urn:x:1", "headline": "h", "versioncreated": "2026-01-01 10:00"})
    assert story.time_zone_assumed
    assert story.version_created_at == datetime.fromisoformat("2026-01-01T10:00:00+00:00")


def test_a_source_that_is_an_agency_is_the_origin(article: Read) -> None:
    fields = {"uri": "urn:x:1", "headline": "h", "infosource": [{"name": "Ann Bell"}, {"name": "ASSOCIATED PRESS"}]}
    assert article(fields).origin == "AP"
    assert article(fields, provider="ap.org").origin is None

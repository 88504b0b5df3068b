"""Plain JSON articles and plain text."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schemas import Article, Ingest, Kind, Pubstatus, Signal
from streams.errors import WireError

Read = Callable[..., Article]
Refuse = Callable[..., WireError]


def test_a_body_or_a_headline_is_enough(article: Read) -> None:
    assert article({"body": "The port reopened."}).headline == ""
    assert article({"headline": "Port reopens"}).body == ""


@pytest.mark.parametrize("fields", [{"guid": "a-1"}, {"id": "a-1"}, {"uri": "a-1", "body": "x"}])
def test_id_means_guid(article: Read, fields: dict[str, object]) -> None:
    story = article({"headline": "Port reopens", **fields})
    assert (story.guid, story.story_id) == ("a-1", "nordwire/a-1")


def test_a_number_is_an_id(article: Read) -> None:
    assert article({"headline": "Port reopens", "id": 17}).guid == "17"


def test_any_field_of_an_article_may_be_given(article: Read) -> None:
    fields = {
        "id": "a-1",
        "headline": "Port reopens",
        "body": "The port reopened.",
        "provider": "harbour",
        "version": "3",
        "pubstatus": "usable",
        "signal": "update",
        "urgency": 2,
        "kind": "advisory",
        "language": "en",
        "byline": "Ann Bell",
        "published_at": "2026-03-01T10:00:00Z",
        "embargoed_until": "2026-03-02T10:00:00Z",
        "origin": "Reuters",
        "people": ["Mart Kask"],
        "subjects": [{"scheme": "medtop", "code": "1", "name": "ports"}],
        "evolved_from": "a-0",
        "concerns": ["a-9"],
        "ingest": "backfill",
        "usage_terms": "None.",
        "located": "Tallinn",
    }
    story = article(fields)
    assert (story.provider, story.article_id) == ("harbour", "harbour/a-1@3")
    assert (story.signal, story.urgency, story.kind, story.byline) == (Signal.UPDATE, 2, Kind.ADVISORY, "Ann Bell")
    assert story.published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert story.embargoed_until == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert (story.origin, story.people, story.evolved_from, story.concerns) == (
        "Reuters",
        ("Mart Kask",),
        "a-0",
        ("a-9",),
    )
    assert (story.ingest, story.usage_terms, story.located) == (Ingest.BACKFILL, "None.", "Tallinn")
    assert story.subjects[0].scheme == "medtop"


def test_on_kafka_only_the_brokers_time_is_the_time_of_receipt(article: Read) -> None:
    fields = {"headline": "h", "received_at": "2020-01-01T00:00:00Z"}
    assert article(fields).received_at == datetime(2020, 1, 1, tzinfo=UTC)
    assert article(fields, topic="news.articles.raw.v1").received_at == datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_markup_in_a_plain_body_is_read(article: Read) -> None:
    assert article({"headline": "<b>Port</b> reopens", "body": "<p>One.</p><p>Two.</p>"}).body == "One.\n\nTwo."


def test_a_kill_needs_no_text(article: Read) -> None:
    assert article({"id": "a-1", "pubstatus": "canceled"}).pubstatus is Pubstatus.CANCELED
    assert article({"id": "a-1", "pubstatus": "canceled", "headline": "Port"}).guid == "a-1"


@pytest.mark.parametrize("fields", [{"id": "a-1"}, {"headline": " ", "body": ""}, {"foo": 1}, {}])
def test_an_object_without_text_is_no_article(error: Refuse, fields: dict[str, object]) -> None:
    assert error(fields).reason == "no_identity_or_text"


def test_a_story_without_a_name_is_named_by_its_words(article: Read) -> None:
    one = article("Port reopens\n\nThe port reopened on Wednesday.", "text/plain")
    two = article("PORT REOPENS\n\n\nThe port  reopened on Wednesday.\n", "text/plain; charset=utf-8")
    assert one.story_id == two.story_id
    assert one.article_id.endswith("@-")


def test_the_header_dates_a_text_that_does_not_date_itself(article: Read) -> None:
    header = datetime(2023, 9, 6, tzinfo=UTC)
    assert article("Port reopens\n\nIt did.", "text/plain", published_at=header).published_at == header
    own = article({"headline": "h", "published_at": "2026-03-01T10:00:00Z"}, published_at=header)
    assert own.published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_a_first_line_as_long_as_a_paragraph_is_no_headline(article: Read) -> None:
    story = article("The port reopened on Wednesday. " * 10 + "\n\nShips left.", "text/plain")
    assert story.headline == ""
    assert story.body.endswith("Ships left.")


def test_a_text_may_name_its_character_set(article: Read) -> None:
    assert article("Fähre frei".encode("latin-1"), "text/plain; charset=iso-8859-1").headline == "Fähre frei"
    assert article("Fähre frei".encode("utf-16"), "text/plain").headline == "Fähre frei"

"""The door: formats told apart, one outcome for each item, bounds, and nothing that raises or quotes."""

import json
import pickle
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import Article
from streams.errors import WireError
from streams.wires import language, plain_json, registry
from streams.wires.envelope import Envelope
from streams.wires.item import Item
from streams.wires.reasons import Reason
from streams.wires.wire import Family, Wire

Outcomes = Callable[..., list[Article | WireError]]
Read = Callable[..., Article]
Refuse = Callable[..., WireError]


@pytest.mark.parametrize(
    ("value", "content_type", "reason"),
    [
        (b"", None, "empty"),
        (b" \n\t ", "application/json", "empty"),
        (b"[]", None, "empty"),
        (b"x" * 4_000_001, None, "too_large"),
        ({"headline": "h", "body": "SECRETNOTE " * 300_000}, None, "too_large"),
        ({"headline": "SECRETNOTE " * 2_000}, None, "too_large"),
        ({"headline": "h", "id": "SECRETNOTE" * 200}, None, "too_large"),
        (b'{"headline": ' + b"[" * 100_000, None, "too_deep"),
        (b'{"headline": "SECRETNOTE", "x": ' + b"[" * 70 + b"]" * 70 + b"}", None, "too_deep"),
        (b"[" + b"{}," * 1000 + b"{}]", None, "too_many_items"),
        (b"caf\xe9 SECRETNOTE", None, "not_utf8"),
        (b'{"headline": "caf\xe9 SECRETNOTE"}', "application/json", "not_utf8"),
        (b"\x00\x01\x02\x03SECRETNOTE", "text/plain", "not_text"),
        (b'{"headline": "SECRETNOTE', None, "bad_json"),
        (b'{"headline": "SECRETNOTE"} SECRETNOTE', None, "bad_json"),
        (b'{"headline": "SECRETNOTE", "version": NaN}', None, "bad_json"),
        (b'{"headline": "SECRETNOTE", "version": ' + b"9" * 5000 + b"}", None, "bad_json"),
        (b"SECRETNOTE", "application/json", "bad_json"),
        (b'"SECRETNOTE"', "application/json", "wrong_schema"),
        (b"42", "application/json", "wrong_schema"),
        (b"<SECRETNOTE/>", None, "unknown_format"),
        (b"SECRETNOTE", "application/xml", "unknown_format"),
        ({"SECRETNOTE": "SECRETNOTE"}, None, "no_identity_or_text"),
    ],
)
def test_what_cannot_be_read_is_one_error_with_a_reason_and_no_quote(
    error: Refuse, value: object, content_type: str | None, reason: str
) -> None:
    refused = error(value, content_type)
    assert refused.reason == reason
    assert refused.reason in {one.value for one in Reason}
    assert "SECRETNOTE" not in f"{refused} {refused!r} {refused.args}"


def test_one_bad_item_among_many_stops_no_other(outcomes: Outcomes) -> None:
    found = outcomes([{"headline": "One"}, {"foo": 1}, 7, {"headline": 3}, {"uri": "urn:x:5", "headline": "Five"}])
    assert [one.headline if isinstance(one, Article) else (one.reason, one.index) for one in found] == [
        "One", ("no_identity_or_text", 1), ("wrong_schema", 2), ("wrong_schema", 3), "Five",
    ]  # fmt: skip
    last = found[-1]
    assert isinstance(last, Article)
    assert last.raw.index == 4


@pytest.mark.parametrize(
    ("content_type", "kept"),
    [
        (None, "application/vnd.iptc.ninjs+json"),
        ("application/json; charset=utf-8", "application/json"),
        ("text/plain", "text/plain"),
        ("application/octet-stream", "application/octet-stream"),
        ("total nonsense", "application/vnd.iptc.ninjs+json"),
    ],
)
def test_the_bytes_decide_where_the_content_type_does_not(
    article: Read, fixtures: Path, content_type: str | None, kept: str
) -> None:
    story = article(fixtures / "ninjs-1.json", content_type)
    assert story.urgency == 3
    assert story.raw.content_type == kept


def test_a_text_that_begins_with_a_bracket_is_a_text(article: Read) -> None:
    assert article("[Photo] Port reopens\n\nIt did.").headline == "[Photo] Port reopens"
    assert article("\ufeffPort reopens").headline == "Port reopens"


def test_an_article_knows_where_its_bytes_stand(article: Read) -> None:
    raw = article({"headline": "h"}, topic="news.articles.raw.v1", partition=2, offset=77).raw
    assert (raw.topic, raw.partition, raw.offset, raw.index) == ("news.articles.raw.v1", 2, 77, 0)
    assert len(raw.sha256) == 64


def test_half_a_surrogate_pair_in_json_can_be_written_again(article: Read) -> None:
    story = article(rb'{"headline": "Port \ud83d reopens", "id": "a\udc00"}')
    assert json.loads(story.model_dump_json())["guid"] == "a?"


def test_outcomes_cross_processes(outcomes: Outcomes) -> None:
    found = outcomes([{"headline": "One"}, 7])
    one, two = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes
    assert one == found[0]
    assert (two.reason, two.index) == ("wrong_schema", 1)


def test_a_new_wire_is_one_line(envelope: Callable[..., Envelope]) -> None:
    telex = Wire(
        "telex",
        Family.TEXT,
        frozenset({"text/x-telex"}),
        lambda message: message.text.startswith("ZCZC"),
        lambda message: [Item(content_type="text/x-telex", guid="t1", headline=message.text[5:])],
    )
    (found,) = registry.read(envelope("ZCZC Port reopens"), wires=(telex, *registry.WIRES))
    assert isinstance(found, Article)
    assert (found.guid, found.headline) == ("t1", "Port reopens")


def test_the_language_is_told_without_the_network(article: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    language._detector.cache_clear()
    german = {"headline": "Der Hafen ist wieder offen", "body": "Die Schiffe fahren seit Mittwoch wieder aus."}
    assert article(german).language == "de"
    assert (
        article({"headline": "Port reopens", "body": "The ships have been leaving since Wednesday."}).language == "en"
    )
    assert article({"headline": "12:30"}).language == "und"
    assert article({**german, "language": "de_AT"}).language == "de-AT"
    assert article({**german, "language": "und"}).language == "de"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "uri",
        "guid",
        "id",
        "type",
        "version",
        "versioncreated",
        "pubstatus",
        "urgency",
        "embargoed",
        "embargoedUntil",
        "headline",
        "headlines",
        "body",
        "body_html",
        "bodies",
        "subject",
        "subjects",
        "person",
        "ednotes",
        "altids",
        "language",
        "genre",
        "signal",
        "published_at",
        "kind",
        "url",
        "evolvedfrom",
        "dateline",
        "byline",
        "provider",
        "story_id",
    ]
)
CONTENT_TYPES = st.none() | st.sampled_from(
    [
        "application/json",
        "application/rss+xml",
        "text/plain",
        "text/xml",
        "text/plain; charset=idna",
        "application/json; charset=utf-16",
    ]
)
PIECES = st.sampled_from(
    b"<rss>|<channel>|<item>|<title>|</title>|&#xD800;|&nope;|<![CDATA[|]]>|<feed xmlns='http://www.w3.org/2005/Atom'>|<entry>"
    b"|<updated>2026-99|<pubDate>|<link href='http://[|KILL KILL|HOLD: |By A B\n\n|KYIV - |(Reuters) - |\xff|\x00|\n\n"
    b"|<p class='ad'>".split(b"|")
)


def _holds(found: list[Article | WireError]) -> None:
    assert found
    for index, one in enumerate(found):
        if isinstance(one, WireError):
            assert one.index == index
            assert one.reason in {reason.value for reason in Reason}
        else:
            assert one.raw.index == index
            assert Article.model_validate_json(one.model_dump_json()) == one


PROPERTY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@PROPERTY
@given(value=st.binary(max_size=400), content_type=CONTENT_TYPES)
def test_any_bytes_give_outcomes(outcomes: Outcomes, value: bytes, content_type: str | None) -> None:
    _holds(outcomes(value, content_type))


# To make nested JSON up takes longer than to read it.
@settings(PROPERTY, max_examples=150)
@given(fields=st.dictionaries(FIELDS, JSON, max_size=8) | JSON)
def test_any_json_gives_outcomes(outcomes: Outcomes, fields: object) -> None:
    _holds(outcomes(json.dumps(fields)))


@PROPERTY
@given(pieces=st.lists(PIECES | st.binary(max_size=6), max_size=14), content_type=CONTENT_TYPES)
def test_any_pieces_of_wires_give_outcomes(outcomes: Outcomes, pieces: list[bytes], content_type: str | None) -> None:
    _holds(outcomes(b"".join(pieces), content_type))


def test_every_wire_reads_what_it_claims(envelope: Callable[..., Envelope]) -> None:
    assert len({wire.name for wire in registry.WIRES}) == len(registry.WIRES)
    (found,) = registry.read(replace(envelope({"headline": "h"}), content_type=None), wires=(plain_json.WIRE,))
    assert isinstance(found, Article)

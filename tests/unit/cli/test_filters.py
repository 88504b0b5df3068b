"""The filters: bytes to articles to verdicts, a line for each, each failure in its place."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas import Article
from streams.cli.records import to_line
from streams.kafka.record import Record

from .conftest import Newswire

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEXT = (
    "The coastal town of Orlen declared a state of emergency on Monday after 12 fishing boats were lost in a storm, "
    "and the harbour master asked the navy to search the strait for survivors before nightfall."
)


def jsonl(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def story(guid: str, version: int = 1, minutes: int = 0, **fields: object) -> dict[str, object]:
    at = START + timedelta(minutes=minutes)
    return {"id": guid, "version": version, "body": TEXT, "received_at": at.isoformat(), **fields}


def screened(newswire: Newswire, *rows: object) -> list[dict[str, Any]]:
    articles = newswire("normalise", "--provider", "meridian", stdin=jsonl(*rows))
    assert articles.code == 0, articles.err
    done = newswire("screen", stdin=articles.out)
    assert done.code == 0, done.err
    return done.lines


def test_plain_text_becomes_an_article(newswire: Newswire) -> None:
    text = "Boats lost off Orlen\n\nORLEN (Meridian) - Twelve boats were lost on Monday.\n\nRead Also: A recipe\n"
    done = newswire("normalise", "--provider", "acme", "--published-at", "2026-03-02", stdin=text)
    article = Article.model_validate_json(done.out)
    assert (article.headline, article.body) == ("Boats lost off Orlen", "Twelve boats were lost on Monday.")
    assert (article.provider, article.published_at) == ("acme", datetime(2026, 3, 2, tzinfo=UTC))


def test_a_recorded_item_keeps_its_position_and_time(newswire: Newswire) -> None:
    headers = (("x-provider", b"acme"), ("x-ingest", b"replay"))
    record = Record("news.articles.raw.v1", 1, 42, START, None, json.dumps({"body": TEXT}).encode(), headers)
    article = Article.model_validate_json(newswire("normalise", "--records", stdin=to_line(record)).out)
    assert str(article.raw.position()) == "news.articles.raw.v1/1/42/0"
    assert (article.received_at, article.provider, article.ingest) == (START, "acme", "replay")


def test_a_failed_line_stands_in_its_place(newswire: Newswire) -> None:
    lines = '{"id": "a", "body": "One."}\n{"id": "b", "body": 7}\n{"id": "c", "body": \n{"id": "d", "body": "Four."}\n'
    done = newswire("normalise", stdin=lines)
    assert done.code == 1
    assert [line.get("guid") or line["id"] for line in done.lines] == ["a", "b", "stdin:3", "d"]
    assert [line.get("error", {}).get("reason") for line in done.lines] == [None, "wrong_schema", "bad_json", None]
    assert [line.split(": ")[1] for line in done.err.splitlines()] == ["stdin:2", "stdin:3"]


def test_screen_hands_on_what_failed_before_and_fails_too(newswire: Newswire) -> None:
    error = {"error": {"stage": "normalise", "reason": "bad_json", "detail": "x"}, "id": "b"}
    done = newswire("screen", stdin=jsonl(error) + "[1]\n" + jsonl({"neither": "text"}, {"article_id": "x"}))
    assert done.code == 1
    assert done.lines[0] == error
    assert [line["error"]["stage"] for line in done.lines] == ["normalise", "screen", "screen", "screen"]
    assert len(done.err.splitlines()) == 3


def test_an_article_that_is_broken_is_not_quoted(newswire: Newswire) -> None:
    (line,) = screened(newswire, story("a"))
    done = newswire("screen", stdin=jsonl({**line["article"], "received_at": "call the desk"}))
    assert done.lines[0]["error"]["reason"] == "wrong_schema"
    assert "received_at" in done.lines[0]["error"]["detail"]
    assert "call the desk" not in done.out + done.err


def test_verdicts_of_a_run(newswire: Newswire) -> None:
    lines = screened(
        newswire,
        story("a"),
        story("a", minutes=1),
        story("a", 3, minutes=2, body=f"{TEXT} Two were found."),
        story("a", 2, minutes=3),
        story("z", minutes=4, provider="other", body=f"{TEXT} Two were found."),
    )
    assert [line["verdict"]["label"] for line in lines] == ["new", "repeat", "update", "stale", "exact"]
    assert {line["verdict"]["cluster_id"] for line in lines} == {"meridian/a"}
    assert lines[4]["verdict"]["duplicate_of"] == "meridian/a"


def test_a_held_item_shows_its_id_and_time_and_never_its_text(newswire: Newswire) -> None:
    until = START + timedelta(hours=1)
    rows = (
        story("a", embargoed_until=until.isoformat()),
        story("b", minutes=5, body="Parliament rose for the summer without a vote on the salt law."),
        story("c", minutes=61, body="A lorry with onions fell into the river near the old mill; nobody was hurt."),
    )
    articles = newswire("normalise", stdin=jsonl(*rows))
    done = newswire("screen", stdin=articles.out)
    held, _, released, _ = done.lines
    assert held == {
        "article_id": "wire/a@1",
        "lineage_id": "wire/a",
        "outcome": "held",
        "reason": held["reason"],
        "at": START.isoformat(),
        "embargoed_until": until.isoformat(),
    }
    assert "Orlen" not in json.dumps(held)
    # By the time of the third its embargo is over.
    assert released["article"]["guid"] == "a"
    assert [line["article"]["guid"] for line in done.lines[1:]] == ["b", "a", "c"]


def test_a_kill_carries_what_other_stories_must_be_told(newswire: Newswire) -> None:
    lines = screened(
        newswire,
        story("a"),
        story("z", minutes=1, provider="other"),
        story("a", 2, minutes=2, pubstatus="canceled"),
    )
    assert (lines[2]["outcome"], lines[2]["lineage_id"]) == ("withdrawn", "meridian/a")
    assert [(one["kind"], one["lineage_id"]) for one in lines[2]["screened"]] == [
        ("withdraw", "meridian/a"),
        ("mark", "other/z"),
    ]
    assert "Orlen" not in json.dumps(lines[2])


@pytest.mark.parametrize("kind", ["advisory", "planning"])
def test_what_is_not_news_is_said_to_be_none(newswire: Newswire, kind: str) -> None:
    (line,) = screened(newswire, story("a", kind=kind))
    assert (line["outcome"], line["article_id"]) == ("not_news", "meridian/a@1")

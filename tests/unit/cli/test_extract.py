"""extract: a line in, a line out, in order; and the story lives on through the run."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from streams.cli.deadline import time_limit
from streams.errors import ItemError

from .conftest import Newswire
from .test_filters import jsonl

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
VISIT = "French President Emmanuel Macron met German Chancellor Friedrich Merz in Berlin on Monday."
BOMBS = "Russia bombed Ukraine on Sunday, killing 12 people."


def row(guid: str, body: str, version: int = 1, minutes: int = 0, **fields: object) -> dict[str, object]:
    at = (START + timedelta(minutes=minutes)).isoformat()
    return {"guid": guid, "version": version, "body": body, "received_at": at, "published_at": at, **fields}


def test_any_object_with_words_gives_one_line_with_its_own_id(newswire: Newswire) -> None:
    done = newswire("extract", stdin=jsonl({"id": 7, "body": VISIT}, {"id": None, "headline": BOMBS}, {"body": "Hm."}))
    assert (done.code, done.err) == (0, "")
    first, second, third = done.lines
    assert first["id"] == 7
    assert "CONSULT" in [event["type"] for event in first["events"]]
    assert second["id"] is None
    assert "ASSAULT" in [event["type"] for event in second["events"]]
    assert "id" not in third
    assert third["events"] == []


def test_the_three_filters_make_a_pipeline(newswire: Newswire) -> None:
    rows = jsonl(row("a", VISIT), row("a", VISIT, minutes=1), row("a", BOMBS, 2, minutes=2))
    articles = newswire("normalise", stdin=rows)
    verdicts = newswire("screen", stdin=articles.out)
    done = newswire("extract", stdin=verdicts.out)
    assert done.code == 0, done.err
    new, repeat, update = done.lines
    assert repeat == new
    assert [line["verdict"]["label"] for line in done.lines] == ["new", "new", "update"]
    visit = new["events"][0]
    (gone,) = [event for event in update["events"] if event["event_id"] == visit["event_id"]]
    assert (gone["state"], gone["retraction"]["reason"], gone["revision"]) == ("retracted", "gone_in_update", 2)


def test_a_kill_leaves_no_text_and_marks_the_reprint(newswire: Newswire) -> None:
    long = f"{VISIT} They spoke for three hours about the border, the harvest and a bridge over the Rhine near Kehl."
    rows = jsonl(
        row("a", long),
        row("z", long, minutes=1, provider="other"),
        row("a", "", 2, minutes=2, pubstatus="canceled"),
    )
    articles = newswire("normalise", stdin=rows)
    verdicts = newswire("screen", stdin=articles.out)
    done = newswire("extract", stdin=verdicts.out)
    assert done.code == 0, done.err
    killed = done.lines[2]
    assert killed["lineage_id"] == "wire/a"
    assert killed["article"] is None
    assert {event["state"] for event in killed["events"]} == {"retracted"}
    (reprint,) = killed.pop("also")
    assert {event["origin_killed"] for event in reprint["events"]} == {True}
    assert "Macron" not in json.dumps(killed)


def test_what_must_not_be_published_is_not_coded(newswire: Newswire) -> None:
    later = (START + timedelta(days=1)).isoformat()
    rows = (
        row("a", VISIT, embargoed_until=later, id="e"),
        row("b", VISIT, pubstatus="withheld"),
        row("c", VISIT, pubstatus="canceled"),
    )
    done = newswire("extract", stdin=jsonl(*rows))
    assert done.code == 0
    assert (done.lines[0]["outcome"], done.lines[0]["id"]) == ("held", "e")
    assert [line["events"] for line in done.lines[1:]] == [[], []]
    assert "Macron" not in done.out


def test_failures_stand_in_their_place(newswire: Newswire) -> None:
    before = {"error": {"stage": "normalise", "reason": "bad_json", "detail": "x"}, "id": "n"}
    done = newswire("extract", stdin=jsonl({"id": "a", "body": VISIT}, before, {"id": "x", "body": 7}) + "broken\n")
    assert done.code == 1
    assert [line["id"] for line in done.lines] == ["a", "n", "x", None]
    assert [line.get("error", {}).get("stage") for line in done.lines] == [None, "normalise", "extract", "extract"]
    assert len(done.err.splitlines()) == 2


def test_a_model_that_is_not_there_is_one_line(newswire: Newswire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_SPACY_MODEL", "en_no_such_model")
    done = newswire("extract", stdin=jsonl({"body": VISIT}))
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "en_no_such_model" in done.err


def test_an_item_that_takes_too_long_is_ended() -> None:
    def hang() -> None:
        with time_limit(0.05):
            while True:
                pass

    with pytest.raises(ItemError) as caught:
        hang()
    assert caught.value.reason == "timeout"


def test_an_item_in_time_leaves_no_alarm_behind() -> None:
    with time_limit(0.05):
        time.sleep(0.01)
    time.sleep(0.1)

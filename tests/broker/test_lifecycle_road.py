"""The editorial life cycle on a real broker, with the worker killed in the middle, as a consumer's table shows it."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas import Event, EventState, Outcome, ScreeningRecord
from schemas.client import EventStream
from streams.topics import EVENTS
from tests.broker.road import Road, events, outcomes, running

pytestmark = pytest.mark.broker

BOTH = frozenset({"SANCTION", "COERCE"})
FIRST = frozenset({"SANCTION"})
NONE = frozenset[str]()
EXPULSION = "Turkey expelled two Greek diplomats on Monday over a dispute about fishing rights."
ARREST = "Turkish police arrested 34 demonstrators in Ankara, the interior ministry said."
WHOLE = f"{EXPULSION}\n\n{ARREST}"
OTHER = (
    "Chile expelled the consul of Bolivia on Friday after a quarrel over water from the Silala river.\n\n"
    "Peruvian soldiers detained three smugglers near Puno before dawn, a garrison commander told local radio."
)
"""So unlike the rest that it is a reprint of nothing but itself."""

HEADLINE = "Turkey expels Greek diplomats"
ROAD_SECONDS = 120
SOON = 20
"""Seconds from the sending of the embargo to its end: the worker is killed before."""


@dataclass(frozen=True)
class Sent:
    """An item as a desk sends it."""

    guid: str = "urn:story:1"
    version: int | None = 1
    body: str = WHOLE
    at: str = "10"
    headline: str = HEADLINE
    provider: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def value(self, row: str, embargo: datetime) -> bytes:
        item = {
            "uri": f"{self.guid}:{row}",
            "pubstatus": "usable",
            "type": "text",
            "language": "en",
            "versioncreated": f"2023-09-06T{self.at}:00:00Z",
            "headline": self.headline,
            "body_text": self.body,
            **({} if self.version is None else {"version": str(self.version)}),
            **{
                name: word.format(row=row, embargo=embargo.isoformat()) if isinstance(word, str) else word
                for name, word in self.fields.items()
            },
        }
        return json.dumps(item).encode()


@dataclass(frozen=True)
class Row:
    """What arrives before and after the worker is killed, and what is live and retracted in the end."""

    before: Sequence[Sent]
    after: Sequence[Sent]
    live: frozenset[str]
    retracted: dict[str, str] = field(default_factory=dict)
    """Why each type that is not live any more was taken back."""

    ids: int | None = None
    """How many events there ever were, where that says something."""


KILL = {"pubstatus": "canceled"}
HOLD = {"pubstatus": "withheld"}
EMBARGO = {"embargoed": "{embargo}"}
KILLED = {"SANCTION": "killed", "COERCE": "killed"}
WITHHELD = {"SANCTION": "withheld", "COERCE": "withheld"}
GONE = Sent(version=2, body="", headline="", at="11", fields=KILL)


def advisory(word: str, row: str, at: str = "11") -> Sent:
    """An order in words that names the row's story."""
    headline = f"{word} {word} {word}"
    return Sent("urn:advisory:9", headline=headline, body=f"{word.capitalize()} urn:story:1:{row}.", at=at)


ROWS = {
    "a-higher-version": Row(
        [Sent()], [Sent(version=2, body=EXPULSION, at="11")], FIRST, {"COERCE": "gone_in_update"}, 2
    ),
    "version-ten-after-nine": Row([Sent(version=9, body=EXPULSION)], [Sent(version=10, at="11")], BOTH, ids=2),
    "a-repeat": Row([Sent()], [Sent()], BOTH, ids=2),
    "the-same-version-with-other-content-and-a-later-time": Row(
        [Sent()], [Sent(body=EXPULSION, at="11")], FIRST, {"COERCE": "gone_in_update"}, 2
    ),
    "the-same-version-with-other-content-and-an-earlier-time": Row(
        [Sent(at="11")], [Sent(body=EXPULSION)], BOTH, ids=2
    ),
    "an-older-version-after-a-newer": Row([Sent(version=2, body=EXPULSION, at="11")], [Sent()], FIRST, ids=1),
    "a-rewrite-under-a-new-guid": Row(
        [Sent()],
        [Sent("urn:story:2", body=EXPULSION, at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        FIRST,
        {"COERCE": "gone_in_update"},
        2,
    ),
    "a-late-original": Row(
        [Sent("urn:story:2", body=EXPULSION, at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        [Sent()],
        FIRST,
        ids=1,
    ),
    "a-correction": Row(
        [Sent()],
        [Sent(version=2, body=WHOLE.replace("34", "24"), at="11", fields={"signal": "sig:correction"})],
        BOTH,
        ids=2,
    ),
    "a-correction-by-its-headline": Row(
        [Sent()],
        [Sent(version=2, body=WHOLE.replace("34", "24"), at="11", headline=f"CORRECTED-{HEADLINE}")],
        BOTH,
        ids=2,
    ),
    "a-kill": Row([Sent()], [GONE], NONE, KILLED, 2),
    "a-kill-in-other-words": Row(
        [Sent()], [Sent(version=2, body="", headline="", at="11", fields={"pubstatus": "stat:Withdrawn"})], NONE, KILLED
    ),
    "a-kill-takes-back-what-every-version-told": Row(
        [Sent(), Sent(version=2, body=EXPULSION, at="11")],
        [Sent(version=3, body="", headline="", at="12", fields=KILL)],
        NONE,
        KILLED,
        2,
    ),
    "a-rewrite-written-before-its-story-was-killed": Row(
        [Sent(), Sent(version=2, body="", headline="", at="12", fields=KILL)],
        [Sent("urn:story:2", at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        NONE,
        KILLED,
        2,
    ),
    "a-kill-without-a-version": Row([Sent()], [Sent(version=None, body="", headline="", fields=KILL)], NONE, KILLED, 2),
    "a-kill-before-its-story": Row([GONE], [Sent()], NONE, ids=0),
    "a-kill-by-an-advisory": Row([Sent()], [advisory("KILL", "a-kill-by-an-advisory")], NONE, KILLED, 2),
    "a-version-written-before-the-advisory-that-kills": Row(
        [Sent(), advisory("KILL", "a-version-written-before-the-advisory-that-kills", "12")],
        [Sent(version=2, at="11")],
        NONE,
        KILLED,
        2,
    ),
    "a-killed-story-opened-again": Row([Sent(), GONE], [Sent(version=3, at="12")], BOTH, ids=2),
    "usable-at-the-killed-version-lifts-nothing": Row([Sent(), GONE], [Sent(version=2, at="12")], NONE, KILLED, 2),
    "a-hold": Row([Sent()], [Sent(version=2, at="11", fields=HOLD)], NONE, WITHHELD, 2),
    "a-hold-without-text": Row([Sent()], [Sent(body="", headline="", at="11", fields=HOLD)], NONE, WITHHELD, 2),
    "a-hold-before-its-story": Row([Sent(at="11", fields=HOLD)], [Sent()], NONE, ids=0),
    "a-hold-by-an-advisory": Row([Sent()], [advisory("HOLD", "a-hold-by-an-advisory")], NONE, WITHHELD, 2),
    "a-hold-that-is-lifted": Row([Sent(), Sent(fields=HOLD)], [Sent()], BOTH, ids=2),
    "an-embargo-that-ends": Row([Sent(fields=EMBARGO)], [], BOTH, ids=2),
    "a-kill-under-embargo": Row([Sent(fields={"embargoed": "2099-01-01T00:00:00Z"})], [GONE], NONE, ids=0),
    "the-original-of-a-reprint-is-killed": Row(
        [Sent(body=OTHER), Sent("urn:copy:1", body=OTHER, provider="reprinter")],
        [GONE],
        BOTH,
        KILLED,
        4,
    ),
    "what-is-no-news": Row(
        [Sent(fields={"genre": [{"name": "Advisory"}]})],
        [Sent("urn:story:2", body="", fields={"type": "picture"})],
        NONE,
        ids=0,
    ),
    "rewrites-in-a-circle": Row(
        [Sent(fields={"evolvedfrom": "urn:story:2:{row}"})],
        [Sent("urn:story:2", body=EXPULSION, at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        BOTH,
        ids=2,
    ),
}


class Table:
    """A consumer's table, by (event_id, revision) as `README.md` tells every consumer."""

    def __init__(self, file: Path) -> None:
        self._base = sqlite3.connect(file)
        self._base.execute("create table if not exists events (id text primary key, revision integer, event text)")

    def upsert(self, event: Event) -> None:
        with self._base:
            self._base.execute(
                "insert into events values (?, ?, ?) on conflict (id) do update"
                " set revision = excluded.revision, event = excluded.event where excluded.revision > revision",
                (event.event_id, event.revision, event.model_dump_json()),
            )

    def rows(self) -> Iterator[Event]:
        return (Event.model_validate_json(text) for (text,) in self._base.execute("select event from events"))


async def _send(road: Road, items: Sequence[tuple[str, Sent]], embargo: datetime) -> None:
    for row, item in items:
        await road.send(item.value(row, embargo), content_type="application/json", x_provider=f"{item.provider}{row}")


async def _run(broker: str, folder: Path) -> tuple[list[Event], list[ScreeningRecord]]:
    async with running(broker, folder) as road:
        worker = road.crew.start()
        before = [(name, item) for name, row in ROWS.items() for item in row.before]
        await _send(road, [one for one in before if one[1].fields != EMBARGO], datetime.now(UTC))
        await road.settled(ROAD_SECONDS)
        embargo = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=SOON)
        await _send(road, [one for one in before if one[1].fields == EMBARGO], embargo)
        early = await road.settled(ROAD_SECONDS)
        assert datetime.now(UTC) < embargo, "the embargoes ended before the worker was killed"
        assert not [one for one in events(early) if "embargo" in one.story.provider], "told before its time"
        worker.kill()
        road.crew.start()
        await _send(road, [(name, item) for name, row in ROWS.items() for item in row.after], embargo)
        await road.settled(ROAD_SECONDS)
        records = await road.until(
            lambda found: any("an-embargo-that-ends" in one.story.provider for one in events(found)), ROAD_SECONDS
        )
        table = Table(folder / "events.sqlite")
        async with EventStream(broker, group_id=f"table-{folder.name}") as stream:
            given = aiter(stream)
            for _ in records[EVENTS.name]:
                message = await asyncio.wait_for(anext(given), 30)
                assert isinstance(message, Event)
                table.upsert(message)
        return list(table.rows()), outcomes(records)


@pytest.fixture(scope="module")
def ended(broker: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Event], list[ScreeningRecord]]:
    return asyncio.run(_run(broker, tmp_path_factory.mktemp("lifecycle")))


@pytest.fixture(scope="module")
def told(ended: tuple[list[Event], list[ScreeningRecord]]) -> list[Event]:
    return ended[0]


@pytest.mark.parametrize("name", ROWS)
def test_the_table_is_right_at_the_end(name: str, told: list[Event]) -> None:
    row = ROWS[name]
    found = [event for event in told if event.story.provider.removeprefix("reprinter") == name]
    live = [event for event in found if event.state == EventState.ACTIVE]
    gone = [event for event in found if event.state == EventState.RETRACTED]
    assert {str(event.type) for event in live} == row.live
    assert {str(event.type): str(event.retraction and event.retraction.reason) for event in gone} == row.retracted
    assert row.ids is None or len(found) == row.ids


def test_a_kill_during_an_embargo_removes_what_was_held(ended: tuple[list[Event], list[ScreeningRecord]]) -> None:
    found = [(one.position.offset, str(one.outcome)) for one in ended[1] if one.provider == "a-kill-under-embargo"]
    held, kill = min(found)[0], max(found)[0]
    assert sorted(found) == [(held, "held"), (held, "withdrawn"), (kill, "withdrawn")]


def test_what_is_no_news_is_said_to_be_none(ended: tuple[list[Event], list[ScreeningRecord]]) -> None:
    found = [(one.outcome, one.reason) for one in ended[1] if one.provider == "what-is-no-news"]
    assert found == [
        (Outcome.NOT_NEWS, "an item of kind advisory"),
        (Outcome.NOT_NEWS, "an item of kind media"),
    ]


@pytest.mark.parametrize("name", ["a-correction", "a-correction-by-its-headline"])
def test_a_correction_says_so_and_what_it_changed(name: str, told: list[Event]) -> None:
    arrest = next(one for one in told if one.story.provider == name and one.type == "COERCE")
    assert arrest.revision == 2
    assert arrest.story.correction
    assert "quantities" in arrest.changed_fields


def test_of_what_the_desk_took_back_no_word_is_left(told: list[Event]) -> None:
    back = [one for one in told if one.retraction and one.retraction.reason in {"killed", "withheld"}]
    assert len(back) >= 8
    assert all(one.sentence is None and one.trigger is None and one.story.headline is None for one in back)


def test_a_reprint_lives_on_and_is_marked(told: list[Event]) -> None:
    copies = [one for one in told if one.story.provider.startswith("reprinter")]
    assert {str(one.type) for one in copies} == BOTH
    assert all(one.origin_killed and one.state == EventState.ACTIVE for one in copies)

"""The editorial life cycle on a real broker, with the worker killed in the middle, as a consumer's table shows it."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas import EnrichedArticle, Event, EventState, Outcome, ScreeningRecord
from schemas.client import EventStream
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, RAW
from tests.broker.lifecycle import BOTH, DESKS_NOTE, EMBARGO, PUBLIC_NOTE, ROWS, Arrival, Sent
from tests.broker.road import Road, events, outcomes, running
from tests.broker.test_metrics import address, read, scraped, total

pytestmark = pytest.mark.broker

ROAD_SECONDS = 300
SOON = 20
"""The least seconds from the sending of the embargo to its end: the worker is killed before."""

CORRECTIONS = [name for name in ROWS if name.startswith("a-correction")]
CONFLICTS = [name for name in ROWS if "with-other-content" in name]


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


@dataclass(frozen=True)
class Ended:
    """What there is when all rows are through: the consumer's table, the log, the public notes, what was counted."""

    table: list[Event]
    log: list[ScreeningRecord]
    notes: dict[str, str | None]
    public: str
    conflicts: float


def _is_embargoed(item: Arrival) -> bool:
    return isinstance(item, Sent) and item.fields == EMBARGO


async def _send(road: Road, items: Sequence[tuple[str, Arrival]], embargo: datetime) -> None:
    for row, item in items:
        await road.send(item.value(row, embargo), x_provider=f"{item.provider}{row}")


async def _conflicts(road: Road, expected: int) -> float:
    """Scrape how many conflicts the last worker counted; counts follow their commit."""
    url, end = await address(road), time.monotonic() + ROAD_SECONDS
    while True:
        series = scraped(await asyncio.to_thread(read, f"{url}/metrics"))
        found = total(series, "newswire_version_conflicts_total")
        if found >= expected or time.monotonic() > end:
            return found
        await asyncio.sleep(0.2)


async def _run(broker: str, folder: Path) -> Ended:
    async with running(broker, folder) as road:
        began = time.monotonic()
        worker = road.crew.start()
        before = [(name, item) for name, row in ROWS.items() for item in row.before]
        await _send(road, [one for one in before if not _is_embargoed(one[1])], datetime.now(UTC))
        await road.settled(ROAD_SECONDS)
        # On a machine that is busy, as long as all the others took, the worker's start among it.
        soon = timedelta(seconds=max(SOON, time.monotonic() - began))
        embargo = datetime.now(UTC).replace(microsecond=0) + soon
        await _send(road, [one for one in before if _is_embargoed(one[1])], embargo)
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
        stories = [EnrichedArticle.model_validate_json(one.value or b"").article for one in records[ENRICHED.name]]
        return Ended(
            table=list(table.rows()),
            log=outcomes(records),
            notes={one.provider: one.correction_note for one in stories if one is not None},
            public="".join(
                (one.value or b"").decode()
                for topic, rows in records.items()
                if topic not in {RAW.name, DEADLETTERS.name}
                for one in rows
            ),
            conflicts=await _conflicts(road, len(CONFLICTS)),
        )


@pytest.fixture(scope="module")
def ended(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return asyncio.run(_run(broker, tmp_path_factory.mktemp("lifecycle")))


@pytest.mark.parametrize("name", ROWS)
def test_the_table_is_right_at_the_end(name: str, ended: Ended) -> None:
    row = ROWS[name]
    found = [event for event in ended.table if event.story.provider.removeprefix("reprinter") == name]
    live = [event for event in found if event.state == EventState.ACTIVE]
    gone = [event for event in found if event.state == EventState.RETRACTED]
    assert {str(event.type) for event in live} == row.live
    assert {str(event.type): str(event.retraction and event.retraction.reason) for event in gone} == row.retracted
    assert row.ids is None or len(found) == row.ids


def test_a_kill_during_an_embargo_removes_what_was_held(ended: Ended) -> None:
    found = [(one.position.offset, str(one.outcome)) for one in ended.log if one.provider == "a-kill-under-embargo"]
    held, kill = min(found)[0], max(found)[0]
    assert sorted(found) == [(held, "held"), (held, "withdrawn"), (kill, "withdrawn")]


def test_what_is_no_news_is_said_to_be_none(ended: Ended) -> None:
    found = [(one.outcome, one.reason) for one in ended.log if one.provider == "what-is-no-news"]
    assert found == [
        (Outcome.NOT_NEWS, "an item of kind advisory"),
        (Outcome.NOT_NEWS, "an item of kind media"),
    ]


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_says_so_and_what_it_changed(name: str, ended: Ended) -> None:
    arrest = next(one for one in ended.table if one.story.provider == name and one.type == "COERCE")
    assert arrest.revision == 2
    assert arrest.story.correction
    assert "quantities" in arrest.changed_fields


def test_of_what_the_desk_took_back_no_word_is_left(ended: Ended) -> None:
    back = [one for one in ended.table if one.retraction and one.retraction.reason in {"killed", "withheld"}]
    assert len(back) >= 8
    assert all(one.sentence is None and one.trigger is None and one.story.headline is None for one in back)


def test_a_reprint_lives_on_and_is_marked(ended: Ended) -> None:
    copies = [one for one in ended.table if one.story.provider.startswith("reprinter")]
    assert {str(one.type) for one in copies} == BOTH
    assert all(one.origin_killed and one.state == EventState.ACTIVE for one in copies)


def test_a_correction_carries_the_public_part_of_its_note_and_no_other(ended: Ended) -> None:
    for name in ("a-correction-by-the-role-of-its-note", "a-correction-by-a-public-note-in-its-text"):
        assert ended.notes[name] == PUBLIC_NOTE
    assert DESKS_NOTE not in ended.public


def test_a_version_that_stands_for_two_contents_is_counted(ended: Ended) -> None:
    told = Counter(one.provider for one in ended.log if one.provider in CONFLICTS)
    assert told == dict.fromkeys(CONFLICTS, 2)
    assert ended.conflicts == len(CONFLICTS)


def test_no_live_event_is_said_to_be_a_reprint_of_a_story_that_tells_nothing_any_more(ended: Ended) -> None:
    live = [one for one in ended.table if one.state == EventState.ACTIVE]
    assert {one.story.duplicate_of for one in live} - {None} <= {one.story.lineage_id for one in live}

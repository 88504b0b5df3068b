"""An embargo ends by the broker's clock: a worker's that jumps may delay a release, never advance it."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas import Outcome, ScreeningRecord
from streams.kafka.record import Record
from streams.topics import ENRICHED, EVENTS, RAW, SCREENED, SCREENING
from tests.broker.jumping import AHEAD, put
from tests.broker.road import Road, events, first_outcomes, running

pytestmark = pytest.mark.broker

TEXT = "Turkey expelled two Greek diplomats on Monday over a dispute about fishing rights."
HOUR = 3600
NEVER = datetime(2099, 1, 1, tzinfo=UTC)
# What a worker on a busy machine is given for reading, coding and writing; and for the release itself, of which the
# clock is read twice a second.
ROAD_SECONDS = 120
SOON = timedelta(seconds=10)


def embargoed(guid: str, until: datetime, status: str = "usable") -> bytes:
    item = {
        "uri": guid,
        "version": "1",
        "pubstatus": status,
        "type": "text",
        "language": "en",
        "versioncreated": "2023-09-06T10:00:00Z",
        "headline": "Turkey expels Greek diplomats",
        "body_text": TEXT,
        "embargoed": until.isoformat(),
    }
    return json.dumps(item).encode()


def releases(records: dict[str, list[Record]]) -> list[tuple[ScreeningRecord, datetime]]:
    """The records of releases, each with the broker's time at which it was appended."""
    log = records[SCREENING.name]
    found = [(ScreeningRecord.model_validate_json(record.value or b""), record.at) for record in log]
    return [(entry, at) for entry, at in found if entry.outcome == Outcome.RELEASED]


async def _ready(road: Road) -> None:
    """Wait until the worker takes items."""
    await road.send(embargoed("urn:never", NEVER), content_type="application/json", x_provider="meridian")
    await road.until(lambda found: first_outcomes(found) == {0: Outcome.HELD}, 60)


async def _held(road: Road, guid: str, seconds: float) -> datetime:
    """Send an item under embargo for so long, and see it held; gives the end of its embargo."""
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    offset = await road.send(embargoed(guid, until), content_type="application/json", x_provider="meridian")
    await road.until(lambda found: first_outcomes(found).get(offset) == Outcome.HELD, ROAD_SECONDS)
    assert datetime.now(UTC) < until, "the embargo ended before it could be seen"
    return until


async def _until(moment: datetime) -> None:
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())


def test_a_clock_that_jumps_ahead_releases_nothing_before_its_time(broker: str, tmp_path: Path) -> None:
    clock = tmp_path / "clock"

    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.jumping") as road:
            put(clock, 0)
            worker = road.crew.start(**{AHEAD: str(clock)})
            await _ready(road)
            until = await _held(road, "urn:early", 8)
            put(clock, HOUR)
            while datetime.now(UTC) < until:
                found = await road.records()
                if datetime.now(UTC) < until:
                    assert [len(found[topic]) for topic in (SCREENED.name, ENRICHED.name, EVENTS.name)] == [0, 0, 0]
            assert "our clock is ahead of the broker's" in worker.text()
            records = await road.until(lambda found: bool(events(found)), ROAD_SECONDS)
            ((entry, at),) = releases(records)
            assert timedelta(0) <= at - until < SOON
            assert (entry.at, entry.position.offset) == (until, 1)

    asyncio.run(run())


def test_a_clock_that_jumps_back_delays_and_one_that_is_set_right_releases_soon(broker: str, tmp_path: Path) -> None:
    clock = tmp_path / "clock"

    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.jumping") as road:
            put(clock, -HOUR)
            road.crew.start(**{AHEAD: str(clock)})
            await _ready(road)
            until = await _held(road, "urn:late", 5)
            await _until(until + timedelta(seconds=1))
            assert releases(await road.records()) == []
            right = time.time()
            put(clock, 0)
            records = await road.until(lambda found: bool(events(found)), ROAD_SECONDS)
            ((_, at),) = releases(records)
            assert 0 <= at.timestamp() - right < SOON.total_seconds()

    asyncio.run(run())


def test_embargoes_that_end_while_no_worker_runs_are_released_when_one_is_ready(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            worker = road.crew.start()
            await _ready(road)
            later = await _held(road, "urn:later", 10)
            await _held(road, "urn:sooner", 5)
            worker.kill()
            await _until(later + timedelta(seconds=1))
            assert releases(await road.records()) == []
            road.crew.start()
            records = await road.until(lambda found: len(releases(found)) == 2, 60)
            assert [(entry.at, entry.position.offset) for entry, _ in releases(records)] == [(later, 2), (later, 1)]
            assert {str(record.header("position")) for record in records[SCREENED.name]} == {
                str(f"{RAW.name}/0/{offset}/0".encode()) for offset in (1, 2)
            }

    asyncio.run(run())


def test_a_kill_that_came_before_the_embargos_end_is_heard_before_the_release(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            worker = road.crew.start()
            await _ready(road)
            until = await _held(road, "urn:killed", 8)
            worker.kill()
            killed = embargoed("urn:killed", until, "canceled")
            offset = await road.send(killed, content_type="application/json", x_provider="meridian")
            await _until(until + timedelta(seconds=1))
            road.crew.start()
            records = await road.until(lambda found: offset in first_outcomes(found), 60)
            assert first_outcomes(records)[offset] == Outcome.WITHDRAWN
            assert releases(records) == []
            assert not any(b'"kind":"item"' in (record.value or b"") for record in records[SCREENED.name])

    asyncio.run(run())

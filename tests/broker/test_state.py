"""A worker's state on disk is a cache: killed before it is saved, deleted, cut or full, stories stay as they were."""

import asyncio
import json
import os
import re
import shutil
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from schemas import Outcome
from streams.topics import SCREENED, SCREENING
from tests.broker.processes import Worker
from tests.broker.road import Road, first_outcomes, running
from tests.broker.test_metrics import read

pytestmark = pytest.mark.broker

STORIES = 300


def item(number: int, version: int = 1, status: str = "usable") -> bytes:
    return json.dumps(
        {
            "uri": f"urn:story:{number}",
            "version": str(version),
            "pubstatus": status,
            "type": "text",
            "language": "en",
            "headline": f"Council {number} meets",
            # So unlike each other, and so short, that none is a reprint.
            "body_text": f"Council {number} of district {number * 7} met on Monday." if status == "usable" else "",
        }
    ).encode()


class Desk:
    """A road with screen alone, which starts in a second, and its state in a folder of the test."""

    def __init__(self, road: Road, folder: Path) -> None:
        self.road = road
        self.folder = folder / "state"
        self.fault = folder / "fault"

    def start(self) -> Worker:
        return self.road.crew.start(
            NEWSWIRE_STAGES="screen", NEWSWIRE_STATE_DIR=str(self.folder), STATE_FAULT=str(self.fault)
        )

    async def done(self, count: int) -> dict[int, str]:
        """Wait until so many items have their outcomes."""
        return first_outcomes(await self.road.until(lambda found: len(found[SCREENING.name]) >= count, 60))

    def states(self) -> list[Path]:
        return sorted(self.folder.glob("*/slot-*/*-screen-0"))


def read_at_opening(worker: Worker) -> int:
    found = re.findall(r"screen/0: read (\d+) records of its logs", worker.text())
    assert found, worker.text()
    return int(found[-1])


def deleted(folder: Path) -> None:
    shutil.rmtree(folder)


def cut(folder: Path) -> None:
    for path in [*folder.glob("*.sst"), *folder.glob("MANIFEST*")]:
        os.truncate(path, path.stat().st_size // 2)


def as_it_is(_folder: Path) -> None:
    """Break nothing."""


@asynccontextmanager
async def opened(broker: str, folder: Path, stories: int = 1) -> AsyncIterator[tuple[Desk, Worker]]:
    """A desk whose first worker has given so many stories their outcomes."""
    async with running(broker, folder, "tests.broker.statefault") as road:
        desk = Desk(road, folder)
        first = desk.start()
        await asyncio.gather(*(road.send(item(number)) for number in range(stories)))
        await desk.done(stories)
        yield desk, first


async def ended(worker: Worker) -> int:
    return await asyncio.to_thread(worker.process.wait, 60)


def test_a_worker_goes_on_from_its_state_and_without_it_from_its_topics(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(broker, tmp_path, STORIES) as (desk, first):
            worker, told, stories = first, STORIES, STORIES
            for number, breaks in enumerate([as_it_is, deleted, cut]):
                worker.send(signal.SIGTERM)
                assert await ended(worker) == 0
                (state,) = desk.states()
                breaks(state)
                worker = desk.start()
                await desk.road.send(item(number, status="canceled"))
                await desk.road.send(item(100 + number))
                outcomes = await desk.done(told + 2)
                assert [outcomes[told], outcomes[told + 1]] == [Outcome.WITHDRAWN, Outcome.REPEAT]
                records = await desk.road.records()
                kinds = [b'"kind":"withdraw"' in (record.value or b"") for record in records[SCREENED.name]]
                assert kinds.count(True) == number + 1
                # The log of outcomes is read at every start; that of the stories only where the state is gone.
                assert read_at_opening(worker) == told + (0 if breaks is as_it_is else stories)
                assert ("is thrown away" in worker.text()) == (breaks is cut)
                told, stories = told + 2, stories + 1

    asyncio.run(run())


def test_a_worker_killed_between_commit_and_save_is_only_behind(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(broker, tmp_path) as (desk, first):
            desk.fault.write_text("kill")
            await desk.road.send(item(1))
            assert await ended(first) == -signal.SIGKILL
            second = desk.start()
            await desk.road.send(item(1))
            await desk.road.send(item(1, status="canceled"))
            outcomes = await desk.done(4)
            assert [outcomes[number] for number in range(4)] == [
                Outcome.PASSED,
                Outcome.PASSED,
                Outcome.REPEAT,
                Outcome.WITHDRAWN,
            ]
            # Both outcomes, and the one story that the state had not been told of.
            assert read_at_opening(second) == 3

    asyncio.run(run())


def test_a_disk_that_takes_no_more_ends_the_worker_with_one_line_and_loses_nothing(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(broker, tmp_path) as (desk, first):
            desk.fault.write_text("full")
            await asyncio.gather(*(desk.road.send(item(number)) for number in range(1, STORIES)))
            assert await ended(first) == 1
            (last,) = [line for line in first.text().splitlines() if line.startswith("newswire worker: ")]
            assert last.startswith("newswire worker: screen/0: ")
            assert "cannot be written" in last
            assert "Traceback" not in first.text()
            desk.fault.unlink()
            desk.start()
            outcomes = await desk.done(STORIES)
            assert [outcomes[number] for number in range(STORIES)] == [Outcome.PASSED] * STORIES

    asyncio.run(run())


async def follows(desk: Desk, worker: Worker) -> None:
    """Wait until a worker stands by and has read all that there is; its desk is another's."""
    await desk.road.until(lambda _: "stands by" in worker.text(), 30)
    caught_up = 'newswire_standby_behind{partition="0",stage="screen"} 0.0'
    end = time.monotonic() + 30
    while caught_up not in await asyncio.to_thread(read, f"http://{worker.address}/metrics"):
        assert time.monotonic() < end, desk.road.crew.logs()
        await asyncio.sleep(0.2)


def test_a_second_worker_follows_the_desk_and_goes_on_at_once_and_none_that_joins_takes_it_away(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        async with opened(broker, tmp_path, STORIES) as (desk, first):
            second = desk.start()
            await follows(desk, second)
            # What comes while it stands by, it reads as it comes.
            await asyncio.gather(*(desk.road.send(item(number)) for number in range(STORIES, STORIES + 20)))
            told = STORIES + 20
            await desk.done(told)
            await follows(desk, second)
            assert {path.parent.name for path in desk.states()} == {"slot-0", "slot-1"}
            first.kill()
            await desk.road.send(item(3))
            await desk.road.send(item(STORIES + 5, status="canceled"))
            outcomes = await desk.done(told + 2)
            assert [outcomes[told], outcomes[told + 1]] == [Outcome.REPEAT, Outcome.WITHDRAWN]
            assert read_at_opening(second) == 0
            second.send(signal.SIGTERM)
            assert await ended(second) == 0
            # In the first one's place, and alone: beside the second it would have read the tail before it opens.
            third = desk.start()
            await desk.road.send(item(0, status="canceled"))
            assert (await desk.done(told + 3))[told + 2] == Outcome.WITHDRAWN
            assert "slot-0" in third.text()
            # All outcomes, and what was said of stories since the first one's end.
            assert read_at_opening(third) == told + 2 + 1
            await follows(desk, desk.start())

    asyncio.run(run())

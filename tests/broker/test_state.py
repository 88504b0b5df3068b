"""A worker's state on disk is a cache: killed before it is saved, deleted, cut or full, stories stay as they were."""

import asyncio
import json
import os
import re
import shutil
from collections.abc import Callable
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


@pytest.mark.parametrize("breaks", [as_it_is, deleted, cut])
def test_a_worker_goes_on_from_its_state_and_without_it_from_its_topics(
    broker: str, tmp_path: Path, breaks: Callable[[Path], None]
) -> None:
    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.statefault") as road:
            desk = Desk(road, tmp_path)
            first = desk.start()
            await asyncio.gather(*(road.send(item(number)) for number in range(STORIES)))
            await desk.done(STORIES)
            first.process.terminate()
            assert await asyncio.to_thread(first.process.wait, 20) == 0
            (state,) = desk.states()
            breaks(state)
            second = desk.start()
            await road.send(item(7, status="canceled"))
            await road.send(item(8))
            outcomes = await desk.done(STORIES + 2)
            assert [outcomes[STORIES], outcomes[STORIES + 1]] == [Outcome.WITHDRAWN, Outcome.REPEAT]
            records = await road.records()
            assert sum(b'"kind":"withdraw"' in (record.value or b"") for record in records[SCREENED.name]) == 1
            # The log of outcomes is read at every start; that of the stories only where the state is gone.
            assert read_at_opening(second) == (STORIES if breaks is as_it_is else 2 * STORIES)
            assert ("is thrown away" in second.text()) == (breaks is cut)

    asyncio.run(run())


def test_a_worker_killed_between_commit_and_save_is_only_behind(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.statefault") as road:
            desk = Desk(road, tmp_path)
            first = desk.start()
            await road.send(item(0))
            await desk.done(1)
            desk.fault.write_text("kill")
            await road.send(item(1))
            assert await asyncio.to_thread(first.process.wait, 30) == -9
            second = desk.start()
            await road.send(item(1))
            await road.send(item(1, status="canceled"))
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
        async with running(broker, tmp_path, "tests.broker.statefault") as road:
            desk = Desk(road, tmp_path)
            first = desk.start()
            await road.send(item(0))
            await desk.done(1)
            desk.fault.write_text("full")
            for number in range(1, STORIES):
                await road.send(item(number))
            assert await asyncio.to_thread(first.process.wait, 60) == 1
            (last,) = [line for line in first.text().splitlines() if line.startswith("newswire worker: ")]
            assert last.startswith("newswire worker: screen/0: ")
            assert "cannot be written" in last
            assert "Traceback" not in first.text()
            desk.fault.unlink()
            desk.start()
            outcomes = await desk.done(STORIES)
            assert [outcomes[number] for number in range(STORIES)] == [Outcome.PASSED] * STORIES

    asyncio.run(run())


def test_two_workers_with_one_folder_have_a_place_each_and_what_moves_back_reads_the_tail(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.statefault") as road:
            desk = Desk(road, tmp_path)
            first = desk.start()
            await road.send(item(0))
            await desk.done(1)
            second = desk.start()
            await asyncio.sleep(5)
            first.kill()
            for number in range(1, 20):
                await road.send(item(number))
            await desk.done(20)
            assert {path.parent.name for path in desk.states()} == {"slot-0", "slot-1"}
            # Not beside the second: it would stand by, and have read the tail before it opens.
            second.kill()
            third = desk.start()
            await road.send(item(0, status="canceled"))
            outcomes = await desk.done(21)
            assert outcomes[20] == Outcome.WITHDRAWN
            assert "slot-0" in third.text()
            # All outcomes, and the stories that came while another had the partition.
            assert read_at_opening(third) == 20 + 19

    asyncio.run(run())


def test_a_standby_follows_the_desk_and_goes_on_at_once_when_its_owner_is_killed(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.statefault") as road:
            desk = Desk(road, tmp_path)
            first = desk.start()
            await asyncio.gather(*(road.send(item(number)) for number in range(STORIES)))
            await desk.done(STORIES)
            second = desk.start()
            # Which of the two the group makes the owner is the group's to say.
            await road.until(lambda _: any("stands by" in worker.text() for worker in (first, second)), 30)
            standby, owner = (first, second) if "stands by" in first.text() else (second, first)
            # What comes while it stands by, it reads as it comes.
            for number in range(STORIES, STORIES + 20):
                await road.send(item(number))
            await desk.done(STORIES + 20)
            await asyncio.sleep(3)
            found = re.search(r"metrics and probes on (http://\S+)", standby.text())
            assert found is not None
            metrics = await asyncio.to_thread(read, f"{found[1]}/metrics")
            assert 'newswire_standby_behind{partition="0",stage="screen"} 0.0' in metrics
            owner.kill()
            await road.send(item(3))
            await road.send(item(STORIES + 5, status="canceled"))
            outcomes = await desk.done(STORIES + 22)
            assert [outcomes[STORIES + 20], outcomes[STORIES + 21]] == [Outcome.REPEAT, Outcome.WITHDRAWN]
            assert read_at_opening(standby) == 0

    asyncio.run(run())

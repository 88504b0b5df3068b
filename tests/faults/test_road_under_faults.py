"""The ledger of the whole road balances under every fault: 5,000 items, ten kill -9, stalls in a write and in idleness.

Prints one JSON verdict. The seed of the wire and of the faults' moments is SEED, or FAULTS_SEED in the environment.
"""

import asyncio
import json
import os
import random
import re
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schemas import Outcome
from streams.topics import RAW, SCREENING
from tests.broker.processes import Worker
from tests.broker.road import Road, running
from tests.broker.stalling import FLAG, FORGET, stalled
from tests.faults.generator import wire
from tests.faults.ledger import judge
from tests.faults.traffic import Traffic, traffic

pytestmark = [pytest.mark.broker, pytest.mark.faults]

SEED = int(os.environ.get("FAULTS_SEED", "20"))
ITEMS = int(os.environ.get("FAULTS_ITEMS", "5000"))
KILLS = 10
RATE = 60.0
STALL_SECONDS = 20.0
# For a backlog, on a machine that others use too.
PATIENCE_SECONDS = 400.0
MODULE = "tests.broker.stalling"


@dataclass
class Storm:
    """The faults of one run, one after another, each in the middle of a share of the wire."""

    road: Road
    flow: Traffic
    folder: Path
    chance: random.Random
    share: int
    workers: list[Worker] = field(default_factory=list)
    struck: list[tuple[str, float]] = field(default_factory=list)

    def start(self) -> Worker:
        worker = self.road.crew.start(**{FLAG: str(self.folder / "stall")})
        self.workers.append(worker)
        return worker

    def strike(self, name: str) -> None:
        self.struck.append((name, time.monotonic()))

    def replace(self, worker: Worker) -> None:
        self.workers.remove(worker)
        self.start()

    async def kill(self) -> None:
        """One of the workers, two to five seconds after new output was seen."""
        feeding = asyncio.ensure_future(self.flow.feed(self.share))
        await self.flow.new_output()
        await asyncio.sleep(self.chance.uniform(2, 5))
        victim = self.chance.choice(self.workers)
        self.strike("kill -9")
        victim.kill()
        self.replace(victim)
        await feeding

    async def stall_in_a_write(self, stage: str) -> None:
        """A worker stops between the first send and the commit; when it wakes another has its partition."""
        flag = self.folder / "stall"
        flag.write_text(stage)
        feeding = asyncio.ensure_future(self.flow.feed(self.share))
        await self.flow.until(lambda: not flag.exists(), 60, f"stall in {stage}")
        self.strike(f"SIGSTOP in a transaction of {stage}")
        zombie = next(worker for worker in self.workers if worker.process.pid == stalled(flag))
        await asyncio.sleep(STALL_SECONDS)
        await feeding
        await self.flow.drained(PATIENCE_SECONDS)  # which takes a new owner of its partition
        zombie.send(signal.SIGCONT)
        assert await asyncio.to_thread(zombie.process.wait, 30) == 3, zombie.text()
        # All its lanes were stopped, and several may have had a write in hand: the first to learn it says so.
        said = re.findall(
            r"^newswire worker: (?:screen|extract)/\d: a newer owner writes ", zombie.text(), re.MULTILINE
        )
        assert len(said) == 1, zombie.text()
        self.replace(zombie)

    async def stall_when_idle(self) -> None:
        """A worker with nothing in hand sleeps for longer than its session; it goes on as a member like any other."""
        await self.flow.drained(PATIENCE_SECONDS)
        await asyncio.sleep(2)
        sleeper, *others = self.workers
        self.strike("SIGSTOP while idle")
        sleeper.send(signal.SIGSTOP)
        await self.flow.feed(self.share // 2)
        await asyncio.sleep(STALL_SECONDS)
        sleeper.send(signal.SIGCONT)
        await self.flow.drained(PATIENCE_SECONDS)
        await asyncio.sleep(10)
        assert sleeper.alive, sleeper.text()
        # That it is a member again, and works, shows when it alone is left.
        for other in others:
            other.send(signal.SIGTERM)
            assert await asyncio.to_thread(other.process.wait, 40) == 0, other.text()
        await self.flow.feed(self.share - self.share // 2)
        await self.flow.drained(PATIENCE_SECONDS)
        assert sleeper.alive, sleeper.text()
        for other in others:
            self.replace(other)

    async def blow(self) -> None:
        """All of it."""
        self.start()
        self.start()
        for _ in range(KILLS // 2):
            await self.kill()
        await self.stall_in_a_write("extract")
        for _ in range(KILLS // 2, KILLS):
            await self.kill()
        await self.stall_in_a_write("screen")
        await self.stall_when_idle()
        await self.flow.feed(ITEMS - self.flow.sent)
        await self.flow.drained(PATIENCE_SECONDS)
        # Nobody ended that was not struck.
        assert all(worker.alive for worker in self.workers), self.road.crew.logs()

    def pauses(self) -> list[dict[str, object]]:
        """Each fault, and the longest silence until the next one, in seconds."""
        ends = [moment for _, moment in self.struck[1:]] + [self.flow.arrivals[-1]]
        return [
            {"fault": name, "silence": round(self.flow.silence(moment, end), 1)}
            for (name, moment), end in zip(self.struck, ends, strict=True)
        ]


def test_nothing_is_lost_and_nothing_is_twice_under_every_fault(
    broker: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async def run() -> None:
        began = time.monotonic()
        async with (
            running(broker, tmp_path, MODULE) as road,
            traffic(road, wire(ITEMS, SEED), RATE) as flow,
        ):
            # One share a fault, and one after the last.
            storm = Storm(road, flow, tmp_path, random.Random(SEED), ITEMS // (KILLS + 4))  # noqa: S311 - a seeded fault
            await storm.blow()
            await road.settled()
            # What comes twice would come about now.
            await asyncio.sleep(5)
            records = await road.records()
            verdict = judge(records)
            told = {
                "seed": SEED,
                "items": len(records[RAW.name]),
                "lost": verdict.lost,
                "twice": verdict.twice,
                "faults_of_the_ledger": verdict.faults,
                "outcomes": dict(verdict.outcomes),
                "event_messages": verdict.events,
                "seconds": round(time.monotonic() - began, 1),
                "struck": storm.pauses(),
            }
            with capfd.disabled():
                print(f"\n{json.dumps(told)}")  # noqa: T201 - the verdict is this command's output
            assert verdict.faults == [], road.crew.logs()
            assert (verdict.lost, verdict.twice) == (0, 0)
            assert len(records[RAW.name]) == ITEMS
            assert verdict.outcomes[Outcome.DEAD] > ITEMS // 200
            assert verdict.outcomes[Outcome.PASSED] > ITEMS // 2

    asyncio.run(run())


@pytest.mark.parametrize("forgets", [False, True])
def test_a_writer_that_forgets_its_position_is_found_out(broker: str, tmp_path: Path, forgets: bool) -> None:
    """The committed offsets are lost (a group of another name): whoever reads its position repeats nothing."""

    async def run() -> None:
        async with running(broker, tmp_path, MODULE) as road, traffic(road, wire(60, SEED), RATE) as flow:
            first = road.crew.start()
            await flow.feed(50)
            await flow.drained(90)
            first.kill()
            other = {"NEWSWIRE_APP_ID": "another-group", **({FORGET: "1"} if forgets else {})}
            road.crew.start(**other)
            await flow.feed(10)
            expected = 110 if forgets else 60
            await flow.until(lambda: flow.seen[SCREENING.name] >= expected, 90, "outcome of every item")
            await flow.drained(90)
            await asyncio.sleep(2)
            verdict = judge(await road.records())
            if forgets:
                assert verdict.twice >= 50, f"{verdict}\n{road.crew.logs()}"
                assert any("two first outcomes" in fault for fault in verdict.faults)
            else:
                assert verdict.faults == [], f"{verdict}\n{road.crew.logs()}"
                assert (verdict.lost, verdict.twice) == (0, 0)

    asyncio.run(run())

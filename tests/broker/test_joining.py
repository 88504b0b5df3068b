"""A worker joins its groups when its coders are loaded: what it was given before that would wait for them."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from streams.cli.healthcheck import ask
from streams.kafka.record import Record
from streams.topics import RAW
from tests.broker.dawdling import GATE
from tests.broker.processes import Worker
from tests.broker.road import first_outcomes, running

pytestmark = pytest.mark.broker

ITEM = b"Turkey expelled two Greek diplomats on Monday over a dispute about fishing rights."
# A worker that does not wait for its pool has its partitions long before this.
LOOK_SECONDS = 3
PATIENCE_SECONDS = 60


async def _listening(worker: Worker) -> str:
    """Wait until its probes are there; gives their address."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (address := worker.address) is None:
        assert time.monotonic() < end, worker.text()
        await asyncio.sleep(0.1)
    return f"http://{address}"


def test_a_worker_whose_coders_are_not_loaded_yet_has_no_partitions_and_can_be_stopped(
    broker: str, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"

    async def run() -> None:
        async with running(broker, tmp_path, "tests.broker.dawdling") as road:
            worker, other = (road.crew.start(**{GATE: str(gate)}) for _ in range(2))
            offset = await road.send(ITEM, content_type="text/plain", x_provider="meridian")
            probes = [await _listening(one) for one in (worker, other)]
            await asyncio.sleep(LOOK_SECONDS)
            for one, probe in zip((worker, other), probes, strict=True):
                is_ready, line = await asyncio.to_thread(ask, f"{probe}/ready")
                assert (is_ready, "503" in line) == (False, True)
                assert "has partitions" not in one.text()
            other.send(signal.SIGTERM)
            assert await asyncio.to_thread(other.process.wait, PATIENCE_SECONDS) == 0
            gate.touch()

            def is_done(found: dict[str, list[Record]]) -> bool:
                return first_outcomes(found).get(offset) is not None

            records = await road.until(is_done, PATIENCE_SECONDS)
            assert len(records[RAW.name]) == 1
            assert "has partitions" in worker.text()
            assert "has partitions" not in other.text()

    asyncio.run(run())

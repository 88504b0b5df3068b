"""A worker of two fenced stages in a chain, run as a process by the tests: each numbers what it passes on.

The number is the stage's state: it is only right when the state that the log gives back is exactly what was committed.
Usage: python -m tests.broker.chain RUN STOP_FILE   (settings from NEWSWIRE_…). When STOP_FILE is there, the worker
takes it away and stops itself (SIGSTOP) in its next transaction, between the first send and the commit.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import uvloop
from aiokafka import AIOKafkaProducer

from streams import settings
from streams.agents.pool import ItemPool
from streams.agents.stage import Applied, Task
from streams.errors import ItemError
from streams.kafka.record import Output, Record
from streams.stories.tables import Tables
from streams.topics import Topic, Width
from streams.worker import Worker

PARTITIONS = 4


def topics(run: str) -> tuple[Topic, Topic, Topic]:
    first, middle, last = (
        Topic(f"chain.{part}.{run}", Width.STORIES, public=False, purpose="a test's") for part in ("in", "mid", "out")
    )
    return first, middle, last


class Count:
    """How many records a partition has passed on."""

    def __init__(self, number: int = 0) -> None:
        self.number = number

    def draft(self) -> "Count":
        return Count(self.number)

    def accept(self, draft: "Count") -> None:
        self.number = draft.number


def slowly(value: bytes) -> bytes:
    if value.startswith(b"poison"):
        raise ItemError("poison", "as the test asked")
    return value


class Numbering:
    """Passes a record on with its number."""

    on_disk: frozenset[str] = frozenset()
    stands_by = False

    def __init__(self, name: str, source: Topic, target: Topic) -> None:
        self.name = name
        self.input = source
        self._target = target

    def logs(self, partition: int) -> Sequence[tuple[str, int]]:
        return [(self._target.name, partition)]

    def empty(self, partition: int, tables: Tables) -> Count:  # noqa: ARG002 - the protocol's
        return Count()

    def restore(self, state: Count, record: Record) -> None:
        state.number = json.loads(record.value or b"")["number"]

    def restored(self, state: Count, partition: int) -> None:
        """Nothing is to be said of it."""

    def task(self, record: Record) -> Task:
        return Task(slowly, (record.value or b"",))

    def apply(self, state: Count, record: Record, prepared: bytes | ItemError) -> Applied:
        if isinstance(prepared, ItemError):
            return Applied(errors=[prepared])
        state.number += 1
        body = json.loads(prepared)  # what is not JSON raises here, after the state was touched
        value = json.dumps({"id": body["id"], "number": state.number, "filling": "x" * body.get("ballast", 0)}).encode()
        return Applied([Output(self._target.name, record.partition, record.key, value)])

    def next_tick(self, state: Count) -> datetime | None:  # noqa: ARG002 - the protocol's
        return None

    def tick(self, state: Count, now: datetime) -> Applied:  # noqa: ARG002 - the protocol's
        return Applied()


async def work(run: str) -> int:
    configured = settings.load()
    pool = ItemPool(configured.processes, configured.item_timeout)
    first, middle, last = topics(run)
    stages: list[Any] = [Numbering("one", first, middle), Numbering("two", middle, last)]
    try:
        return await Worker(configured, stages, pool).run()
    finally:
        pool.close()


def stop_once(flag: Path) -> None:
    """Make the next transaction after the flag was set stop the process before it commits."""
    commit = AIOKafkaProducer.commit_transaction

    async def stalling(self: AIOKafkaProducer) -> None:
        if flag.exists():  # noqa: ASYNC240 - it is about to stop altogether
            flag.unlink()  # noqa: ASYNC240 - as above
            os.kill(os.getpid(), signal.SIGSTOP)
        await commit(self)

    AIOKafkaProducer.commit_transaction = stalling


if __name__ == "__main__":
    stop_once(Path(sys.argv[2]))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(runner.run(work(sys.argv[1])))

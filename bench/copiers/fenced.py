"""The project's own way: a stage of the road that passes on what it gets, each batch in one fenced transaction.

Usage: python -m bench.copiers.fenced BROKER SOURCE TARGET GROUP
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import uvloop

from streams import settings
from streams.agents.pool import ItemPool
from streams.agents.stage import Applied
from streams.kafka.record import Output, Record
from streams.stories.tables import Tables
from streams.topics import Topic, Width
from streams.worker import Worker


class Nothing:
    """A state that knows nothing."""

    def draft(self) -> "Nothing":
        """Give itself."""
        return self

    def accept(self, draft: "Nothing") -> None:
        """Take nothing over."""


class Copy:
    """The stage."""

    name = "copy"
    on_disk: frozenset[str] = frozenset()
    stands_by = False

    def __init__(self, source: str, target: str) -> None:
        self.input = Topic(source, Width.STORIES, public=False, purpose="a bench's")
        self._target = target

    def logs(self, partition: int) -> Sequence[tuple[str, int]]:  # noqa: ARG002 - the protocol's
        """It has no state, and so no log."""
        return []

    def empty(self, partition: int, tables: Tables) -> Nothing:  # noqa: ARG002 - the protocol's
        """Make its state."""
        return Nothing()

    def restore(self, state: Nothing, record: Record) -> None:
        """Nothing is to be read."""

    def restored(self, state: Nothing, partition: int) -> None:
        """Nothing was read."""

    def task(self, record: Record) -> None:
        """Nothing is for the pool."""

    def apply(self, state: Nothing, record: Record, prepared: None) -> Applied:  # noqa: ARG002 - the protocol's
        """Pass it on."""
        return Applied([Output(self._target, record.partition, record.key, record.value)])

    def next_tick(self, state: Nothing) -> datetime | None:  # noqa: ARG002 - the protocol's
        """No clock is looked at."""
        return None

    def tick(self, state: Nothing, now: datetime) -> Applied:  # noqa: ARG002 - the protocol's
        """Nothing is due."""
        return Applied()


async def copy(broker: str, source: str, target: str, group: str) -> int:
    """Run a worker with the one stage until ended."""
    configured = settings.load().model_copy(
        update={"bootstrap_servers": broker, "app_id": group, "http_port": 0, "partitions": 4, "session_timeout": 6}
    )
    pool = ItemPool(1, configured.item_timeout)
    stages: list[Any] = [Copy(source, target)]
    try:
        return await Worker(configured, stages, pool).run()
    finally:
        pool.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(runner.run(copy(*sys.argv[1:5])))

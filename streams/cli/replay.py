"""`newswire replay`: feed a topic from files, as a wire would.

Flows in: files of any wire, JSON Lines, recorded topics, or the demo's own wire. Flows out: raw records, marked
`x-ingest: replay`.
"""

import argparse
import asyncio
import sys
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

from schemas import Ingest
from streams import settings as settings_module
from streams.cli import items, wire
from streams.cli.connection import partitions_of, producer, run_connected, topic_name
from streams.cli.lines import Answers
from streams.cli.moments import seconds, speed
from streams.errors import SettingsError, WireError
from streams.kafka.record import Headers, Record
from streams.settings import Settings

STAGE = "replay"
INGEST = "x-ingest"
# What one replay has in flight at most.
WINDOW = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    items.add_arguments(parser)
    parser.add_argument("--topic", default="raw", help="the topic to feed (default: raw)")
    parser.add_argument("--partition", type=int, metavar="N", help="its partition (default: the recorded one, else 0)")
    parser.add_argument("--demo", action="store_true", help="send the demo's wire in its own time; takes no FILE")
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--interval", type=seconds, metavar="TIME", help="wait between two items, e.g. 500ms")
    pace.add_argument("--speed", type=speed, metavar="X", help="keep the recorded distances, X times as fast")


def run(arguments: argparse.Namespace) -> int:
    """Send all items; returns 1 when one could not be read or sent.

    Raises:
        SettingsError: `--demo` stands beside what it says itself.
    """
    if arguments.demo and (arguments.files or arguments.records or arguments.interval is not None):
        raise SettingsError("--demo has its own items and its own time: no FILE, --records or --interval")
    settings = settings_module.load()
    return run_connected(settings, _replay(arguments, settings))


async def _replay(arguments: argparse.Namespace, settings: Settings) -> int:
    topic = topic_name(arguments.topic)
    there = await partitions_of(settings, topic)
    answers = Answers(STAGE)
    pace = _Pace(arguments.interval, None if arguments.demo else arguments.speed)
    sent = 0
    async with producer(settings) as client:
        waiting: deque[asyncio.Future[object]] = deque()
        found = (
            demo_items(arguments.speed or 1.0)
            if arguments.demo
            else items.items(arguments, answers, settings.max_item_bytes)
        )
        # In a thread: a slow stdin must not keep what was read from being sent.
        while (item := await asyncio.to_thread(next, found, None)) is not None:
            if isinstance(item.record, WireError):
                answers.tell(f"{item.place}: {item.record}")
                continue
            partition = _partition(arguments.partition, item.record, there)
            if partition not in there:
                answers.tell(f"{item.place}: {topic} has no partition {partition}")
                continue
            await pace.wait(item.record.at)
            waiting.append(
                await client.send(
                    topic,
                    value=item.record.value,
                    key=item.record.key,
                    partition=partition,
                    headers=list(replayed(item.record.headers)),
                )
            )
            sent += 1
            if pace.slow or len(waiting) >= WINDOW:
                await waiting.popleft()
        await asyncio.gather(*waiting)
    print(f"{sent} sent to {topic}", file=sys.stderr)
    return answers.code


def demo_items(speed: float) -> Iterator[items.Item]:
    """Give the demo's wire, each item when its time has come, with the times of then in it.

    Args:
        speed: how many times as fast.
    """
    for item in wire.load():
        time.sleep(item.delay / speed)
        now = datetime.now(UTC)
        record = Record(items.NOWHERE, 0, item.number - 1, now, None, item.value(now), tuple(item.headers()))
        yield items.Item(item.name, item.name, record)


def replayed(headers: Headers) -> Headers:
    """Mark an item as replayed, whatever it was before."""
    return [*((name, value) for name, value in headers if name != INGEST), (INGEST, Ingest.REPLAY.value.encode())]


def _partition(asked: int | None, record: Record, there: tuple[int, ...]) -> int:
    if asked is not None:
        return asked
    # A file has partition 0; a recorded topic may have had more partitions than this one.
    return record.partition if record.partition in there else there[record.partition % len(there)]


class _Pace:
    """When the next item is due."""

    def __init__(self, interval: float | None, speed: float | None) -> None:
        self.slow = interval is not None or speed is not None
        self._interval = interval
        self._speed = speed
        self._first: tuple[float, datetime] | None = None
        self._count = 0

    async def wait(self, at: datetime) -> None:
        """Wait for an item that was recorded at a moment."""
        now = asyncio.get_running_loop().time()
        began, first_at = self._first or (now, at)
        self._first = began, first_at
        due = now
        if self._interval is not None:
            due = began + self._count * self._interval
        elif self._speed is not None:
            due = began + (at - first_at).total_seconds() / self._speed
        self._count += 1
        if due > now:
            await asyncio.sleep(due - now)

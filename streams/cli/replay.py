"""`newswire replay`: feed a topic from files, as a wire would.

Flows in: files of any wire, JSON Lines, recorded topics, or the demo's own wire. Flows out: raw records, marked
`x-ingest: replay` or, from an archive and at a bounded rate, `x-ingest: backfill`.
"""

import argparse
import asyncio
import sys
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Self

from schemas import Ingest
from streams import settings as settings_module
from streams.cli import items, wire
from streams.cli.connection import partitions_of, producer, run_connected, topic_name
from streams.cli.lines import Answers
from streams.cli.moments import seconds, speed
from streams.cli.sidethread import aside
from streams.errors import SettingsError, WireError
from streams.kafka.record import Headers, Record
from streams.settings import Settings

STAGE = "replay"
INGEST = "x-ingest"
# Items a second of a backfill: what is live goes before it.
BACKFILL_RATE = 20.0
# What one replay has in flight at most.
WINDOW = 500
TOLD_EVERY_SECONDS = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    items.add_arguments(parser)
    parser.add_argument("--topic", default="raw", help="the topic to feed (default: raw)")
    parser.add_argument("--partition", type=int, metavar="N", help="its partition (default: the recorded one, else 0)")
    parser.add_argument("--demo", action="store_true", help="send the demo's wire in its own time; takes no FILE")
    parser.add_argument(
        "--backfill",
        action="store_true",
        help=f"mark the items as an archive's; {BACKFILL_RATE:g} a second, or as said",
    )
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--interval", type=seconds, metavar="TIME", help="wait between two items, e.g. 500ms")
    pace.add_argument(
        "--speed", type=speed, metavar="X", help="keep the recorded distances, X times as fast (1: as they came)"
    )
    pace.add_argument("--rate", type=speed, metavar="N", help="at most N items a second")


def run(arguments: argparse.Namespace) -> int:
    """Send all items; returns 1 when one could not be read or sent.

    Raises:
        SettingsError: `--demo` stands beside what it says itself, or there is no recorded time to keep.
    """
    if arguments.demo and (
        arguments.files or arguments.records or arguments.backfill or arguments.interval or arguments.rate
    ):
        raise SettingsError(
            "--demo has its own items and its own time: no FILE, --records, --backfill, --interval or --rate"
        )
    settings = settings_module.load()
    return run_connected(settings, _replay(arguments, settings))


async def _replay(arguments: argparse.Namespace, settings: Settings) -> int:
    topic = topic_name(arguments.topic)
    there = await partitions_of(settings, topic)
    answers = Answers(STAGE)
    pace = _Pace(_interval(arguments), None if arguments.demo else arguments.speed)
    ingest = Ingest.BACKFILL if arguments.backfill else Ingest.REPLAY
    sent = _Sent(topic)
    found = (
        demo_items(arguments.speed or 1.0)
        if arguments.demo
        else items.items(arguments, answers, settings.max_item_bytes)
    )
    async with producer(settings) as client, sent:
        # In a thread: a slow stdin must not keep what was read from being sent.
        while (item := await aside(partial(next, found, None))) is not None:
            if isinstance(item.record, WireError):
                answers.tell(f"{item.place}: {item.record}")
                continue
            partition = _partition(arguments.partition, item.record, there)
            if partition not in there:
                answers.tell(f"{item.place}: {topic} has no partition {partition}")
                continue
            if pace.speed is not None and item.record.topic == items.NOWHERE:
                line = f"{item.place}: --speed keeps the distances of recorded topics (tail --records), this is none"
                raise SettingsError(f"{line}; say --interval or --rate")
            await pace.wait(item.record.at)
            headers = list(marked(item.record.headers, ingest))
            await sent.add(
                await client.send(
                    topic, value=item.record.value, key=item.record.key, partition=partition, headers=headers
                ),
                most=0 if pace.slow else WINDOW,
            )
    return answers.code


class _Sent:
    """What one replay has sent; told at its end, also when it is interrupted, and to a terminal now and then."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._waiting: deque[asyncio.Future[object]] = deque()
        self._count = 0
        self._told = time.monotonic()

    async def add(self, delivery: asyncio.Future[object], most: int) -> None:
        """Wait until at most so many are on their way."""
        delivery.add_done_callback(self._settled)
        self._waiting.append(delivery)
        while len(self._waiting) > most:
            oldest = self._waiting.popleft()
            while not (await asyncio.wait([oldest], timeout=TOLD_EVERY_SECONDS))[0]:
                print("the broker does not answer: waiting for it", file=sys.stderr)
            oldest.result()
        if sys.stderr.isatty() and time.monotonic() - self._told > TOLD_EVERY_SECONDS:
            self._told = time.monotonic()
            print(f"{self._count} sent so far", file=sys.stderr)

    def _settled(self, delivery: asyncio.Future[object]) -> None:
        self._count += not delivery.cancelled() and delivery.exception() is None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                await asyncio.gather(*self._waiting)
        finally:
            print(f"{self._count} sent to {self._topic}", file=sys.stderr)


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


def marked(headers: Headers, ingest: Ingest) -> Headers:
    """Say of an item how it came, whatever was said before."""
    return [*((name, value) for name, value in headers if name != INGEST), (INGEST, ingest.value.encode())]


def _interval(arguments: argparse.Namespace) -> float | None:
    """Give the seconds between two items; None where nothing bounds them."""
    rate: float | None = arguments.rate
    if arguments.backfill and arguments.interval is None and arguments.speed is None and rate is None:
        rate = BACKFILL_RATE
    interval: float | None = arguments.interval
    return 1 / rate if rate else interval


def _partition(asked: int | None, record: Record, there: tuple[int, ...]) -> int:
    if asked is not None:
        return asked
    # A file has partition 0; a recorded topic may have had more partitions than this one.
    return record.partition if record.partition in there else there[record.partition % len(there)]


class _Pace:
    """When the next item is due."""

    def __init__(self, interval: float | None, speed: float | None) -> None:
        self.slow = interval is not None or speed is not None
        self.speed = speed
        self._interval = interval
        self._first: tuple[float, datetime] | None = None
        self._last: float | None = None

    async def wait(self, at: datetime) -> None:
        """Wait for an item that was recorded at a moment."""
        now = asyncio.get_running_loop().time()
        began, first_at = self._first or (now, at)
        self._first = began, first_at
        due = now
        if self._interval is not None:
            # From the last one on: what came late is not made up for.
            due = now if self._last is None else self._last + self._interval
        elif self.speed is not None:
            due = began + (at - first_at).total_seconds() / self.speed
        self._last = max(now, due)
        if due > now:
            await asyncio.sleep(due - now)

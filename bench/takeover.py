"""How soon screen works again with its window full, cold and by its warm standby: `make bench-takeover`.

Usage: python -m bench.takeover [--texts N] [--page FILE]
Flows in: a log of as many texts as the world has in 72 hours, on a real broker. Flows out: a table in Markdown, and
the page docs/takeover.md. Takes a quarter of an hour, 4 GB of disk and 10 of memory.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.articles import Article, articles
from bench.gauges import machine, use
from bench.reprints import hundred_words
from bench.window import logged_texts
from schemas import Label, Screened
from streams.cli.healthcheck import ask
from streams.duplicates.thresholds import thresholds
from streams.errors import WireError
from streams.screening import Desk
from streams.topics import SCREENED, SCREENING, STORIES
from streams.wires.envelope import Envelope
from streams.wires.registry import read
from tests.broker import kafka
from tests.broker.processes import Worker
from tests.broker.road import PARTITIONS, Road, running

TEXTS = 3_000_000
BATCH_BYTES = 500_000
PATIENCE_SECONDS = 1200.0
# So long the first text of the log is still within the window.
MARGIN = timedelta(hours=1)
MB = 2**20
_TEMPLATES = 500


@dataclass(frozen=True, slots=True)
class Start:
    """One way to be ready again; seconds, and bytes.

    Attributes:
        way: which.
        given: until the group gave it the desk; None: it was not to have it.
        ready: from then, or from its start, until its first output, or until it followed its owner.
        cpu: processor time of its own process since its start.
        memory: of its own process.
    """

    way: str
    given: float | None
    ready: float
    cpu: float
    memory: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.takeover", description=main.__doc__)
    parser.add_argument("--texts", type=int, default=TEXTS, help="in the window (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="write a page about this run here")
    given = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    try:
        with kafka.running() as broker, tempfile.TemporaryDirectory(prefix="newswire-takeover-") as folder:
            starts = asyncio.run(measured(given.texts, broker.address, Path(folder)))
    except kafka.NoBrokerError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(starts))
    if given.page:
        given.page.write_text(page(given.texts, load, starts), encoding="utf-8")
    return 0


async def measured(texts: int, broker: str, folder: Path) -> list[Start]:
    """Fill a log, start a worker on it, then a second, and kill the first."""
    (article,) = articles(1)
    async with running(broker, folder) as road, _outputs(broker) as outputs:
        await _fill(broker, texts, article)
        run = Run(road, outputs, article)
        environment = {"NEWSWIRE_STAGES": "screen", "NEWSWIRE_STATE_DIR": str(folder / "state")}
        began = time.monotonic()
        owner = road.crew.start(**environment)
        cold = await run.working("a worker alone, from its start", began, owner)
        began = time.monotonic()
        standby = road.crew.start(**environment)
        await _until(lambda: "stands by" in standby.text() and _is_ready(standby), standby)
        follows = _start("a second one, from its start until it follows", None, began, standby)
        began = time.monotonic()
        owner.kill()
        return [cold, follows, await run.working("the second, after the end of the first", began, standby)]


async def _fill(broker: str, texts: int, article: Article) -> None:
    """Write the log of a desk; the first text in it, and the only one that is known as a story, is the article's."""
    since = datetime.now(UTC) - timedelta(hours=thresholds().window_hours) + MARGIN
    (first,) = read(Envelope(value=article.ninjs(), content_type=None, provider="bench", received_at=since))
    if isinstance(first, WireError):
        raise first
    screening = Desk().screen(first, since)
    async with AIOKafkaProducer(bootstrap_servers=broker, max_batch_size=BATCH_BYTES) as producer:
        for story in screening.stories:
            key = story.lineage_id.encode()
            await producer.send_and_wait(STORIES.name, story.model_dump_json().encode(), key, partition=0)
        await producer.send_and_wait(SCREENING.name, screening.record.model_dump_json().encode(), partition=0)
        batch = producer.create_batch()
        for record in _records(texts, since):
            if batch.append(key=None, value=record, timestamp=None) is None:
                await producer.send_batch(batch, SCREENING.name, partition=0)
                batch = producer.create_batch()
                batch.append(key=None, value=record, timestamp=None)
        await (await producer.send_batch(batch, SCREENING.name, partition=0))


def _records(texts: int, since: datetime) -> Iterator[bytes]:
    for chunk in logged_texts(texts, hundred_words(_TEMPLATES), since):
        yield from chunk


@dataclass(frozen=True, slots=True)
class Run:
    """A road, what comes out of it, and the article whose copies are sent."""

    road: Road
    outputs: AIOKafkaConsumer
    article: Article

    async def working(self, way: str, began: float, worker: Worker) -> Start:
        """Send a copy of the log's first text, and wait until it is told to be one.

        Raises:
            TimeoutError: nothing was told.
        """
        name = f"urn:copy:{began}:".encode()
        await self.road.send(self.article.ninjs().replace(b"urn:bench:", name), x_provider="other")
        given = await _until(lambda: "screen: has partitions [0]" in worker.text(), worker)
        while time.monotonic() < given + PATIENCE_SECONDS:
            for records in (await self.outputs.getmany(timeout_ms=100)).values():
                verdict = Screened.model_validate_json(records[0].value).verdict
                if verdict is None or (verdict.label, verdict.duplicate_of) != (Label.EXACT, "bench/urn:bench:0"):
                    raise AssertionError(f"no copy of the log's first text: {verdict}")
                return _start(way, given - began, given, worker)
        raise TimeoutError(worker.text())


def _start(way: str, given: float | None, since: float, worker: Worker) -> Start:
    spent = use(worker.process.pid)
    return Start(way, given, time.monotonic() - since, spent.cpu, spent.resident)


async def _until(done: Callable[[], bool], worker: Worker) -> float:
    end = time.monotonic() + PATIENCE_SECONDS
    while not await asyncio.to_thread(done):
        if time.monotonic() > end or not worker.alive:
            raise TimeoutError(worker.text())
        await asyncio.sleep(0.02)
    return time.monotonic()


def _is_ready(worker: Worker) -> bool:
    return worker.address is not None and ask(f"http://{worker.address}/ready")[0]


def _outputs(broker: str) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    consumer.assign([TopicPartition(SCREENED.name, number) for number in range(PARTITIONS)])
    return consumer


def table(starts: Sequence[Start]) -> str:
    """Lay the figures out as a table in Markdown."""
    lines = ["| Ready again | Given the desk in s | Ready in s | Its CPU, s | Its memory, MB |"]
    lines.append("|---|---:|---:|---:|---:|")
    for one in starts:
        given = "" if one.given is None else f"{one.given:.1f}"
        lines.append(f"| {one.way} | {given} | {one.ready:.1f} | {one.cpu:.0f} | {one.memory / MB:.0f} |")
    return "\n".join(lines)


def page(texts: int, load: float, starts: Sequence[Start]) -> str:
    """Write the page."""
    return f"""# Takeover

Made by `make bench-takeover ARGS="--page docs/takeover.md"`; nothing here is written by hand.

Two workers of the screen stage, and {texts:,} texts of 72 hours in the log of their desk (`news.screening.v1`).
On {machine()}, load average {load:.1f} before the run;
the broker, Apache Kafka {kafka.VERSION}, on the same machine.

{table(starts)}

- *Given the desk*: a worker that is killed is missed by its group after a session timeout, here 6 s
  (`NEWSWIRE_SESSION_TIMEOUT`); one that is stopped says so itself.
- *Ready*: from then until a reader of committed records has the first message on `news.articles.screened.v1`: of a
  copy of the log's first text, which must be told to be one. One that follows is ready when it has read what is there.
- *Its CPU* is that of the process since its start. The clock also counts what else the machine does: beside a load
  average above the number of its cores it says little of the first two rows.
- Signatures are random, three in ten those of an earlier text with a few rows changed. Only the first text is known as
  a story: what stories cost is on the page of the [state on disk](state.md).
"""


if __name__ == "__main__":
    sys.exit(main())

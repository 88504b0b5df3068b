"""How fast, how dear and how late the road is: `make bench`, on a real broker.

Usage: python -m bench.road [--items N] [--page FILE]   Runs over generated articles: all of them at once through one
worker; each stage alone, for its CPU; a wire at the world's pace, for its latency, and a burst after it; one extract
worker and two, each held to a share of a core; bare spaCy, and the same copy by other ways, beside them.
Flows out: a table in Markdown and one JSON object on standard output, what goes on at the moment on standard error.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path

from bench.articles import Article, articles
from bench.copying import copied
from bench.gauges import Use, children, machine, use
from bench.paces import Burst, Latency, burst, finished, paced, send, under_embargo, world
from bench.page import Bare, Figures, Scale, StageCost, Throughput, page, table
from bench.readings import reading
from bench.shares import held
from streams.cli.healthcheck import ask
from streams.topics import EVENTS, SCREENING
from tests.broker import kafka
from tests.broker.processes import Worker
from tests.broker.road import running

MB = 2**20
READY_SECONDS = 120.0
# Before the clock starts: everything is loaded, every group has met, the first items are through.
WARM_UP = 20
RATE, BURST_RATE = 12.0, 100.0
SHARE = 0.4
"""Of a core, for each of the workers of which there are one and two."""

ALL_AT_WORK = 0.15, 0.65
"""From when till when, as shares of the stories that are through: both have work, unless one had twice the other's."""

SEED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.road", description=main.__doc__)
    parser.add_argument("--items", type=int, default=2000, help="articles at once (default: %(default)s)")
    parser.add_argument(
        "--stage-items", type=int, default=500, help="articles for a stage alone (default: %(default)s)"
    )
    parser.add_argument("--paced-items", type=int, default=720, help="stories for latency (default: %(default)s)")
    parser.add_argument(
        "--held-items", type=int, default=40, help="embargoes that end meanwhile (default: %(default)s)"
    )
    parser.add_argument("--burst-items", type=int, default=3000, help="stories of a burst (default: %(default)s)")
    parser.add_argument("--scale-items", type=int, default=300, help="stories for each scale (default: %(default)s)")
    parser.add_argument("--messages", type=int, default=20_000, help="to copy by each way (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=10, help="of each way's process (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="also write the page there")
    given = parser.parse_args(arguments)
    if min(given.paced_items, given.held_items) < 2:  # noqa: PLR2004 - of one there are no percentiles
        parser.error("a latency needs two items")
    try:
        with _broker() as (address, name), tempfile.TemporaryDirectory(prefix="newswire-bench-") as folder:
            figures = asyncio.run(_measure(given, address, name, Path(folder)))
    except kafka.NoBrokerError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(figures))
    print(f"\n{json.dumps(asdict(figures))}")
    if given.page:
        given.page.write_text(page(figures), encoding="utf-8")
    return 0


@contextlib.contextmanager
def _broker() -> Iterator[tuple[str, str]]:
    if named := os.environ.get("NEWSWIRE_TEST_BROKER"):
        yield named, "a broker that was there"
        return
    with kafka.running() as started:
        yield started.address, f"Apache Kafka {kafka.VERSION}"


async def _measure(given: argparse.Namespace, broker: str, name: str, folder: Path) -> Figures:
    load = os.getloadavg()[0]
    wire = list(articles(WARM_UP + given.items, SEED))
    through = await _whole(wire, given.items, broker, _room(folder, "whole"))
    late, released, over = await _late(given, broker, _room(folder, "late"))
    screen, extract = await _apart(wire[: WARM_UP + given.stage_items], broker, _room(folder, "apart"))
    scaled = [
        await _scaled(list(islice(world(), given.scale_items)), workers, broker, _room(folder, f"scaled-{workers}"))
        for workers in (1, 2)
    ]
    _tell("bare spaCy")
    command = [sys.executable, "-m", "bench.bare", str(given.stage_items), str(SEED)]
    told = await asyncio.to_thread(subprocess.run, command, check=True, stdout=subprocess.PIPE)
    words = statistics.fmean(len(article.body.split()) for article in wire)
    return Figures(
        machine=machine(),
        load=load,
        broker=name,
        words=words,
        throughput=through,
        screen=screen,
        extract=extract,
        latency=late,
        releases=released,
        burst=over,
        scale=Scale(SHARE, *scaled),
        bare=Bare(**json.loads(told.stdout)),
        copies=tuple(await asyncio.to_thread(copied, broker, given.messages, given.kills)),
    )


def _room(folder: Path, crew: str) -> Path:
    """Give each crew a folder: its workers' logs tell where they listen."""
    room = folder / crew
    room.mkdir()
    return room


async def _whole(wire: Sequence[Article], items: int, broker: str, folder: Path) -> Throughput:
    """All stages in one worker that has as much as it can do."""
    async with running(broker, folder) as road, reading(broker) as seen:
        worker = road.crew.start()
        await _ready(worker)
        await send(road, wire[:WARM_UP])
        await seen.until(lambda: finished(seen) == WARM_UP)
        _tell(f"{items} articles at once")
        before, messages, began = _family(worker), seen.count[EVENTS.name], time.monotonic()
        await send(road, wire[WARM_UP:])
        seconds = await seen.until(lambda: finished(seen) == WARM_UP + items) - began
        after, messages = _family(worker), seen.count[EVENTS.name] - messages
        own, pool = _cpu(before, after, worker)
        return Throughput(
            items,
            items / seconds,
            messages / seconds,
            1000 * own / items,
            1000 * pool / items,
            after[worker.process.pid].peak / MB,
            max(found.peak for pid, found in after.items() if pid != worker.process.pid) / MB,
        )


async def _late(given: argparse.Namespace, broker: str, folder: Path) -> tuple[Latency, Latency, Burst]:
    """A worker with a pool process for each core, at the world's pace and then far above it."""
    async with running(broker, folder) as road, reading(broker) as seen:
        worker = road.crew.start(NEWSWIRE_PROCESSES=str(os.cpu_count() or 1))
        await _ready(worker)
        wire = list(islice(world(), WARM_UP + given.paced_items))
        await send(road, wire[:WARM_UP])
        await seen.until(lambda: finished(seen) == WARM_UP)
        _tell(f"{given.paced_items} stories at {RATE:g} a second")
        late, released = await paced(road, seen, wire[WARM_UP:], RATE, under_embargo(given.held_items))
        _tell(f"{given.burst_items} stories at {BURST_RATE:g} a second")
        return late, released, await burst(road, seen, worker, given.burst_items, BURST_RATE)


async def _scaled(wire: Sequence[Article], workers: int, broker: str, folder: Path) -> float:
    """Give the items a second of so many extract workers, each held to its share; screen has all it asks for.

    While all of them have work, that is: which has the more of it is chance.
    """
    _tell(f"{len(wire)} stories, {workers} extract at {SHARE:g} of a core")
    async with running(broker, folder) as road, reading(broker) as seen:
        crew = [road.crew.start(NEWSWIRE_STAGES="extract") for _ in range(workers)]
        for worker in [*crew, road.crew.start(NEWSWIRE_STAGES="screen")]:
            await _ready(worker)
        with contextlib.ExitStack() as shares:
            for worker in crew:
                pids = tuple(_family(worker))
                shares.enter_context(held(partial(tuple, pids), SHARE))
            await send(road, wire)
            began, first = await seen.until(lambda: finished(seen) >= ALL_AT_WORK[0] * len(wire)), finished(seen)
            ended, last = await seen.until(lambda: finished(seen) >= ALL_AT_WORK[1] * len(wire)), finished(seen)
            return (last - first) / (ended - began)


async def _apart(wire: Sequence[Article], broker: str, folder: Path) -> tuple[StageCost, StageCost]:
    """Each stage alone in its worker, one after the other."""
    async with running(broker, folder) as road, reading(broker) as seen:
        _tell(f"{len(wire)} articles through screen alone")
        worker = road.crew.start(NEWSWIRE_STAGES="screen")
        await _ready(worker)
        await send(road, wire[:WARM_UP])
        await seen.until(lambda: seen.count[SCREENING.name] == WARM_UP)
        before, began = _family(worker), time.monotonic()
        await send(road, wire[WARM_UP:])
        seconds = await seen.until(lambda: seen.count[SCREENING.name] == len(wire)) - began
        screen = _stage(before, _family(worker), worker, len(wire) - WARM_UP, seconds)
        worker.send(signal.SIGTERM)
        await asyncio.to_thread(worker.process.wait, 30)

        _tell(f"{len(wire)} articles through extract alone")
        worker = road.crew.start(NEWSWIRE_STAGES="extract")
        began = await seen.until(lambda: finished(seen) >= WARM_UP)
        before, rest = _family(worker), len(wire) - finished(seen)
        seconds = await seen.until(lambda: finished(seen) == len(wire)) - began
        return screen, _stage(before, _family(worker), worker, rest, seconds)


def _stage(before: dict[int, Use], after: dict[int, Use], worker: Worker, items: int, seconds: float) -> StageCost:
    own, pool = _cpu(before, after, worker)
    return StageCost(items, items / seconds, 1000 * own / items, 1000 * pool / items)


def _cpu(before: dict[int, Use], after: dict[int, Use], worker: Worker) -> tuple[float, float]:
    """Give the seconds of CPU between two moments, of the worker's own process and of its children.

    Raises:
        RuntimeError: a process of the pool was replaced meanwhile, so that its time is lost.
    """
    if before.keys() != after.keys():
        raise RuntimeError("a process of the pool ended during the measurement")
    spent = {pid: after[pid].cpu - before[pid].cpu for pid in after}
    own = spent.pop(worker.process.pid)
    return own, sum(spent.values())


def _family(worker: Worker) -> dict[int, Use]:
    return {pid: use(pid) for pid in (worker.process.pid, *children(worker.process.pid))}


async def _ready(worker: Worker) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        if (found := worker.address) and (await asyncio.to_thread(ask, f"http://{found}/ready"))[0]:
            return
        if time.monotonic() > end or not worker.alive:
            raise TimeoutError(f"the worker is not ready:\n{worker.text()}")
        await asyncio.sleep(0.2)


def _tell(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

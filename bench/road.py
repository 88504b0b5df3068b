"""How fast, how dear and how late the road is: `make bench`, on a real broker.

Usage: python -m bench.road [--items N] [--page FILE]   Four runs over generated articles: all of them at once through
one worker; a paced wire, for its latency; each stage alone, for its CPU; and bare spaCy beside them.
Flows out: a table in Markdown and one JSON object on standard output, what goes on at the moment on standard error.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.articles import Article, articles
from bench.gauges import Use, children, machine, use
from bench.page import Bare, Figures, Latency, StageCost, Throughput, page, table
from bench.readings import Readings, reading
from streams.cli.healthcheck import ask
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, SCREENING
from tests.broker import kafka
from tests.broker.processes import Worker
from tests.broker.road import Road, running

MB = 2**20
READY_SECONDS = 120.0
# Before the clock starts: everything is loaded, every group has met, the first items are through.
WARM_UP = 20
RATE = 5.0
SEED = 1
PROVIDER = "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.road", description=main.__doc__)
    parser.add_argument("--items", type=int, default=2000, help="articles at once (default: %(default)s)")
    parser.add_argument(
        "--stage-items", type=int, default=500, help="articles for a stage alone (default: %(default)s)"
    )
    parser.add_argument("--paced-items", type=int, default=300, help="articles for latency (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="also write the page there")
    given = parser.parse_args(arguments)
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
    wire = list(articles(WARM_UP + given.items + given.paced_items, SEED))
    # A folder for each crew: its workers' logs tell where they listen.
    for crew in ("whole", "apart"):
        (folder / crew).mkdir()
    through, late = await _whole(wire, given.items, broker, folder / "whole")
    screen, extract = await _apart(wire[: WARM_UP + given.stage_items], broker, folder / "apart")
    _tell("bare spaCy")
    command = [sys.executable, "-m", "bench.bare", str(given.stage_items), str(SEED)]
    told = await asyncio.to_thread(subprocess.run, command, check=True, stdout=subprocess.PIPE)
    words = statistics.fmean(len(article.body.split()) for article in wire)
    return Figures(machine(), load, name, words, through, screen, extract, late, Bare(**json.loads(told.stdout)))


async def _whole(wire: Sequence[Article], items: int, broker: str, folder: Path) -> tuple[Throughput, Latency]:
    """All stages in one worker: as much as it can do, then at an even pace."""
    async with running(broker, folder) as road, reading(broker) as seen:
        worker = road.crew.start()
        await _ready(worker)
        await _send(road, wire[:WARM_UP])
        await seen.until(lambda: _finished(seen) == WARM_UP)
        _tell(f"{items} articles at once")
        before, messages, began = _family(worker), seen.count[EVENTS.name], time.monotonic()
        await _send(road, wire[WARM_UP : WARM_UP + items])
        seconds = await seen.until(lambda: _finished(seen) == WARM_UP + items) - began
        after, messages = _family(worker), seen.count[EVENTS.name] - messages
        own, pool = _cpu(before, after, worker)
        through = Throughput(
            items,
            items / seconds,
            messages / seconds,
            1000 * own / items,
            1000 * pool / items,
            after[worker.process.pid].peak / MB,
            max(found.peak for pid, found in after.items() if pid != worker.process.pid) / MB,
        )
        return through, await _paced(road, seen, wire[WARM_UP + items :])


async def _paced(road: Road, seen: Readings, wire: Sequence[Article]) -> Latency:
    _tell(f"{len(wire)} articles at {RATE:g} a second")
    sent: dict[str, float] = {}
    began, done = time.monotonic(), _finished(seen)
    for number, article in enumerate(wire):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        sent[f"{PROVIDER}/urn:bench:{article.number}"] = time.monotonic()
        await _send(road, [article])
    await seen.until(lambda: _finished(seen) == done + len(wire))
    late = sorted(1000 * (seen.stories[story] - moment) for story, moment in sent.items())
    cuts = statistics.quantiles(late, n=100, method="inclusive")
    return Latency(len(late), RATE, cuts[49], cuts[98], late[-1])


async def _apart(wire: Sequence[Article], broker: str, folder: Path) -> tuple[StageCost, StageCost]:
    """Each stage alone in its worker, one after the other."""
    async with running(broker, folder) as road, reading(broker) as seen:
        _tell(f"{len(wire)} articles through screen alone")
        worker = road.crew.start(NEWSWIRE_STAGES="screen")
        await _ready(worker)
        await _send(road, wire[:WARM_UP])
        await seen.until(lambda: seen.count[SCREENING.name] == WARM_UP)
        before, began = _family(worker), time.monotonic()
        await _send(road, wire[WARM_UP:])
        seconds = await seen.until(lambda: seen.count[SCREENING.name] == len(wire)) - began
        screen = _stage(before, _family(worker), worker, len(wire) - WARM_UP, seconds)
        worker.send(signal.SIGTERM)
        await asyncio.to_thread(worker.process.wait, 30)

        _tell(f"{len(wire)} articles through extract alone")
        worker = road.crew.start(NEWSWIRE_STAGES="extract")
        began = await seen.until(lambda: _finished(seen) >= WARM_UP)
        before, rest = _family(worker), len(wire) - _finished(seen)
        seconds = await seen.until(lambda: _finished(seen) == len(wire)) - began
        return screen, _stage(before, _family(worker), worker, rest, seconds)


def _stage(before: dict[int, Use], after: dict[int, Use], worker: Worker, items: int, seconds: float) -> StageCost:
    own, pool = _cpu(before, after, worker)
    return StageCost(items, items / seconds, 1000 * own / items, 1000 * pool / items)


def _finished(seen: Readings) -> int:
    """Count the items that are through to their end; every article of this wire passes, or the run would not end."""
    return seen.count[ENRICHED.name] + seen.count[DEADLETTERS.name]


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


async def _send(road: Road, wire: Sequence[Article]) -> None:
    for article in wire:
        await road.send(article.ninjs(), x_provider=PROVIDER)


async def _ready(worker: Worker) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        found = re.search(r"metrics and probes on (http://\S+)", worker.text())
        if found and (await asyncio.to_thread(ask, f"{found[1]}/ready"))[0]:
            return
        if time.monotonic() > end or not worker.alive:
            raise TimeoutError(f"the worker is not ready:\n{worker.text()}")
        await asyncio.sleep(0.2)


def _tell(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

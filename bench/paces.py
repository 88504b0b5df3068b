"""How late the road is at a wire's pace, and how soon it is itself again after a burst.

Flows in: a road with a worker that is ready, and stories. Flows out: latencies, and how a burst was got over.
"""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice

from bench.articles import Article
from bench.gauges import children, use
from bench.readings import Readings
from bench.stories import REPRINTED, Pools, reprinted, stories
from streams.topics import DEADLETTERS, ENRICHED
from tests.broker.processes import Worker
from tests.broker.road import Road

PROVIDER = "bench"
MB = 2**20
TOKENS = 631
"""Of a story, on average over the world's wires."""

EVENT_SHARE = 0.25
REPRINT_SHARE = 0.4
LATELY = 100
SEED = 1
HELD_SECONDS = 10.0
RELEASE_EVERY_SECONDS = 1.0
# A wire, a burst after it, reprints and what is held share no number; nor a deal, hence seeds far apart.
_OF_BURST, _OF_REPRINTS, _OF_HELD = 10**6, 2 * 10**6, 3 * 10**6


@dataclass(frozen=True, slots=True)
class Latency:
    """From just before an item is sent to raw, or its embargo ends, until its story's record is read, committed; ms."""

    items: int
    rate: float
    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class Burst:
    """So many items a second; `over_seconds` after the last of them was sent, the last of them was through."""

    items: int
    rate: float
    reprints: int
    over_seconds: float
    dead: int
    peak_mb: float


def world(seed: int = SEED, first: int = 0) -> Iterator[Article]:
    """Give stories of the world's average length without end, numbered from `first`.

    The corpus has sentences for some ninety; then it is dealt anew, so that a sentence comes again in other company,
    mostly after more others than the coder keeps.
    """
    number = count(first)
    for deal in count(seed):
        for story in stories(Pools.of(deal), 10**6, TOKENS, EVENT_SHARE, deal):
            yield Article(next(number), " ".join(story.body.split()[:9]), story.body)


def with_reprints(wire: Iterable[Article], share: float, seed: int = SEED) -> Iterator[Article]:
    """Put reprints of what came lately between stories, each under a number of its own."""
    chance = random.Random(seed)  # noqa: S311 - the same reprints on each run
    numbers = count(_OF_REPRINTS)
    lately: list[Article] = []
    for article in wire:
        while lately and chance.random() < share:
            yield Article(next(numbers), REPRINTED, reprinted(chance.choice(lately[-LATELY:]).body, chance))
        lately.append(article)
        yield article


def under_embargo(items: int) -> Iterator[Article]:
    """Give stories to be held."""
    return islice(world(SEED + 2000, _OF_HELD), items)


async def send(road: Road, wire: Iterable[Article]) -> None:
    """Put articles on raw, one after the other."""
    for article in wire:
        await road.send(article.ninjs(), x_provider=PROVIDER)


def finished(seen: Readings) -> int:
    """Count the items that are through to their end; every article of this wire passes, or the run would not end."""
    return seen.count[ENRICHED.name] + seen.count[DEADLETTERS.name]


async def paced(
    road: Road, seen: Readings, wire: Sequence[Article], rate: float, held: Iterable[Article]
) -> tuple[Latency, Latency]:
    """Send a wire at an even pace, while embargoes end; measure how late each story comes out, and each release."""
    done, ends = finished(seen), dict[str, float]()
    first = time.time() + HELD_SECONDS
    for number, article in enumerate(held):
        ends[_lineage(article)] = until = first + number * RELEASE_EVERY_SECONDS
        await road.send(article.ninjs(datetime.fromtimestamp(until, UTC)), x_provider=PROVIDER)
    sent: dict[str, float] = {}
    async for article in _at_pace(wire, rate):
        sent[_lineage(article)] = time.monotonic()
        await send(road, [article])
    await seen.until(lambda: finished(seen) == done + len(sent) + len(ends))
    ahead = time.time() - time.monotonic()
    late = [seen.stories[story] - moment for story, moment in sent.items()]
    return _latency(late, rate), _latency(
        [seen.stories[story] + ahead - moment for story, moment in ends.items()], 1 / RELEASE_EVERY_SECONDS
    )


def _latency(late: Sequence[float], rate: float) -> Latency:
    found = sorted(1000 * seconds for seconds in late)
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    return Latency(len(found), rate, cuts[49], cuts[98], found[-1])


def _lineage(article: Article) -> str:
    return f"{PROVIDER}/urn:bench:{article.number}"


async def burst(road: Road, seen: Readings, worker: Worker, items: int, rate: float) -> Burst:
    """Send far more than the road can do at once, and wait until it has done it."""
    wire = list(islice(with_reprints(world(SEED + 1000, _OF_BURST), REPRINT_SHARE), items))
    done, dead, sending = finished(seen), seen.count[DEADLETTERS.name], set()
    async for article in _at_pace(wire, rate):
        # Not one after the other: the broker's answer to each takes longer than there is between two.
        sending.add(asyncio.ensure_future(send(road, [article])))
    await asyncio.gather(*sending)
    last = time.monotonic()
    over = await seen.until(lambda: finished(seen) == done + items) - last
    peak = max(use(pid).peak for pid in (worker.process.pid, *children(worker.process.pid)))
    reprints = sum(article.headline == REPRINTED for article in wire)
    return Burst(items, rate, reprints, over, seen.count[DEADLETTERS.name] - dead, peak / MB)


async def _at_pace(wire: Iterable[Article], rate: float) -> AsyncIterator[Article]:
    began = time.monotonic()
    for number, article in enumerate(wire):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        yield article

"""Traffic on a road under faults: a wire fed in shares, and a read_committed reader that knows what came when.

Flows in: a generated wire. Flows out: how many records of each topic were seen, and how long nothing came.
"""

import asyncio
import itertools
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from streams.topics import DEADLETTERS, ENRICHED, EVENTS, SCREENED, SCREENING
from tests.broker.road import Road
from tests.faults.following import longest
from tests.faults.generator import Item

OUTPUTS = (SCREENING.name, SCREENED.name, ENRICHED.name, EVENTS.name, DEADLETTERS.name)

SILENCE_SECONDS = 25.0


class Traffic:
    """What went in and what came out so far."""

    def __init__(self, road: Road, items: Iterator[Item], rate: float) -> None:
        self.sent = 0
        self.seen: Counter[str] = Counter()
        self.dead_in_extract = 0
        # When an event was seen, on `time.monotonic`: the silences between them are a fault's price.
        self.arrivals: list[float] = []
        self._road = road
        self._items = items
        self._pause = 1 / rate
        self._explained = 0.0

    async def feed(self, count: int) -> None:
        """Send the next items of the wire, at the rate."""
        for item in itertools.islice(self._items, count):
            headers = {name.replace("-", "_"): value.decode() for name, value in item.headers()}
            await self._road.send(item.value, **headers)
            self.sent += 1
            await asyncio.sleep(self._pause)

    async def read(self, consumer: AIOKafkaConsumer) -> None:
        """Count everything that comes, until cancelled."""
        while True:
            for place, records in (await consumer.getmany(timeout_ms=200)).items():
                self.seen[place.topic] += len(records)
                if place.topic == EVENTS.name:
                    self.arrivals += [time.monotonic()] * len(records)
                if place.topic == DEADLETTERS.name:
                    self.dead_in_extract += sum(("x-dlq-stage", b"extract") in record.headers for record in records)

    async def until(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for a condition on what was seen."""
        end = time.monotonic() + seconds
        while not done():
            if self._silent(SILENCE_SECONDS):
                # Longer than any rebalance: what the workers wait for is then in their logs.
                await asyncio.to_thread(self._road.crew.explain)
                self._explained = time.monotonic()
            assert time.monotonic() < end, (
                f"no {what} in {seconds} s: {self.sent} sent, {self.seen}\n{self._road.crew.explain()}"
            )
            await asyncio.sleep(0.05)

    def _silent(self, seconds: float) -> bool:
        """Say whether there is work and no event has come for so long, or since that was last said."""
        last = max(self.arrivals[-1] if self.arrivals else math.inf, self._explained)
        return not self._done() and time.monotonic() - last > seconds

    async def new_output(self, seconds: float = 90) -> None:
        """Wait until an event comes that was not there before."""
        before = len(self.arrivals)
        await self.until(lambda: len(self.arrivals) > before, seconds, "new event")

    async def drained(self, seconds: float) -> None:
        """Wait until everything that was sent has its outcome, and every screened message its record."""
        await self.until(self._done, seconds, "end of the backlog")

    def _done(self) -> bool:
        seen = self.seen
        return seen[SCREENING.name] >= self.sent and seen[ENRICHED.name] + self.dead_in_extract >= seen[SCREENED.name]

    def silence(self, since: float, until: float) -> float:
        """Give the longest time without an event in a span, in seconds."""
        return longest(self.arrivals, (), since, until, until).seconds


@asynccontextmanager
async def traffic(road: Road, items: Iterator[Item], rate: float) -> AsyncIterator[Traffic]:
    """Follow what comes out of a road for the length of a block."""
    follower = Traffic(road, items, rate)
    consumer = AIOKafkaConsumer(
        *OUTPUTS,
        bootstrap_servers=road.broker,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_partition_fetch_bytes=8_000_000,
    )
    async with consumer:
        reading = asyncio.get_running_loop().create_task(follower.read(consumer))
        try:
            yield follower
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

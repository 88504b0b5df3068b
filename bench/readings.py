"""What comes out of a road, as it comes, for a read_committed reader.

Flows in: the topics of a broker. Flows out: counts by topic, and when each story's record was seen.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from streams.topics import DEADLETTERS, ENRICHED, EVENTS, SCREENED, SCREENING

TOPICS = (SCREENING.name, SCREENED.name, ENRICHED.name, EVENTS.name, DEADLETTERS.name)
PATIENCE_SECONDS = 1800.0


class Readings:
    """Counts of records by topic; `stories` says when a lineage's record first came, on `time.monotonic`."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.stories: dict[str, float] = {}

    async def follow(self, consumer: AIOKafkaConsumer) -> None:
        """Count until cancelled."""
        while True:
            for place, records in (await consumer.getmany(timeout_ms=500)).items():
                now = time.monotonic()
                self.count[place.topic] += len(records)
                if place.topic == ENRICHED.name:
                    for record in records:
                        self.stories.setdefault((record.key or b"").decode(), now)

    async def until(self, done: Callable[[], bool]) -> float:
        """Wait for a condition on what was counted; gives the moment it held, on `time.monotonic`.

        Raises:
            TimeoutError: it did not come true.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"not done in {PATIENCE_SECONDS:g} s: {dict(self.count)}")
            await asyncio.sleep(0.01)
        return time.monotonic()


@asynccontextmanager
async def reading(broker: str) -> AsyncIterator[Readings]:
    """Read all that comes out for the length of a block, from the topics' beginning."""
    readings = Readings()
    consumer = AIOKafkaConsumer(
        *TOPICS, bootstrap_servers=broker, auto_offset_reset="earliest", isolation_level="read_committed"
    )
    async with consumer:
        task = asyncio.get_running_loop().create_task(readings.follow(consumer))
        try:
            yield readings
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

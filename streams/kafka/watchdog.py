"""The watchdog: a partition with lag that makes no progress is fetched again, and at last ends the process.

Flows in: the lanes of this worker, and end offsets asked of the broker by a client of its own (a consumer that has
stopped fetching does not know that there is more). Flows out: lag metrics, fetches asked for again, and the end of a
stuck process.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams import metrics
from streams.kafka.log import connected, reader
from streams.settings import Settings

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
# With nothing in hand and records to be had, a partition waits for a fetch that is not under way.
FETCH_SECONDS = 5.0


class Watched(Protocol):
    """One input partition as the watchdog sees it."""

    @property
    def place(self) -> TopicPartition:
        """The topic and partition."""
        ...

    @property
    def stage(self) -> str:
        """The stage's name."""
        ...

    @property
    def position(self) -> int:
        """The highest offset finished; -1: none."""
        ...

    @property
    def last_progress(self) -> float:
        """When work was last finished, on `time.monotonic`."""
        ...

    @property
    def rebuilding(self) -> bool:
        """True while the state is being read."""
        ...

    @property
    def waiting(self) -> int:
        """How many records are in hand."""
        ...

    def fetch_again(self) -> None:
        """Have the partition fetched again from what it waits for."""
        ...


class Watchdog:
    """Polls end offsets; knows for how long each partition has been behind without a step forward."""

    def __init__(
        self,
        settings: Settings,
        watched: Callable[[], Sequence[Watched]],
        fatal: Callable[[int, str], None],
        woke: Callable[[float], float],
    ) -> None:
        """Make it; `woke` says, now, when this process last woke from a sleep, in which it could move nothing."""
        self._settings = settings
        self._watched = watched
        self._fatal = fatal
        self._woke = woke
        self._behind_since: dict[TopicPartition, float] = {}
        # Below these, by partition, everything is finished or a transaction marker, which is not lag.
        self._clear: dict[TopicPartition, int] = {}
        self._shown: set[TopicPartition] = set()
        # Since when the broker does not answer, on `time.monotonic`.
        self._silent_since: float | None = None

    async def run(self) -> None:
        """Watch until cancelled; a broker that does not answer is no reason to end, a stuck lane is."""
        while True:
            try:
                async with connected(reader(self._settings, auto_offset_reset="earliest")) as consumer:
                    while True:
                        await self._poll(consumer)
                        self._say(None)
                        await asyncio.sleep(POLL_SECONDS)
            except (KafkaError, OSError) as error:
                self._say(error)
                # Nobody can make progress meanwhile.
                self._behind_since.clear()
                await asyncio.sleep(POLL_SECONDS)

    def _say(self, error: Exception | None) -> None:
        """Say when the broker stops answering, and when it answers again; not what goes on meanwhile."""
        if error is not None and self._silent_since is None:
            self._silent_since = time.monotonic()
            log.warning("the broker does not answer (%s)", type(error).__name__)
        elif error is None and self._silent_since is not None:
            log.warning("the broker answers again, after %.0f s", time.monotonic() - self._silent_since)
            self._silent_since = None

    async def _poll(self, consumer: AIOKafkaConsumer) -> None:
        watched = {one.place: one for one in self._watched()}
        # read_committed: these are last stable offsets, so a foreign open transaction is not lag.
        ends = await consumer.end_offsets(list(watched)) if watched else {}
        self.look(ends, time.monotonic())
        behind = [place for place in ends if self._lag(watched[place], ends[place]) > 0]
        if not behind:
            return
        # Is there a record at all between here and the end? Our own client asks; the stuck one cannot tell.
        consumer.assign(behind)
        for place in behind:
            consumer.seek(place, self._next(watched[place]))
        found = await consumer.getmany(timeout_ms=300, max_records=len(behind))
        for place in behind:
            records = found.get(place)
            self._clear[place] = records[0].offset if records else await consumer.position(place)

    def _next(self, one: Watched) -> int:
        return max(one.position + 1, self._clear.get(one.place, 0))

    def _lag(self, one: Watched, end: int) -> int:
        return max(0, end - self._next(one))

    def look(self, ends: Mapping[TopicPartition, int], now: float) -> None:
        """Compare last stable offsets with what was reached; ends the process when one is stuck for too long.

        Args:
            ends: the last stable offset of each watched partition.
            now: on `time.monotonic`.
        """
        watched = [one for one in self._watched() if one.place in ends]
        self._show_only({one.place for one in watched})
        for one in watched:
            lag = self._lag(one, ends[one.place])
            topic, partition = one.place
            metrics.CONSUMER_LAG.labels(topic=topic, partition=str(partition)).set(lag)
            if not one.rebuilding:
                # While a lane opens it knows no position yet: shown, that would be one that went backwards.
                metrics.COMMITTED_OFFSET.labels(topic=topic, partition=str(partition)).set(one.position)
            if lag == 0 and not one.rebuilding:
                self._behind_since.pop(one.place, None)
                continue
            since = max(self._behind_since.setdefault(one.place, now), one.last_progress, self._woke(now))
            if now - since > FETCH_SECONDS and not one.rebuilding and not one.waiting:
                log.warning("%s: %s/%s: %d behind and nothing comes; fetching again", one.stage, topic, partition, lag)
                one.fetch_again()
            if now - since > self._settings.watchdog_timeout:
                what = "is being opened" if one.rebuilding else f"is {lag} behind"
                self._fatal(
                    1,
                    f"{one.stage}: {topic}/{partition} {what} and has not moved for {now - since:.0f} s; "
                    "this process ends to be started anew",
                )

    def _show_only(self, places: set[TopicPartition]) -> None:
        # A partition that went to another worker would stand here as one that never moves again.
        for topic, partition in self._shown - places:
            metrics.CONSUMER_LAG.remove(topic, str(partition))
            with contextlib.suppress(KeyError):  # one that went before it was open
                metrics.COMMITTED_OFFSET.remove(topic, str(partition))
        self._shown = places

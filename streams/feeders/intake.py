"""Pushed items on their way to the broker: many requests, one transaction.

Flows in: items, each with somebody who waits. Flows out: raw records, and to each who waits that it is there. Who was
told that it is not sure may send again: what had been taken after all is recognised and not sent twice.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from streams import errors, metrics
from streams.feeders.incoming import Incoming
from streams.feeders.outbox import TOO_LARGE, Outbox
from streams.feeders.request import Refused
from streams.settings import Settings

log = logging.getLogger(__name__)

KIND = "http"
TAKEN = "taken"
MOST_WAITING_BYTES = 64_000_000
BATCH_BYTES = 8_000_000
# Those whose answer may have been lost with the process: more than any batch.
REMEMBERED = 256
FORGOTTEN_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item and who waits for it; the answer is whether it had been taken before, or why it never will be."""

    item: Incoming
    digest: str
    answer: "asyncio.Future[bool | Refused]"


class Intake:
    """Collects what is pushed and sends it, batch by batch; `idle` while nobody waits."""

    def __init__(self, settings: Settings, outbox: Outbox) -> None:
        self._settings = settings
        self._outbox = outbox
        self._queue: deque[Waiting] = deque()
        self._bytes = 0
        self._there = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()
        # Taken, and nobody was told.
        self._untold: dict[str, float] = {}
        self._recent: deque[str] = deque(maxlen=REMEMBERED)

    def recall(self, digests: Iterable[object]) -> None:
        """Know again what was taken before the last end."""
        self._recent.extend(str(digest) for digest in digests)
        self._untold.update(dict.fromkeys(self._recent, time.monotonic()))

    def offer(self, item: Incoming) -> "asyncio.Future[bool | Refused] | None":
        """Take an item in; None when too many wait already. Whoever stops waiting cancels the future."""
        if self._bytes + len(item.value) > MOST_WAITING_BYTES:
            return None
        waiting = Waiting(item, item.digest(), asyncio.get_running_loop().create_future())
        self._put([waiting])
        return waiting.answer

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._there.wait()
            batch = self._batch()
            if batch:
                await self._send(batch)
            if not self._queue:
                self.idle.set()

    def _put(self, some: list[Waiting]) -> None:
        self._queue.extend(some)
        self._bytes += sum(len(one.item.value) for one in some)
        self._there.set()
        self.idle.clear()
        metrics.FEED_WAITING.labels(feeder=KIND).set(len(self._queue))

    def _batch(self) -> list[Waiting]:
        """Take from the queue what one transaction carries, without those who gave up and those who were served."""
        batch: list[Waiting] = []
        size = 0
        while self._queue and len(batch) < self._settings.batch_max and size < BATCH_BYTES:
            one = self._queue.popleft()
            self._bytes -= len(one.item.value)
            if one.answer.done():
                continue
            if self._untold.pop(one.digest, None) is not None:
                metrics.FEED_ITEMS.labels(feeder=KIND, result="known").inc()
                _answer(one, answer=True)
                continue
            batch.append(one)
            size += len(one.item.value)
        if not self._queue:
            self._there.clear()
        metrics.FEED_WAITING.labels(feeder=KIND).set(len(self._queue))
        return batch

    async def _send(self, batch: list[Waiting]) -> None:
        recent = [*self._recent, *(one.digest for one in batch)][-REMEMBERED:]
        try:
            taken = await self._outbox.send([one.item for one in batch], TAKEN, {"digests": recent})
        except errors.Refused:
            if len(batch) == 1:
                _answer(batch[0], answer=Refused(413, TOO_LARGE))
                return
            for one in batch:
                await self._send([one])
            return
        if not taken:
            still = [one for one in batch if not one.answer.done()]
            log.warning("%d items were not taken, %d are still waited for: sent again", len(batch), len(still))
            later, self._queue, self._bytes = list(self._queue), deque(), 0
            if still or later:
                self._put([*still, *later])
            return
        self._recent.extend(recent[-len(batch) :])
        now = time.monotonic()
        for one in batch:
            if not _answer(one, answer=False):
                self._untold[one.digest] = now
        self._forget(now)

    def _forget(self, now: float) -> None:
        for digest in [one for one, since in self._untold.items() if now - since > FORGOTTEN_SECONDS]:
            del self._untold[digest]


def _answer(one: Waiting, *, answer: bool | Refused) -> bool:
    """Tell who waits; gives whether anybody does."""
    if one.answer.done():
        return False
    one.answer.set_result(answer)
    return True

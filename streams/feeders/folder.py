"""The feeder of a drop folder: whole files in the order they came, each sent once.

Flows in: a folder. Flows out: raw records; files moved away when the broker has them. A batch's files are marked in
the transaction that sends them, and moved before the next batch: so whatever is killed when, a start knows what of
the folder was sent.
"""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence

from streams import metrics
from streams.errors import Refused
from streams.feeders.arrivals import Arrival, Now, watched, whole
from streams.feeders.drop import Drop, Refusal
from streams.feeders.incoming import Incoming
from streams.feeders.outbox import TOO_LARGE, Outbox
from streams.feeders.renames import Renames
from streams.settings import Settings

log = logging.getLogger(__name__)

KIND = "folder"
LOOK_SECONDS = 0.5
BATCH_BYTES = 8_000_000
BATCH = "batch"


class FolderFeeder:
    """Sends what arrives in one folder."""

    kind = KIND

    def __init__(self, settings: Settings, drop: Drop, outbox: Outbox, template: Incoming, settle: float) -> None:
        """Make it.

        Args:
            settings: the service's.
            drop: the folder.
            outbox: where to send.
            template: provider and content type of every item.
            settle: seconds for which nobody has written to a file that is whole.
        """
        self._settings = settings
        self._drop = drop
        self._outbox = outbox
        self._template = template
        self._settle = settle
        self._since: dict[Arrival, float] = {}
        self._finished: set[Arrival] = set()
        self._renames = Renames(drop.folder)

    def states(self) -> dict[str, str]:
        """Say what it does, for the health probe."""
        return {str(self._drop.folder): "open" if self._outbox.ready else "waiting for the broker"}

    async def run(self, stop: asyncio.Event, *, once: bool = False) -> None:
        """Send until told to stop; with `once` until the folder is empty."""
        await self._outbox.start()
        await asyncio.to_thread(self._take_marked)
        log.info("watching %s", self._drop.folder)
        while not stop.is_set():
            ready = await asyncio.to_thread(self._look)
            for batch in _batches(ready, self._settings.batch_max):
                if stop.is_set():
                    break
                await self._send(batch)
            if once and not self._since:
                return
            try:
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    def _look(self) -> list[Arrival]:
        # Asked before the look: what is renamed in between is told at the next one.
        renamed = self._renames.names()
        now = Now(time.monotonic(), time.time_ns())
        self._since = watched(self._since, self._drop.look(), now.steady)
        self._finished = {one for one in self._since if one in self._finished or one.name in renamed}
        metrics.FEED_WAITING.labels(feeder=KIND).set(len(self._since))
        return whole(self._since, self._finished, now, self._settle)

    def _take_marked(self) -> None:
        marked = {tuple(one) for one in self._outbox.mark(BATCH).get("files", ())}
        sent = [arrival for arrival in self._drop.look() if arrival.identity() in marked]
        if sent:
            log.info("%d files were sent before the last end: moved away, not sent again", len(sent))
            metrics.FEED_ITEMS.labels(feeder=KIND, result="known").inc(len(sent))
        self._drop.take(sent)

    async def _send(self, batch: Sequence[Arrival]) -> None:
        items = await asyncio.to_thread(self._read, batch)
        if not items:
            return
        files = {"files": [arrival.identity() for arrival, _ in items]}
        try:
            while not await self._outbox.send([item for _, item in items], BATCH, files):
                log.warning("%d files were not taken: sent again", len(items))
        except Refused:
            if len(items) == 1:
                await asyncio.to_thread(self._refuse, items[0][0], Refusal(TOO_LARGE))
                return
            for arrival, _ in items:
                await self._send([arrival])
            return
        log.info("files sent: %d, the last %r", len(items), items[-1][0].name)
        await asyncio.to_thread(self._drop.take, [arrival for arrival, _ in items])

    def _read(self, batch: Sequence[Arrival]) -> list[tuple[Arrival, Incoming]]:
        items = []
        for arrival in batch:
            value = self._drop.read(arrival, self._settings.max_item_bytes)
            if isinstance(value, Refusal):
                self._refuse(arrival, value)
            elif value is not None:
                template = self._template
                items.append((arrival, Incoming(value, template.content_type, template.provider)))
        return items

    def _refuse(self, arrival: Arrival, refusal: Refusal) -> None:
        log.warning("%r refused: %s", arrival.name, refusal.reason)
        metrics.FEED_ITEMS.labels(feeder=KIND, result="refused").inc()
        self._drop.refuse(arrival, refusal)


def _batches(ready: Sequence[Arrival], most: int) -> Iterator[list[Arrival]]:
    """Cut into batches of so many files, and of so many bytes where a batch has more than one."""
    batch: list[Arrival] = []
    size = 0
    for arrival in ready:
        if batch and (len(batch) >= most or size + arrival.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(arrival)
        size += arrival.size
    if batch:
        yield batch

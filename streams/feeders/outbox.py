"""What a feeder sends: items, and the mark of how far it is, in one transaction.

Flows in: items of a feeder and its mark. Flows out: raw records and the mark among the positions, both or neither. A
feeder that starts anew reads its marks and knows what was sent; one that was replaced by a newer one is told so.
"""

import asyncio
import json
import logging
import math
import time
import uuid
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from aiokafka.errors import KafkaError

from streams import metrics
from streams.errors import BrokerError, Fenced, OutcomeUnknown, Refused
from streams.feeders.incoming import Incoming
from streams.kafka.log import connected, read_log, reader
from streams.kafka.record import Output
from streams.kafka.writer import FencedWriter
from streams.settings import Settings
from streams.topics import POSITIONS, RAW

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 1.0
TOLD_EVERY_SECONDS = 10.0
# A broker that answers and yet takes nothing is no broker that is away.
MOST_REFUSALS = 5
TOO_LARGE = f"larger than the broker takes (max.message.bytes of {RAW.name}: see `newswire topics check`)"


class Outbox:
    """The one sender of a feeder; opening it fences every earlier sender of the same name. `sent` counts its items."""

    def __init__(
        self, settings: Settings, kind: str, name: str, partition: int = 0, *, marks: str | None = None
    ) -> None:
        """Make it, not open.

        Args:
            settings: the service's.
            kind: which feeder: folder, rss or http.
            name: of which there is one at a time.
            partition: of the raw topic.
            marks: under what its marks are kept, where others of another name are to know them too.
        """
        self.ready = False
        self.sent = 0
        self._settings = settings
        self._kind = kind
        self._name = name
        self._prefix = f"feed/{kind}/{marks or name}/"
        self._owner_mark = f"owner/{name}"
        self._partition = partition
        self._positions = partition % POSITIONS.partitions(settings)
        self._owner = uuid.uuid4().hex
        self._marks: dict[str, bytes] = {}
        self._writer: FencedWriter | None = None
        self._lock = asyncio.Lock()
        self._refusals = 0
        self._claimed = False

    async def start(self) -> None:
        """Wait for the broker, take the feeder's name over, read its marks.

        Raises:
            BrokerError: no broker within a minute, or a topic is missing.
        """
        await self._opened(deadline=time.monotonic() + PATIENCE_SECONDS)
        while not await self._written((), self._owner_mark, {"owner": self._owner}):
            pass
        self._claimed = True

    def mark(self, of: str) -> dict[str, Any]:
        """Give the last mark under a word; empty where there is none or it cannot be read."""
        try:
            found = json.loads(self._marks.get(of, b"{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    async def send(self, items: Sequence[Incoming], of: str, mark: Mapping[str, object]) -> bool:
        """Send items and a mark, both or neither.

        Returns:
            Whether they are there; if not they never will be, unless sent again.

        Raises:
            Refused: an item is larger than the broker takes; nothing of them is there, and each alone will tell.
            Fenced: a newer feeder has taken this one's place.
            BrokerError: the broker answers, and yet takes nothing.
        """
        sent = await self._written([item.output(self._partition) for item in items], of, mark)
        if sent:
            self.sent += len(items)
            metrics.FEED_ITEMS.labels(feeder=self._kind, result="sent").inc(len(items))
            metrics.MESSAGES_PUBLISHED.labels(topic=RAW.name).inc(len(items))
            if items:
                metrics.FEED_LAST_SENT.labels(feeder=self._kind).set_to_current_time()
        return sent

    async def close(self) -> None:
        """Let go of the broker."""
        self.ready = False
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()

    async def _written(self, outputs: Sequence[Output], of: str, mark: Mapping[str, object]) -> bool:
        # The nonce tells this mark from the same one sent before.
        value = json.dumps({"nonce": uuid.uuid4().hex, **mark}).encode()
        own = Output(POSITIONS.name, self._positions, self._key(of), value)
        async with self._lock:
            if self._writer is None:
                raise BrokerError("the sender is not open")
            try:
                await self._told(self._writer.write([*outputs, own], None), len(outputs))
            except Refused:
                await self._opened(deadline=math.inf)
                raise
            except (Fenced, OutcomeUnknown) as error:
                log.warning("not known whether %d items were taken (%s): asking the broker", len(outputs), error)
                await self._opened(deadline=math.inf)
                if self._marks.get(of) != value:
                    self._count_refusal(error)
                    return False
            self._refusals = 0
            self._marks[of] = value
        return True

    async def _told(self, write: Coroutine[Any, Any, object], items: int) -> None:
        """Wait for a write, and say so when it takes long."""
        task = asyncio.ensure_future(write)
        try:
            while not (await asyncio.wait([task], timeout=TOLD_EVERY_SECONDS))[0]:
                self.ready = False
                log.warning("the broker does not answer: %d items wait for it", items)
            self.ready = True
            task.result()
        finally:
            task.cancel()

    def _count_refusal(self, error: BrokerError) -> None:
        self._refusals += 1
        if self._refusals >= MOST_REFUSALS:
            hint = f"may we write to {RAW.name} and {POSITIONS.name}?"
            raise BrokerError(f"the broker has refused {MOST_REFUSALS} times ({error}): {hint}")

    async def _opened(self, deadline: float) -> None:
        """Open a writer of our own, whatever became of the one before; waits for the broker."""
        self.ready = False
        told = -math.inf
        while True:
            await self.close()
            try:
                await asyncio.wait_for(self._open(), self._settings.request_timeout)
            except Fenced:
                raise
            except _Missing as error:
                raise BrokerError(str(error)) from error
            except (BrokerError, KafkaError, OSError, TimeoutError) as error:
                if time.monotonic() > deadline:
                    line = f"no broker at {self._settings.bootstrap_servers} ({type(error).__name__})"
                    raise BrokerError(f"{line}: start it, or set NEWSWIRE_BOOTSTRAP_SERVERS") from error
                if time.monotonic() - told >= TOLD_EVERY_SECONDS:
                    told = time.monotonic()
                    log.warning("waiting for a broker at %s", self._settings.bootstrap_servers)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                self.ready = True
                return

    async def _open(self) -> None:
        await self._look()
        identity = f"{self._settings.app_id}-feed-{self._kind}-{self._name}"
        writer = FencedWriter(self._settings, "feed", RAW.name, self._partition, transactional_id=identity)
        self._writer = writer
        await writer.open()
        prefix = self._key("")
        async for record in read_log(self._settings, POSITIONS.name, self._positions, None):
            if record.key is not None and record.key.startswith(prefix) and record.value is not None:
                self._marks[record.key.removeprefix(prefix).decode()] = record.value
        # Only the broker's own end of a transaction that was open for too long looks like a newer owner and is none.
        if self._claimed and self.mark(self._owner_mark).get("owner") != self._owner:
            raise Fenced(f"a newer feeder sends {self._kind} {self._name}")

    async def _look(self) -> None:
        async with connected(reader(self._settings)) as consumer:
            there = await consumer.topics()
            for topic in (RAW, POSITIONS):
                if topic.name not in there:
                    raise _Missing(f"topic {topic.name} does not exist: run `newswire topics create`")
            await consumer._client.set_topics([RAW.name])  # noqa: SLF001 - the public call knows only subscribed topics
            found = consumer.partitions_for_topic(RAW.name) or set()
        if self._partition not in found:
            raise _Missing(f"{RAW.name} has no partition {self._partition}: it has {len(found)}, from 0 on")

    def _key(self, of: str) -> bytes:
        return f"{self._prefix}{of}".encode()


class _Missing(BrokerError):
    """The broker is there, what we need of it is not."""

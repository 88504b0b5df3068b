"""A typed consumer of the events topic, for other services.

Flows in: `news.events.enriched.v1`. Flows out: `Event`, and `Tombstone` for an event to forget.

    async with EventStream("localhost:9092", group_id="my-service") as stream:
        async for message in stream:
            match message:
                case Tombstone(event_id):
                    table.delete(event_id)
                case Event():
                    table.upsert(message.event_id, message.revision, message)

Needs `aiokafka`, which is imported when a stream is opened and not before: the contract itself does not need it.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from schemas.event import Event

EVENTS_TOPIC = "news.events.enriched.v1"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Forget this event: the retraction that its story was killed or withheld went out long ago."""

    event_id: str


class UnreadableError(ValueError):
    """A message is no event of this contract; says where it stands, never what it holds."""


def read(key: bytes | None, value: bytes | None, where: str = "") -> Event | Tombstone:
    """Read one message of the events topic.

    Args:
        key: the message's key, an event_id.
        value: its value; null is a tombstone.
        where: topic, partition and offset, for the error.

    Raises:
        UnreadableError: it is neither an event nor a tombstone.
    """
    if value is None:
        if not key:
            raise UnreadableError(f"{where}: neither key nor value")
        return Tombstone(key.decode("utf-8", "replace"))
    try:
        return Event.model_validate_json(value)
    except ValidationError as error:
        faults = ", ".join(".".join(map(str, fault["loc"])) or fault["type"] for fault in error.errors()[:5])
        raise UnreadableError(f"{where}: not an event ({faults})") from None


class EventStream:
    """Events as they change, read committed, at least once.

    With a `group_id` the place is kept: what was given out counts as done when the next batch is asked for, so
    after a crash some messages come again, with the revision they had. Upsert by `event_id`, keep the highest
    `revision`. Without a `group_id` every stream begins anew, at the start of the topic or at its end.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        topic: str = EVENTS_TOPIC,
        group_id: str | None = None,
        from_start: bool = True,
        **options: Any,  # noqa: ANN401 - aiokafka's own
    ) -> None:
        """Describe a stream; nothing is connected yet.

        Args:
            bootstrap_servers: host:port, several separated by commas.
            topic: another name of the events topic.
            group_id: the consumer group that shares the partitions and keeps the place; None reads all of them.
            from_start: where to begin when no place is kept.
            options: passed to `aiokafka.AIOKafkaConsumer`: `security_protocol`, `sasl_mechanism`,
                `sasl_plain_username`, `sasl_plain_password`, `ssl_context`, …
        """
        self._topic = topic
        self._keeps_place = group_id is not None
        self._options = {
            "auto_offset_reset": "earliest" if from_start else "latest",
            **options,
            "bootstrap_servers": bootstrap_servers,
            "group_id": group_id,
            "isolation_level": "read_committed",
            "enable_auto_commit": False,
        }
        self._consumer: Any = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect; an open stream stays as it is."""
        from aiokafka import AIOKafkaConsumer  # noqa: PLC0415 - only who consumes needs it

        if self._consumer is None:
            consumer = AIOKafkaConsumer(self._topic, **self._options)
            try:
                await consumer.start()
            except BaseException:
                await consumer.stop()
                raise
            self._consumer = consumer

    async def close(self) -> None:
        """Disconnect; what was given out since the last batch comes again."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def __aiter__(self) -> AsyncIterator[Event | Tombstone]:
        await self.open()
        try:
            while self._consumer is not None:
                for message in await self._batch():
                    where = f"{message.topic}/{message.partition}/{message.offset}"
                    yield read(message.key, message.value, where)
                await self._commit()
        finally:
            await self.close()

    async def _batch(self) -> list[Any]:
        batches = await self._consumer.getmany(timeout_ms=1000, max_records=500)
        return [message for messages in batches.values() for message in messages]

    async def _commit(self) -> None:
        from aiokafka.errors import CommitFailedError, IllegalStateError  # noqa: PLC0415 - as above

        if self._consumer is None or not self._keeps_place:
            return
        try:
            await self._consumer.commit()
        except (CommitFailedError, IllegalStateError):
            # The partitions went to another member meanwhile, who reads these messages again.
            log.info("the group was rebalanced before its place was kept")

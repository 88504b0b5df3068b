"""The fenced writer: all output of one input partition of one stage, each batch in one transaction.

Flows in: outputs, and the input position they finish. Flows out: records that are there whole or not at all.
Opening it fences every earlier owner of the partition for good (Kafka, KIP-98: same `transactional.id`).
"""

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    IllegalOperation,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    KafkaError,
    MessageSizeTooLargeError,
    ProducerFenced,
    RecordListTooLargeError,
    TransactionalIdAuthorizationFailed,
)

from streams import metrics
from streams.errors import BrokerError, Fenced, OutcomeUnknown, Refused, TooEarly
from streams.kafka.ending import stopped
from streams.kafka.log import read_log
from streams.kafka.record import Output
from streams.settings import Settings
from streams.topics import POSITIONS

CLOSE_SECONDS = 5.0
# All that a story usually gives goes to a partition in one piece; a full one is sent, and its answer awaited, before
# the next is begun. Far below what any broker takes at once.
BATCH_BYTES = 256 * 1024
# A broker in memory, as in the demo, answers 1234 milliseconds for every append: it has no clock.
NO_CLOCK_SECONDS = 86400.0
LOG_APPEND_TIME = 1

T = TypeVar("T")


class FencedWriter:
    """The one writer of (stage, input topic, partition); its position is the only word on what is done."""

    def __init__(
        self, settings: Settings, stage: str, topic: str, partition: int, *, transactional_id: str | None = None
    ) -> None:
        """Make it, not open; a feeder, of which there may be many a partition, has a `transactional_id` of its own."""
        self._settings = settings
        self._stage = stage
        self._partition = partition
        self._key = f"{stage}/{topic}/{partition}".encode()
        self._identity = transactional_id or f"{settings.app_id}-{stage}-{partition}"
        self._positions = partition % POSITIONS.partitions(settings)
        self._producer: AIOKafkaProducer | None = None
        self.position = -1

    async def open(self) -> None:
        """Fence earlier owners, then learn the highest input offset finished (-1: none).

        Raises:
            BrokerError: the broker cannot be reached, refuses, or lacks the topic.
        """
        await self.close()
        self._producer = AIOKafkaProducer(
            **self._settings.kafka_client(),
            transactional_id=self._identity,
            transaction_timeout_ms=int(self._settings.transaction_timeout * 1000),
            max_request_size=self._settings.max_output_bytes + 1_000_000,
            max_batch_size=BATCH_BYTES,
            linger_ms=0,
        )
        try:
            await self._producer.start()
            async for record in read_log(self._settings, POSITIONS.name, self._positions, None):
                if record.key == self._key and record.value is not None:
                    self.position = int(record.value)
        except TransactionalIdAuthorizationFailed as error:
            raise BrokerError(f"not allowed to write as {self._identity}") from error
        except (KafkaError, OSError) as error:
            raise BrokerError(f"cannot open the writer of {self._key.decode()}: {type(error).__name__}") from error

    async def write(
        self, outputs: Sequence[Output], position: int | None, *, not_before: datetime | None = None
    ) -> Mapping[tuple[str, int], int]:
        """Write a batch and the position it finishes in one transaction.

        Args:
            outputs: the batch.
            position: None: it stays.
            not_before: a moment before which the broker's clock forbids it, as far as a topic of the batch has
                the broker's append time.

        Returns:
            The last offset written, by (topic, partition).

        Raises:
            Fenced: a newer owner has the partition.
            OutcomeUnknown: it may or may not be there; open again, the position tells.
            TooEarly: nothing is there.
            Refused: a record is too large for the broker; nothing is there once this is opened again.
        """
        if self._producer is None:
            raise OutcomeUnknown("the writer is not open")
        started = time.perf_counter()
        try:
            offsets = await self._answered(self._transact(self._producer, outputs, position, not_before))
        except TooEarly:
            metrics.TRANSACTIONS.labels(stage=self._stage, result="early").inc()
            raise
        except (ProducerFenced, InvalidProducerEpoch, InvalidProducerIdMapping) as error:
            metrics.TRANSACTIONS.labels(stage=self._stage, result="fenced").inc()
            raise Fenced(f"a newer owner writes {self._key.decode()}") from error
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            metrics.TRANSACTIONS.labels(stage=self._stage, result="abandoned").inc()
            raise Refused(f"the broker takes no record as large as one for {self._key.decode()}") from error
        except (KafkaError, IllegalOperation, OSError, TimeoutError, AssertionError) as error:
            metrics.TRANSACTIONS.labels(stage=self._stage, result="unknown").inc()
            raise OutcomeUnknown(f"no answer for a transaction of {self._key.decode()}: {error!r}") from error
        if position is not None:
            self.position = position
        metrics.TRANSACTIONS.labels(stage=self._stage, result="committed").inc()
        metrics.TRANSACTION_DURATION.labels(stage=self._stage).observe(time.perf_counter() - started)
        return offsets

    async def _answered(self, transaction: Coroutine[Any, Any, T]) -> T:
        """Wait for a transaction's end, for twice the time in which the broker ends one itself.

        Raises:
            TimeoutError: no answer in that time.
        """
        task = asyncio.ensure_future(transaction)
        # A process that slept wakes up with its time over and the answer unread: hence the second, short wait.
        try:
            for seconds in (self._settings.transaction_timeout * 2, CLOSE_SECONDS):
                done, _ = await asyncio.wait([task], timeout=seconds)
                if done:
                    return task.result()
        finally:
            task.cancel()
        raise TimeoutError

    async def _transact(
        self, producer: AIOKafkaProducer, outputs: Sequence[Output], position: int | None, not_before: datetime | None
    ) -> dict[tuple[str, int], int]:
        batch = list(outputs)
        if position is not None:
            batch.append(Output(POSITIONS.name, self._positions, self._key, str(position).encode()))
        await producer.begin_transaction()
        sent: list[asyncio.Future[Any]] = []
        try:
            for out in batch:
                future = await producer.send(
                    out.topic, value=out.value, key=out.key, partition=out.partition, headers=list(out.headers)
                )
                # One fault fails them all, and a later `send` may be the one that tells of it.
                future.add_done_callback(_seen)
                sent.append(future)
        except IllegalOperation:  # "not in a transaction": what ended it, a fence perhaps, stands with what was sent
            await asyncio.gather(*sent)
            raise
        written = await asyncio.gather(*sent)
        if (early := _early(written, not_before)) > 0:
            await producer.abort_transaction()
            raise TooEarly(early)
        await producer.commit_transaction()
        return {(meta.topic, meta.partition): meta.offset for meta in written}

    async def close(self) -> None:
        """Stop the producer; a transaction still open is left for the next owner's fencing to abort."""
        producer, self._producer = self._producer, None
        if producer is not None and not await stopped(producer, CLOSE_SECONDS):
            # The broker is away or the producer was fenced: nothing of it can be committed any more.
            metrics.TRANSACTIONS.labels(stage=self._stage, result="abandoned").inc()


def _early(written: Sequence[Any], not_before: datetime | None) -> float:
    """Say how many seconds the broker's append times lie before a moment; 0 where no topic has them."""
    appended = (meta.timestamp / 1000 for meta in written if meta.timestamp_type == LOG_APPEND_TIME)
    moments = [moment for moment in appended if moment > NO_CLOCK_SECONDS]
    return not_before.timestamp() - min(moments) if not_before is not None and moments else 0.0


def _seen(future: "asyncio.Future[Any]") -> None:
    """Look at a delivery's fault, so that asyncio does not report it as one nobody looked at."""
    if not future.cancelled():
        future.exception()

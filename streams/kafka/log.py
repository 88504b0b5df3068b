"""Reading a stage's own log: from an offset to where it ended when asked.

Flows in: a topic partition. Flows out: its committed records, in order.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.errors import BrokerError
from streams.kafka.ending import stopped
from streams.kafka.record import Record
from streams.settings import Settings

FETCH_BYTES = 8 * 1024 * 1024


def reader(settings: Settings, *, committed: bool = True, **options: Any) -> AIOKafkaConsumer:  # noqa: ANN401 - aiokafka's options
    """Make a consumer without a group; with `committed` it sees no record of an open or aborted transaction."""
    return AIOKafkaConsumer(
        **settings.kafka_client(),
        **{
            "isolation_level": "read_committed" if committed else "read_uncommitted",
            "check_crcs": settings.check_crcs,
            "enable_auto_commit": False,
            "max_partition_fetch_bytes": FETCH_BYTES,
            **options,
        },
    )


@asynccontextmanager
async def connected(consumer: AIOKafkaConsumer, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Start a consumer for a block and stop it, also when it is cancelled before it has started.

    The client's own `async with` leaves its connections open then, one for every opening that a rebalance cuts off.

    Args:
        consumer: not started.
        topics: learnt of at once; of one that it does not know yet the client finds the offsets a tenth of a second
            later, at the second try, and an opening asks for those of each log.
    """
    try:
        await consumer.start()
        if topics:
            await consumer._client.set_topics(topics)  # noqa: SLF001 - the public call knows only subscribed topics
        yield consumer
    finally:
        await stopped(consumer)


async def end_offset(settings: Settings, topic: str, partition: int) -> int:
    """Give the offset after the last record, open transactions included.

    A reader of committed records is told the last stable offset instead, and that may lie below our own
    last commit while a neighbour's transaction is open on the same partition.
    """
    place = TopicPartition(topic, partition)
    async with connected(reader(settings, committed=False), topic) as consumer:
        return int((await consumer.end_offsets([place]))[place])


async def bounds(settings: Settings, topic: str, partition: int) -> tuple[int, int]:
    """Give the offset of a partition's first record that is still there, and the one after its last."""
    place = TopicPartition(topic, partition)
    async with connected(reader(settings, committed=False), topic) as consumer:
        first, end = await consumer.beginning_offsets([place]), await consumer.end_offsets([place])
        return int(first[place]), int(end[place])


async def read_log(settings: Settings, topic: str, partition: int, start: int | None) -> AsyncIterator[Record]:
    """Read a partition from `start` (None: its beginning) to its present end.

    Waits at its end for transactions of others that are still open there.

    Raises:
        BrokerError: the topic or partition does not exist.
    """
    place = TopicPartition(topic, partition)
    end = await end_offset(settings, topic, partition)
    async with connected(reader(settings), topic) as consumer:
        if partition not in (consumer.partitions_for_topic(topic) or ()):
            raise BrokerError(f"{topic} has no partition {partition}: run `newswire topics create`")
        consumer.assign([place])
        first = int((await consumer.beginning_offsets([place]))[place])
        # A tail that retention has eaten is read from what is left of it.
        consumer.seek(place, first if start is None else max(first, min(start, end)))
        while await consumer.position(place) < end:
            batches = await consumer.getmany(place, timeout_ms=200)
            for message in batches.get(place, ()):
                if message.offset < end:
                    yield Record.of(message)
            await asyncio.sleep(0)  # a long log must not starve heartbeats and probes


async def first_record(settings: Settings, topic: str, partition: int, start: int) -> Record | None:
    """Give the first record from an offset on that readers may see by now; None: there is none yet."""
    place = TopicPartition(topic, partition)
    async with connected(reader(settings), topic) as consumer:
        consumer.assign([place])
        consumer.seek(place, max(start, (await consumer.beginning_offsets([place]))[place]))
        # Where the first open transaction begins: what is in there has not come yet.
        end = (await consumer.end_offsets([place]))[place]
        while await consumer.position(place) < end:
            for message in (await consumer.getmany(place, timeout_ms=200, max_records=1)).get(place, ()):
                return Record.of(message)
    return None

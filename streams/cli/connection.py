"""A command's connection to the broker: opened within seconds, or one clear line.

Flows in: settings. Flows out: aiokafka clients and committed records; every failure as a `BrokerError`.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams.errors import BrokerError
from streams.kafka.log import reader
from streams.kafka.record import Record
from streams.settings import Settings
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, HELD, POSITIONS, RAW, SCREENED, SCREENING, STORIES

PATIENCE_SECONDS = 8.0
# Room for headers and key beside the value.
REQUEST_BYTES = 10_500_000

SHORT_NAMES = {
    "raw": RAW.name,
    "screened": SCREENED.name,
    "enriched": ENRICHED.name,
    "events": EVENTS.name,
    "screening": SCREENING.name,
    "stories": STORIES.name,
    "held": HELD.name,
    "deadletters": DEADLETTERS.name,
    "positions": POSITIONS.name,
}


def topic_name(word: str) -> str:
    """Give a topic's full name for its short one; any other name stands for itself."""
    return SHORT_NAMES.get(word, word)


def run_connected(settings: Settings, work: Coroutine[Any, Any, int]) -> int:
    """Run a command's work, its Kafka errors in words.

    Raises:
        BrokerError: the broker cannot be reached or refuses.
    """
    try:
        return asyncio.run(work)
    except TimeoutError as error:
        raise BrokerError(f"no answer from the broker at {settings.bootstrap_servers}") from error
    except KafkaError as error:
        raise BrokerError(f"{settings.bootstrap_servers}: {type(error).__name__}") from error


@asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Open an admin client.

    Raises:
        BrokerError: no broker within `PATIENCE_SECONDS`.
    """
    client = AIOKafkaAdminClient(**_impatient(settings).kafka_client())
    try:
        await _started(client, settings)
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a consumer without a group, of committed records only.

    Raises:
        BrokerError: as `admin`.
    """
    client = reader(_impatient(settings))
    try:
        await _started(client, settings)
        yield client
    finally:
        await client.stop()


@asynccontextmanager
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """Open an idempotent producer that waits for all replicas.

    Raises:
        BrokerError: as `admin`.
    """
    client = AIOKafkaProducer(
        **_impatient(settings).kafka_client(),
        acks="all",
        enable_idempotence=True,
        max_request_size=REQUEST_BYTES,
        linger_ms=5,
    )
    try:
        await _started(client, settings)
        yield client
    finally:
        await client.stop()


def _impatient(settings: Settings) -> Settings:
    return settings.model_copy(update={"request_timeout": min(settings.request_timeout, PATIENCE_SECONDS)})


async def _started(client: Any, settings: Settings) -> None:  # noqa: ANN401 - any of aiokafka's three
    try:
        await asyncio.wait_for(client.start(), PATIENCE_SECONDS)
    except (KafkaError, OSError, TimeoutError, ValueError) as error:  # ValueError: a bootstrap address that is none
        line = f"no broker at {settings.bootstrap_servers} ({type(error).__name__})"
        raise BrokerError(f"{line}: start it, or set NEWSWIRE_BOOTSTRAP_SERVERS") from error


async def partitions(settings: Settings) -> Mapping[str, tuple[int, ...]]:
    """Give the partitions of every topic; unlike a question for one topic this creates none.

    Raises:
        BrokerError: as `admin`.
    """
    async with admin(settings) as client:
        found = await asyncio.wait_for(client.describe_topics(), PATIENCE_SECONDS)
    return {
        topic["topic"]: tuple(sorted(partition["partition"] for partition in topic["partitions"])) for topic in found
    }


async def partitions_of(settings: Settings, topic: str) -> tuple[int, ...]:
    """Give the partitions of a topic.

    Raises:
        BrokerError: there is no such topic, or as `admin`.
    """
    there = (await partitions(settings)).get(topic)
    if not there:
        hint = ": run `newswire topics create`" if topic in SHORT_NAMES.values() else ""
        raise BrokerError(f"topic {topic} does not exist{hint}")
    return there


def assign(client: AIOKafkaConsumer, starts: Mapping[TopicPartition, int]) -> None:
    """Give a consumer its partitions and where to start in each.

    Both at once: a consumer that has partitions begins to look up their ends, and may land there for good.
    """
    client.assign(list(starts))
    for place, start in starts.items():
        client.seek(place, start)


async def recorded(settings: Settings, topic: str) -> AsyncIterator[Record]:
    """Give every committed record of a topic, partition by partition, up to where each ends now.

    Raises:
        BrokerError: as `partitions_of`.
    """
    places = [TopicPartition(topic, partition) for partition in await partitions_of(settings, topic)]
    async with consumer(settings) as client:
        starts, ends = await client.beginning_offsets(places), await client.end_offsets(places)
        assign(client, starts)
        for place in places:
            client.pause(*[other for other in places if other != place])
            client.resume(place)
            while await client.position(place) < ends[place]:
                batch = await client.getmany(place, timeout_ms=200)
                for message in batch.get(place, ()):
                    if message.offset < ends[place]:
                        yield Record.of(message)

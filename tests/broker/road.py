"""The whole road on a real broker: fresh topics, real workers, and readers of every topic."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from schemas import Event, Outcome, ScreeningRecord
from streams.kafka.record import Record
from streams.settings import Settings
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, RAW, SCREENED, SCREENING, TOPICS
from tests.broker.processes import Crew
from tests.broker.topics import create
from tests.faults.ledger import read_all

PARTITIONS = 4
MARKERS_SECONDS = 0.2
READ = (RAW.name, SCREENING.name, SCREENED.name, ENRICHED.name, EVENTS.name, DEADLETTERS.name)


class Road:
    """One run of the service over topics of its own."""

    def __init__(self, broker: str, folder: Path, producer: AIOKafkaProducer, module: str) -> None:
        self.broker = broker
        environment = {
            "NEWSWIRE_BOOTSTRAP_SERVERS": broker,
            "NEWSWIRE_PARTITIONS": str(PARTITIONS),
            "NEWSWIRE_HTTP_PORT": "0",
            "NEWSWIRE_PROCESSES": "1",
            "NEWSWIRE_APP_ID": f"road-{uuid.uuid4().hex[:8]}",
            "NEWSWIRE_SESSION_TIMEOUT": "6",
            "NEWSWIRE_HEARTBEAT_INTERVAL": "1",
        }
        self.crew = Crew(["-m", module, "worker"], environment, folder)
        self._producer = producer

    async def send(self, value: bytes, **headers: str) -> int:
        """Put an item on raw partition 0; gives its offset."""
        pairs = [(name.replace("_", "-"), word.encode()) for name, word in headers.items()]
        meta = await self._producer.send_and_wait(RAW.name, value=value, headers=pairs, partition=0)
        return int(meta.offset)

    async def records(self) -> dict[str, list[Record]]:
        """Everything on every topic, as a read_committed reader sees it."""
        return await read_all(self.broker, READ)

    async def until(self, done: Callable[[dict[str, list[Record]]], bool], seconds: float) -> dict[str, list[Record]]:
        """Read all topics until they fulfil a condition."""
        end = time.monotonic() + seconds
        while True:
            records = await self.records()
            if done(records):
                return records
            counts = {topic: len(rows) for topic, rows in records.items()}
            assert time.monotonic() < end, f"not done in {seconds} s: {counts}\n{self.crew.logs()}"
            await asyncio.sleep(0.5)

    async def settled(self, seconds: float = 60) -> dict[str, list[Record]]:
        """Wait until every raw item has its outcome and every passed one is enriched or dead.

        A transaction is seen on one topic some milliseconds before it is on another: what was found must be all that
        is found when it is read once more.
        """
        end = time.monotonic() + seconds
        while True:
            found = await self.until(_settled, max(0.0, end - time.monotonic()))
            await asyncio.sleep(MARKERS_SECONDS)
            again = await self.records()
            if all(len(rows) == len(found[topic]) for topic, rows in again.items()):
                return again


def _settled(records: dict[str, list[Record]]) -> bool:
    log = outcomes(records)
    done = {(entry.position.partition, entry.position.offset) for entry in log}
    raw = {(record.partition, record.offset) for record in records[RAW.name]}
    dead = sum(record.header("x-dlq-stage") == b"extract" for record in records[DEADLETTERS.name])
    # A version that could not be coded may leave both: a dead letter, and a record that its story is not up to date.
    told = sum(record.header("cause") != b"failed" for record in records[ENRICHED.name])
    return raw <= done and len(records[SCREENED.name]) == told + dead


def outcomes(records: dict[str, list[Record]]) -> list[ScreeningRecord]:
    """Give the log of screening."""
    return [ScreeningRecord.model_validate_json(record.value or b"") for record in records[SCREENING.name]]


def events(records: dict[str, list[Record]]) -> list[Event]:
    """Give every event message, in order of its partition."""
    return [Event.model_validate_json(record.value) for record in records[EVENTS.name] if record.value is not None]


def table(messages: Sequence[Event]) -> dict[str, Event]:
    """Upsert by event_id and revision, as any consumer would."""
    rows: dict[str, Event] = {}
    for event in messages:
        if event.event_id not in rows or rows[event.event_id].revision < event.revision:
            rows[event.event_id] = event
    return rows


def first_outcomes(records: dict[str, list[Record]]) -> dict[int, str]:
    """Give the first outcome of each raw offset."""
    return {
        entry.position.offset: str(entry.outcome) for entry in outcomes(records) if entry.outcome != Outcome.RELEASED
    }


async def _fresh_topics(broker: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        await admin.delete_topics([topic.name for topic in TOPICS if topic.name in there])
        end = time.monotonic() + 20
        while {topic.name for topic in TOPICS} & set(await admin.list_topics()):
            assert time.monotonic() < end, "old topics are not deleted"
            await asyncio.sleep(0.2)
    finally:
        await admin.close()
    for _ in range(20):
        try:
            await create(broker, TOPICS, Settings(partitions=PARTITIONS))
        except KafkaError:
            await asyncio.sleep(0.5)
        else:
            return
    raise AssertionError("topics cannot be created")


@asynccontextmanager
async def running(broker: str, folder: Path, module: str = "streams.cli.main") -> AsyncIterator[Road]:
    """Lay a road: fresh topics, no worker yet."""
    await _fresh_topics(broker)
    producer = AIOKafkaProducer(bootstrap_servers=broker, max_request_size=5_000_000, acks="all")
    async with producer:
        road = Road(broker, folder, producer, module)
        with road.crew:
            yield road

"""Nothing is lost and nothing is twice: two fenced stages in a chain, on a real broker, under kill -9 and SIGSTOP."""

import asyncio
import json
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.agents.loop import PAUSE_AT
from streams.settings import Settings
from streams.topics import DEADLETTERS, POSITIONS
from tests.broker.chain import PARTITIONS, topics
from tests.broker.processes import Crew
from tests.broker.topics import create
from tests.faults.ledger import read_all

pytestmark = pytest.mark.broker

SESSION_SECONDS = 6


class Chain:
    """A run of the chain: what was sent, and every record that came out for a read_committed reader."""

    def __init__(self, broker: str, folder: Path) -> None:
        self.run = uuid.uuid4().hex[:8]
        self.broker = broker
        self.first, self.middle, self.last = topics(self.run)
        self.seen: Counter[int] = Counter()
        self.numbers: dict[int, list[int]] = {partition: [] for partition in range(PARTITIONS)}
        self.stop_file = folder / "stop-once"
        environment = {
            "NEWSWIRE_BOOTSTRAP_SERVERS": broker,
            "NEWSWIRE_PARTITIONS": str(PARTITIONS),
            "NEWSWIRE_HTTP_PORT": "0",
            "NEWSWIRE_PROCESSES": "1",
            "NEWSWIRE_APP_ID": f"chain-{self.run}",
            "NEWSWIRE_SESSION_TIMEOUT": str(SESSION_SECONDS),
            "NEWSWIRE_HEARTBEAT_INTERVAL": "1",
        }
        self.crew = Crew(["-m", "tests.broker.chain", self.run, str(self.stop_file)], environment, folder)
        self.sent = 0

    async def send(self, producer: AIOKafkaProducer, count: int, spread: int = PARTITIONS) -> None:
        for number in range(self.sent, self.sent + count):
            value = json.dumps({"id": number}).encode()
            await producer.send(self.first.name, value=value, partition=number % spread)
        await producer.flush()
        self.sent += count

    async def read(self, consumer: AIOKafkaConsumer) -> bool:
        batches = await consumer.getmany(timeout_ms=200)
        for records in batches.values():
            for record in records:
                body = json.loads(record.value)
                self.seen[body["id"]] += 1
                self.numbers[record.partition].append(body["number"])
        return bool(batches)

    async def until(self, consumer: AIOKafkaConsumer, done: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, f"not done in {seconds} s, {len(self.seen)}/{self.sent}\n{self.crew.logs()}"
            await self.read(consumer)

    async def all_out(self, consumer: AIOKafkaConsumer, seconds: float = 180) -> None:
        await self.until(consumer, lambda: len(self.seen) == self.sent, seconds)
        # Anything that comes twice would come about now.
        end = time.monotonic() + 2
        while time.monotonic() < end:
            await self.read(consumer)

    def assert_exactly_once(self) -> None:
        lost = set(range(self.sent)) - set(self.seen)
        twice = {number for number, times in self.seen.items() if times > 1}
        assert (lost, twice) == (set(), set()), self.crew.logs()
        for partition, numbers in self.numbers.items():
            assert numbers == list(range(1, len(numbers) + 1)), f"the state of partition {partition} was not its log"


@asynccontextmanager
async def running(broker: str, folder: Path) -> AsyncIterator[tuple[Chain, AIOKafkaProducer, AIOKafkaConsumer]]:
    chain = Chain(broker, folder)
    await create(
        broker, [chain.first, chain.middle, chain.last, POSITIONS, DEADLETTERS], Settings(partitions=PARTITIONS)
    )
    producer = AIOKafkaProducer(bootstrap_servers=broker, linger_ms=5)
    consumer = AIOKafkaConsumer(
        chain.last.name, bootstrap_servers=broker, auto_offset_reset="earliest", isolation_level="read_committed"
    )
    async with producer, consumer:
        with chain.crew:
            yield chain, producer, consumer


def test_two_stages_and_two_workers_under_kill_9_lose_nothing_and_repeat_nothing(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        chance = random.Random(3)  # noqa: S311 - a seeded fault, not a secret
        async with running(broker, tmp_path) as (chain, producer, consumer):
            workers = [chain.crew.start(), chain.crew.start()]
            for round_ in range(5):
                await chain.send(producer, 400)
                before = len(chain.seen)
                await chain.until(consumer, lambda before=before: len(chain.seen) > before, 180)  # type: ignore[misc]  # mypy infers no lambda with a default
                await chain.send(producer, 400)
                await asyncio.sleep(chance.uniform(0, 0.5))
                workers[round_ % 2].kill()
                workers[round_ % 2] = chain.crew.start()
            await chain.all_out(consumer)
            chain.assert_exactly_once()
            assert chain.sent == 4000

    asyncio.run(run())


def test_a_backlog_of_more_than_a_lane_takes_in_hand_comes_through_whole(broker: str, tmp_path: Path) -> None:
    """Fetching pauses in the middle of what was fetched, and goes on when the lane has made room."""

    async def run() -> None:
        async with running(broker, tmp_path) as (chain, producer, consumer):
            await chain.send(producer, 2 * PAUSE_AT, spread=1)
            chain.crew.start()
            await chain.all_out(consumer)
            chain.assert_exactly_once()

    asyncio.run(run())


def test_a_worker_stalled_between_send_and_commit_is_fenced_and_says_so(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as (chain, producer, consumer):
            zombie = chain.crew.start()
            await chain.send(producer, 200)
            await chain.all_out(consumer)
            chain.stop_file.touch()  # the worker stops itself in its next transaction, after the first send
            await chain.send(producer, 40)
            await chain.until(consumer, lambda: not chain.stop_file.exists(), 90)
            chain.crew.start()
            await chain.all_out(consumer)
            await asyncio.sleep(20 - SESSION_SECONDS)
            zombie.send(signal.SIGCONT)
            code = await asyncio.to_thread(zombie.process.wait, 90)
            assert code == 3
            assert "a newer owner writes" in zombie.text()
            await chain.send(producer, 200)
            await chain.all_out(consumer)
            chain.assert_exactly_once()

    asyncio.run(run())


def test_a_worker_stalled_while_idle_sees_its_loss_and_joins_again(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as (chain, producer, consumer):
            sleeper = chain.crew.start()
            await chain.send(producer, 200)
            await chain.all_out(consumer)
            sleeper.send(signal.SIGSTOP)
            chain.crew.start()
            await chain.send(producer, 200)
            await chain.all_out(consumer)
            sleeper.send(signal.SIGCONT)
            other = chain.crew.workers[1]
            # That the sleeper is a member again shows when it alone is left.
            await asyncio.sleep(10)
            assert sleeper.alive, chain.crew.logs()
            other.send(signal.SIGTERM)
            assert await asyncio.to_thread(other.process.wait, 90) == 0
            await chain.send(producer, 200)
            await chain.all_out(consumer)
            chain.assert_exactly_once()
            assert sleeper.alive

    asyncio.run(run())


def test_an_item_that_fails_anywhere_is_a_dead_letter_with_its_bytes_and_costs_nobody_else(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as (chain, producer, consumer):
            chain.crew.start()
            await chain.send(producer, 8)
            bad = {
                b"poison": b"poison",  # its task raises a typed error
                b"not JSON": b"internal",  # applying it raises an error nobody foresaw
                b'{"id": -1, "ballast": 8100000}': b"output_too_large",
            }
            for value in bad:
                await producer.send(chain.first.name, value=value, partition=0, headers=[("x-provider", b"p")])
            await chain.send(producer, 8)
            await chain.all_out(consumer)
            chain.assert_exactly_once()
            letters = (await read_all(broker, [DEADLETTERS.name]))[DEADLETTERS.name]
            ours = [letter for letter in letters if letter.header("x-dlq-topic") == chain.first.name.encode()]
            assert {letter.value: letter.header("x-dlq-reason") for letter in ours} == bad
            assert all(letter.header("x-provider") == b"p" for letter in ours)

    asyncio.run(run())

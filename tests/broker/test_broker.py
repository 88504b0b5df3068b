"""The broker that the tests run on is a real one: it hides what is not committed, and fences who comes late."""

import asyncio
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import InvalidProducerEpoch, ProducerFenced

from tests.broker import kafka

pytestmark = pytest.mark.broker

ROOT = Path(__file__).parents[2]


async def new_topic(broker: str, **config: str) -> str:
    name = f"smoke.{uuid.uuid4().hex[:8]}"
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, 1, topic_configs=config)])
    finally:
        await admin.close()
    return name


@asynccontextmanager
async def writer(broker: str, name: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=broker, transactional_id=name, max_request_size=10_000_000)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def committed(broker: str, topic: str, count: int) -> list[bytes | None]:
    """All values that a read_committed reader finds, at least `count` of them."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=broker,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=10_000_000,
    )
    await consumer.start()
    try:
        values: list[bytes | None] = []
        async with asyncio.timeout(20):
            while len(values) < count:
                values.append((await consumer.getone()).value)
        for records in (await consumer.getmany(timeout_ms=300)).values():
            values += [record.value for record in records]
        return values
    finally:
        await consumer.stop()


def test_an_aborted_record_is_not_read_and_a_committed_one_is(broker: str) -> None:
    async def run() -> list[bytes | None]:
        topic = await new_topic(broker)
        async with writer(broker, topic) as producer:
            await producer.begin_transaction()
            await (await producer.send(topic, b"aborted"))
            await producer.abort_transaction()
            async with producer.transaction():
                await producer.send(topic, b"committed")
        return await committed(broker, topic, 1)

    assert asyncio.run(run()) == [b"committed"]


def test_an_older_writer_of_the_same_name_is_fenced(broker: str) -> None:
    async def run() -> None:
        topic = await new_topic(broker)
        async with writer(broker, topic) as older:
            await older.begin_transaction()
            async with writer(broker, topic) as newer, newer.transaction():
                await newer.send(topic, b"newer")
            with pytest.raises((ProducerFenced, InvalidProducerEpoch)):
                await finish(older, topic)

    asyncio.run(run())


async def finish(producer: AIOKafkaProducer, topic: str) -> None:
    await (await producer.send(topic, b"older"))
    await producer.commit_transaction()


def test_the_largest_record_of_the_service_passes(broker: str) -> None:
    large = b"x" * 9_000_000

    async def run() -> list[bytes | None]:
        topic = await new_topic(broker, **{"max.message.bytes": "10000000"})
        async with writer(broker, topic) as producer, producer.transaction():
            await producer.send(topic, large)
        return await committed(broker, topic, 1)

    assert asyncio.run(run()) == [large]


def test_a_topic_is_not_created_by_writing_to_it(broker: str) -> None:
    async def run() -> set[str]:
        missing = f"missing.{uuid.uuid4().hex[:8]}"
        producer = AIOKafkaProducer(bootstrap_servers=broker)
        await producer.start()
        try:
            await producer.client.force_metadata_update()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(producer.send_and_wait(missing, b"x"), 2)
        finally:
            await asyncio.wait_for(producer.stop(), 10)
        admin = AIOKafkaAdminClient(bootstrap_servers=broker)
        await admin.start()
        try:
            return {missing} & set(await admin.list_topics())
        finally:
            await admin.close()

    assert asyncio.run(run()) == set()


@pytest.mark.skipif("NEWSWIRE_TEST_BROKER" in os.environ, reason="the broker was not started by the tests")
def test_a_killed_broker_comes_back_with_its_data_and_leaves_nothing_behind() -> None:
    with kafka.running() as own:
        topic = asyncio.run(new_topic(own.address))

        async def write() -> None:
            async with writer(own.address, topic) as producer, producer.transaction():
                await producer.send(topic, b"kept")

        asyncio.run(write())
        first = own.pid
        own.kill()
        own.start()
        assert own.pid != first
        assert asyncio.run(committed(own.address, topic, 1)) == [b"kept"]
        folder, pid, port = own.folder, own.pid, own.port
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("missing", ["java", "mvn"])
def test_without_java_or_maven_the_run_fails_with_one_line_that_says_what_to_install(
    missing: str, tmp_path: Path
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    if missing == "mvn":
        (tools / "java").symlink_to(kafka.find_java())
    test = tmp_path / "test_needs_broker.py"
    test.write_text("from tests.broker.conftest import broker\n\ndef test_it(broker): pass\n")
    start = (
        "import pathlib, sys; from tests.broker import kafka; kafka.CACHE = pathlib.Path(sys.argv[1]) / 'c' / 'k';"
        "import pytest; sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-c', 'pyproject.toml', sys.argv[2]]))"
    )
    environment = {"PATH": str(tools), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", start, str(tmp_path), str(test)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if "install Java 17 or newer and Maven" in line]
    assert len(lines) == 1
    assert "passed" not in done.stdout
    assert "skipped" not in done.stdout

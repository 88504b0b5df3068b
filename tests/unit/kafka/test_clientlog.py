"""What the Kafka client and Faust say reaches the log once a minute for each kind of line, and never as a traceback."""

import asyncio
import contextlib
import gc
import io
import logging
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from aiokafka import TopicPartition
from aiokafka.cluster import ClusterMetadata
from aiokafka.errors import KafkaError, ProducerFenced
from aiokafka.producer.message_accumulator import MessageAccumulator

from streams.kafka.clientlog import CLIENTS, QUIET_SECONDS, Seldom
from streams.kafka.embedded import EmbeddedBroker
from streams.kafka.log import connected, reader
from streams.settings import Settings


class Clock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@contextlib.contextmanager
def logged(*filters: logging.Filter) -> Iterator[io.StringIO]:
    """Give what a handler with these filters writes down of all that is logged."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    for one in filters:
        handler.addFilter(one)
    logging.getLogger().addHandler(handler)
    clients = [logging.getLogger(name) for name in CLIENTS]
    levels = [client.level for client in clients]  # a command that ran in this process may have quietened them
    for client in clients:
        client.setLevel(logging.NOTSET)
    try:
        yield text
    finally:
        logging.getLogger().removeHandler(handler)
        for client, level in zip(clients, levels, strict=True):
            client.setLevel(level)


def test_a_kind_of_line_passes_once_a_minute_and_says_then_how_many_did_not() -> None:
    clock = Clock()
    client = logging.getLogger("aiokafka.conn")
    with logged(Seldom(clock)) as text:
        for clock.now in (0.0, 1.0, QUIET_SECONDS - 1, QUIET_SECONDS, 2 * QUIET_SECONDS):
            client.error("no way to node %s", int(clock.now))
        client.error("no way to the group's node")
    assert text.getvalue().splitlines() == [
        "no way to node 0",
        "no way to node 60 (and 2 more like it before)",
        "no way to node 120",
        "no way to the group's node",
    ]


def test_what_others_say_passes_as_often_as_they_say_it() -> None:
    with logged(Seldom(Clock())) as text:
        for _ in range(3):
            logging.getLogger("streams.agents.loop").warning("opening again")
    assert text.getvalue().splitlines() == ["opening again"] * 3


@pytest.mark.parametrize(
    ("name", "lines"), [("aiokafka.producer.sender", ["in the sender: ProducerFenced"]), ("asyncio", [])]
)
def test_an_error_of_the_brokers_is_a_line_and_no_traceback(name: str, lines: list[str]) -> None:
    with logged(Seldom(Clock())) as text:
        logging.getLogger(name).error("in the sender", exc_info=ProducerFenced())
    assert text.getvalue().splitlines() == lines


@pytest.mark.parametrize("name", ["aiokafka.producer.sender", "asyncio", "streams.agents.loop"])
def test_any_other_error_is_told_in_full(name: str) -> None:
    with logged(Seldom(Clock())) as text:
        logging.getLogger(name).error("in the sender", exc_info=ZeroDivisionError("by 17"))
    assert text.getvalue().splitlines() == ["in the sender", "ZeroDivisionError: by 17"]


def test_an_error_within_the_client_that_nobody_waited_for_is_a_line() -> None:
    async def fail() -> None:
        # As a producer that is stopped while brokers are away: it puts back a batch that is gone.
        accumulator = MessageAccumulator(ClusterMetadata(metadata_max_age_ms=1000), 1000, 0, 1000)
        accumulator.reenqueue(Mock(tp=TopicPartition("topic", 0)))

    async def nobody_waits() -> None:
        task = asyncio.ensure_future(fail())
        await asyncio.wait([task])
        del task
        gc.collect()

    with logged(Seldom(Clock())) as text:
        asyncio.run(nobody_waits())
    assert text.getvalue().splitlines() == ["Task exception was never retrieved: KeyError"]


def test_what_asyncio_says_without_an_error_passes() -> None:
    async def say() -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "Unclosed connection"})

    with logged(Seldom(Clock())) as text:
        asyncio.run(say())
    assert text.getvalue().splitlines() == ["Unclosed connection"]


def test_while_no_broker_answers_the_client_says_it_once_in_each_of_its_ways() -> None:
    async def go_on_without(broker: EmbeddedBroker, settings: Settings) -> None:
        async with connected(reader(settings)) as consumer:
            broker.__exit__(None, None, None)
            for _ in range(8):
                with contextlib.suppress(KafkaError):
                    await consumer._client.force_metadata_update()
                await asyncio.sleep(0.05)

    broker = EmbeddedBroker().__enter__()
    settings = Settings(bootstrap_servers=broker.bootstrap_servers)
    with logged() as all_of_it, logged(Seldom()) as text:
        asyncio.run(go_on_without(broker, settings))
    everything, said = all_of_it.getvalue().splitlines(), text.getvalue().splitlines()
    assert len(everything) > 10
    assert 0 < len(said) <= 5

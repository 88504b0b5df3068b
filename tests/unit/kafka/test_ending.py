"""A client that is stopped while brokers are away: what goes on within it ends nobody but itself."""

import asyncio
import contextlib
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError

from streams.kafka.ending import finished, stopped


class Client:
    """A client whose end goes as it is told; `client` is its connections, as a producer's."""

    def __init__(self, fault: BaseException | None = None, seconds: float = 0.0) -> None:
        self.client = self
        self.closed = 0
        self._fault = fault
        self._seconds = seconds

    async def stop(self) -> None:
        await asyncio.sleep(self._seconds)
        if self._fault is not None:
            raise self._fault

    async def close(self) -> None:
        self.closed += 1


def producer(client: Client) -> AIOKafkaProducer:
    return cast("Any", client)


@pytest.mark.parametrize(
    ("fault", "well"), [(None, True), (asyncio.CancelledError(), False), (KafkaConnectionError(), False)]
)
def test_whatever_its_end_raises_its_connections_are_closed_and_nothing_reaches_us(
    fault: BaseException | None, well: bool
) -> None:
    client = Client(fault)
    assert asyncio.run(stopped(producer(client))) is well
    assert client.closed == 1


def test_an_end_that_takes_too_long_is_not_waited_for() -> None:
    assert asyncio.run(stopped(producer(Client(seconds=60)), 0.01)) is False


def test_a_cancellation_of_ours_is_still_one() -> None:
    async def run() -> bool:
        task = asyncio.ensure_future(stopped(producer(Client(seconds=60))))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(run())


def test_an_end_that_hears_no_cancellation_is_not_waited_for() -> None:
    async def deaf(over: asyncio.Event) -> None:
        while not over.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await over.wait()

    async def run() -> tuple[bool, bool]:
        over = asyncio.Event()
        late = await asyncio.wait_for(finished([deaf(over), asyncio.sleep(0)], 0.05), 60)
        over.set()
        return late, await finished([deaf(over), asyncio.sleep(0)], 60)

    assert asyncio.run(run()) == (False, True)


def test_an_end_that_fails_says_so_at_once() -> None:
    async def failing() -> None:
        raise KafkaConnectionError

    with pytest.raises(KafkaConnectionError):
        asyncio.run(finished([asyncio.sleep(3600), failing()], 7200))

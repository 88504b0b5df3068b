"""A partition with lag and no progress is fetched again, then ends the process; markers, rebuilding, rest do not."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from streams import metrics
from streams.agents.pulse import Pulse
from streams.kafka.embedded import EmbeddedBroker
from streams.kafka.watchdog import Watchdog
from streams.settings import Settings

PLACE = TopicPartition("news.articles.raw.v1", 0)


class EndedError(Exception):
    """The process would have ended."""


@dataclass
class Partition:
    position: int = 9
    last_progress: float = 0.0
    rebuilding: bool = False
    stage: str = "screen"
    place: TopicPartition = PLACE
    waiting: int = 1
    fetched_again: int = 0

    def fetch_again(self) -> None:
        self.fetched_again += 1


def ended(code: int, line: str) -> None:
    raise EndedError(code, line)


def never(_now: float) -> float:
    return -math.inf


def watchdog(partition: Partition, broker: str = "127.0.0.1:1", woke: Callable[[float], float] = never) -> Watchdog:
    return Watchdog(Settings(watchdog_timeout=30, bootstrap_servers=broker), lambda: [partition], ended, woke)


def test_lag_without_progress_for_too_long_ends_the_process() -> None:
    dog = watchdog(Partition())
    dog.look({PLACE: 20}, 100.0)
    dog.look({PLACE: 20}, 129.0)
    with pytest.raises(EndedError) as caught:
        dog.look({PLACE: 20}, 131.0)
    code, line = caught.value.args
    assert code == 1
    assert "news.articles.raw.v1/0 is 10 behind" in line


@pytest.mark.parametrize(("waiting", "rebuilding", "times"), [(0, False, 2), (3, False, 0), (0, True, 0)])
def test_what_waits_for_records_that_are_there_is_fetched_again(waiting: int, rebuilding: bool, times: int) -> None:
    partition = Partition(waiting=waiting, rebuilding=rebuilding)
    dog = watchdog(partition)
    for now in (100.0, 104.0, 106.0, 108.0):
        dog.look({PLACE: 20}, now)
    assert partition.fetched_again == times


def test_the_time_in_which_this_process_slept_is_nobodys_fault() -> None:
    pulse = Pulse(Settings(session_timeout=10, heartbeat_interval=3))
    dog = watchdog(Partition(), woke=pulse.woke)
    for second in (100.0, 102.0, 228.0, 230.0, 232.0):
        dog.look({PLACE: 20}, second)
    for second in range(234, 258, 2):
        dog.look({PLACE: 20}, second)
    with pytest.raises(EndedError, match="has not moved for 31 s"):
        dog.look({PLACE: 20}, 259.0)


def test_progress_however_slow_is_progress() -> None:
    partition = Partition()
    dog = watchdog(partition)
    for second in range(0, 300, 20):
        partition.last_progress = float(second)
        dog.look({PLACE: 1000}, float(second))


def test_no_lag_is_rest_however_long() -> None:
    dog = watchdog(Partition())
    for second in range(0, 1000, 10):
        dog.look({PLACE: 10}, float(second))


def test_lag_and_position_are_shown_while_the_partition_is_ours_and_not_after() -> None:
    watched = [Partition(position=9)]
    dog = Watchdog(Settings(watchdog_timeout=30), lambda: watched, ended, never)
    dog.look({PLACE: 20}, 0.0)
    label = {"topic": PLACE.topic, "partition": "0"}
    assert metrics.REGISTRY.get_sample_value("newswire_consumer_lag", label) == 10
    assert metrics.REGISTRY.get_sample_value("newswire_committed_offset", label) == 9
    watched.clear()
    dog.look({}, 2.0)
    assert metrics.REGISTRY.get_sample_value("newswire_consumer_lag", label) is None
    assert metrics.REGISTRY.get_sample_value("newswire_committed_offset", label) is None
    dog.look({}, 4.0)


def test_rebuilding_is_not_being_stuck_while_it_reads_and_the_clock_starts_after_it() -> None:
    partition = Partition(rebuilding=True)
    dog = watchdog(partition)
    for second in range(0, 501, 20):
        partition.last_progress = float(second)
        dog.look({PLACE: 20}, float(second))
    partition.rebuilding = False
    dog.look({PLACE: 20}, 501.0)
    dog.look({PLACE: 20}, 530.0)
    with pytest.raises(EndedError):
        dog.look({PLACE: 20}, 532.0)


@pytest.mark.parametrize("end", [10, 20])
def test_an_opening_that_stands_still_ends_the_process_whether_or_not_anything_waits(end: int) -> None:
    dog = watchdog(Partition(rebuilding=True))
    dog.look({PLACE: end}, 100.0)
    dog.look({PLACE: end}, 129.0)
    with pytest.raises(EndedError, match="is being opened and has not moved for 31 s"):
        dog.look({PLACE: end}, 131.0)


def test_the_time_in_which_the_broker_does_not_answer_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    dog = watchdog(Partition())
    dog.look({PLACE: 20}, 100.0)

    async def run() -> None:
        monkeypatch.setattr("streams.kafka.watchdog.POLL_SECONDS", 0.0)
        watching = asyncio.ensure_future(dog.run())
        async with asyncio.timeout(60):
            while dog._silent_since is None:  # noqa: ASYNC110 - it tells nobody but the log
                await asyncio.sleep(0.01)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    # Nothing listens at the settings' address.
    asyncio.run(run())
    dog.look({PLACE: 20}, 400.0)
    with pytest.raises(EndedError):
        dog.look({PLACE: 20}, 431.0)


def test_that_the_broker_does_not_answer_is_said_once_and_once_that_it_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("streams.kafka.watchdog.POLL_SECONDS", 0.01)
    answers = iter((False, False, False, True, True))

    async def run(broker: EmbeddedBroker) -> None:
        over = asyncio.Event()

        async def poll(_consumer: object) -> None:
            answer = next(answers, None)
            if answer is None:
                over.set()
            elif not answer:
                raise KafkaConnectionError

        dog = watchdog(Partition(), broker.bootstrap_servers)
        monkeypatch.setattr(dog, "_poll", poll)
        watching = asyncio.ensure_future(dog.run())
        await asyncio.wait_for(over.wait(), 60)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    with EmbeddedBroker() as broker:
        asyncio.run(run(broker))
    away, back = (line.getMessage() for line in caplog.records if line.name == "streams.kafka.watchdog")
    assert away == "the broker does not answer (KafkaConnectionError)"
    assert back.startswith("the broker answers again, after ")


def test_transaction_markers_after_the_last_record_are_not_lag() -> None:
    dog = watchdog(Partition())
    dog._clear[PLACE] = 12
    dog.look({PLACE: 12}, 0.0)
    dog.look({PLACE: 12}, 1000.0)
    gauge = metrics.CONSUMER_LAG.labels(topic=PLACE.topic, partition="0")
    assert gauge._value.get() == 0
    dog.look({PLACE: 15}, 1000.0)
    assert gauge._value.get() == 3

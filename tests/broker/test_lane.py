"""A lane that is fenced ends a process that slept while another took its partition, and no other; it takes no gap."""

import asyncio
import contextlib
import gc
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError

from streams.agents import loop
from streams.agents.loop import Kit, Lane, LaneState
from streams.agents.memory import Memory
from streams.agents.pool import ItemPool
from streams.agents.pulse import Pulse
from streams.agents.stage import Task
from streams.errors import Fenced
from streams.kafka.log import read_log
from streams.kafka.record import Output, Record
from streams.kafka.writer import CLOSE_SECONDS, FencedWriter
from streams.settings import Settings
from streams.topics import DEADLETTERS, POSITIONS
from tests.broker.chain import Count, Numbering, topics
from tests.broker.topics import create
from tests.faults.ledger import read_all

pytestmark = pytest.mark.broker


@pytest.fixture(autouse=True)
def _gone() -> Iterator[None]:
    """A fenced client tells of futures of its own that nobody awaited, when they go: let that be here."""
    yield
    gc.collect()


class Ended(Exception):
    """The process would have ended here."""


def end(code: int, line: str) -> None:
    raise Ended(code, line)


class Group:
    """A source that gives nothing by itself, in a group that says what it is told to say."""

    def __init__(self, *said: bool | None) -> None:
        self.said = list(said)
        self.asked: list[int] = []
        self.paused: list[bool] = []

    async def rewind(self, _partition: int, offset: int) -> None:
        self.asked.append(offset)

    async def pause(self, _partition: int, *, on: bool) -> None:
        self.paused.append(on)

    async def confirmed(self) -> bool | None:
        return self.said.pop(0)


async def until(done: Callable[[], bool], seconds: float = 120) -> None:
    limit = asyncio.get_running_loop().time() + seconds
    while not done():
        assert asyncio.get_running_loop().time() < limit
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(("revoked_first", "slept"), [(True, True), (False, True), (True, False), (False, False)])
def test_a_write_in_hand_that_is_fenced_ends_a_process_that_slept_whether_or_not_it_was_revoked_first(
    broker: str, monkeypatch: pytest.MonkeyPatch, revoked_first: bool, slept: bool
) -> None:
    """One that was awake all the time joins again: it was the group's own broker that did not hear it."""
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])
    commit = AIOKafkaProducer.commit_transaction

    async def run() -> None:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        sent, go_on = asyncio.Event(), asyncio.Event()

        async def waiting(self: AIOKafkaProducer) -> None:
            sent.set()
            await go_on.wait()
            await commit(self)

        monkeypatch.setattr(AIOKafkaProducer, "commit_transaction", waiting)
        pool = ItemPool(1, 20)
        try:
            # It beats only where it is asked: with so long a session no step of a slow machine is a sleep.
            pulse = Pulse(Settings(session_timeout=600, request_timeout=600))
            kit = Kit(settings, pool, pulse, end)
            stage = Numbering("one", source, target)
            group = Group(None, *[False] * 20)
            lane = Lane(stage, 0, Memory(Count()), kit, group)
            await until(lambda: lane.status is LaneState.OPEN)
            lane.put(Record(source.name, 0, 0, datetime.now(UTC), None, json.dumps({"id": 1}).encode()), 0)
            await sent.wait()
            newer = FencedWriter(settings, stage.name, source.name, 0)
            await newer.open()
            ending = asyncio.ensure_future(lane.close()) if revoked_first else lane._task
            await asyncio.sleep(0.1)
            if slept:
                now = time.monotonic()
                pulse.wait(now - 1200)
                pulse.wait(now)
            go_on.set()
            if slept:
                with pytest.raises(Ended, match=f"3, 'one/0: a newer owner writes one/{source.name}/0"):
                    await ending
            elif revoked_first:
                await ending
                assert len(group.said) == 21  # it was not asked
            else:
                await until(lambda: len(group.said) < 20)
                await lane.close()
            await asyncio.gather(lane._writer.close(), newer.close())
        finally:
            pool.close()
        records = await read_all(broker, [target.name])
        assert records[target.name] == []

    asyncio.run(run())


@pytest.mark.parametrize(("said", "asks"), [([True], {1}), ([None] * 20, {2, 3, 4, 5, 6})])
def test_a_lane_that_closes_over_a_fenced_write_ends_nobody_whom_the_group_knows_and_does_not_wait_for_ever(
    broker: str, said: list[bool | None], asks: set[int]
) -> None:
    """It asks once a second; a machine that is slow asks less often in the time that it has."""
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])

    async def run() -> None:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        pool = ItemPool(1, 20)
        try:
            pulse = Pulse(Settings(session_timeout=600, request_timeout=600))
            group = Group(*said)
            lane = Lane(Numbering("one", source, target), 0, Memory(Count()), Kit(settings, pool, pulse, end), group)
            await until(lambda: lane.status is LaneState.OPEN)
            lane._began, lane._fenced = time.monotonic(), Fenced("a newer owner writes")
            pulse.wait(time.monotonic() - 1200)
            pulse.wait(time.monotonic())
            assert lane._slept()
            await lane.close()
            assert lane.status is LaneState.CLOSED
            assert len(said) - len(group.said) in asks
        finally:
            pool.close()

    asyncio.run(run())


def drowsy(value: bytes) -> bytes:
    time.sleep(0.01)
    return value


class Drowsy(Numbering):
    """Takes its time over an item, longer than a transaction does."""

    def task(self, record: Record) -> Task:
        return Task(drowsy, (record.value or b"",))


def test_a_backlog_goes_in_few_transactions_and_a_lone_item_by_itself(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])
    written: list[int] = []
    write = FencedWriter.write

    async def noted(
        self: FencedWriter, outputs: Sequence[Output], position: int | None, *, not_before: datetime | None = None
    ) -> object:
        written.append(len(outputs))
        return await write(self, outputs, position, not_before=not_before)

    monkeypatch.setattr(FencedWriter, "write", noted)

    async def run() -> None:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        pool = ItemPool(1, 20)
        try:
            await pool.warm()
            lane = Lane(
                Drowsy("one", source, target), 0, Memory(Count()), Kit(settings, pool, Pulse(settings), end), Group()
            )
            try:
                await until(lambda: lane.status is LaneState.OPEN)
                for number in range(100):
                    value = json.dumps({"id": number}).encode()
                    lane.put(Record(source.name, 0, number, datetime.now(UTC), None, value), number)
                await until(lambda: lane.position == 99)
                assert sum(written) == 100
                assert len(written) <= 25
                lane.put(Record(source.name, 0, 100, datetime.now(UTC), None, b'{"id": 100}'), 100)
                await until(lambda: lane.waiting == 1)
                alone = list(lane._queue)
                assert lane._company(alone) == 0.0
                await until(lambda: lane.position == 100)
            finally:
                await lane.close()
        finally:
            pool.close()
        records = await read_all(broker, [target.name])
        assert [json.loads(record.value or b"")["id"] for record in records[target.name]] == [*range(101)]

    asyncio.run(run())


def test_a_writer_fenced_between_two_sends_says_so(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's own word at the later send is of its state alone: the fault is with what it was sent before."""
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])
    send = AIOKafkaProducer.send

    async def late(self: AIOKafkaProducer, topic: str, **what: object) -> object:
        sent = await send(self, topic, **what)
        await asyncio.wait([sent])
        await asyncio.sleep(0)
        return sent

    async def run() -> None:
        await create(broker, [source, target, POSITIONS], settings)
        older, newer = (FencedWriter(settings, "one", source.name, 0) for _ in range(2))
        await older.open()
        await newer.open()
        monkeypatch.setattr(AIOKafkaProducer, "send", late)
        try:
            with pytest.raises(Fenced, match=f"a newer owner writes one/{source.name}/0"):
                await older.write([Output(target.name, 0, b"key", b"value")], 0)
        finally:
            await asyncio.gather(older.close(), newer.close())

    asyncio.run(run())


@pytest.mark.parametrize("revoked", [False, True])
def test_a_fenced_writer_whose_worker_is_a_member_as_before_opens_again_and_nobody_ends(
    broker: str, revoked: bool
) -> None:
    """As when the broker gives a transaction up for the time it took: that fences, too, and there is no newer owner."""
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])

    async def run() -> list[int]:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        group = Group(*([None] * 20 if revoked else [None, True]))
        pool = ItemPool(1, 20)
        try:
            kit = Kit(settings, pool, Pulse(settings), end)
            stage = Numbering("one", source, target)
            lane = Lane(stage, 0, Memory(Count()), kit, group)
            await until(lambda: lane.status is LaneState.OPEN)
            other = FencedWriter(settings, stage.name, source.name, 0)
            await other.open()
            await other.close()
            lane.put(Record(source.name, 0, 0, datetime.now(UTC), None, json.dumps({"id": 1}).encode()), 0)
            await until(lambda: len(group.said) < 20 if revoked else lane.position == 0)
            # A rebalance like any other may come first: who was awake need not ask.
            await lane.close()
        finally:
            pool.close()
        return [
            json.loads(record.value or b"")["id"] for record in (await read_all(broker, [target.name]))[target.name]
        ]

    assert asyncio.run(run()) == ([] if revoked else [1])


def test_an_answer_that_comes_after_the_lane_is_closed_changes_nothing(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next lane has the same memory, and reads from the log what was written."""
    settings = Settings(
        bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}", stop_timeout=CLOSE_SECONDS + 1
    )
    source, target, _ = topics(uuid.uuid4().hex[:8])
    write = FencedWriter.write

    async def run() -> None:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        written, go_on = asyncio.Event(), asyncio.Event()

        async def slow(self: FencedWriter, outputs: Sequence[Output], position: int | None, **when: None) -> object:
            offsets = await write(self, outputs, position, **when)
            written.set()
            await go_on.wait()
            return offsets

        monkeypatch.setattr(FencedWriter, "write", slow)
        pool = ItemPool(1, 20)
        try:
            memory = Memory(Count())
            kit = Kit(settings, pool, Pulse(settings), end)
            lane = Lane(Numbering("one", source, target), 0, memory, kit, Group())
            await until(lambda: lane.status is LaneState.OPEN)
            lane.put(Record(source.name, 0, 0, datetime.now(UTC), None, json.dumps({"id": 1}).encode()), 0)
            await written.wait()
            await lane.close()
            go_on.set()
            await asyncio.sleep(0.1)
            assert memory.state.number == 0
            later = Lane(Numbering("one", source, target), 0, memory, kit, Group())
            await until(lambda: later.status is LaneState.OPEN)
            assert (memory.state.number, later.position) == (1, 0)
            await later.close()
        finally:
            pool.close()

    asyncio.run(run())


@pytest.mark.parametrize("fault", [KafkaTimeoutError(), asyncio.CancelledError(), ConnectionResetError()])
def test_a_lane_that_cannot_read_its_log_opens_again_whatever_its_client_raises(
    broker: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: BaseException
) -> None:
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])
    faults = [fault, fault]

    async def failing(at: Settings, topic: str, partition: int, start: int | None) -> AsyncIterator[Record]:
        if faults:
            raise faults.pop()
        async for record in read_log(at, topic, partition, start):
            yield record

    async def run() -> None:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        monkeypatch.setattr(loop, "read_log", failing)
        pool = ItemPool(1, 20)
        try:
            kit = Kit(settings, pool, Pulse(settings), end)
            lane = Lane(Numbering("one", source, target), 0, Memory(Count()), kit, Group())
            await until(lambda: lane.status is LaneState.OPEN)
            await lane.close()
        finally:
            pool.close()
        assert faults == []

    asyncio.run(run())
    said = [line.getMessage() for line in caplog.records if "opening again" in line.getMessage()]
    if not isinstance(fault, asyncio.CancelledError):
        assert said == [f"one/0: {fault!r}; opening again"]


def test_a_lane_closes_though_its_cancellation_is_lost_on_the_way(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(bootstrap_servers=broker)
    source, target, _ = topics(uuid.uuid4().hex[:8])

    async def losing(_writer: FencedWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # as `wait_for` does up to Python 3.11
            await asyncio.sleep(3600)

    async def run() -> None:
        monkeypatch.setattr(FencedWriter, "open", losing)
        pool = ItemPool(1, 20)
        try:
            kit = Kit(settings, pool, Pulse(settings), end)
            lane = Lane(Numbering("one", source, target), 0, Memory(Count()), kit, Group())
            await asyncio.sleep(0.1)
            await asyncio.wait_for(lane.close(), 60)
            assert lane.status is LaneState.CLOSED
        finally:
            pool.close()

    asyncio.run(run())


def test_records_from_further_on_that_come_first_make_no_gap(broker: str) -> None:
    """As after a rebalance: what was fetched before it is handed over, and what lies between is dropped as old."""
    settings = Settings(bootstrap_servers=broker, partitions=4, app_id=f"lane-{uuid.uuid4().hex[:8]}")
    source, target, _ = topics(uuid.uuid4().hex[:8])
    values = [json.dumps({"id": number}).encode() for number in range(9)]

    async def run() -> list[int]:
        await create(broker, [source, target, POSITIONS, DEADLETTERS], settings)
        async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
            for value in values:
                await producer.send_and_wait(source.name, value, partition=0)
        records = [Record(source.name, 0, at, datetime.now(UTC), None, value) for at, value in enumerate(values)]

        class Fetching(Group):
            async def rewind(self, partition: int, offset: int) -> None:
                await super().rewind(partition, offset)
                for record in (*records[7:], *records[offset:], *records[3:5]):
                    lane.put(record, record.offset)

        group = Fetching()
        pool = ItemPool(1, 20)
        try:
            lane = Lane(
                Numbering("one", source, target), 0, Memory(Count()), Kit(settings, pool, Pulse(settings), end), group
            )
            for record in records[6:]:
                lane.put(record, record.offset)
            await until(lambda: lane.status is LaneState.OPEN)
            for record in records[5:8]:
                lane.put(record, record.offset)
            await until(lambda: lane.position == 8)
            await lane.close()
        finally:
            pool.close()
        assert group.asked[0] == 0
        written = (await read_all(broker, [target.name]))[target.name]
        return [json.loads(record.value or b"")["id"] for record in written]

    assert asyncio.run(run()) == list(range(9))

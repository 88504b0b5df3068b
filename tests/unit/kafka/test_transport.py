"""What the consumer's thread says of the records it fetched, and of its place in the group."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import (
    GroupLoadInProgressError,
    IllegalGenerationError,
    NoError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from aiokafka.protocol.group import HeartbeatRequest
from faust.types import TP

from streams.kafka.transport import CommittedConsumerThread, Fetched, PositionConsumer

PLACE = TopicPartition("news.articles.raw.v1", 0)


class Client:
    """A Kafka client that lies ready: `ready` is what it gives next, and the position it then has."""

    def __init__(self, position: int) -> None:
        self.at = SimpleNamespace(has_valid_position=True, position=position)
        self.ready: tuple[list[int], int] = ([], position)
        assignment = SimpleNamespace(tps=[PLACE], state_value=lambda _place: self.at)
        subscription = SimpleNamespace(assignment=assignment)
        self._subscription = SimpleNamespace(reassignment_in_progress=False, subscription=subscription)

    async def getmany(self, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        assert timeout_ms == 0
        offsets, self.at.position = self.ready
        return {PLACE: [SimpleNamespace(offset=offset) for offset in offsets]} if offsets else {}


def drained(thread: CommittedConsumerThread, client: Client, offsets: list[int], position: int) -> Fetched | None:
    client.ready = (offsets, position)
    found = asyncio.run(thread._drain(client))
    return found.get(TP(*PLACE))


def follows(fetched: Fetched | None) -> int:
    assert fetched is not None
    return fetched.follows


def thread() -> CommittedConsumerThread:
    made = CommittedConsumerThread.__new__(CommittedConsumerThread)
    made._fetched = {}
    return made


def test_what_is_fetched_goes_on_from_what_was_fetched_before_whatever_marks_lie_between() -> None:
    fetching, client = thread(), Client(5)
    assert follows(drained(fetching, client, [6, 7], 9)) == 5
    assert follows(drained(fetching, client, [9], 10)) == 8
    assert drained(fetching, client, [], 14) is None
    assert follows(drained(fetching, client, [14], 15)) == 10


def test_after_a_jump_of_the_position_nothing_is_claimed_of_what_lies_between() -> None:
    fetching, client = thread(), Client(5)
    assert follows(drained(fetching, client, [5, 6], 7)) == 5
    client.at.position = 20
    assert follows(drained(fetching, client, [21], 22)) == 20


def test_while_the_group_gives_its_partitions_anew_nothing_is_taken() -> None:
    fetching, client = thread(), Client(5)
    client._subscription.reassignment_in_progress = True
    assert drained(fetching, client, [5], 6) is None


def test_a_partition_that_faust_has_not_taken_up_yet_is_left_to_its_lane() -> None:
    """As when a worker without a partition, whose streams run on, is given one in which records lie ready."""
    handed: list[int] = []

    async def callback(message: Any) -> None:  # noqa: ANN401 - Faust's, or what stands for it
        handed.append(message.offset)

    record = SimpleNamespace(offset=7)
    known: dict[TP, object] = {}
    consumer = PositionConsumer.__new__(PositionConsumer)
    consumer.app = cast("Any", SimpleNamespace(topics=SimpleNamespace(_tp_to_callback=known)))
    consumer.callback = callback
    consumer._to_message = lambda _place, record: cast("Any", SimpleNamespace(offset=record.offset))  # type: ignore[method-assign, assignment]  # Faust's needs an app
    found = {TP(*PLACE): Fetched(7, [record])}
    asyncio.run(consumer._hand_over(found))
    assert handed == []
    known[TP(*PLACE)] = object()
    asyncio.run(consumer._hand_over(found))
    assert handed == [7]


class Coordinator:
    """What the client knows of its group, whose broker it has lost sight of; the group answers with an error's code."""

    def __init__(self, generation: int, answer: int) -> None:
        self.group_id, self.generation, self.member_id = "group", generation, "member"
        self.known = False
        self._answer = answer

    async def ensure_coordinator_known(self) -> None:
        self.known = True

    async def _send_req(self, request: HeartbeatRequest) -> SimpleNamespace:
        assert self.known
        assert request.__class__ is HeartbeatRequest
        return SimpleNamespace(error_code=self._answer)


@pytest.mark.parametrize(
    ("generation", "answer", "ours"),
    [
        (3, NoError.errno, True),
        (3, RebalanceInProgressError.errno, True),
        (3, UnknownMemberIdError.errno, False),
        (3, IllegalGenerationError.errno, False),
        (3, GroupLoadInProgressError.errno, None),
        (-1, NoError.errno, False),
    ],
)
def test_the_group_says_whether_its_partitions_are_still_ours(generation: int, answer: int, ours: bool | None) -> None:
    asking, coordinator = thread(), Coordinator(generation, answer)
    asking._consumer = cast("Any", SimpleNamespace(_coordinator=coordinator))
    assert asyncio.run(asking._confirmed()) is ours
    # Who was told that it is nobody's member needs no broker to know it.
    assert coordinator.known is (generation >= 0)

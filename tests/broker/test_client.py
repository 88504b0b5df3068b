"""The typed consumer of other services, on a real broker."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas import Event
from schemas.client import EventStream, Tombstone, UnreadableError
from schemas.headers import event_headers
from tests.contract.messages import golden_event, golden_position

pytestmark = pytest.mark.broker

FIRST = golden_event()
KILLED = golden_event("event-1.0-killed")


async def topic_with(broker: str, *transactions: tuple[bool, list[Event | bytes | None]]) -> str:
    """Write transactions, each committed or aborted, to a topic of their own."""
    topic = f"client-{uuid.uuid4()}"
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=broker, transactional_id=topic)
    await producer.start()
    try:
        for commits, messages in transactions:
            await producer.begin_transaction()
            for message in messages:
                event = message if isinstance(message, Event) else None
                value = event.model_dump_json().encode() if event else message
                headers = event_headers(event, golden_position()) if event else []
                await producer.send_and_wait(topic, value, key=FIRST.event_id.encode(), headers=headers)
            await (producer.commit_transaction() if commits else producer.abort_transaction())
    finally:
        await producer.stop()
    return topic


async def take(stream: AsyncIterator[Event | Tombstone], count: int) -> list[Event | Tombstone]:
    async with asyncio.timeout(30):
        return [await anext(stream) for _ in range(count)]


def test_only_what_was_committed_is_given_and_a_null_is_a_tombstone(broker: str) -> None:
    async def run() -> list[Event | Tombstone]:
        topic = await topic_with(broker, (True, [FIRST]), (False, [FIRST]), (True, [KILLED, None]))
        async with EventStream(broker, topic=topic) as stream:
            return await take(aiter(stream), 3)

    assert asyncio.run(run()) == [FIRST, KILLED, Tombstone(FIRST.event_id)]


def test_a_group_goes_on_where_it_was_and_may_repeat_but_never_miss(broker: str) -> None:
    async def run() -> list[list[Event | Tombstone]]:
        topic = await topic_with(broker, (True, [FIRST, KILLED, None]))
        given: list[list[Event | Tombstone]] = []
        # Left in the middle of a batch, left after it, and come back.
        for count in (2, 3):
            async with EventStream(broker, topic=topic, group_id=topic) as stream:
                events = aiter(stream)
                given.append(await take(events, count))
                if count == 3:
                    # Asking for more is what says that the batch is done.
                    with pytest.raises(TimeoutError):
                        await asyncio.wait_for(anext(events), 3)
        async with EventStream(broker, topic=topic, group_id=topic) as stream:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(aiter(stream)), 5)
        return given

    whole = [FIRST, KILLED, Tombstone(FIRST.event_id)]
    assert asyncio.run(run()) == [whole[:2], whole]


def test_what_is_no_event_is_named_by_its_place(broker: str) -> None:
    async def run() -> str:
        topic = await topic_with(broker, (True, [b"{}"]))
        with pytest.raises(UnreadableError) as caught:
            async with EventStream(broker, topic=topic) as stream:
                await take(aiter(stream), 1)
        return str(caught.value).replace(topic, "topic")

    assert asyncio.run(run()).startswith("topic/0/0: not an event")

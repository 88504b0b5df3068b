"""A warm standby: follows the logs of a partition that another worker owns, into the memory that a lane goes on from.

Flows in: committed records of the logs. Flows out: a memory that is seconds from being whole, whoever's lane needs it.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Generic

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams import metrics
from streams.agents.memory import Memory
from streams.agents.stage import S, Stage
from streams.errors import BrokerError, StateError, StateLost
from streams.kafka.log import connected, reader
from streams.kafka.record import Record
from streams.settings import Settings

log = logging.getLogger(__name__)

# So few at a time that heartbeats and probes never wait for them.
RECORDS = 500
POLL_MS = 500
RETRY_SECONDS = 1.0
CANCEL_SECONDS = 0.5


class Tail(Generic[S]):
    """Follows one partition's logs until it is closed."""

    def __init__(
        self,
        stage: Stage[S],
        partition: int,
        memory: Memory[S],
        settings: Settings,
        fatal: Callable[[int, str], None],
    ) -> None:
        self._stage = stage
        self._partition = partition
        self._memory = memory
        self._settings = settings
        self._fatal = fatal
        # Whether it has been whole once: what an owner writes from then on is read as it comes.
        self.caught_up = False
        # What it could not go on for, as it was said last: while brokers are away it tries every second.
        self._complaint = ""
        self._behind = metrics.STANDBY_BEHIND.labels(stage=stage.name, partition=str(partition))
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"{stage.name}/{partition} standby")

    async def close(self) -> None:
        """Stop: the memory is then the caller's."""
        while not self._task.done():
            # Again and again, as a lane does.
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CANCEL_SECONDS)
        metrics.STANDBY_BEHIND.remove(self._stage.name, str(self._partition))

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except StateLost as error:
                self._memory.lose(str(error))
            except StateError as error:
                self._fatal(1, f"{self._stage.name}/{self._partition}: {error}")
            except (BrokerError, KafkaError, OSError) as error:
                if self._complaint != (complaint := type(error).__name__):
                    log.warning("%s/%s: standby: %s; again", self._stage.name, self._partition, complaint)
                self._complaint = complaint
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                log.exception("%s/%s: a fault of our own", self._stage.name, self._partition)
                self._fatal(1, f"{self._stage.name}/{self._partition}: a fault of our own, see the log above")

    async def _follow(self) -> None:
        await self._memory.open(self._settings)
        places = [TopicPartition(*place) for place in self._stage.logs(self._partition)]
        topics = {place.topic for place in places}
        async with connected(reader(self._settings, auto_offset_reset="earliest"), *topics) as consumer:
            first = await consumer.beginning_offsets(places)
            consumer.assign(places)
            for place in places:
                known = self._memory.offsets.get((place.topic, place.partition), 0)
                # What retention has eaten is read from what is left, as when a lane opens.
                consumer.seek(place, max(int(first[place]), known))
            log.info("%s/%s: stands by", self._stage.name, self._partition)
            while True:
                batches = await consumer.getmany(*places, timeout_ms=POLL_MS, max_records=RECORDS)
                for messages in batches.values():
                    for message in messages:
                        self._memory.restore(self._stage, Record.of(message))
                behind = await _behind(consumer, places)
                self._complaint = ""
                self._behind.set(behind)
                if behind == 0:
                    self.caught_up = True
                    if batches:
                        self._memory.save()
                await asyncio.sleep(0)


async def _behind(consumer: AIOKafkaConsumer, places: list[TopicPartition]) -> int:
    """Count the offsets between what was read and what is committed; transactions' marks are among them."""
    behind = 0
    for place in places:
        end = consumer.last_stable_offset(place)
        behind += max(0, int(end) - int(await consumer.position(place))) if end is not None else 1
    return behind

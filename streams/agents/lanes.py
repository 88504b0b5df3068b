"""Joins what Faust's consumer group assigns to lanes: one opened on assignment, closed on revocation.

Flows in: assignments, and the messages of one Faust agent. Flows out: lanes, each with its partition's records.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Generic, cast

import faust
from faust.types import TP

from streams import metrics
from streams.agents.loop import Kit, Lane, LaneState
from streams.agents.memory import Memory
from streams.agents.stage import S, Stage
from streams.agents.tail import Tail
from streams.kafka.record import Record
from streams.kafka.transport import PositionConsumer

log = logging.getLogger(__name__)


class Lanes(Generic[S]):
    """The lanes of one stage in this worker."""

    def __init__(self, app: faust.App, stage: Stage[S], kit: Kit) -> None:
        self.stage = stage
        self.joined = False
        self._app = app
        self._kit = kit
        self._lanes: dict[int, Lane[S]] = {}
        self._generation = -1
        # States of partitions that may come back: then only the tails of their logs are read.
        self._memories: dict[int, Memory[S]] = {}
        self._tails: dict[int, Tail[S]] = {}

    @property
    def lanes(self) -> dict[int, Lane[S]]:
        """The open and opening lanes, by partition."""
        return self._lanes

    @property
    def _consumer(self) -> PositionConsumer:
        return cast("PositionConsumer", self._app.consumer)

    @property
    def standing_by(self) -> list[int]:
        """The partitions of others whose logs are followed."""
        return sorted(self._tails)

    @property
    def ready(self) -> bool:
        """True when the group has given this worker its share, and that and what it follows is rebuilt."""
        rebuilt = all(lane.status is LaneState.OPEN for lane in self._lanes.values())
        return self.joined and rebuilt and all(tail.caught_up for tail in self._tails.values())

    def next_offset(self, place: TP) -> int | None:
        """Say what may be committed for a partition: the offset after its writer's position."""
        lane = self._lanes.get(place.partition)
        if lane is None or lane.position < 0 or place.topic != self.stage.input.name:
            return None
        return lane.position + 1

    def put(self, message: Any) -> None:  # noqa: ANN401 - Faust's Message is untyped in its parts
        """Hand a message to its lane; one fetched under an earlier assignment is not ours and will come again."""
        lane = self._lanes.get(message.partition)
        if lane is None or message.generation_id != self._generation:
            return
        headers = message.headers.items() if isinstance(message.headers, dict) else message.headers or ()
        record = Record(
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            at=datetime.fromtimestamp(message.timestamp, UTC),
            key=message.key,
            value=message.value,
            headers=tuple(headers),
        )
        lane.put(record, message.follows)

    async def rewind(self, partition: int, offset: int) -> None:
        """Have a partition of ours fetched from an offset on.

        Raises:
            KafkaError, TimeoutError: the group is at odds just now, or a broker does not answer.
        """
        await self._consumer.rewind(TP(self.stage.input.name, partition), offset)

    async def pause(self, partition: int, *, on: bool) -> None:
        """Stop fetching a partition of ours, or go on."""
        await self._consumer.pause(TP(self.stage.input.name, partition), on=on)

    async def confirmed(self) -> bool | None:
        """Ask the group whether what it gave this worker is still this worker's; None: it does not say."""
        return await self._consumer.confirmed()

    async def assigned(self, _app: faust.App, assigned: Iterable[TP], **_signal: object) -> None:
        """Open a lane for each partition that the group gives this worker."""
        self.joined = True
        self._generation = self._app.consumer_generation_id
        metrics.REBALANCES.labels(stage=self.stage.name).inc()
        for place in assigned:
            if place.topic == self.stage.input.name:
                if (tail := self._tails.pop(place.partition, None)) is not None:
                    await tail.close()
                memory = self._memory(place.partition)
                self._lanes[place.partition] = Lane(self.stage, place.partition, memory, self._kit, self)
        log.info("%s: has partitions %s", self.stage.name, sorted(self._lanes))
        self._stand_by()

    async def revoked(self, _app: faust.App, revoked: Iterable[TP], **_signal: object) -> None:
        """Close the lanes that the group takes away."""
        going = [self._lanes[place.partition] for place in revoked if place.partition in self._lanes]
        await asyncio.gather(*(lane.close() for lane in going))
        # Still listed until now: their last positions are to be committed as hints.
        for lane in going:
            self._lanes.pop(lane.partition, None)
        if going:
            log.info("%s: gave up partitions %s", self.stage.name, sorted(lane.partition for lane in going))

    def _stand_by(self) -> None:
        settings = self._kit.settings
        for partition in range(self.stage.input.partitions(settings) if self.stage.stands_by else 0):
            if partition not in self._lanes and partition not in self._tails:
                memory = self._memory(partition)
                self._tails[partition] = Tail(self.stage, partition, memory, settings, self._kit.fatal)

    def _memory(self, partition: int) -> Memory[S]:
        if partition not in self._memories:
            self._memories[partition] = Memory.of(self.stage, partition, self._kit.slot, self._kit.settings)
        return self._memories[partition]

    async def close(self) -> None:
        """Close all lanes; nothing is taken up after that."""
        self._generation = -1
        tails, self._tails = self._tails, {}
        await asyncio.gather(*(tail.close() for tail in tails.values()))
        await asyncio.gather(*(lane.close() for lane in self._lanes.values()))

"""What a lane knows: its stage's state, and how far into the logs it was made of; outlives a rebalance.

Flows in: records of the logs, and what commits wrote there. Flows out: the state. Where a stage keeps tables on disk,
these are saved with the offsets that they reach to, and read on from there after a restart.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Generic

from streams.agents.stage import S, Stage
from streams.kafka.localstate import LocalState
from streams.kafka.log import bounds
from streams.kafka.record import Record
from streams.kafka.slot import Slot
from streams.settings import Settings
from streams.stories.tables import InMemory

# While a log is read: so much is kept in memory before it goes to disk.
UNSAVED_BYTES = 4 * 1024 * 1024


class Memory(Generic[S]):
    """A stage's state for one partition."""

    def __init__(self, state: S, disk: LocalState | None = None, on_disk: frozenset[str] = frozenset()) -> None:
        self.state = state
        self.offsets: dict[tuple[str, int], int] = {}
        self._disk = disk
        self._on_disk = on_disk
        self._lost: str | None = None

    @classmethod
    def of(cls, stage: Stage[S], partition: int, slot: Slot | None, settings: Settings) -> "Memory[S]":
        """Make a partition's memory, not open; without a slot, or for a stage without tables, none of it is on disk."""
        if slot is None or not stage.on_disk:
            return cls(stage.empty(partition, InMemory()))
        disk = slot.state(f"{settings.app_id}-{stage.name}-{partition}")
        return cls(stage.empty(partition, disk), disk, stage.on_disk)

    async def open(self, settings: Settings) -> None:
        """Find out how far the state on disk reaches; one that does not fit its logs is thrown away.

        Raises:
            StateError: the disk cannot be written.
            BrokerError: the broker cannot be asked.
        """
        if self._disk is None:
            return
        if self._lost is not None:
            self._discard(self._disk, self._lost)
        elif self._disk.open():
            self.offsets.update(self._disk.offsets)
        for (topic, partition), offset in self._reached().items():
            first, end = await bounds(settings, topic, partition)
            if not first <= offset <= end:
                self._discard(self._disk, f"it reaches to {offset} of {topic}/{partition}, which has {first} to {end}")
                return

    def restore(self, stage: Stage[S], record: Record) -> None:
        """Take a record of the stage's logs."""
        stage.restore(self.state, record)
        self.offsets[record.topic, record.partition] = record.offset + 1
        if self._disk is not None and self._disk.unsaved_bytes > UNSAVED_BYTES:
            # Not more than is certain: of what the log holds beyond this record, deletions may still be cleaned away.
            self._disk.save(self._reached(), record.at)

    def save(self) -> None:
        """Write to disk what changed; the state is then all that its logs say at this moment.

        Raises:
            StateError: the disk cannot be written.
        """
        if self._disk is not None and (self._disk.unsaved_bytes or self._disk.offsets != self._reached()):
            self._disk.save(self._reached(), datetime.now(UTC))

    def lose(self, why: str) -> None:
        """Give up what is on disk: it is read anew when this is opened again."""
        self._lost = why

    def _discard(self, disk: LocalState, why: str) -> None:
        disk.discard(why)
        self._lost = None
        self.offsets = {place: offset for place, offset in self.offsets.items() if place[0] not in self._on_disk}

    def _reached(self) -> Mapping[tuple[str, int], int]:
        return {place: offset for place, offset in self.offsets.items() if place[0] in self._on_disk}

"""What a demo's run came to: outcomes, events, dead letters, times; and whether it is over.

Flows in: the records of the topics, as they are seen. Flows out: counts and percentiles. Pure.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas import Change, DeadLetter, Event, Outcome, RawPosition, ScreeningRecord
from streams.topics import RAW


@dataclass(slots=True)
class Tally:
    """The running counts; `latencies` are seconds from a raw item's append to its event being seen."""

    expected: int
    outcomes: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)
    reprints: int = 0
    enriched: int = 0
    latencies: list[float] = field(default_factory=list)
    _first: dict[str, str] = field(default_factory=dict)

    def screened(self, record: ScreeningRecord) -> bool:
        """Count one outcome; returns False for the second record of an item, which closes a held one."""
        place = str(record.position)
        self.outcomes[record.outcome] += 1
        if place in self._first:
            return False
        self._first[place] = record.outcome
        return True

    def event(self, event: Event, position: RawPosition, seconds: float | None) -> float | None:
        """Count one event message.

        Args:
            event: the message.
            position: the raw item that caused it.
            seconds: since that was appended; None where it is not known.

        Returns:
            The seconds if they tell of the pipeline; None for an item that was under embargo, which waited.
        """
        self.events[event.change] += 1
        if event.change == Change.CREATED and event.story.duplicate_of:
            self.reprints += 1
        if seconds is None or self._first.get(str(position)) == Outcome.HELD:
            return None
        self.latencies.append(seconds)
        return seconds

    def died(self, letter: DeadLetter) -> None:
        """Count one dead letter."""
        self.dead[f"{letter.stage}/{letter.reason}"] += 1

    def item_enriched(self) -> None:
        """Count a version of a story that extract has finished."""
        self.enriched += 1

    @property
    def answered(self) -> int:
        """How many articles have their first outcome."""
        return len(self._first)

    @property
    def settled(self) -> bool:
        """Every article has its outcome, no embargo runs, and extract has answered all it was given."""
        if self.answered < self.expected or self._open_holds:
            return False
        given = self.outcomes[Outcome.PASSED] + self.outcomes[Outcome.RELEASED]
        failed = sum(count for name, count in self.dead.items() if name.startswith("extract/"))
        return self.enriched + failed >= given

    @property
    def _open_holds(self) -> int:
        held = [place for place, outcome in self._first.items() if outcome == Outcome.HELD]
        closed = self.outcomes.total() - len(self._first)
        return len(held) - closed


def percentile(values: Sequence[float], share: float) -> float | None:
    """Give the nearest-rank percentile.

    Args:
        values: in any order.
        share: above 0, up to 1 (0.99 for p99).

    Returns:
        One of the values; None when there are none.
    """
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def raw_position(word: str) -> RawPosition:
    """Read the `position` header of a message: `topic/partition/offset/index`.

    Raises:
        ValueError: it is not of that form.
    """
    topic, partition, offset, index = word.rsplit("/", 3)
    return RawPosition(topic=topic, partition=int(partition), offset=int(offset), index=int(index))


def is_raw(position: RawPosition) -> bool:
    """Say whether a position lies on the raw partition that the demo feeds."""
    return position.topic == RAW.name and position.partition == 0

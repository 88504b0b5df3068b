"""The items that must not be published yet.

Flows in: held records, from the log or from decisions. Flows out: what is held, and whose time has come. A draft is
an overlay: it sees what is held below, and keeps its changes to itself.
"""

from collections.abc import Iterable
from datetime import datetime

from schemas.story import HeldRecord


class WaitingRoom:
    """The held items of one desk, one a story."""

    def __init__(self, below: "WaitingRoom | None" = None) -> None:
        self._below = below
        self._held: dict[str, HeldRecord | None] = {}

    def draft(self) -> "WaitingRoom":
        """Lay an overlay over this room."""
        return WaitingRoom(self)

    def accept(self, draft: "WaitingRoom") -> None:
        """Take over an overlay's changes."""
        for story, record in draft._held.items():  # noqa: SLF001 - one of us
            self.put(story, record)

    def get(self, story: str) -> HeldRecord | None:
        """Give what is held of a story."""
        if story in self._held:
            return self._held[story]
        return self._below.get(story) if self._below is not None else None

    def of(self, stories: Iterable[str]) -> tuple[HeldRecord, ...]:
        """Give what is held of several stories."""
        found = (self.get(story) for story in stories)
        return tuple(record for record in found if record is not None)

    def every(self) -> tuple[HeldRecord, ...]:
        """Give all that is held."""
        return tuple(held for held in self._all().values() if held is not None)

    def put(self, story: str, record: HeldRecord | None) -> None:
        """Hold an item; None: let it go."""
        if record is None and self._below is None:
            self._held.pop(story, None)
        else:
            self._held[story] = record

    def due(self, now: datetime) -> list[str]:
        """Name the stories whose embargo is over, the earliest first."""
        return [story for until, story in sorted(self._embargoes()) if until <= now]

    def over(self, now: datetime) -> datetime | None:
        """Say when the last of the embargoes ended that are over."""
        return max((until for until, _ in self._embargoes() if until <= now), default=None)

    def next_due(self) -> datetime | None:
        """Say when the next embargo ends."""
        return min((until for until, _ in self._embargoes()), default=None)

    def _embargoes(self) -> list[tuple[datetime, str]]:
        return [(held.until, story) for story, held in self._all().items() if held is not None and held.until]

    def _all(self) -> dict[str, HeldRecord | None]:
        return {**self._below._all(), **self._held} if self._below is not None else self._held  # noqa: SLF001 - one of us

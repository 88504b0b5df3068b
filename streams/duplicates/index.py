"""The index of sketches within the window: who might have the same words?

Flows in: sketches with their lineage and append time. Flows out: candidates. 32 bands of 4 rows: each 8 bytes of a
signature are a band's key. Shards of 12 hours turn with the time of the records, never the clock.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from schemas import Sketch
from streams.duplicates.sketch import ALGORITHM
from streams.duplicates.thresholds import thresholds

BAND_BYTES = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in the window; `order` (offset, index) tells texts of one moment apart."""

    lineage_id: str
    at: datetime
    order: tuple[int, int]
    sketch: Sketch


@dataclass(slots=True)
class _Shard:
    start: datetime
    by_hash: dict[str, list[Entry]] = field(default_factory=dict)
    by_band: dict[tuple[int, bytes], list[Entry]] = field(default_factory=dict)


def _bands(signature: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(signature), BAND_BYTES):
        yield start, signature[start : start + BAND_BYTES]


class CopyIndex:
    """All sketches of one desk within the window; a draft is an overlay."""

    def __init__(self, below: "CopyIndex | None" = None) -> None:
        self._below = below
        self._shards: deque[_Shard] = deque()
        self._added: list[Entry] = []

    def draft(self) -> "CopyIndex":
        """Lay an overlay over this index."""
        return CopyIndex(self)

    def accept(self, draft: "CopyIndex") -> None:
        """Take over what an overlay added."""
        for entry in draft._added:  # noqa: SLF001 - one of us
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Put a text in; one sketched by another algorithm cannot be compared and is left out."""
        if entry.sketch.algorithm != ALGORITHM:
            return
        if self._below is not None:
            self._added.append(entry)
        shard = self._shard(entry.at)
        shard.by_hash.setdefault(entry.sketch.content_hash, []).append(entry)
        for band in _bands(entry.sketch.signature):
            shard.by_band.setdefault(band, []).append(entry)

    def candidates(self, sketch: Sketch, at: datetime) -> list[Entry]:
        """Give every text of the window that shares the hash or a band, the oldest first."""
        oldest = at - timedelta(hours=thresholds().window_hours)
        found: dict[tuple[datetime, tuple[int, int]], Entry] = {}
        for shard in self._all_shards():
            alike = [shard.by_hash.get(sketch.content_hash, ()) if sketch.content_hash else ()]
            alike += [shard.by_band.get(band, ()) for band in _bands(sketch.signature)]
            found.update({(entry.at, entry.order): entry for entries in alike for entry in entries})
        # In an order that no batch boundary or restart can change.
        return [found[place] for place in sorted(found) if found[place].at >= oldest]

    def _all_shards(self) -> Iterator[_Shard]:
        if self._below is not None:
            yield from self._below._all_shards()  # noqa: SLF001 - one of us
        yield from self._shards

    def _shard(self, at: datetime) -> _Shard:
        limits = thresholds()
        length = timedelta(hours=limits.shard_hours)
        start = datetime.fromtimestamp(at.timestamp() // length.total_seconds() * length.total_seconds(), UTC)
        for shard in reversed(self._shards):
            if shard.start == start:
                return shard
        shard = _Shard(start)
        self._shards.append(shard)
        newest = max(one.start for one in self._shards)
        keep = newest - timedelta(hours=limits.window_hours + limits.shard_hours)
        self._shards = deque(one for one in self._shards if one.start >= keep or one is shard)
        return shard

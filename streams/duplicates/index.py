"""The index of sketches within the window: who might have the same words?

Flows in: packed sketches with their lineage and append time. Flows out: matches, measured on all rows, in the order
of arrival. Shards of 12 hours turn with the time of the records, never the clock.

Of the texts that share one band only the newest are looked at, and of all that share some those that share most: so
boilerplate, or one text sent a million times, costs no more than others. What is left out is a copy of what is not.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from streams.duplicates.heads import GROWTH_BITS, Heads, bits_for
from streams.duplicates.packed import KEYS, Packed
from streams.duplicates.shard import MASK, ROW_BITS, ROWS, Match, Shard, measured
from streams.duplicates.thresholds import thresholds

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1) // _MICROSECOND
# A chain is cut in one column with each text: it must not take long, and need not be done at once.
_CUT_STEPS = 128


@dataclass(frozen=True, slots=True)
class Entry:
    """One text for the window; `at` is its append time."""

    lineage_id: str
    at: datetime
    packed: Packed


@dataclass(slots=True)
class Search:
    """A search for one text.

    Attributes:
        packed: its sketch.
        found: the rows found so far, and in how many columns each.
        left: how many more rows each column may give.
    """

    packed: Packed
    found: dict[int, int]
    left: list[int]


class Layer(ABC):
    """A part of the index: what the broker has, or what a batch or an item of it would add."""

    def draft(self) -> "Draft":
        """Lay an overlay over this layer."""
        return Draft(self)

    def accept(self, draft: "Layer") -> None:
        """Take over what an overlay added."""
        for entry in draft.added():
            self.add(entry)

    def added(self) -> Sequence[Entry]:
        """Give what an overlay added; nothing is kept apart in what is no overlay."""
        return ()

    def candidates(self, packed: Packed, at: datetime) -> list[Match]:
        """Give the texts of the window that share the hash or a band, in the order of arrival."""
        limits = thresholds()
        since = _microseconds(at) - limits.window_hours * _HOUR
        search = Search(packed, {}, [limits.band_most] * len(packed.columns))
        self.look(search)
        found = [(-columns, row) for row, columns in search.found.items() if self.at(row) >= since]
        closest = sorted(found)[: limits.candidates_most]
        return [self.match(row, packed) for row in sorted(row for _, row in closest)]

    @abstractmethod
    def add(self, entry: Entry) -> None:
        """Put a text in."""

    @abstractmethod
    def next_row(self) -> int:
        """Give a number above those of all rows."""

    @abstractmethod
    def look(self, search: Search) -> None:
        """Find the rows that share a column with a text, the newest first."""

    @abstractmethod
    def at(self, row: int) -> int:
        """Give a row's append time, in microseconds."""

    @abstractmethod
    def match(self, row: int, packed: Packed) -> Match:
        """Measure a row against a text."""


class Draft(Layer):
    """An overlay: sees the layer below, keeps its own texts apart."""

    def __init__(self, below: Layer) -> None:
        self._entries: list[Entry] = []
        self._below = below
        self._first = below.next_row()
        self._rows: dict[int, list[int]] = {}
        self._arranged = 0

    def add(self, entry: Entry) -> None:
        """Put a text in."""
        self._entries.append(entry)

    def added(self) -> Sequence[Entry]:
        """Give what this overlay added, in order."""
        return self._entries

    def next_row(self) -> int:
        """Give a number above those of all rows."""
        return self._first + len(self._entries)

    def look(self, search: Search) -> None:
        """Find the rows that share a column with a text, the newest first."""
        if self._entries:
            self._arrange()
            left = search.left
            for index, hashed in enumerate(search.packed.hashes.tolist()):
                if left[index] and (rows := self._rows.get(hashed)):
                    newest = rows[-left[index] :]
                    left[index] -= len(newest)
                    for row in newest:
                        search.found[row] = search.found.get(row, 0) + 1
        self._below.look(search)

    def at(self, row: int) -> int:
        """Give a row's append time, in microseconds."""
        return self._below.at(row) if row < self._first else _microseconds(self._entries[row - self._first].at)

    def match(self, row: int, packed: Packed) -> Match:
        """Measure a row against a text."""
        if row < self._first:
            return self._below.match(row, packed)
        entry = self._entries[row - self._first]
        return measured(packed, entry.packed, entry.lineage_id)

    def _arrange(self) -> None:
        # Not before somebody looks: most overlays are of one item, which never looks for itself.
        for entry in self._entries[self._arranged :]:
            for hashed in entry.packed.hashes.tolist():
                self._rows.setdefault(hashed, []).append(self._first + self._arranged)
            self._arranged += 1


class CopyIndex(Layer):
    """All texts of one desk within the window, packed."""

    def __init__(self) -> None:
        self._shards: deque[Shard] = deque()
        self._by_number: dict[int, Shard] = {}
        self._next_number = 1
        # The newest first.
        self._heads = [Heads(bits_for(1))]
        self._size = 0
        self._newest = 0

    def __len__(self) -> int:
        return self._size

    def add(self, entry: Entry) -> None:
        """Put a text in, and let go of what has left the window."""
        packed, at = entry.packed, _microseconds(entry.at)
        shard = self._shard(at)
        heads = self._heads[0]
        places = heads.places(packed)
        row = shard.put(packed, entry.lineage_id, at, heads.first(places))
        heads.begin(places, row)
        self._size += 1
        if len(packed.columns):
            self._cut(row, int(packed.columns[row % len(packed.columns)]), packed)

    def next_row(self) -> int:
        """Give a number above those of all rows."""
        return (self._next_number + 1) << ROW_BITS

    def look(self, search: Search) -> None:
        """Find the rows that share a column with a text, the newest first."""
        if not self._shards:
            return
        packed, oldest, shards = search.packed, self._shards[0].first, self._by_number
        found, left, paired = search.found, search.left, packed.paired
        keys = packed.keys.tolist()
        columns = packed.columns.tolist()
        # The innermost loop of the desk: no calls in it.
        for heads in self._heads:
            for index, begin in enumerate(heads.first(heads.places(packed)).tolist()):
                if begin < oldest or not left[index]:
                    continue
                row, column = begin, columns[index]
                key = keys[column]
                while row >= oldest:
                    shard = shards[row >> ROW_BITS]
                    place = (row & MASK) * KEYS + column
                    if shard.keys[place] == key and (not paired or shard.keys[place + 1] == keys[column + 1]):
                        found[row] = found.get(row, 0) + 1
                        left[index] -= 1
                        if not left[index]:
                            break
                    row = shard.after[place]

    def at(self, row: int) -> int:
        """Give a row's append time, in microseconds."""
        return self._by_number[row >> ROW_BITS].at(row)

    def match(self, row: int, packed: Packed) -> Match:
        """Measure a row against a text."""
        return self._by_number[row >> ROW_BITS].match(row, packed)

    def _cut(self, row: int, column: int, packed: Packed) -> None:
        """Take out of one chain the rows of the same key that no search will ever reach.

        A chain of a million like rows would be walked whole by any other key that happens to share it.
        """
        key, after = packed.keys[column : column + 2].tolist()
        left = thresholds().band_most
        before: tuple[Shard, int] | None = None
        for _ in range(_CUT_STEPS):
            shard = self._by_number.get(row >> ROW_BITS)
            if shard is None:
                return
            place = (row & MASK) * KEYS + column
            row = shard.after[place]
            alike = shard.keys[place] == key and not (packed.paired and shard.keys[place + 1] != after)
            if alike and left <= 0 and before is not None:
                before[0].after[before[1]] = row
            else:
                left -= alike
                before = shard, place

    def _shard(self, at: int) -> Shard:
        """Give the shard that is filled, turning it when it is full or twelve hours have gone by."""
        limits = thresholds()
        self._newest = max(self._newest, at)
        turn = at // (limits.shard_hours * _HOUR)
        if not self._shards or self._shards[-1].size == ROWS or turn > self._shards[-1].turn:
            self._forget(self._newest - limits.window_hours * _HOUR)
            shard = Shard(self._next_number, turn)
            self._shards.append(shard)
            self._by_number[self._next_number] = shard
            self._next_number += 1
        if (bits := bits_for(self._size + 1)) > self._heads[0].bits:
            self._heads.insert(0, Heads(bits))
        return self._shards[-1]

    def _forget(self, since: int) -> None:
        while self._shards and self._shards[0].newest < since:
            shard = self._shards.popleft()
            del self._by_number[shard.first >> ROW_BITS]
            self._size -= shard.size
            if bits_for(self._size) + 2 * GROWTH_BITS <= self._heads[0].bits:
                self._heads.insert(0, Heads(bits_for(self._size)))
        oldest = self._shards[0].first if self._shards else self._next_number << ROW_BITS
        self._heads[1:] = [heads for heads in self._heads[1:] if heads.last >= oldest]


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND

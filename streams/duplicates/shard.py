"""Up to twelve hours of texts, packed: some 700 bytes a text and no object for any of them.

Flows in: packed sketches with their lineage and append time. Flows out: a text's facts, by the number of its row.
"""

from array import array
from dataclasses import dataclass
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from streams.duplicates.packed import KEYS, Packed, sample_values
from streams.duplicates.sketch import ROWS as SIGNATURE_ROWS
from streams.duplicates.sketch import sampled

ROW_BITS = 16
ROWS = 1 << ROW_BITS
MASK = ROWS - 1
_SHINGLES = (1 << 31) - 1

Rows = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier text that may have the same words, measured on all rows.

    Attributes:
        lineage_id: whose text it is.
        exact: letters, digits and numbers are the same.
        jaccard: the estimate from all rows, 0 to 1; 0 where one of the two is too short for a signature.
        numbers_equal: both texts have the same set of numbers; and each as often, if they are of one length.
        tokens: its length.
        shingles: how many different grams it has.
    """

    lineage_id: str
    exact: bool
    jaccard: float
    numbers_equal: bool
    tokens: int
    shingles: int


def measured(text: Packed, earlier: Packed, lineage_id: str) -> Match:
    """Measure an earlier text against a text, on all rows."""
    return Match(
        lineage_id,
        text.whole != 0 and text.whole == earlier.whole,
        _jaccard(text, earlier.rows, earlier.values, earlier.shingles),
        _same_numbers(text, earlier.numbers, earlier.counted, earlier.tokens),
        earlier.tokens,
        earlier.shingles,
    )


def _same_numbers(text: Packed, numbers: int, counted: int, tokens: int) -> bool:
    # Of one length: a number that stands once more and another once less was put in its place. Else a headline or
    # a paragraph may have come or gone that had nothing new.
    return text.numbers == numbers and (text.counted == counted or text.tokens != tokens)


def _jaccard(text: Packed, rows: Rows | None, values: frozenset[int], shingles: int) -> float:
    """Compute the Jaccard index where both samples hold every gram, else estimate it from samples and rows."""
    if text.rows is None or rows is None:
        return 0.0
    one_in, other_in = sampled(text.shingles), sampled(shingles)
    common = whole = 0
    if one_in and other_in:
        mine = text.values
        if one_in != other_in:
            coarse = max(one_in, other_in)
            mine, values = (frozenset(value for value in some if not value % coarse) for some in (mine, values))
        common = len(mine & values)
        whole = len(mine) + len(values) - common
        if one_in == other_in == 1:
            return common / whole
    return (common + int(np.count_nonzero(text.rows == rows))) / (whole + SIGNATURE_ROWS)


def _zeros(size: int) -> mmap:
    """Give pages that take no memory until they are written to: it need not be known how many texts will come.

    They are the system's own and go back to it. What an allocator hands out a second time it has to clear, and then all
    of it is in memory.
    """
    return mmap(-1, size)


class Shard:
    """Up to 65,536 texts; memory is only taken as far as they fill it.

    Args:
        number: its place in the order of shards, from 1; a row's number is that and the row's place within.
        turn: the twelve hours that it was opened in.
    """

    def __init__(self, number: int, turn: int) -> None:
        self.turn = turn
        self.size = 0
        self.newest = 0
        self.first = number << ROW_BITS
        self._keys = np.frombuffer(_zeros(ROWS * KEYS * 8), np.uint64).reshape(ROWS, KEYS)
        self._after = np.frombuffer(_zeros(ROWS * KEYS * 4), np.uint32).reshape(ROWS, KEYS)
        self._facts = np.frombuffer(_zeros(ROWS * 4 * 8), np.int64).reshape(ROWS, 4)
        self._ends = array("I", [0])
        self._lineages = bytearray()
        self._sample_ends = array("I", [0])
        self._samples = bytearray()
        self._rows = self._keys.view(np.uint16)[:, :SIGNATURE_ROWS]
        # Single cells are read and written much faster through a view than through the array.
        self.keys = self._keys.reshape(-1).data
        self.after = self._after.reshape(-1).data

    def put(self, packed: Packed, lineage_id: str, at: int, after: NDArray[np.uint32]) -> int:
        """Append a text.

        Args:
            packed: its sketch.
            lineage_id: whose it is.
            at: its append time, in microseconds.
            after: for each of its columns the row that comes next there.

        Returns:
            its row.
        """
        place = self.size
        self._keys[place] = packed.keys
        self._after[place, packed.columns] = after
        sizes = packed.tokens << 32 | packed.shingles << 1 | (packed.rows is not None)
        self._facts[place] = at, packed.numbers, packed.counted, sizes
        self._lineages += lineage_id.encode()
        self._ends.append(len(self._lineages))
        self._samples += packed.sample
        self._sample_ends.append(len(self._samples))
        self.newest = max(self.newest, at)
        self.size = place + 1
        return self.first | place

    def at(self, row: int) -> int:
        """Give a text's append time, in microseconds."""
        return int(self._facts[row & MASK, 0])

    def match(self, row: int, text: Packed) -> Match:
        """Measure a text against the one of a row."""
        place = row & MASK
        _, numbers, counted, sizes = self._facts[place].tolist()
        shingles = sizes >> 1 & _SHINGLES
        sample = bytes(self._samples[self._sample_ends[place] : self._sample_ends[place + 1]])
        whole = (place + 1) * KEYS
        return Match(
            self._lineages[self._ends[place] : self._ends[place + 1]].decode(),
            text.whole != 0 and text.whole == self.keys[whole - 1] << 64 | self.keys[whole - 2],
            _jaccard(text, self._rows[place] if sizes & 1 else None, sample_values(sample), shingles),
            _same_numbers(text, numbers, counted, sizes >> 32),
            sizes >> 32,
            shingles,
        )

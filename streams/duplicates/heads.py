"""Where the chains of the index begin: in each column the rows of like hash follow one another, the newest first.

Flows in: rows, by the hashes of their columns. Flows out: for each column the row that a chain begins with, 0 for none.
A table is never built anew: when it is full a larger one is begun for the rows to come, and it goes when its last row
leaves the window. So no text ever waits for a table to grow.
"""

import numpy as np
from numpy.typing import NDArray

from streams.duplicates.packed import COLUMNS, Packed

Rows = NDArray[np.uint32]
Places = NDArray[np.int64]

LEAST_BITS = 16
GROWTH_BITS = 2
MOST_BITS = 26


def bits_for(texts: int) -> int:
    """Give the size, as a power of two, of a table for so many texts: about one a chain, and a few sizes only."""
    steps = max(0, -(-((texts - 1).bit_length() - LEAST_BITS) // GROWTH_BITS))
    return min(MOST_BITS, LEAST_BITS + steps * GROWTH_BITS)


class Heads:
    """The first rows of all chains, 2 to the power of `bits` of them in each column.

    Attributes:
        bits: its size.
        last: the newest row put in.
    """

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.last = 0
        self._heads = np.zeros(COLUMNS << bits, np.uint32)
        self._shift = np.uint64(64 - bits)
        self._starts = np.arange(COLUMNS) << bits

    def places(self, text: Packed) -> Places:
        """Give where the chains of a text begin."""
        starts = self._starts if len(text.columns) == COLUMNS else self._starts[text.columns]
        return (text.hashes >> self._shift).view(np.int64) + starts

    def first(self, places: Places) -> Rows:
        """Give the rows that begin there."""
        return self._heads.take(places)

    def begin(self, places: Places, row: int) -> None:
        """Have a row begin the chains there."""
        self._heads[places] = row
        self.last = row

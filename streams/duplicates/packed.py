"""A sketch as the index keeps it: numbers instead of words, ready to be looked up.

Flows in: a `Sketch`. Flows out: a `Packed`: its bands as keys, where in the index they stand, and its measures.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schemas import Sketch
from streams.duplicates.sketch import CHARACTERS, ROWS

BANDS = 32
# The keys of a text: 32 bands of 4 rows, then both halves of the hash of the whole text.
KEYS = BANDS + 2
# A text stands in the column of each band and in one for its hash.
COLUMNS = BANDS + 1

_ALL = np.arange(COLUMNS)
_HASH_ONLY = _ALL[BANDS:]
# Single characters repeat more than words do: texts of such are looked up by 16 bands of 8 rows.
_PAIRED = _ALL[::2]
_NONE = _ALL[:0]
_SALT = np.random.default_rng(20260101).integers(0, 1 << 63, KEYS, np.uint64)
# Odd, with bits all over: after Knuth's multiplicative hashing the high bits depend on all bits of a key.
_SPREAD, _SPREAD_NEXT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Packed:
    """One text's sketch, packed.

    Attributes:
        keys: 32 bands of 8 bytes, 16 bytes of hash.
        rows: the same bands as 128 rows; None for a text without a signature.
        whole: the hash of the whole text, 0 if it has no words.
        numbers: stands for the set of its numbers, in this process alone.
        counted: stands for these and how often each is there.
        tokens: its length.
        shingles: how many different grams it has.
        columns: which columns of the index it stands in; none if it has no words.
        hashes: 64 bits for each of these, well spread.
        paired: two neighbouring keys count as one.
        sample: 16 bits of the hash of each gram, or of one in a few.
    """

    keys: Words
    rows: NDArray[np.uint16] | None
    whole: int
    numbers: int
    counted: int
    tokens: int
    shingles: int
    columns: NDArray[np.intp]
    hashes: Words
    paired: bool
    sample: bytes

    @cached_property
    def values(self) -> frozenset[int]:
        """What is in the sample."""
        return sample_values(self.sample)


def sample_values(sample: bytes) -> frozenset[int]:
    """Read a sample."""
    return frozenset(np.frombuffer(sample, "<u2").tolist())


def pack(sketch: Sketch) -> Packed:
    """Pack a sketch; one without a signature stands only in the column of its hash, one without words in none."""
    whole = bytes.fromhex(sketch.content_hash) or bytes(16)
    keys = np.frombuffer((sketch.signature or bytes(2 * ROWS)) + whole, np.uint64)
    paired = sketch.algorithm == CHARACTERS
    if not sketch.content_hash:
        columns = _NONE
    elif not sketch.signature:
        columns = _HASH_ONLY
    else:
        columns = _PAIRED if paired else _ALL
    hashes = (keys[columns] ^ _SALT[columns]) * _SPREAD
    if paired:
        hashes ^= (keys[columns + 1] ^ _SALT[columns + 1]) * _SPREAD_NEXT
    return Packed(
        keys,
        keys.view(np.uint16)[:ROWS] if sketch.signature else None,
        int.from_bytes(whole, "little"),
        # Those of this process: they are never written anywhere.
        hash(frozenset(sketch.numbers)),
        hash(sketch.numbers),
        sketch.tokens,
        sketch.shingles,
        columns,
        hashes,
        paired,
        sketch.sample,
    )

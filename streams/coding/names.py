"""Finding known names in running text: accents folded, whole words only, the longest name wins.

Flows in: names with what they stand for, then texts. Flows out: where in a text which name stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import ahocorasick_rs

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "’": "'", "‘": "'"}
)
_SHOUT_FROM = 5
"""Shorter names are not looked for in capitals: "US" is a country, "CHAD" may be anything."""

T = TypeVar("T")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    first = unicodedata.normalize("NFD", char)[0]
    return first if first.isascii() else char


def fold(text: str) -> str:
    """Take accents and curly apostrophes off; every code point stays in its place."""
    if text.isascii():
        return text
    text = text.translate(_UNDECOMPOSED)
    return text if text.isascii() else "".join(char if char.isascii() else _plain(char) for char in text)


@dataclass(frozen=True)
class Hit(Generic[T]):
    """A name in a text: code points `start` to `end`, and what it stands for."""

    start: int
    end: int
    value: T


class Names(Generic[T]):
    """A set of names, each with a value, that can be found in a text in one pass."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        found: dict[str, T] = {}
        for name, value in pairs:
            folded = fold(name)
            if folded:
                found.setdefault(folded, value)
                if len(folded) >= _SHOUT_FROM:
                    found.setdefault(folded.upper(), value)
        self._values: Sequence[T] = tuple(found.values())
        self._by_name = found
        self._automaton = ahocorasick_rs.AhoCorasick(list(found), matchkind=ahocorasick_rs.MatchKind.Standard)

    def __len__(self) -> int:
        return len(self._by_name)

    def get(self, name: str) -> T | None:
        """Give what a whole name stands for, with or without an article; None when it is not known."""
        folded = fold(" ".join(name.split()))
        return self._by_name.get(folded) or self._by_name.get(re.sub(r"^[Tt]he |'s$|'$", "", folded))

    def find(self, text: str) -> tuple[Hit[T], ...]:
        """Find all names in a text, in order, none within another.

        Of names that overlap, the longer one stands; of equal ones, the earlier.
        """
        folded = fold(text)
        hits = [
            (start, end, index)
            for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
            if _whole(folded, start, end)
        ]
        hits.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
        taken: list[tuple[int, int, int]] = []
        for start, end, index in hits:
            if all(end <= other[0] or start >= other[1] for other in taken):
                taken.append((start, end, index))
        return tuple(Hit(start, end, self._values[index]) for start, end, index in sorted(taken))


def _whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "_")
    after = end == len(text) or not (text[end].isalnum() or text[end] == "_")
    return before and after

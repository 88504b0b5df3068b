"""Which files of a folder are whole, and in which order they came.

Flows in: what a folder holds at each look. Flows out: those that nobody is writing any more, oldest first. Pure.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

# Names that senders give to what they have not finished.
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".writing", "~")
# An empty file is one that somebody has just opened, most of the time.
EMPTY_SECONDS = 60.0
NANO = 1e-9


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file as a look found it; times in nanoseconds of Unix time."""

    name: str
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    def identity(self) -> tuple[str, int, int, int]:
        """Say which file with which content this is; one that was replaced is another."""
        return self.name, self.inode, self.size, self.modified_ns


@dataclass(frozen=True, slots=True)
class Now:
    """The time on a clock that never goes back, in seconds, and on the wall, in nanoseconds of Unix time."""

    steady: float
    wall_ns: int


def is_ignored(name: str) -> bool:
    """Tell whether a name says that the file is hidden or not finished."""
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def watched(since: Mapping[Arrival, float], found: Iterable[Arrival], now: float) -> dict[Arrival, float]:
    """Say since when each file is as it is.

    Args:
        since: what this gave at the look before.
        found: what is there now.
        now: seconds on any clock that never goes back.
    """
    return {arrival: since.get(arrival, now) for arrival in found}


def whole(since: Mapping[Arrival, float], finished: AbstractSet[Arrival], now: Now, settle: float) -> list[Arrival]:
    """Choose the files that are whole, in the order in which they came.

    Args:
        since: what `watched` gave.
        finished: those that were renamed in.
        now: the time.
        settle: seconds for which nobody has written to a file that is whole.

    Returns:
        By time of the last change of their content, then by name.
    """
    chosen = []
    for one, seen in since.items():
        untouched = max(now.steady - seen, (now.wall_ns - one.modified_ns) * NANO)
        # A write sets both times alike; a later change is a rename, a link, or a copy's time, set at its end.
        closed = one in finished or one.changed_ns > one.modified_ns
        if untouched >= max(settle, EMPTY_SECONDS) if one.size == 0 else closed or untouched >= settle:
            chosen.append(one)
    return sorted(chosen, key=lambda one: (one.modified_ns, one.name))

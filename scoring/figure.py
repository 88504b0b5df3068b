"""One row of the quality table: a figure, what it was counted on, and what it is held against.

Flows in: counts of the measures. Flows out: `Figure` and `Measured`, to the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

ABSENT = "not measured here"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure.

    Attributes:
        name: what is measured.
        value: the figure, a share or a ratio; None when what it is measured on is not there.
        n: how many cases it was measured on.
        reach: the bound to be met; None for a figure that is only told.
        summit: the bound of the best that can be hoped for.
        falling: whether less is better.
        absent: what the table says in place of a figure that was not measured.
    """

    name: str
    value: float | None
    n: int
    reach: float | None = None
    summit: float | None = None
    falling: bool = False
    absent: str = ABSENT

    def told(self) -> str:
        """Give the figure in words: three decimals."""
        return self.absent if self.value is None else f"{self.value:.3f}"

    def meets(self, bound: float | None) -> bool:
        """Say whether the figure meets a bound; none is met by a figure that was not measured."""
        if self.value is None or bound is None:
            return False
        return self.value <= bound if self.falling else self.value >= bound


@dataclass(frozen=True, slots=True)
class Measured:
    """What one measure found.

    Attributes:
        title: what it looks at.
        how: how it is measured, in a sentence or two.
        figures: its figures; those with a bound are rows of the quality table.
        cases: what went wrong, readable, each under its kind.
    """

    title: str
    how: str
    figures: tuple[Figure, ...]
    cases: tuple[str, ...] = ()


def ratio(name: str, part: float, n: int, reach: float | None = None, summit: float | None = None) -> Figure:
    """Make a figure of a part over a count; bounds are lower bounds."""
    return Figure(name, part / n if n else None, n, reach, summit)


def share(name: str, hits: Iterable[bool], reach: float | None = None, summit: float | None = None) -> Figure:
    """Make a figure of the share that holds; bounds are lower bounds."""
    held = list(hits)
    return ratio(name, sum(held), len(held), reach, summit)


def fault(name: str, hits: Iterable[bool], reach: float | None = None, summit: float | None = None) -> Figure:
    """Make a figure of the share that is at fault; bounds are upper bounds."""
    return replace(share(name, hits, reach, summit), falling=True)

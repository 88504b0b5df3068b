"""Is confidence what it says: how often an event told with .8 is right, and what is left when only sure ones count.

Flows in: judged events. Flows out: a reliability table and `Measured`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from schemas import Assertion
from scoring.figure import Figure, Measured
from scoring.material import Annotated
from scoring.pairing import pair, parties_right

BINS = 10
PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """A told event: its confidence, whether its type is right, and whether type and both parties are."""

    confidence: float
    type_right: bool
    dyad_right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The events whose confidence lies from `low` (inclusive) to `high` (exclusive, the last one inclusive)."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


def own(told: Sequence[tuple[Annotated, Sequence[Assertion]]]) -> list[Judged]:
    """Judge every event told of annotated sentences; one that tells no annotated event is wrong."""
    found = []
    for sentence, events in told:
        pairs = pair(sentence.events, events, sentence.text)
        for event in events:
            gold = next((one for one, hit in zip(sentence.events, pairs, strict=True) if hit is event), None)
            found.append(Judged(event.confidence, gold is not None, gold is not None and parties_right(gold, event)))
    return found


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Sort events into ten bins of confidence; empty bins are left out."""
    binned = groupby(
        sorted(judged, key=lambda one: one.confidence), lambda one: min(int(one.confidence * BINS), BINS - 1)
    )
    found = []
    for at, members in binned:
        events = list(members)
        mean = sum(one.confidence for one in events) / len(events)
        right = sum(one.type_right for one in events) / len(events)
        found.append(Bin(at / BINS, (at + 1) / BINS, len(events), mean, right))
    return tuple(found)


def error(bins: Sequence[Bin]) -> float | None:
    """Give the expected calibration error: how far confidence and share right are apart, over all events."""
    n = sum(one.n for one in bins)
    return sum(one.n * abs(one.confidence - one.right) for one in bins) / n if n else None


def covered(judged: Sequence[Judged], precision: float = PRECISION) -> float | None:
    """Give the largest share of events, cut by confidence, of which so many are right in type and both parties.

    Events of equal confidence stand or fall together.
    """
    best = n = right = 0
    ordered = sorted(judged, key=lambda one: -one.confidence)
    for _, members in groupby(ordered, lambda one: one.confidence):
        equals = list(members)
        n, right = n + len(equals), right + sum(one.dyad_right for one in equals)
        if right >= precision * n:
            best = n
    return best / n if n else None


def calibration(judged: Mapping[str, Sequence[Judged]]) -> Measured:
    """Measure the coverage and the calibration error, on each material by its name."""
    figures = [
        Figure(f"share covered at 95 % precision when cut by confidence, {name}", covered(told), len(told), 0.5, 0.8)
        for name, told in judged.items()
    ]
    figures += [
        Figure(f"expected calibration error, {name}", error(reliability(told)), len(told), falling=True)
        for name, told in judged.items()
    ]
    return Measured(
        "Confidence",
        "The most confident event of each measuring sentence, and every event told of the own sentences with two "
        "events, on modality and of running news, and of the golden and ordinary articles. Precision: type and both "
        "annotated parties right; of the articles, that a desk would keep it. Calibration error: type.",
        tuple(figures),
    )

"""The gate: which sentences are worth parsing at all, by their bare words.

Flows in: a sentence as text. Flows out: whether it may tell an event. A linear model over words and pairs of
neighbours, `data/gate.npz`, learned by `python -m training.gate` from the project's own corpus; it lets pass what
its threshold says, and stops most of what only speaks of sport, markets, weather or opinions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from streams.coding.weights import Linear, unpack

FILE = "gate.npz"
MODEL = "gate"
_WORD = re.compile(r"[^\W\d_]+")


def words(text: str) -> Iterator[str]:
    """Give what the gate sees of a sentence: its words in small letters, and each two that follow one another."""
    found = _WORD.findall(text.lower())
    yield "#"  # every sentence has it: the model's constant
    yield from found
    for left, right in pairwise(found):
        yield f"{left} {right}"


@dataclass(frozen=True)
class Gate:
    """One model and the score from which on a sentence passes."""

    model: Linear
    threshold: float

    def passes(self, text: str) -> bool:
        """Say whether a sentence may tell an event."""
        return self.model.score(words(text)) >= self.threshold


@cache
def gate() -> Gate:
    """Read the shipped gate once per process."""
    learned = unpack(resources.files("streams.coding").joinpath("data", FILE).read_bytes())
    return Gate(learned.models[MODEL], float(learned.made_of["threshold"]))

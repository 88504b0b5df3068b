"""What a likeness of two texts means: a reprint, a revision, an expansion, or nothing.

Flows in: a text, and what an earlier one measured against it. Flows out: a `Likeness`. A pair that differs in a number
is never a reprint: the wire's commonest near-copies are the same sentence with another rate, price or toll.
"""

from dataclasses import dataclass

from schemas import Label
from streams.duplicates.packed import Packed
from streams.duplicates.shard import Match
from streams.duplicates.thresholds import thresholds

REPRINTS = frozenset({Label.EXACT, Label.NEAR})


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts relate; `jaccard` and `containment` are estimates, 0 to 1."""

    label: Label
    jaccard: float
    containment: float
    numbers_equal: bool

    def strength(self) -> tuple[bool, float]:
        """Give what likenesses are compared by: any reprint before all others, then the Jaccard index."""
        return self.label in REPRINTS, self.jaccard

    def in_words(self, earlier: str) -> str:
        """Say it of the story named, for `explain`."""
        same = "the same numbers" if self.numbers_equal else "other numbers"
        return {
            Label.EXACT: f"the same words as {earlier}",
            Label.NEAR: f"nearly the same words as {earlier}, {same}",
            Label.REVISION: f"a revision of {earlier}: much the same words, {same}",
            Label.EXPANSION: f"grown from {earlier}: one holds most of the other's words, {same}",
        }[self.label]


def compare(text: Packed, earlier: Match, *, revises: bool = False) -> Likeness | None:
    """Compare a text with an earlier one.

    Args:
        text: the newcomer.
        earlier: a text of the window, measured against it.
        revises: both are of one provider, and the newcomer says that it is a later version of something.

    Returns:
        None when they are not related.
    """
    limits = thresholds()
    if earlier.exact:
        return Likeness(Label.EXACT, 1.0, 1.0, numbers_equal=True)
    likeness, equal = earlier.jaccard, earlier.numbers_equal
    if not likeness:
        return None
    inside = containment(likeness, text.shingles, earlier.shingles)
    ratio = min(text.tokens, earlier.tokens) / max(text.tokens, earlier.tokens)
    close = likeness >= limits.near_jaccard or (inside >= limits.near_containment and ratio >= limits.near_length_ratio)
    if revises and likeness >= limits.marked_jaccard:
        label = Label.REVISION
    elif close and equal:
        label = Label.NEAR
    elif likeness >= limits.revision_jaccard and not equal:
        label = Label.REVISION
    elif inside >= limits.expansion_containment:
        label = Label.EXPANSION
    else:
        return None
    return Likeness(label, round(likeness, 3), round(inside, 3), numbers_equal=equal)


def containment(jaccard: float, one: int, other: int) -> float:
    """Estimate how much of the smaller text is in the larger, from the Jaccard index and how many grams each has."""
    shared = jaccard / (1 + jaccard) * (one + other)
    return min(1.0, shared / max(1, min(one, other)))

"""How far two people agree who annotate the same sentences by the same guide.

Flows in: sentences annotated a second time, and the first labels of the same texts. Flows out: `Measured`.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas import EventType
from scoring.figure import Figure, Measured, ratio, share
from scoring.material import Gold, gold
from scoring.pairing import content, wanted

NONE = "NONE"
MISSING = "not there"
Labels = Sequence[Gold]
Twice = Sequence[tuple[Labels, Labels]]
Records = Sequence[Mapping[str, Any]]


def kappa(labels: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Give Cohen's kappa (1960) of pairs of labels; None without any, or when chance alone would agree always."""
    if not labels:
        return None
    n = len(labels)
    ones, others = [one for one, _ in labels], [other for _, other in labels]
    agreed = sum(one == other for one, other in labels) / n
    chance = sum(ones.count(label) * others.count(label) for label in set(ones)) / n**2
    return (agreed - chance) / (1 - chance) if chance < 1 else None


def agreement(second: Records, first: Records) -> Measured:
    """Measure kappa for the first event's type, for the presence of each type, and agreement on the parties.

    Args:
        second: the sentences annotated a second time, by their text and events.
        first: the corpus; a sentence that it no longer holds is left out, and counted.
    """
    known = {record["text"]: _labels(record) for record in first}
    twice = [(known[record["text"]], _labels(record)) for record in second if record["text"] in known]
    firsts = [(_first(one), _first(other)) for one, other in twice]
    alike = [(one[0], other[0]) for one, other in twice if one and other and one[0].type == other[0].type]
    figures = [
        replace(ratio("sentences annotated twice that the corpus holds", len(twice), len(second)), absent=MISSING),
        Figure("kappa, type of the first event or none", kappa(firsts), len(firsts), absent=MISSING),
        *(_presence(kind.value, twice) for kind in EventType),
        _party("actor", [(one.actor, other.actor) for one, other in alike]),
        _party("recipient", [(one.recipient, other.recipient) for one, other in alike]),
    ]
    cases = [
        f"first {wanted(one[0]) if one else NONE}, second {wanted(other[0]) if other else NONE}"
        for one, other in twice
        if _first(one) != _first(other)
    ]
    return Measured(
        "Agreement",
        "Sentences of the corpus that were annotated a second time, by the guide alone. Kappa of a type: whether a "
        "sentence tells one; n: sentences in which either does. Parties agree when they share a word of content, or "
        "both name nobody; over sentences whose first events have one type.",
        tuple(figures),
        tuple(cases),
    )


def _first(labels: Labels) -> str:
    return labels[0].type if labels else NONE


def _presence(kind: str, twice: Twice) -> Figure:
    held = [
        (any(event.type == kind for event in one), any(event.type == kind for event in other)) for one, other in twice
    ]
    return Figure(f"kappa, {kind}", kappa(held), sum(any(one) for one in held), absent=MISSING)


def _party(name: str, pairs: Sequence[tuple[str | None, str | None]]) -> Figure:
    agreed = (not (one or other) or bool(content(one or "") & content(other or "")) for one, other in pairs)
    return replace(share(f"{name} agreed", agreed), absent=MISSING)


def _labels(record: Mapping[str, Any]) -> Labels:
    return tuple(gold(event) for event in record["events"])

"""PLOVER's ontology as data: quad classes, scores, the crosswalk to CAMEO, what a tense or a negation makes of a type.

Flows in: `data/plover.json`. Flows out: one frozen `Ontology`.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas import AuxiliaryMode, Cameo, EventType


@dataclass(frozen=True, slots=True)
class Ontology:
    """The tables; the sources stand in the data file."""

    types: Mapping[str, Mapping[str, float | str]]
    scores: Mapping[str, float]
    recipient_required: frozenset[str]
    future: Mapping[str, str]
    negation: Mapping[str, str]

    def quad_class(self, kind: EventType) -> int:
        """Give 1 verbal or 2 material cooperation, 3 verbal or 4 material conflict."""
        return int(self.types[kind]["quad_class"])

    def cameo(self, kind: EventType) -> Cameo:
        """Give the CAMEO root; the type alone decides no full code."""
        return Cameo(root=str(self.types[kind]["cameo_root"]))

    def goldstein(self, kind: EventType) -> float:
        """Give the Goldstein value of the CAMEO root, -10 to 10."""
        return float(self.types[kind]["goldstein"])

    def intensity(self, kind: EventType, mode: str | None) -> float:
        """Give PLOVER's score of a type and mode, -10 to 10."""
        return self.scores.get(f"{kind}:{mode}", self.scores[kind])

    def remapped(self, base: EventType, modes: Collection[AuxiliaryMode]) -> EventType:
        """Say what an act becomes when it is announced (intent is AGREE) or refused (cooperation is REJECT)."""
        if AuxiliaryMode.NEGATION in modes:
            return EventType(self.negation.get(base, base))
        if AuxiliaryMode.FUTURE in modes:
            return EventType(self.future.get(base, base))
        return base


@cache
def ontology() -> Ontology:
    """Read the tables once."""
    table = json.loads(files("streams.coding").joinpath("data", "plover.json").read_text("utf-8"))
    return Ontology(
        types=table["types"],
        scores=table["intensity"],
        recipient_required=frozenset(table["recipient_required"]),
        future=table["future"],
        negation=table["negation"],
    )

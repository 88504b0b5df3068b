"""The numbers that decide what a copy is, read from data.

Flows in: `thresholds.json`. Flows out: one frozen `Thresholds`.
"""

import json
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Jaccard and containment are of word 3-grams, 0 to 1; lengths in tokens; times in hours."""

    near_jaccard: float
    near_containment: float
    near_length_ratio: float
    revision_jaccard: float
    expansion_containment: float
    marked_jaccard: float
    least_tokens: int
    least_characters: int
    window_hours: int
    shard_hours: int
    band_most: int
    candidates_most: int
    boilerplate_stories: int


@cache
def thresholds() -> Thresholds:
    """Read the table once."""
    table = json.loads(files("streams.duplicates").joinpath("thresholds.json").read_text("utf-8"))
    return Thresholds(**{field.name: table[field.name] for field in fields(Thresholds)})

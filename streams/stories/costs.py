"""What each disagreement of two assertions costs, and how like they must be to be one event.

Flows in: `matching.json`. Flows out: factors by trait, thresholds.
"""

import json
from functools import cache
from importlib.resources import files


@cache
def factors() -> dict[str, dict[str, float]]:
    """Give the factors of each trait, 0 to 1."""
    table = json.loads(files("streams.stories").joinpath("matching.json").read_text("utf-8"))
    return {name: factors for name, factors in table.items() if isinstance(factors, dict)}


@cache
def thresholds() -> dict[str, float]:
    """Give the likenesses, 0 to 1, from which on something continues an event."""
    table = json.loads(files("streams.stories").joinpath("matching.json").read_text("utf-8"))
    return {name: float(table[name]) for name in ("threshold", "faint_threshold")}

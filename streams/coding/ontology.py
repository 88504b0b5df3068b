"""PLOVER's types, modes and sectors: quad class, CAMEO crosswalk, Goldstein value, intensity.

Flows in: a type and a mode. Flows out: what the tables say of them.
"""

from dataclasses import dataclass
from functools import cache

from schemas import Cameo, EventType
from streams.coding.tables import rows


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the ontology: where a type and mode stand.

    `quad_class` is PLOVER's, 1 verbal cooperation to 4 material conflict; `goldstein` the CAMEO root's, -10 to
    10; `intensity` PLOVER's, -10 to 10.
    """

    quad_class: int
    cameo: Cameo
    goldstein: float
    intensity: float


@cache
def _table() -> dict[tuple[str, str], Standing]:
    return {
        (kind, mode): Standing(
            int(quad), Cameo(root=root, code=code or None), goldstein=float(goldstein), intensity=float(intensity)
        )
        for kind, mode, quad, root, code, goldstein, intensity in rows("ontology", 7)
    }


@cache
def sectors() -> frozenset[str]:
    """Give PLOVER's sector codes."""
    return frozenset(code for code, _ in rows("sectors", 2))


def standing(kind: EventType, mode: str | None) -> Standing:
    """Look up a type and mode; a mode that the type does not have counts as none."""
    table = _table()
    return table.get((kind.value, mode or ""), table[kind.value, ""])


def has_mode(kind: EventType, mode: str | None) -> bool:
    """Say whether a type has a mode; mode names repeat across types, only the pair tells."""
    return bool(mode) and (kind.value, mode or "") in _table()

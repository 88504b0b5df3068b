"""Linear models as plain tables of numbers: which feature speaks for which class, and how loudly.

Flows in: `data/weights.npz`, learned by `python -m training.fit` from the project's own corpus. Flows out: scores.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from math import exp, fsum
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from streams.coding.facets import Facet, Told

Vector = NDArray[np.float32]
_FILE = "weights.npz"
_KEPT = 1 << 13
"""So many facets' answers are kept for each model."""

_FEW = 2
"""For so few classes plain numbers are added faster than arrays."""


@dataclass(frozen=True)
class Linear:
    """One model: a row of numbers for each feature it knows, a column for each class."""

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    table: Vector

    @cached_property
    def _known(self) -> dict[Facet, tuple[int, ...]]:
        return {}

    @cached_property
    def _summed(self) -> dict[Facet, tuple[float, ...]]:
        return {}

    @cached_property
    def _columns(self) -> list[list[float]]:
        return [column.tolist() for column in self.table.T]

    def scores(self, features: Iterable[str]) -> Vector:
        """Sum the rows of the features that are known; each counts once."""
        row_of = self.rows.get
        if len(self.classes) <= _FEW:
            known = [row for feature in frozenset(features) if (row := row_of(feature)) is not None]
            return np.array([fsum([column[row] for row in known]) for column in self._columns], dtype=np.float32)
        # In order of rows: a sum of floats depends on its order, and equal input must give equal output.
        found = sorted({row for feature in features if (row := row_of(feature)) is not None})
        total: Vector = self.table.take(found, axis=0).sum(axis=0, dtype=np.float32)
        return total

    def of_facets(self, many: Sequence[Iterable[Facet]], shared: Iterable[Facet] = ()) -> Vector:
        """Give the same as `scores` of the features' names, a row for each of `many`; all have what is `shared`."""
        common, starts, flat = self._rows_of(shared), [0], list[int]()
        for facets in many:
            flat += sorted(common | self._rows_of(facets))
            starts.append(len(flat))
        taken = self.table.take(flat, axis=0)
        return np.array([np.add.reduce(taken[start:end], axis=0) for start, end in pairwise(starts)], dtype=np.float32)

    def _rows_of(self, facets: Iterable[Facet]) -> set[int]:
        known, row_of, found = self._known, self.rows.get, set[int]()
        for facet in facets:
            if facet.__class__ is str:
                row = row_of(facet)
                if row is not None:
                    found.add(row)
            else:
                rows = known.get(facet)
                found.update(self._rows_learned(cast("Told", facet)) if rows is None else rows)
        return found

    def _rows_learned(self, facet: Told) -> tuple[int, ...]:
        if len(self._known) >= _KEPT:
            self._known.clear()
        template, *words = facet
        found = tuple([row for name in template(*words) if (row := self.rows.get(name)) is not None])
        self._known[facet] = found
        return found

    def sums(self, facets: Iterable[Facet]) -> list[float]:
        """Add up the scores of facets of which no two give the same name; what a template says is kept."""
        summed, parts = self._summed, list[tuple[float, ...]]()
        for facet in facets:
            if facet.__class__ is str:
                row = self.rows.get(facet)
                if row is not None:
                    parts.append(tuple([column[row] for column in self._columns]))
            else:
                parts.append(summed.get(facet) or self._sum_learned(cast("Told", facet)))
        return [fsum(column) for column in zip(*parts, strict=True)] if parts else [0.0] * len(self.classes)

    def _sum_learned(self, facet: Told) -> tuple[float, ...]:
        if len(self._summed) >= _KEPT:
            self._summed.clear()
        template, *words = facet
        known = {row for name in template(*words) if (row := self.rows.get(name)) is not None}
        found = tuple([fsum([column[row] for row in known]) for column in self._columns])
        self._summed[facet] = found
        return found

    def probabilities(self, features: Iterable[str]) -> Vector:
        """Give the classes' probabilities, by softmax of the scores."""
        return softmax(self.scores(features))

    def score(self, features: Iterable[str]) -> float:
        """Give the score of a model with one class, whatever the order of the features."""
        row_of, column = self.rows.get, self._columns[0]
        return fsum([column[row] for feature in frozenset(features) if (row := row_of(feature)) is not None])


def softmax(scores: Vector) -> Vector:
    """Turn scores into probabilities, along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Vector = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def logistic(score: float) -> float:
    """Turn one score into a probability."""
    return 1.0 / (1.0 + exp(-min(30.0, max(-30.0, score))))


@dataclass(frozen=True, slots=True)
class Weights:
    """All models of the coder, and what they were learned from."""

    models: Mapping[str, Linear]
    made_of: Mapping[str, Any]
    digest: str


def pack(models: Mapping[str, Linear], made_of: Mapping[str, Any]) -> bytes:
    """Write models to the bytes of the weights file: eight bits a weight, a scale for each class."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, model in models.items():
        scale = np.maximum(np.abs(model.table).max(axis=0), 1e-9) / 127.0
        names = sorted(model.rows, key=model.rows.__getitem__)
        arrays[f"{name}.table"] = np.round(model.table / scale).astype(np.int8)
        arrays[f"{name}.scale"] = scale.astype(np.float32)
        arrays[f"{name}.rows"] = np.frombuffer("\n".join(names).encode(), dtype=np.uint8)
        arrays[f"{name}.classes"] = np.frombuffer("\n".join(model.classes).encode(), dtype=np.uint8)
    arrays["made_of"] = np.frombuffer(json.dumps(made_of, sort_keys=True).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(content: bytes) -> Weights:
    """Read the bytes of a weights file.

    Raises:
        ValueError: the bytes are no weights file.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        models = {}
        for name in sorted(key.removesuffix(".table") for key in arrays.files if key.endswith(".table")):
            names = arrays[f"{name}.rows"].tobytes().decode().split("\n")
            models[name] = Linear(
                classes=tuple(arrays[f"{name}.classes"].tobytes().decode().split("\n")),
                rows={feature: row for row, feature in enumerate(names)},
                table=arrays[f"{name}.table"].astype(np.float32) * arrays[f"{name}.scale"],
            )
        made_of = json.loads(arrays["made_of"].tobytes())
    return Weights(models=models, made_of=made_of, digest=sha256(content).hexdigest()[:12])


@cache
def weights() -> Weights:
    """Read the shipped weights once per process."""
    return unpack(resources.files("streams.coding").joinpath("data", _FILE).read_bytes())

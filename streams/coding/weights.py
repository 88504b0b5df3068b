"""Linear models as plain tables of numbers: which feature speaks for which class, and how loudly.

Flows in: `data/weights.npz`, learned by `python -m training.fit` from the project's own corpus. Flows out: scores.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from math import exp, fsum
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from streams.coding.facets import Facet, Facets

Vector = NDArray[np.float32]
Answer = TypeVar("Answer")
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
    def _known(self) -> "_Learned[tuple[int, ...]]":
        return _Learned(lambda names: tuple([row for name in names if (row := self.rows.get(name)) is not None]))

    @cached_property
    def _summed(self) -> "_Learned[tuple[float, ...]]":
        named, nothing = self._named, (0.0,) * len(self.classes)
        return _Learned(
            lambda names: (
                tuple([sum(column) for column in zip(*_parts(named, dict.fromkeys(names)), strict=True)]) or nothing
            )
        )

    @cached_property
    def _totalled(self) -> "_Learned[float]":
        return _Learned(self.score)

    @cached_property
    def _named(self) -> dict[str, tuple[float, ...]]:
        # A name's numbers beside it: told by name one by one, rows of a table lie too far apart. Weights of eight bits
        # are few numbers, each made once.
        once: dict[tuple[float, ...], tuple[float, ...]] = {}
        rows = [once.setdefault(row, row) for row in map(tuple, self.table.tolist())]
        return {name: rows[row] for name, row in self.rows.items()}

    @cached_property
    def _alone(self) -> dict[str, float]:
        once: dict[float, float] = {}
        column = [once.setdefault(weight, weight) for weight in self.table[:, 0].tolist()]
        return {name: column[row] for name, row in self.rows.items()}

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

    def of_facets(self, many: Sequence[Facets], shared: Iterable[str] = ()) -> Vector:
        """Give the same as `scores` of the features' names, a row for each of `many`; all have what is `shared`."""
        row_of, known = self.rows.get, self._known.__getitem__
        common, starts, flat = set(map(row_of, shared)), [0], list[int]()
        for facets in many:
            found = common.union(map(row_of, facets.names), *map(known, facets.told))
            found.discard(None)
            flat += sorted(cast("set[int]", found))
            starts.append(len(flat))
        taken = self.table.take(flat, axis=0)
        return np.array([np.add.reduce(taken[start:end], axis=0) for start, end in pairwise(starts)], dtype=np.float32)

    def sums(self, facets: Facets) -> list[float]:
        """Add up the scores of facets, no two of which give the same name; what a template says is kept."""
        parts = [*_parts(self._named, facets.names), *map(self._summed.__getitem__, facets.told)]
        return [sum(column) for column in zip(*parts, strict=True)] if parts else [0.0] * len(self.classes)

    def total(self, facets: Facets) -> float:
        """Give the one number of `sums` for a model with one class."""
        return sum(map(self._totalled.__getitem__, facets.told), self.score(facets.names) if facets.names else 0.0)

    def probabilities(self, features: Iterable[str]) -> Vector:
        """Give the classes' probabilities, by softmax of the scores."""
        return softmax(self.scores(features))

    def score(self, features: Iterable[str]) -> float:
        """Give the score of a model with one class, whatever the order of the features."""
        return fsum(filter(None, map(self._alone.get, frozenset(features))))


def _parts(named: Mapping[str, tuple[float, ...]], names: Iterable[str]) -> Iterator[tuple[float, ...]]:
    return cast("Iterator[tuple[float, ...]]", filter(None, map(named.get, names)))


class _Learned(dict[Facet, Answer]):
    """What facets say to a model: made of the names that a template gives when it is asked for first."""

    def __init__(self, make: Callable[[Iterable[str]], Answer]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, facet: Facet) -> Answer:
        if len(self) >= _KEPT:
            self.clear()
        template, *words = facet
        answer = self[facet] = self._make(template(*words))
        return answer


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

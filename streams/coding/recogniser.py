"""Names in a sentence: spaCy's entity recogniser, its moves taken with all closed states scored at once.

Flows in: vectors of docs whose sentences are known. Flows out: the docs' entities, the same as the recogniser's own
loop finds; between names nothing depends on what was found before, so that only the words within names go one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

from streams.coding.vectors import Floats, UnknownLayersError

_FEATURES = 3
"""The word, the first word of the open name, the word before."""

_START = 1


@dataclass(frozen=True, slots=True)
class _Moves:
    """Columns of the scores: `out`, and for each label by its place its beginning, inside, last and single word."""

    labels: tuple[str, ...]
    begin: NDArray[np.int64]
    inside: NDArray[np.int64]
    last: NDArray[np.int64]
    single: NDArray[np.int64]
    out: int


@dataclass(frozen=True, slots=True)
class _Scores:
    """Of each word where no name is open: a name by itself, the beginning of one, the best of each, and no name."""

    single: Floats
    begin: Floats
    one: Floats
    more: Floats
    none: Floats


class Recogniser:
    """Finds names by one recogniser's weights."""

    def __init__(self, pipe: EntityRecognizer) -> None:
        """Take the layers of a recogniser.

        Raises:
            UnknownLayersError: it is not of the kind with three features and an upper layer, or learned no "no name".
        """
        reduce, self._lower, self._upper = pipe.model.layers
        if self._lower.get_dim("nF") != _FEATURES or pipe.model.attrs["unseen_classes"]:
            raise UnknownLayersError("another recogniser")
        self._linear = reduce.layers[2]
        self._moves = _moves([pipe.moves.get_class_name(at) for at in range(self._upper.get_dim("nO"))])
        self._weights = self._upper.get_param("W")
        self._bias = self._upper.get_param("b")

    def mark(self, docs: Sequence[Doc], vectors: Floats) -> None:
        """Set the entities of docs; `vectors` has a row for each of their tokens."""
        features = self._lower.predict(self._linear.predict(vectors))
        nothing, features = features[0], features[1:]
        base = self._lower.get_param("b")
        closed = features[:, 0] + nothing[1] + nothing[2] + base
        hidden = np.maximum(closed[..., 0], closed[..., 1])
        scores = self._upper.ops.gemm(hidden, self._weights, trans2=True) + self._bias
        moves, at = self._moves, 0
        single, begin, none = scores[:, moves.single], scores[:, moves.begin], scores[:, moves.out]
        one, more = single.max(axis=1), begin.max(axis=1)
        for doc in docs:
            end = at + len(doc)
            here = _Scores(single[at:end], begin[at:end], one[at:end], more[at:end], none[at:end])
            spans = [Span(doc, *found) for found in self._names(doc, here, features[at:end], base)]
            doc.set_ents(spans, default="outside")
            at = end

    def _names(self, doc: Doc, scores: "_Scores", features: Floats, base: Floats) -> Iterator[tuple[int, int, str]]:
        moves, count, one = self._moves, len(doc), scores.one
        marks = doc.to_array(["SENT_START", "IS_SPACE"])
        ends = np.append(marks[1:, 0] == _START, True)
        # A name begins where the next word may belong to it: not before a sentence's end. Spaces begin nothing.
        more = np.where(ends, -np.inf, scores.more)
        named = (np.maximum(one, more) > scores.none) & (marks[:, 1] == 0)
        free = 0
        for start in np.flatnonzero(named).tolist():
            if start < free:
                continue
            if one[start] >= more[start]:
                free = start + 1
                yield start, free, moves.labels[int(scores.single[start].argmax())]
                continue
            label = int(scores.begin[start].argmax())
            free = self._end(features, base, start, label, ends, count)
            yield start, free, moves.labels[label]

    def _end(  # noqa: PLR0913, PLR0917 - what a name's end depends on
        self, features: Floats, base: Floats, start: int, label: int, ends: NDArray[np.bool_], count: int
    ) -> int:
        inside, last = int(self._moves.inside[label]), int(self._moves.last[label])
        weights = self._weights[inside] - self._weights[last]
        bias = self._bias[inside] - self._bias[last]
        for at in range(start + 1, count):
            if ends[at]:
                return at + 1
            within = features[at, 0] + features[start, 1] + features[at - 1, 2] + base
            hidden = np.maximum(within[:, 0], within[:, 1])
            if float(hidden @ weights) + float(bias) <= 0.0:
                return at + 1
        return count


def _moves(names: Sequence[str]) -> _Moves:
    places: dict[str, dict[str, int]] = {"B": {}, "I": {}, "L": {}, "U": {}}
    out = None
    for place, name in enumerate(names):
        move, _, label = name.partition("-")
        if move == "O":
            out = place
        elif label and move in places:
            places[move][label] = place
    labels = tuple(sorted(places["B"], key=places["B"].__getitem__))
    if out is None or any(set(found) != set(labels) for found in places.values()):
        raise UnknownLayersError("the recogniser's moves are not those of names")
    begin, inside, last, single = (np.array([places[move][label] for label in labels]) for move in "BILU")
    return _Moves(labels, begin, inside, last, single, out)

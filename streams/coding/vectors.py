"""Words as vectors, in their context: spaCy's `Tok2Vec` of four window layers, each word's own part kept.

Flows in: tokenised docs. Flows out: a row of numbers for each token, the same as the model's own layers give but for
the last bits of the floats. What a word contributes without its neighbours depends on the word alone; news repeats its
words, so that most of them need no hashing and no first layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Layer = Any
"""A layer of thinc, whose types for arrays are not those of numpy."""

COLUMNS: list[int | str] = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
"""What the models of this kind see of a word, in their order; a model may see fewer."""

_IDENTITY: list[int | str] = ["ORTH", "NORM", "SPACY"]
"""What these depend on: the word, its normal form (a tokenizer's exception may set it), the space after it."""

_KEPT = 1 << 14
_NUMBER = np.dtype(np.uint64)
_EPSILON = np.float32(1e-8)
_PAD = 4


class UnknownLayersError(ValueError):
    """A model is not built as this module expects."""


@dataclass(frozen=True, slots=True)
class _Window:
    """One layer: a word with its two neighbours, the largest of three linear pieces, normalised, added to the word."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats
    model: Layer


@dataclass(slots=True)
class Layout:
    """Docs one after the other, four rows of nothing around each; `rows` says which kept word stands where."""

    rows: Ints
    own: Ints
    """The places of tokens, without the rows between docs."""


class Words:
    """Numbers for the words that were seen; shared by models that keep something of each."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self.fresh: list[Any] = []
        self.first = 1
        """The number of the first fresh word; 0 is no word."""

    def layout(self, docs: Sequence[Doc]) -> Layout:
        """Number the words of some docs; what is new is in `fresh` until the next call."""
        if len(self._numbers) > _KEPT:
            self._numbers.clear()
        self.first, self.fresh = len(self._numbers) + 1, []
        numbers, width = self._numbers, len(_IDENTITY) * _NUMBER.itemsize
        rows = [0] * _PAD
        for doc in docs:
            raw = doc.to_array(_IDENTITY).tobytes()
            seen: Any = None
            for at in range(len(doc)):
                key = raw[at * width : (at + 1) * width]
                number = numbers.get(key)
                if number is None:
                    seen = doc.to_array(COLUMNS) if seen is None else seen
                    number = numbers[key] = len(numbers) + 1
                    self.fresh.append(seen[at])
                rows.append(number)
            rows += [0] * _PAD
        found = np.array(rows, dtype=np.int64)
        return Layout(found, np.flatnonzero(found))


@dataclass(slots=True)
class Vectors:
    """One model's vectors; `kept` has what each numbered word contributes by itself."""

    hashed: Layer
    mixed: Layer
    windows: tuple[_Window, ...]
    width: int
    columns: int
    kept: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.kept = np.zeros((1024, self.width), dtype=np.float32)

    @classmethod
    def of(cls, model: Layer) -> "Vectors":
        """Take the layers of a model.

        Raises:
            UnknownLayersError: it is no `MultiHashEmbed` over words alone with a `MaxoutWindowEncoder` of window 1.
        """
        try:
            embed, encode = model.layers
            extract, _, hashed, mixed, _ = embed.layers
            columns = [str(column).upper() for column in extract.attrs["columns"]]
            windows = tuple(_window(layer) for layer in encode.layers[0].layers)
        except (ValueError, IndexError, KeyError) as error:
            raise UnknownLayersError(f"{model.name} is built otherwise") from error
        if columns != COLUMNS[: len(columns)] or encode.attrs.get("pad") != _PAD or len(windows) != _PAD:
            raise UnknownLayersError(f"{model.name} sees other columns or another window")
        return cls(hashed.layers[0], mixed.layers[0], windows, model.get_dim("nO"), len(columns))

    def of_layout(self, words: Words, layout: Layout) -> Floats:
        """Give the vectors of all tokens of a layout, in order, without the rows between docs."""
        if words.fresh:
            self._keep(words)
        rows = self.kept[layout.rows]
        for window in self.windows:
            rows += _applied(window, rows)
        found: Floats = rows[layout.own]
        return found

    def _keep(self, words: Words) -> None:
        seen = np.array(words.fresh, dtype=np.uint64)[:, : self.columns]
        needed = words.first + len(seen)
        if needed > len(self.kept):
            grown = np.zeros((max(needed, min(2 * len(self.kept), _KEPT)), self.width), dtype=np.float32)
            grown[: len(self.kept)] = self.kept
            self.kept = grown
        self.kept[words.first : needed] = self.mixed.predict(self.hashed.predict(np.ascontiguousarray(seen)))


def _window(layer: Layer) -> _Window:
    expand, inner = layer.layers[0].layers
    maxout, norm = inner.layers[0].layers
    if expand.attrs["window_size"] != 1:
        raise ValueError("another window")
    weights = maxout.get_param("W")
    outputs, pieces, inputs = weights.shape
    # A piece's outputs side by side: the largest of three stretches is found faster than of three neighbours.
    turned = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * outputs, inputs))
    bias = np.ascontiguousarray(maxout.get_param("b").T.reshape(pieces * outputs))
    return _Window(turned, bias, norm.get_param("G"), norm.get_param("b"), maxout)


def _applied(window: _Window, rows: Floats) -> Floats:
    count, width = rows.shape
    wide = np.zeros((count, 3 * width), dtype=np.float32)
    wide[1:, :width] = rows[:-1]
    wide[:, width : 2 * width] = rows
    wide[:-1, 2 * width :] = rows[1:]
    # The parser's own multiplication: one thread, whatever the machine has, and the same sum each time.
    pieces: Floats = window.model.ops.gemm(wide, window.weights, trans2=True)
    pieces += window.bias
    best: Floats = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
    for start in range(2 * width, pieces.shape[1], width):
        np.maximum(best, pieces[:, start : start + width], out=best)
    best -= best.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + _EPSILON
    best *= (np.float32(1.0) / np.sqrt(spread))[:, None]
    best *= window.gain
    best += window.shift
    return best

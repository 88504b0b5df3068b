"""Learns the gate from the corpus: `python -m training.gate`, half a minute, the same bytes on each run.

Flows in: `training/corpus`. Flows out: `streams/coding/data/gate.npz`. The threshold lets pass `RECALL` of the
sentences with events, counted on folds that the model was not fitted on.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from streams.coding.gate import FILE, MODEL, words
from streams.coding.passages import plain
from streams.coding.weights import Linear, pack
from training.corpus import digest, records
from training.features import matrix, vocabulary

TARGET = Path(__file__).parent.parent / "streams/coding/data" / FILE
RECALL = 0.99
_FOLDS = 4
_LEAST = 2
_STRENGTH = 1.0


def fitted(rows: Sequence[frozenset[str]], labels: NDArray[np.bool_]) -> Linear:
    """Fit a logistic regression in which both answers weigh the same."""
    known = vocabulary(rows, _LEAST)
    model = LogisticRegression(C=_STRENGTH, max_iter=300, class_weight="balanced", fit_intercept=False)
    model.fit(matrix(rows, known), labels)
    return Linear(("event",), known, np.ascontiguousarray(model.coef_.astype(np.float32).T))


def main() -> None:
    """Fit the gate, find its threshold, write it and say what it stops."""
    kept = records()
    rows = [frozenset(words(plain(record["text"]))) for record in kept]
    labels = np.array([bool(record["events"]) for record in kept])
    scores = np.zeros(len(kept))
    for fold in range(_FOLDS):
        seen = np.arange(len(kept)) % _FOLDS != fold
        model = fitted([row for row, is_seen in zip(rows, seen, strict=True) if is_seen], labels[seen])
        for at in np.flatnonzero(~seen):
            scores[at] = model.score(rows[at])
    threshold = float(np.quantile(scores[labels], 1.0 - RECALL))
    passed = float((scores[~labels] >= threshold).mean())
    made_of = {"corpus": digest(), "recall": RECALL, "threshold": round(threshold, 4)}
    content = pack({MODEL: fitted(rows, labels)}, made_of)
    TARGET.write_bytes(content)
    print(f"{len(kept)} sentences; unseen ones without an event that pass: {passed:.3f}")
    print(TARGET.name, len(content), "bytes")


if __name__ == "__main__":
    main()

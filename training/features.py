"""Rows of named features as matrices.

Flows in: sets of feature names. Flows out: a numbering of the names, and sparse matrices of ones.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse


def vocabulary(rows: Iterable[Iterable[str]], least: int) -> dict[str, int]:
    """Number the features that occur often enough, in order of name."""
    counts = Counter(feature for row in rows for feature in row)
    return {feature: at for at, feature in enumerate(sorted(f for f, times in counts.items() if times >= least))}


def matrix(rows: Sequence[Iterable[str]], known: dict[str, int]) -> sparse.csr_matrix:
    """Turn rows of features into a matrix of ones."""
    starts, columns = [0], list[int]()
    for row in rows:
        columns += sorted({known[feature] for feature in row if feature in known})
        starts.append(len(columns))
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=(len(rows), len(known)))

"""The closed word lists of modality and reported speech.

Flows in: `data/modality.tsv`. Flows out: one set of lemmas for each list.
"""

from functools import cache

from streams.coding.tables import rows


@cache
def wording() -> dict[str, frozenset[str]]:
    """Read the lists once per process."""
    return {name: frozenset(words.split("|")) for name, words in rows("modality", 2)}

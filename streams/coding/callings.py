"""Verbs that say what somebody is or does for a living: the table `callings.tsv`.

Flows in: nothing. Flows out: for each use the verbs with their sectors; and the nouns that such a verb is about.
"""

from collections.abc import Iterator
from functools import lru_cache

from streams.coding.tables import rows, words
from streams.coding.tree import Token


@lru_cache(maxsize=1)
def callings() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give the sectors of each verb, by use."""
    table: dict[str, dict[str, tuple[str, ...]]] = {}
    for use, cell, verbs in rows("callings", 3):
        for verb in words(verbs):
            table.setdefault(use, {}).setdefault(verb, words(cell, ","))
    return table


def objects(verb: Token) -> Iterator[Token]:
    """Give what a verb is about: its object, and the objects of its prepositions."""
    for child in verb.rights:
        if child.dep_ in ("dobj", "attr"):
            yield child
        elif child.dep_ in ("prep", "agent"):
            yield from (noun for noun in child.children if noun.dep_ == "pobj")

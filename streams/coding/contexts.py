"""What an event is about: PLOVER's contexts, by keywords of its sentence.

Flows in: a sentence. Flows out: names of contexts, in the table's order.
"""

from functools import cache
from itertools import pairwise

from streams.coding.tables import rows
from streams.coding.tree import Span, kept


@cache
def _keywords() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((context, frozenset(words.split("|"))) for context, words in rows("contexts", 2))


@kept
def contexts(sentence: Span) -> tuple[str, ...]:
    """Give the contexts that a sentence's words or pairs of words speak of."""
    lemmas = [token.lemma_.lower() for token in sentence]
    seen = {*lemmas, *(f"{left} {right}" for left, right in pairwise(lemmas))}
    return tuple(context for context, words in _keywords() if words & seen)

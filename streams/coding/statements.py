"""Statements: what a clause only says, feels, weighs or owns up to is no event.

Flows in: a parsed sentence. Flows out: the words that such a clause governs, none of which can carry an event.
Source: the official CAMEO to PLOVER table, which drops root 01.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from streams.coding.syntax import SUBJECTS
from streams.coding.tables import rows, words

_GOVERNED = frozenset({"dobj", "attr", "acomp", "oprd", "xcomp", "prep", "nsubjpass"})
_SELVES = frozenset({"it", "they", "he", "she", "we", "i"})
_APART = frozenset({"conj", "advcl", "parataxis"})
"""Clauses of their own: "rejected the charges and recalled its envoy" recalls an envoy."""


@cache
def _frames() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for verbs, governed in rows("statements", 2):
        for verb in words(verbs):
            found[verb] = found.get(verb, frozenset()) | frozenset(words(governed))
    return found


def stated(sentence: Span) -> frozenset[int]:
    """Give the indexes of all tokens that stand within a mere statement, its verb included."""
    return frozenset(index for token in sentence if _is_statement(token) for index in _governed(token))


def _is_statement(token: Token) -> bool:
    frame = _frames().get(token.lemma_.lower()) if token.pos_ in {"VERB", "AUX"} else None
    if frame is None:
        return False
    for child in token.children:
        if child.dep_ in _GOVERNED and child.lemma_.lower() in frame:
            return True
        if "-ing" in frame and child.tag_ == "VBG" and child.dep_ in {"xcomp", "pcomp", "dobj"}:
            return True
        if child.dep_ == "ccomp" and ("that" in frame or ("own that" in frame and _is_own(child))):
            return True
    return False


def _is_own(clause: Token) -> bool:
    return any(child.dep_ in SUBJECTS and child.lower_ in _SELVES for child in clause.children)


def _governed(token: Token) -> Iterator[int]:
    yield token.i
    for child in token.children:
        if child.dep_ not in _APART:
            yield from _governed(child)

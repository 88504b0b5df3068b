"""Statements: what a clause only says, feels, weighs or owns up to is no event.

Flows in: a parsed sentence. Flows out: the words that such a clause governs, none of which can carry an event.
Source: the official CAMEO to PLOVER table, which drops root 01.
"""

from collections.abc import Iterator
from functools import cache

from streams.coding.natures import THING, nature, within
from streams.coding.syntax import SUBJECTS
from streams.coding.tables import rows, words
from streams.coding.tree import Span, Token

_GOVERNED = frozenset({"dobj", "attr", "acomp", "oprd", "xcomp", "prep", "nsubjpass"})
_SELVES = frozenset({"it", "they", "he", "she", "we", "i"})
_APART = frozenset({"conj", "advcl", "parataxis"})
"""Clauses of their own: "rejected the charges and recalled its envoy" recalls an envoy."""

_CLAUSES = frozenset({"ccomp", "xcomp", "advcl"})
_TO_COME = frozenset({"will", "would", "shall", "'ll", "to"})


@cache
def _frames() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Give what the verbs of whole statements govern, and those that are no event only by themselves."""
    whole: dict[str, frozenset[str]] = {}
    alone: dict[str, frozenset[str]] = {}
    for verbs, governed, reach in rows("statements", 3):
        found = alone if reach == "alone" else whole
        for verb in words(verbs):
            found[verb] = found.get(verb, frozenset()) | frozenset(words(governed))
    return whole, alone


def stated(sentence: Span) -> frozenset[int]:
    """Give the indexes of all tokens that stand within a mere statement, its verb included."""
    whole, alone = _frames()
    found: set[int] = set()
    for token in sentence:
        if token.pos_ not in {"VERB", "AUX"}:
            continue
        lemma = token.lemma_.lower()
        if lemma in whole and _is_framed(token, whole[lemma]):
            found.update(_governed(token))
        elif lemma in alone and _is_framed(token, alone[lemma]):
            found.add(token.i)
    return frozenset(found)


def _is_framed(token: Token, frame: frozenset[str]) -> bool:
    return any(_fits(child, frame) for child in token.children)


def _fits(child: Token, frame: frozenset[str]) -> bool:
    label = child.dep_
    if label in _GOVERNED and child.lemma_.lower() in frame:
        # Who presses the owners for more asks them.
        return label != "prep" or not any(word.dep_ == "dobj" for word in child.head.children)
    if "-ing" in frame and child.tag_ == "VBG" and label in {"xcomp", "pcomp", "dobj"}:
        return True
    if "to" in frame and label == "xcomp" and any(word.lower_ == "to" for word in child.children):
        return True
    if "thing" in frame and label == "dobj" and nature(child) == THING and within(child) is None:
        return not any(word.dep_ == "prep" and word.lower_ == "on" for word in child.head.children)
    if "for" in frame and label in _CLAUSES and any(word.lower_ == "for" for word in child.lefts):
        return True
    # "…, police believe": what stands first is told as news.
    return label == "ccomp" and child.i > child.head.i and _is_framed_clause(child, frame)


def _is_framed_clause(clause: Token, frame: frozenset[str]) -> bool:
    if "that" in frame or ("own that" in frame and _is_own(clause)):
        return True
    aims = any(child.lower_ in _TO_COME or child.dep_ == "xcomp" for child in clause.children)
    return "that is" in frame and not aims


def _is_own(clause: Token) -> bool:
    return any(child.dep_ in SUBJECTS and child.lower_ in _SELVES for child in clause.children)


def _governed(token: Token) -> Iterator[int]:
    yield token.i
    for child in token.children:
        if child.dep_ == "ccomp":
            # All that is said, to what end and since when.
            yield from (word.i for word in child.subtree)
        elif child.dep_ not in _APART:
            yield from _governed(child)

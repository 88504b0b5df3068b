"""Which event of a sentence is its news: what a clause tells goes before what hangs on it.

Flows in: the events found in a sentence. Flows out: the same, those that hang on another no surer than it.
A report that somebody said so is no event here, so that what was said stands by itself.
"""

from collections.abc import Sequence

from streams.coding.tree import Token

_HANGING = frozenset({"relcl", "acl", "advcl", "pcomp", "prep", "conj"})
"""What is remembered, added, or told as a noun behind a preposition; `ccomp`, what was said, is none of them."""

_OBJECTS = frozenset({"dobj", "nsubjpass"})

LEAST = 0.37
"""What is told less surely is no event of its own."""

_LESS = 0.99

Found = tuple[float, Token, str]
"""Confidence, predicate, event type."""


def ranked(found: Sequence[Found]) -> list[Found]:
    """Put the news of a sentence first.

    Args:
        found: its events; what is not sure enough to be told stays behind what is, and hides nothing.

    Returns:
        The events, the surest first.
    """
    sure = {token.i: confidence for confidence, token, _ in found if confidence >= LEAST}
    heads = {token.i: confidence for token, confidence in _verbs(found) if confidence >= LEAST}
    capped = [
        (max(LEAST, min([confidence, *_above(token, heads | sure)])) if token.i in sure else confidence, token, kind)
        for confidence, token, kind in found
    ]
    return sorted(capped, key=lambda one: (-one[0], one[1].i))


def _verbs(found: Sequence[Found]) -> list[tuple[Token, float]]:
    """Give the verbs that tell an event by their object: "held talks after rebels fired" is first of the talks."""
    return [(token.head, confidence) for confidence, token, _ in found if token.dep_ in _OBJECTS]


def _above(token: Token, sure: dict[int, float]) -> list[float]:
    caps, hangs = [], False
    while token.head.i != token.i:
        hangs = hangs or token.dep_ in _HANGING
        token = token.head
        if hangs and token.i in sure:
            caps.append(sure[token.i] * _LESS)
    return caps

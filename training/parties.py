"""Learns who does it and to whom: of all pairs of noun phrases of a sentence, the annotated one must score highest.

Flows in: annotated sentences. Flows out: two linear models, `roles` (each noun as actor and as recipient) and `dyad`
(both together), fitted as one conditional logit over pairs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from streams.coding.bearings import role_features
from streams.coding.dyads import dyad_features
from streams.coding.frames import Frame
from streams.coding.roles import candidates
from streams.coding.tree import Token
from streams.coding.weights import Linear
from training.corpus import Example
from training.features import matrix, vocabulary

_PENALTY = 1.5
_LEAST, _LEAST_PAIRS = 3, 30
_HIDDEN = 8
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One event to learn from: its frame and the right pair, as places among the nouns; the last is "nobody"."""

    frame: Frame
    actor: int
    recipient: int


def choices(example: Example) -> Iterator[Choice]:
    """Give the events of a sentence whose parties were found in the parse."""
    nouns = candidates(example.scene.span)
    for event in example.events:
        lost = event.actor is None or (event.has_recipient and event.recipient is None)
        if event.trigger is None or event.actor is None or lost or event.actor == event.recipient:
            continue
        hidden = hash_of(event.trigger) % _HIDDEN == 0
        # Nearly every annotated event names its actor, running text does not: here it is taken away.
        here = [noun for noun in nouns if not hidden or noun.i != event.actor.i]
        places = {noun.i: at for at, noun in enumerate(here)}
        actor = len(here) if hidden else places[event.actor.i]
        recipient = len(here) if event.recipient is None else places[event.recipient.i]
        yield Choice(Frame.of(example.scene, event.trigger, event.type, here), actor, recipient)


def hash_of(token: Token) -> int:
    """Give a number that is the same on each run for the same word of the same sentence."""
    return int(sha256(token.sent.text.encode()).hexdigest()[:8], 16) + token.i


@dataclass(frozen=True, slots=True)
class _Pairs:
    """All pairs of all choices: rows of features, and for each pair its nouns' rows and its choice."""

    nouns: list[frozenset[str]]
    dyads: list[frozenset[str]]
    actors: NDArray[np.int64]
    recipients: NDArray[np.int64]
    sizes: NDArray[np.int64]
    right: NDArray[np.int64]


def _pairs(chosen: Iterable[Choice]) -> _Pairs:
    nouns: list[frozenset[str]] = []
    dyads: list[frozenset[str]] = []
    actors, recipients, sizes, right = list[int](), list[int](), list[int](), list[int]()
    for choice in chosen:
        frame, base, begun = choice.frame, len(nouns), len(dyads)
        here: list[Token | None] = [*frame.nouns, None]
        nouns += [frozenset(role_features(frame, noun)) for noun in here]
        for a, actor in enumerate(here):
            for r, recipient in enumerate(here):
                if a == r and actor is not None:
                    continue
                if (a, r) == (choice.actor, choice.recipient):
                    right.append(len(dyads))
                actors.append(base + a)
                recipients.append(base + r)
                dyads.append(frozenset(dyad_features(frame, actor, recipient)))
        sizes.append(len(dyads) - begun)
    return _Pairs(nouns, dyads, *(np.array(column) for column in (actors, recipients, sizes, right)))


def parties(chosen: Sequence[Choice]) -> tuple[Linear, Linear]:
    """Fit both models.

    Returns:
        `roles`, with a column for the actor and one for the recipient, and `dyad`.
    """
    pairs = _pairs(chosen)
    known, known_dyads = vocabulary(pairs.nouns, _LEAST), vocabulary(pairs.dyads, _LEAST_PAIRS)
    single = matrix(pairs.nouns, known).astype(np.float64)
    double = matrix(pairs.dyads, known_dyads).astype(np.float64)
    found = _fit(single, double, pairs)
    size = len(known)
    roles = np.stack([found[:size], found[size : 2 * size]], axis=1).astype(np.float32)
    dyad = found[2 * size :, None].astype(np.float32)
    return Linear(("actor", "recipient"), known, roles), Linear(("score",), known_dyads, dyad)


def _fit(single: sparse.csr_matrix, double: sparse.csr_matrix, pairs: _Pairs) -> Floats:
    rows, size = single.shape
    starts = np.concatenate([[0], np.cumsum(pairs.sizes)[:-1]])
    owner = np.repeat(np.arange(len(pairs.sizes)), pairs.sizes)
    single_turned, double_turned = single.T.tocsr(), double.T.tocsr()

    def loss(weights: Floats) -> tuple[float, Floats]:
        actor, recipient, dyad = weights[:size], weights[size : 2 * size], weights[2 * size :]
        scores = (single @ actor)[pairs.actors] + (single @ recipient)[pairs.recipients] + double @ dyad
        scores -= np.maximum.reduceat(scores, starts)[owner]
        shares = np.exp(scores)
        total = np.add.reduceat(shares, starts)
        shares /= total[owner]
        value = float((np.log(total) - scores[pairs.right]).sum() + 0.5 * _PENALTY * (weights @ weights))
        shares[pairs.right] -= 1.0
        slope = (
            single_turned @ np.bincount(pairs.actors, shares, rows),
            single_turned @ np.bincount(pairs.recipients, shares, rows),
            double_turned @ shares,
        )
        return value, np.concatenate(slope) + _PENALTY * weights

    begin = np.zeros(2 * size + double.shape[1])
    found: Floats = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return found

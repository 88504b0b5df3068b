"""One sentence read: which of its words carry events, of what type, done by whom to whom, and how surely.

Flows in: a parsed sentence and the learned weights. Flows out: readings, the most confident first; no actor is
resolved here and no date, only words of the sentence are named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Span, Token

from streams.coding.dyads import dyad_features
from streams.coding.frames import Frame
from streams.coding.lexicon import NONE, Lexicon
from streams.coding.natures import NAMED, PARTIES
from streams.coding.predicates import Scene
from streams.coding.prominence import ranked
from streams.coding.roles import candidates, role_features
from streams.coding.statements import stated
from streams.coding.syntax import ancestors, is_passive, subject
from streams.coding.weights import Linear, Vector, Weights, logistic, softmax
from streams.coding.wording import wording

_TINY = 1e-6
_PLACES = 10.0
_OPEN = frozenset({"REQUEST", "REJECT", "THREATEN", "AGREE"})
"""What is asked for, refused, threatened or promised is part of the act, no event beside it."""

_SURE = 0.5
_SPOKEN = frozenset({"REQUEST", "ACCUSE", "THREATEN", "REJECT"})
"""What is done by saying it: "Lima said Quito must pay" is asked by Lima."""
_INVERSE, _OWN = 4.0, 2.0
_LIKELIEST = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """One event as the words of a sentence tell it; `confidence` 0 to 1."""

    scene: Scene
    trigger: Token
    type: str
    mode: str | None
    actor: Token | None
    recipient: Token | None
    confidence: float

    @property
    def word(self) -> str:
        """The predicate as it stands in the parse."""
        return self.trigger.text

    @property
    def is_inverse(self) -> bool:
        """Whether the predicate's subject is who it is done to: "they will suffer the consequences"."""
        return is_inverse(self.scene, self.trigger)


@dataclass(frozen=True, slots=True)
class Doubt:
    """The likeliest event of a sentence that is not likely enough."""

    word: str
    type: str
    confidence: float


def trust_features(classes: Sequence[str], shares: Vector, token: Token) -> tuple[dict[str, float], str]:
    """Give what the confidence of a predicate goes by, and its likeliest event type.

    How high a word stands in its sentence counts: what a main clause tells is the news, what a relative or adverbial
    clause tells is at times only remembered. How many words or names the sentence has does not: that says more of
    who wrote it.

    Args:
        classes: the type model's classes, `NONE` among them.
        shares: their probabilities.
        token: the predicate.
    """
    none = classes.index(NONE)
    event = float(np.clip(1.0 - shares[none], _TINY, 1.0 - _TINY))
    best = max((at for at in range(len(classes)) if at != none), key=lambda at: (shares[at], -at))
    share = float(np.clip(shares[best] / event, _TINY, 1.0 - _TINY))
    above = ancestors(token)
    agent = subject(token)
    values = {
        "bias": 1.0,
        "event": float(np.log(event / (1.0 - event))),
        "share": float(np.log(share)),
        "depth": float(len(above) - 1),
        "place": (token.i - token.sent.start) / _PLACES,
        "reported": float(token.head.lemma_.lower() in wording()["reports"]),
        "subject": float(agent is not None),
        "named subject": float(agent is not None and bool(agent.ent_type_)),
        "named words": float(any(word.ent_type_ in NAMED for word in token.subtree if word.i != token.i)),
        "relative": float(any(word.dep_ in {"relcl", "acl"} for word in above)),
        "adverbial": float(any(word.dep_ == "advcl" for word in above)),
    }
    return values, classes[best]


class Reader:
    """Reads sentences with one lexicon and one set of weights."""

    def __init__(self, lexicon: Lexicon, weights: Weights) -> None:
        self._lexicon = lexicon
        models: Mapping[str, Linear] = weights.models
        self._type, self._mode = models["type"], models["mode"]
        self._roles, self._dyad, self._trust = models["roles"], models["dyad"], models["trust"]

    def read(self, sentence: Span, least: float) -> tuple[list[Reading], Doubt | None]:
        """Find the events of a sentence.

        Returns:
            The readings that are at least so likely, the surest first, and if there are none the likeliest.
        """
        scene = Scene.of(sentence, self._lexicon)
        found: list[tuple[float, Token, str]] = []
        silent = stated(sentence)
        for token in scene.predicates():
            if token.i in silent:
                continue
            shares = self._type.probabilities(scene.type_features(token))
            values, kind = trust_features(self._type.classes, shares, token)
            weight = sum(float(self._trust.table[row, 0]) * values[name] for name, row in self._trust.rows.items())
            confidence = logistic(weight)
            found.append((confidence, token, kind))
        found.sort(key=lambda item: (-item[0], item[1].i))
        sure = [item for item in found if item[0] >= least]
        doubt = Doubt(found[0][1].text, found[0][2], found[0][0]) if found and not sure else None
        return [self._reading(scene, *item) for item in ranked(_distinct(sure))], doubt

    def _reading(self, scene: Scene, confidence: float, trigger: Token, kind: str) -> Reading:
        actor, recipient = self._parts(scene, trigger, kind)
        return Reading(scene, trigger, kind, self._manner(scene, trigger, kind), actor, recipient, confidence)

    def _parts(self, scene: Scene, trigger: Token, kind: str) -> tuple[Token | None, Token | None]:
        frame = Frame.of(scene, trigger, kind, candidates(scene.span))
        nouns: list[Token | None] = [*frame.nouns, None]
        scores = np.array([self._roles.scores(role_features(frame, noun)) for noun in nouns])
        _turn(scene, trigger, nouns, scores)
        _lean(frame, nouns, scores)
        # Pairs are many: only those of the likeliest are looked at together.
        acts, suffers = (np.argsort(-scores[:, part], kind="stable")[:_LIKELIEST] for part in (0, 1))
        pairs = (
            (float(scores[a, 0] + scores[r, 1]) + self._dyad.score(dyad_features(frame, nouns[a], nouns[r])), -a, -r)
            for a in acts
            for r in suffers
            if a != r or nouns[a] is None
        )
        _, a, r = max(pairs)
        return nouns[-a], nouns[-r]

    def _manner(self, scene: Scene, trigger: Token, kind: str) -> str | None:
        own = [at for at, name in enumerate(self._mode.classes) if name.startswith(f"{kind}:")]
        if not own:
            return None
        scores = self._mode.scores(scene.type_features(trigger))
        shares = softmax(scores[own])
        best = max(range(len(own)), key=lambda at: (shares[at], -at))
        return self._mode.classes[own[best]].partition(":")[2] if shares[best] >= _SURE else None


def _turn(scene: Scene, trigger: Token, nouns: list[Token | None], scores: Vector) -> None:
    """Turn the scores of the subject round where the lexicon says that it is done to the subject."""
    agent = subject(trigger) if is_inverse(scene, trigger) and not is_passive(trigger) else None
    for at, noun in enumerate(nouns):
        if agent is not None and noun is not None and noun.i == agent.i:
            scores[at] += (-_INVERSE, _INVERSE)


def _lean(frame: Frame, nouns: list[Token | None], scores: Vector) -> None:
    """Lean to a reported clause's own subject: who says that Kim will go does not go."""
    own = next((child for child in frame.event.children if child.dep_ == "nsubj"), None)
    if frame.speaker is None or own is None or frame.kind in _SPOKEN:
        return
    for at, noun in enumerate(nouns):
        if noun is not None and noun.i == own.i and frame.natures[noun.i] in PARTIES:
            scores[at, 0] += _OWN


def is_inverse(scene: Scene, trigger: Token) -> bool:
    """Say whether the lexicon holds a predicate for one that is done to its subject."""
    entries = scene.entries(trigger)
    return bool(entries) and entries[0].inverse


def _distinct(found: list[tuple[float, Token, str]]) -> list[tuple[float, Token, str]]:
    """Drop the weaker of two words that tell one event: "held" beside "talks", "agreed" above "meet"."""
    kept: list[tuple[float, Token, str]] = []
    for confidence, token, kind in found:
        if any(_same_event(token, kind, other, other_kind) for _, other, other_kind in kept):
            continue
        kept.append((confidence, token, kind))
    return kept


def _same_event(token: Token, kind: str, other: Token, other_kind: str) -> bool:
    joined = token.head.i == other.i or other.head.i == token.i
    if joined and kind == other_kind:
        return not (token.dep_ == "conj" or other.dep_ == "conj")
    low, high = (token, other) if token.head.i == other.i else (other, token)
    told = kind if high.i == token.i else other_kind
    governed = {"xcomp", "dobj", "acomp", "attr"} | ({"ccomp"} if told in _OPEN else set())
    return joined and high.i == low.head.i and low.dep_ in governed and told != "CONSULT"

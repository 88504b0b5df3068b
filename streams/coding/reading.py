"""One sentence read: which of its words carry events, of what type, done by whom to whom, and how surely.

Flows in: a parsed sentence and the learned weights. Flows out: readings, the most confident first; no actor is
resolved here and no date, only words of the sentence are named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from streams.coding.attribution import speaker
from streams.coding.lexicon import NONE, Lexicon
from streams.coding.natures import NAMED, PARTIES, PLACE, nature
from streams.coding.predicates import Scene
from streams.coding.prominence import ranked
from streams.coding.sides import ASKED, MUST, Sides, is_inverse
from streams.coding.signs import Signs
from streams.coding.statements import stated
from streams.coding.syntax import SUBJECTS, ancestors, subject
from streams.coding.tree import Span, Token
from streams.coding.weights import Linear, Vector, Weights, logistic, softmax
from streams.coding.wording import wording

_TINY = 1e-6
_MUCH = 1e3
_COUNTED = ("depth", "place")
"""What the confidence goes by that may be any number; all else is yes or no."""

_PLACES = 10.0
_OPEN = frozenset({"REQUEST", "REJECT", "THREATEN", "AGREE"})
"""What is asked for, refused, threatened or promised is part of the act, no event beside it."""

_CHARGED = "ACCUSE"
_SURE = 0.5
_DEEDS = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REJECT", "THREATEN"})
_ANSWERS = frozenset({"REJECT", "CONCEDE", "SUPPORT", "AGREE"})


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


@dataclass(frozen=True, slots=True)
class Likeliest:
    """What the type model says of some predicates, one place each: whether it is an event, and which, as logarithms.

    Attributes:
        event: log odds that it is one.
        share: log of the likeliest type's part in that.
        kind: the likeliest type.
    """

    event: list[float]
    share: list[float]
    kind: list[str]

    @classmethod
    def of(cls, classes: Sequence[str], shares: Vector) -> "Likeliest":
        """Read the answers of a type model.

        Args:
            classes: the model's classes, `NONE` among them.
            shares: their probabilities, a row for each predicate.
        """
        none = classes.index(NONE)
        event = np.clip(np.float32(1.0) - shares[:, none], _TINY, 1.0 - _TINY)
        told = shares.copy()
        told[:, none] = -1.0
        best = told.argmax(axis=1)
        share = np.clip(told.max(axis=1) / event, _TINY, 1.0 - _TINY).astype(np.float64)
        event = event.astype(np.float64)
        odds = np.log(event / (1.0 - event))
        return cls(odds.tolist(), np.log(share).tolist(), [classes[at] for at in best])


def trust_features(event: float, share: float, token: Token) -> dict[str, float]:
    """Give what the confidence of a predicate goes by.

    How high a word stands in its sentence counts: what a main clause tells is the news, what a relative or adverbial
    clause tells is at times only remembered. How many words or names the sentence has does not: that says more of
    who wrote it.

    Args:
        event: log odds that it is an event.
        share: log of its type's share in that.
        token: the predicate.
    """
    above = ancestors(token)
    agent = subject(token)
    return {
        "bias": 1.0,
        "event": event,
        "share": share,
        "depth": float(len(above) - 1),
        "place": (token.i - token.sent.start) / _PLACES,
        "reported": float(token.head.lemma_.lower() in wording()["reports"]),
        "subject": float(agent is not None),
        "named subject": float(agent is not None and bool(agent.ent_type_)),
        "named words": float(any(word.ent_type_ in NAMED for word in token.subtree if word.i != token.i)),
        "relative": float(any(word.dep_ in {"relcl", "acl"} for word in above)),
        "adverbial": float(any(word.dep_ == "advcl" for word in above)),
    }


class Trust:
    """How far the answers of the type model are to be believed."""

    def __init__(self, model: Linear) -> None:
        self._weights = {name: float(model.table[row, 0]) for name, row in model.rows.items()}
        rest = {name: weight for name, weight in self._weights.items() if name not in {"bias", "event", "share"}}
        # The most that where a word stands can add to what the type model says of it.
        self._most = _MUCH if max(rest[name] for name in _COUNTED) > 0 else sum(w for w in rest.values() if w > 0)

    def bound(self, event: float, share: float) -> float:
        """Give what no predicate's confidence exceeds of which the type model says this."""
        said = self._weights["bias"] + self._weights["event"] * event + self._weights["share"] * share
        return logistic(said + self._most + _TINY)

    def confidence(self, event: float, share: float, token: Token) -> float:
        """Give the confidence of a predicate, 0 to 1."""
        values = trust_features(event, share, token)
        return logistic(sum(weight * values[name] for name, weight in self._weights.items()))


class Reader:
    """Reads sentences with one lexicon and one set of weights."""

    def __init__(self, lexicon: Lexicon, weights: Weights) -> None:
        self._lexicon = lexicon
        models: Mapping[str, Linear] = weights.models
        self._type, self._mode = models["type"], models["mode"]
        self._modes: dict[str, list[int]] = {}
        for at, name in enumerate(self._mode.classes):
            self._modes.setdefault(name.partition(":")[0], []).append(at)
        self._sides, self._trust = Sides(models["roles"], models["dyad"]), Trust(models["trust"])

    def read(self, sentence: Span, least: float) -> tuple[list[Reading], Doubt | None]:
        """Find the events of a sentence.

        Returns:
            The readings that are at least so likely, the surest first, and if there are none the likeliest.
        """
        scene = Scene.of(sentence, self._lexicon)
        signs = Signs(scene)
        found = self._found(scene, signs, least)
        sure = [item for item in found if item[0] >= least]
        doubt = Doubt(found[0][1].text, found[0][2], found[0][0]) if found and not sure else None
        return [self._reading(scene, signs, *item) for item in ranked(_distinct(sure))], doubt

    def _found(self, scene: Scene, signs: Signs, least: float) -> list[tuple[float, Token, str]]:
        """Give the predicates of a sentence with their types: the likeliest, and all that are sure enough."""
        silent = stated(scene.span)
        tokens = [token for token in scene.predicates() if token.i not in silent]
        if not tokens:
            return []
        scores = self._type.of_facets([signs.facets(token) for token in tokens], signs.shared)
        told = Likeliest.of(self._type.classes, softmax(scores))
        found: list[tuple[float, Token, str]] = []
        needed = least
        for event, share, kind, token in sorted(
            zip(told.event, told.share, told.kind, tokens, strict=True), key=lambda one: -one[0] - one[1]
        ):
            if found and self._trust.bound(event, share) < needed:
                continue
            confidence = self._trust.confidence(event, share, token)
            needed = min(least, max(confidence, found[0][0] if found else 0.0))
            found.append((confidence, token, ASKED if kind in _DEEDS and _is_told_to(token) else kind))
            found.sort(key=lambda item: (-item[0], item[1].i))
        return found

    def _reading(self, scene: Scene, signs: Signs, confidence: float, trigger: Token, kind: str) -> Reading:
        actor, recipient = self._sides.of(scene, trigger, kind)
        return Reading(scene, trigger, kind, self._manner(signs, trigger, kind), actor, recipient, confidence)

    def _manner(self, signs: Signs, trigger: Token, kind: str) -> str | None:
        own = self._modes.get(kind)
        if own is None:
            return None
        scores = self._mode.of_facets([signs.facets(trigger)], signs.shared)[0]
        shares = softmax(scores[own])
        best = max(range(len(own)), key=lambda at: (shares[at], -at))
        return self._mode.classes[own[best]].partition(":")[2] if shares[best] >= _SURE else None


def _is_told_to(token: Token) -> bool:
    """Say whether somebody says what another one must do: "Rome said that Tripoli must free the crew"."""
    own = next((child for child in token.children if child.dep_ in SUBJECTS), None)
    # "should the talks fail" is a condition.
    if own is None or not any(child.lower_ in MUST and child.i > own.i for child in token.children):
        return False
    said = speaker(token)
    if said is None or own.i == said.i:
        return False
    return nature(own) in PARTIES | {PLACE}


def _distinct(found: list[tuple[float, Token, str]]) -> list[tuple[float, Token, str]]:
    """Drop the weaker of two words that tell one event: "held" beside "talks", "agreed" above "meet"."""
    kept: list[tuple[float, Token, str]] = []
    for confidence, token, kind in sorted(_answered(found), key=lambda one: -one[0]):
        if any(_same_event(token, kind, other, other_kind) for _, other, other_kind in kept):
            continue
        kept.append((confidence, token, kind))
    return kept


def _answered(found: list[tuple[float, Token, str]]) -> list[tuple[float, Token, str]]:
    """Let the answer go before what it answers: "rejected a request" rejects, however sure the request is."""
    answers = {token.i for _, token, kind in found if kind in _ANSWERS}
    asked = {
        token.head.i: confidence
        for confidence, token, kind in found
        if kind == ASKED and token.dep_ in {"dobj", "nsubjpass"} and token.head.i in answers
    }
    return [
        (max(confidence, asked.get(token.i, 0.0)), token, kind)
        for confidence, token, kind in found
        if not (kind == ASKED and token.dep_ in {"dobj", "nsubjpass"} and token.head.i in asked)
    ]


def _same_event(token: Token, kind: str, other: Token, other_kind: str) -> bool:
    joined = token.head.i == other.i or other.head.i == token.i
    low, high = (token, other) if token.head.i == other.i else (other, token)
    if joined and kind == other_kind:
        return low.dep_ != "conj"
    told = kind if high.i == token.i else other_kind
    if joined and low.dep_ == "ccomp" and told == _CHARGED and high.lemma_.lower() in wording()["tells"]:
        # "Police shot three men, a charity said": who tells of an act charges nobody with another.
        return True
    governed = {"xcomp", "dobj", "acomp", "attr"} | ({"ccomp"} if told in _OPEN else set())
    return joined and high.i == low.head.i and low.dep_ in governed and told != "CONSULT"

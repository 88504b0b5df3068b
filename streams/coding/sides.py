"""Who stands on which side of an event: of all pairs of the nouns of its sentence the likeliest.

Flows in: a predicate of a type in its sentence, and the learned models of roles. Flows out: the heads of the phrases
that act and that it is done to, or none. What the models learn from single words is helped where grammar decides.
"""

import itertools

import numpy as np

from streams.coding.bearings import role_facets
from streams.coding.dyads import dyad_facets
from streams.coding.frames import Frame
from streams.coding.natures import PARTIES, PLACE, nature, within
from streams.coding.predicates import Scene
from streams.coding.roles import candidates
from streams.coding.syntax import is_passive, subject
from streams.coding.tree import Token
from streams.coding.weights import Linear, Vector

ASKED, MUST = "REQUEST", frozenset({"must", "should"})
"""What somebody must do, says another, is asked of them."""

_SPOKEN = frozenset({"REQUEST", "ACCUSE", "THREATEN", "REJECT"})
"""What is done by saying it: "Lima said Quito must pay" is asked by Lima."""

_WELCOMED = "SUPPORT"
_JOINTLY = frozenset({"sign", "initial", "conclude", "reach", "strike", "seal", "ink", "clinch", "agree", "ratify"})
_ONE_WAY = frozenset({"ACCUSE", "REQUEST", "THREATEN", "COERCE", "AID", "PROTEST", "MOBILIZE", "CONCEDE"})
_MEDIATION = frozenset({"mediation", "mediate", "mediator"})
_LEADS, _LED = frozenset({"lead", "head"}), frozenset({"delegation", "team", "mission", "group"})
_INVERSE, _OWN = 4.0, 2.0
_TO_SPEAKER, _TO_OWN = np.array([3.0, 0.0]), np.array([-3.0, 3.0])
_LIKELIEST = 6
_CLAUSES = frozenset({"advcl", "relcl", "acl"})


class Sides:
    """Chooses the parties of predicates by two models: each noun by itself, and both together."""

    def __init__(self, roles: Linear, dyad: Linear) -> None:
        self._roles, self._dyad = roles, dyad

    def of(self, scene: Scene, trigger: Token, kind: str) -> tuple[Token | None, Token | None]:
        """Choose who acts and to whom.

        Args:
            scene: the sentence.
            trigger: the predicate.
            kind: its event type.

        Returns:
            Heads of noun phrases; None where nobody is named.
        """
        frame = Frame.of(scene, trigger, kind, candidates(scene.span))
        nouns: list[Token | None] = [*frame.nouns, None]
        scores = np.array([self._roles.sums(role_facets(frame, noun)) for noun in nouns], dtype=np.float32)
        _turn(scene, trigger, nouns, scores)
        _lean(frame, nouns, scores)
        _give(trigger, nouns, scores)
        _part(trigger, nouns, scores)
        _fence(frame, nouns, scores)
        # Pairs are many: only those of the likeliest are looked at together.
        acts, suffers = (np.argsort(-scores[:, part], kind="stable")[:_LIKELIEST].tolist() for part in (0, 1))
        apart = np.add.outer(scores[acts, 0], scores[suffers, 1]).tolist()
        pairs = (
            (alone + self._dyad.total(dyad_facets(frame, nouns[a], nouns[r])), -a, -r)
            for a, row in zip(acts, apart, strict=True)
            for r, alone in zip(suffers, row, strict=True)
            if (a != r or nouns[a] is None) and not _is_one_side(trigger, nouns[a], nouns[r], kind)
        )
        _, a, r = max(pairs)
        return nouns[-a], nouns[-r]


def _turn(scene: Scene, trigger: Token, nouns: list[Token | None], scores: Vector) -> None:
    """Turn the scores of the subject round where the lexicon says that it is done to the subject."""
    agent = subject(trigger) if is_inverse(scene, trigger) and not is_passive(trigger) else None
    for at, noun in enumerate(nouns):
        if agent is not None and noun is not None and noun.i == agent.i:
            scores[at] += (-_INVERSE, _INVERSE)


def _lean(frame: Frame, nouns: list[Token | None], scores: Vector) -> None:
    """Lean to a clause's own subject: who says that Kim will go does not go, and who must go is asked to.

    "It will send a mission if La Paz asks for one": La Paz asks, whoever says so.
    """
    own = next((child for child in frame.event.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    apart = frame.event.dep_ == "advcl"
    if own is None or (frame.speaker is None and not apart):
        return
    asked = frame.kind == ASKED and any(child.lower_ in MUST for child in frame.event.children)
    for at, noun in enumerate(nouns):
        if noun is None:
            continue
        if asked:
            scores[at] += (noun.i == frame.speaker) * _TO_SPEAKER + (noun.i == own.i) * _TO_OWN
        elif noun.i == own.i and own.dep_ == "nsubj" and (apart or frame.kind not in _SPOKEN):
            scores[at, 0] += _OWN * (frame.natures[noun.i] in PARTIES | {PLACE})


def _give(trigger: Token, nouns: list[Token | None], scores: Vector) -> None:
    """Lean to whom something is given: "granted the ministry leave", "returned the mask to its ambassador"."""
    given = {child.i for child in trigger.children if child.dep_ == "dative" and nature(child) in PARTIES | {PLACE}}
    for at, noun in enumerate(nouns):
        if noun is not None and noun.i in given:
            scores[at, 1] += _OWN


def _part(trigger: Token, nouns: list[Token | None], scores: Vector) -> None:
    """Part who acts from whom it is about: "held for trading with rebels", "launched mediation between A and B"."""
    done = is_passive(trigger)
    reasons = [
        word
        for prep in trigger.children
        if prep.dep_ == "prep"
        for word in prep.children
        if word.dep_ == "pcomp" or (done and prep.lower_ == "for")
    ]
    about = {word.i for reason in reasons for word in reason.subtree}
    mediates = any(word.lemma_.lower() in _MEDIATION for word in (trigger, *trigger.lefts))
    go_between = subject(trigger.head) if mediates and trigger.dep_ == "dobj" else None
    for at, noun in enumerate(nouns):
        if noun is not None and noun.lemma_.lower() in _LED and noun.dep_ == "dobj" and noun.head.i == trigger.i:
            scores[at, 1] -= (trigger.lemma_.lower() in _LEADS) * 2 * _INVERSE  # whom one leads one does not visit
        if noun is not None and noun.i in about:
            scores[at, 0] -= _INVERSE if done else _OWN
        if noun is not None and go_between is not None and noun.i == go_between.i:
            scores[at, 0] += _INVERSE


def _fence(frame: Frame, nouns: list[Token | None], scores: Vector) -> None:
    """Fence off the clauses beside: "marched to protest against low pay, and police fired tear gas" not at the pay."""
    over = {*frame.over}
    for at, noun in enumerate(nouns):
        if noun is None or frame.event.i in frame.above[noun.i]:
            continue
        below = itertools.takewhile(lambda index: index not in over, frame.above[noun.i])
        if any(noun.doc[index].dep_ in _CLAUSES for index in below):
            scores[at] -= _OWN


def _is_one_side(trigger: Token, actor: Token | None, recipient: Token | None, kind: str) -> bool:
    """Say whether two nouns can only stand on one side: "killed troops and policemen", "blamed by Rome and Bern"."""
    if actor is None or recipient is None or all(word.i != recipient.i for word in actor.conjuncts):
        return False
    first = min((actor, *actor.conjuncts), key=lambda word: word.i)
    if first.dep_ in {"dobj", "nsubjpass", "dative"}:
        return True
    own = kind == _WELCOMED and trigger.lemma_.lower() not in _JOINTLY
    if own and any(child.dep_ == "dobj" and within(child) is not None for child in trigger.children):
        return first.dep_ == "nsubj"
    return kind in _ONE_WAY and first.dep_ in {"nsubj", "pobj"}


def is_inverse(scene: Scene, trigger: Token) -> bool:
    """Say whether the lexicon holds a predicate for one that is done to its subject."""
    entries = scene.entries(trigger)
    return bool(entries) and entries[0].inverse

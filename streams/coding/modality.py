"""Whether what a sentence tells has happened: planned, possible, denied, long past; and what that makes of its type.

Flows in: a reading and its date. Flows out: PLOVER's auxiliary modes, the factuality, the act itself and the
type after the official CAMEO to PLOVER table, by which intent is AGREE and refused cooperation REJECT.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Token

from schemas import AuxiliaryMode, DateBasis, EventDate, EventType, Factuality
from streams.coding.reading import Reading
from streams.coding.syntax import OBJECTS, SUBJECTS
from streams.coding.wording import wording

_KIND_ACTS = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
"""Acts whose announcement is AGREE and whose refusal is REJECT (table rows 030 to 039, 120 to 129)."""

_LONG_AGO = timedelta(days=180)
_STEPS = 3
_CLAUSE = frozenset({"xcomp", "acl", "pcomp", "pobj", "dobj", "prep", "conj", "ccomp", "attr", "nsubjpass", "acomp"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "dobj", "prep", "pobj", "pcomp", "acl", "acomp", "attr", "dative", "oprd"})


@dataclass(frozen=True, slots=True)
class Modality:
    """How an event stands to the facts; `base_type` is the act itself, `type` what the table makes of it."""

    type: EventType
    base_type: EventType
    auxiliary_modes: tuple[AuxiliaryMode, ...]
    factuality: Factuality
    base_mode: str | None = None


def modality(reading: Reading, when: EventDate | None, story_day: date) -> Modality:
    """Judge one reading.

    Args:
        reading: what the sentence tells; its type is the learned one, in which intent is AGREE already.
        when: the event's date, if any.
        story_day: the day the story speaks from.

    Returns:
        The type by the table, the act behind it, and the modes in the manual's order.
    """
    trigger, kind = reading.trigger, reading.type
    act, manner = _act(reading, _KIND_ACTS | {"AGREE"} if kind == "REJECT" else _KIND_ACTS)
    negative = is_negated(trigger) and kind != "THREATEN"
    # A threat speaks of what will be; it is itself made now.
    spoken = kind == "THREATEN"
    possible = is_possible(trigger) and not spoken
    planned = is_planned(trigger) and not spoken
    if negative and kind in _KIND_ACTS | {"AGREE"}:
        act, kind = act or kind, "REJECT"
    elif kind in _KIND_ACTS and (planned or possible):
        act, kind = kind, "AGREE"
    base = act if act and kind in {"AGREE", "REJECT"} else kind
    if kind == "AGREE" and base != "AGREE" and not possible:
        planned = True
    modes = []
    if when is not None and when.basis is DateBasis.TEXT and when.end < story_day - _LONG_AGO:
        modes.append(AuxiliaryMode.HISTORICAL)
    if planned and not possible:
        modes.append(AuxiliaryMode.FUTURE)
    if possible:
        modes.append(AuxiliaryMode.HYPOTHETICAL)
    if negative:
        modes.append(AuxiliaryMode.NEGATION)
    return Modality(EventType(kind), EventType(base), tuple(modes), _factuality(modes), manner)


def _factuality(modes: list[AuxiliaryMode]) -> Factuality:
    if AuxiliaryMode.NEGATION in modes:
        return Factuality.DENIED
    if AuxiliaryMode.HISTORICAL in modes:
        return Factuality.BACKGROUND
    if AuxiliaryMode.HYPOTHETICAL in modes:
        return Factuality.POSSIBLE
    return Factuality.PLANNED if AuxiliaryMode.FUTURE in modes else Factuality.OCCURRED


def _act(reading: Reading, acts: frozenset[str]) -> tuple[str | None, str | None]:
    """Find the act that is intended or refused: what the trigger, or what it governs, means by the lexicon."""
    edge, steps = [reading.trigger], 0
    while edge and steps <= _STEPS:
        for token in edge:
            known = reading.scene.entries(token)
            if known and known[0].type in acts:
                return known[0].type, known[0].mode
        edge = [child for token in edge for child in token.children if child.dep_ in _COMPLEMENTS]
        steps += 1
    return None, None


def is_negated(trigger: Token) -> bool:
    """Say whether a predicate is denied: "did not", "never", "no deal", "denied having"."""
    words = wording()
    if any(child.dep_ == "neg" or child.lower_ in words["never"] for child in trigger.children if child.i < trigger.i):
        return True
    if any(
        grand.lower_ == "no" and grand.dep_ == "det"
        for child in trigger.children
        if child.dep_ in OBJECTS or child.dep_ in SUBJECTS
        for grand in child.children
    ):
        return True
    for token in _governors(trigger):
        if token.lemma_.lower() in words["denials"]:
            return True
        if token.lower_ in words["never"] and token.dep_ == "prep":
            return True
        if token.pos_ in {"VERB", "AUX"} and any(child.dep_ == "neg" for child in token.children):
            return token.lemma_.lower() in words["plans"] | words["chances"]
    return False


def is_planned(trigger: Token) -> bool:
    """Say whether a predicate is still to come: "will meet", "plans to visit", "a planned visit", "Kim to visit"."""
    words = wording()
    above = _governors(trigger)
    if any(token.lemma_.lower() in words["goes_on"] for token in above):
        return False
    for token in (trigger, *above):
        if any(child.dep_ == "aux" and child.lower_ in words["future_aux"] for child in token.children):
            return True
        if _is_told_future(token):
            return True
        if any(child.lower_ in words["planned"] and child.dep_ in {"amod", "advmod"} for child in token.children):
            return True
        if token.i != trigger.i and token.lemma_.lower() in words["plans"]:
            return True
        if token.pos_ == "VERB" and token.i != trigger.i and trigger.pos_ in {"VERB", "AUX"}:
            break
    bare = any(child.dep_ == "aux" and child.lower_ == "to" for child in trigger.children)
    return bare and trigger.dep_ == "ROOT"


def is_possible(trigger: Token) -> bool:
    """Say whether a predicate is only thought of: "may visit", "if", "the possibility of", "considered"."""
    words = wording()
    for token in (trigger, *_governors(trigger)):
        thought = any(child.dep_ == "aux" and child.lower_ in words["possible_aux"] for child in token.children)
        if thought and not _is_told_future(token):
            return True
        if any(child.dep_ == "mark" and child.lower_ in words["conditions"] for child in token.children):
            return True
        if any(child.dep_ == "amod" and child.lower_ in words["possible"] for child in token.children):
            return True
        if token.i != trigger.i and token.lemma_.lower() in words["chances"]:
            return True
        likely = any(child.lower_ == "likely" and child.dep_ in {"advmod", "acomp"} for child in token.children)
        if likely:
            return True
    return False


def _is_told_future(verb: Token) -> bool:
    """Say whether "would" is the "will" of somebody's words: "he said she would fly", but not "… if they asked"."""
    words = wording()
    would = any(child.dep_ == "aux" and child.lower_ in words["told_future_aux"] for child in verb.children)
    told = verb.dep_ == "ccomp" and verb.head.tag_ in {"VBD", "VBN"} and verb.head.lemma_.lower() in words["reports"]
    return would and told and not any(token.lower_ in words["conditions"] for token in verb.sent)


def _governors(trigger: Token) -> list[Token]:
    """Give the words whose meaning reaches down to a predicate, nearest first; a reported clause is a border."""
    words = wording()
    found: list[Token] = []
    token = trigger
    for _ in range(2 * _STEPS):
        if token.head.i == token.i:
            break
        if token.dep_ not in _CLAUSE or (token.dep_ == "conj" and not found and token.head.pos_ != token.pos_):
            break
        if token.dep_ == "conj" and any(child.dep_ in SUBJECTS for child in token.children):
            # "X would suffer, and they will pay": a clause of its own shares nothing but what is above both.
            token = token.head
            continue
        reported = token.dep_ == "ccomp" and token.head.lemma_.lower() in words["reports"] - words["denials"]
        token = token.head
        if reported:
            break
        found.append(token)
    return found

"""Whether what a sentence tells has happened: planned, possible, denied, long past; and what that makes of its type.

Flows in: a reading and its date. Flows out: PLOVER's auxiliary modes, the factuality, the act itself and the
type after the official CAMEO to PLOVER table, by which intent is AGREE and refused cooperation REJECT.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from schemas import AuxiliaryMode, DateBasis, EventDate, EventType, Factuality
from streams.coding.reading import Reading
from streams.coding.syntax import OBJECTS, SUBJECTS
from streams.coding.tenses import is_bare
from streams.coding.tree import Token
from streams.coding.wording import wording

_KIND_ACTS = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
"""Acts whose announcement is AGREE and whose refusal is REJECT (table rows 030 to 039, 120 to 129)."""

_HARD_ACTS = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST"})
"""Acts that stay what they are when they are planned or denied: "will deport" is COERCE to come, no promise."""

_SURE = 2
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


def modality(reading: Reading, when: EventDate | None, story_day: date, *, long_past: bool = False) -> Modality:
    """Judge one reading.

    Args:
        reading: what the sentence tells; its type is the learned one, in which intent is AGREE already.
        when: the event's date, if any.
        story_day: the day the story speaks from.
        long_past: whether words put it years back without telling which.

    Returns:
        The type by the table, the act behind it, and the modes in the manual's order.
    """
    trigger = reading.trigger
    kind, negative, possible, planned = _stance(reading)
    act, manner = _act(reading, _KIND_ACTS | {"AGREE"} if kind == "REJECT" else _KIND_ACTS)
    planned = planned or (kind in _KIND_ACTS | _HARD_ACTS and _is_announced(trigger, when, story_day))
    if negative and kind in _KIND_ACTS | {"AGREE"}:
        act, kind = act or kind, "REJECT"
    elif kind in _KIND_ACTS and (planned or possible):
        act, kind = kind, "AGREE"
    base = act if act and kind in {"AGREE", "REJECT"} else kind
    planned = planned or (kind == "AGREE" and base != "AGREE")
    past = long_past or (when is not None and when.basis is DateBasis.TEXT and when.end < story_day - _LONG_AGO)
    modes = (
        (AuxiliaryMode.HISTORICAL, past),
        # What was promised long ago is no longer to come.
        (AuxiliaryMode.FUTURE, planned and not possible and not past),
        (AuxiliaryMode.HYPOTHETICAL, possible),
        (AuxiliaryMode.NEGATION, negative),
    )
    told = tuple(mode for mode, holds in modes if holds)
    return Modality(EventType(kind), EventType(base), told, _factuality(told), manner)


def _stance(reading: Reading) -> tuple[str, bool, bool, bool]:
    """Give the type by the words, and whether it is denied, possible, planned."""
    trigger, kind = reading.trigger, reading.type
    word = trigger.lemma_.lower()
    negative, possible = is_negated(trigger), is_possible(trigger)
    planned = is_planned(trigger) or (kind == "AGREE" and word in wording()["intends"])
    kind = _hard_act(reading, negative=negative, ahead=planned or possible) or kind
    if kind == "THREATEN" and reading.scene.best(trigger) != "THREATEN":
        # "will burn": a threat speaks of what will be; it is itself made now.
        return kind, False, False, False
    if kind == "REJECT" and negative and word in wording()["open"]:
        # "does not rule out sending": what is not excluded is possible.
        return "AGREE", False, True, planned
    weighs = kind == "AGREE" and trigger.pos_ == "VERB" and word in wording()["chances"]
    return kind, negative, possible or weighs, planned


def _hard_act(reading: Reading, *, negative: bool, ahead: bool) -> str | None:
    """Find the hard act behind what was learned as a promise or refusal: "plans to expel", "has not expelled"."""
    trigger = reading.trigger
    if not (reading.type == "AGREE" and ahead) and not (reading.type == "REJECT" and negative):
        return None
    intends = trigger.lemma_.lower() in wording()["intends"]
    words = [trigger, *(child for child in trigger.children if intends and child.dep_ == "xcomp")]
    known = [entry for word in words if word.pos_ == "VERB" for entry in reading.scene.entries(word)[:1]]
    return next((entry.type for entry in known if entry.type in _HARD_ACTS and entry.strength >= _SURE), None)


def _is_announced(trigger: Token, when: EventDate | None, story_day: date) -> bool:
    # "Chad and Mali sign a treaty next Monday": the day alone says that it is to come.
    ahead = when is not None and when.basis is DateBasis.TEXT and when.start > story_day
    return ahead and trigger.tag_ not in {"VBD", "VBN"}


def _factuality(modes: tuple[AuxiliaryMode, ...]) -> Factuality:
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
    """Say whether a predicate is denied: "did not", "never", "no deal", "denied having", "stopped short of"."""
    words = wording()
    if any(child.dep_ == "neg" or child.lower_ in words["never"] for child in trigger.children if child.i < trigger.i):
        return True
    if any(child.lower_ in words["nobody"] for child in trigger.children if child.dep_ in OBJECTS | SUBJECTS):
        return True
    if any(
        grand.lower_ == "no" and grand.dep_ == "det"
        for child in trigger.children
        if child.dep_ in OBJECTS or child.dep_ in SUBJECTS
        for grand in child.children
    ):
        return True
    if trigger.dep_ == "conj" and any(word.lower_ in {"or", "nor"} for word in trigger.head.rights):
        # "has not banned Islam or closed any mosque"
        return is_negated(trigger.head)
    for token in _governors(trigger):
        if token.lemma_.lower() in words["denials"]:
            return True
        if trigger.pos_ == "NOUN" and token.i == trigger.head.i and token.lemma_.lower() in words["cancels"]:
            return True
        if token.lower_ in words["never"] and token.dep_ == "prep":
            return True
        if token.pos_ in {"VERB", "AUX"} and any(child.dep_ == "neg" for child in token.children):
            return token.lemma_.lower() in words["plans"] | words["chances"]
    return False


def is_planned(trigger: Token) -> bool:
    """Say whether a predicate is still to come: "will meet", "plans to visit", "a planned visit", "is to visit"."""
    words = wording()
    above = _governors(trigger)
    if any(token.lemma_.lower() in words["goes_on"] and not _has_will(token) for token in above):
        return False
    for token in (trigger, *above):
        if _has_will(token) or _is_told_future(token) or _is_to(token):
            return True
        if any(child.lower_ in words["planned"] and child.dep_ in {"amod", "advmod"} for child in token.children):
            return True
        intended = token.lemma_.lower() in words["plans"] or token.lower_ in words["plans"]
        if token.i != trigger.i and intended and token.pos_ != "ADP":
            return True
        if token.pos_ == "VERB" and token.i != trigger.i and trigger.pos_ in {"VERB", "AUX"}:
            break
    return is_bare(trigger) or any(map(_promises, _said_of(trigger)))


def is_possible(trigger: Token) -> bool:
    """Say whether a predicate is only thought of: "may visit", "if", "the possibility of", "considered"."""
    words = wording()
    for token in (trigger, *_governors(trigger)):
        thought = any(child.dep_ == "aux" and child.lower_ in words["possible_aux"] for child in token.children)
        if thought and not _is_told_future(token):
            return True
        if any(child.dep_ == "mark" and child.lower_ in words["conditions"] for child in token.children):
            return True
        if any(child.lower_ == "should" and child.i == token.sent.start for child in token.children):
            return True  # "Should the two sides fail"
        if any(child.dep_ == "amod" and child.lower_ in words["possible"] for child in token.children):
            return True
        if token.i != trigger.i and token.lemma_.lower() in words["chances"]:
            return True
        likely = any(child.lower_ == "likely" and child.dep_ in {"advmod", "acomp"} for child in token.children)
        if likely:
            return True
    return any(word.lower_ in words["possible"] | words["chances"] for word in _said_of(trigger))


def _has_will(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in wording()["future_aux"] for child in verb.children)


def _is_to(verb: Token) -> bool:
    """Say whether a verb is one that somebody is to do, or the "is" of that: "are to seize", but not "ready to"."""
    bound = verb.head if verb.dep_ == "xcomp" else verb
    if bound.lemma_.lower() != "be" or any(child.dep_ in {"acomp", "attr"} for child in bound.children):
        return False
    below = [verb] if bound.i != verb.i else [child for child in verb.children if child.dep_ == "xcomp"]
    return any(child.dep_ == "aux" and child.lower_ == "to" for word in below for child in word.children)


def _said_of(noun: Token) -> list[Token]:
    """Give what a sentence says of an event that is its subject: "the assault will open", "a visit is conceivable"."""
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.dep_ not in {"nsubj", "nsubjpass"}:
        return []
    return [noun.head, *(child for child in noun.head.children if child.dep_ in {"acomp", "attr"})]


def _promises(word: Token) -> bool:
    words = wording()
    if word.pos_ in {"VERB", "AUX"}:
        return word.lemma_.lower() in words["happens"] and (_has_will(word) or _is_to(word))
    return word.lower_ in words["planned"] or word.lower_ in words["plans"]


def _is_told_future(verb: Token) -> bool:
    """Say whether "would" is the "will" of somebody's words: "he said she would fly", but not "… if they asked"."""
    words = wording()
    if not any(child.dep_ == "aux" and child.lower_ in words["told_future_aux"] for child in verb.children):
        return False
    reports = [child for child in verb.children if child.dep_ in {"parataxis", "ccomp"} and child.i < verb.i]
    reports += [verb.head] if verb.dep_ == "ccomp" else []
    told = any(word.tag_ in {"VBD", "VBN"} and word.lemma_.lower() in words["reports"] for word in reports)
    return told and not any(token.lower_ in words["conditions"] for token in verb.sent)


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
        told = token.dep_ == "ccomp" and token.head.lemma_.lower() in words["reports"] | words["asks"]
        reported = told and token.head.lemma_.lower() not in words["denials"]
        token = token.head
        if reported:
            break
        found.append(token)
    return found

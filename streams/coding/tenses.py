"""The tense of an event's word: spoken of as to come, as possible, or in the present.

Flows in: the event's word in a parsed sentence. Flows out: whether "on Monday" beside it lies ahead.
"""

from streams.coding.phrases import grammar
from streams.coding.tree import Token

_STEPS = 3
"""How far above a trigger "plans to" may stand."""

_MAY = frozenset({"must", "may", "might", "can", "could", "should"})

_WITHIN = ("xcomp", "acl", "pobj", "dobj", "prep", "conj", "ccomp")

_BEGINNING = frozenset({"begin", "start", "open", "resume"})
"""Verbs whose present tense tells what is to come: "the strike begins on Monday"."""


def is_bare(trigger: Token) -> bool:
    """Say whether a headline announces by "to" alone: "Minister to visit Chile"."""
    if not any(child.dep_ == "aux" and child.lower_ == "to" for child in trigger.children):
        return False
    return trigger.dep_ == "ROOT" or (
        trigger.dep_ in {"acl", "relcl"} and trigger.head.dep_ == "ROOT" and trigger.head.pos_ in {"NOUN", "PROPN"}
    )


def may_come(trigger: Token) -> bool:
    """Say whether a trigger stands under "must", "may" and their like without being past by them."""
    # "must rule by Sunday" looks ahead, "must have ruled on Sunday" does not.
    helpers = {child.lower_ for child in trigger.children if child.dep_ == "aux"}
    return bool(helpers & _MAY) and "have" not in helpers


def is_present(trigger: Token) -> bool:
    """Say whether a trigger is told in the present tense, or begins in it: with a day that is to come."""
    # "The ministers meet on Friday", "the strike begins on Monday"; a headline tells of the past so, too.
    verb = trigger.head if trigger.dep_ == "nsubj" and trigger.head.lemma_ in _BEGINNING else trigger
    helpers = [child for child in verb.children if child.dep_ == "aux"]
    if verb.lemma_.lower() in grammar()["reports"] or len(helpers) > 1:
        return False
    if helpers:
        return verb.tag_ == "VBG" and helpers[0].tag_ in {"VBZ", "VBP"}
    return verb.tag_ in {"VBZ", "VBP"}


def is_told(trigger: Token) -> bool:
    """Say whether a trigger is told as what happened next: in the simple past, or a noun under a verb in it."""
    # "had attacked" was before, "has attacked" may be at any time.
    verb = next((word for word in (trigger, *trigger.ancestors) if word.pos_ in {"VERB", "AUX"}), None)
    if verb is None or (verb.i != trigger.i and verb.dep_ in {"relcl", "acl", "advcl"}):
        return False
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    past = {helper.lower_ for helper in helpers} <= {"was", "were", "did"}
    return past and (verb.tag_ == "VBD" or (verb.tag_ in {"VBN", "VBG", "VB"} and bool(helpers)))


def is_future(trigger: Token) -> bool:
    """Whether a trigger is spoken of as still to come: "will meet", "plans to visit", "a planned visit"."""
    if is_bare(trigger):
        return True
    words = grammar()
    token, seen = trigger, 0
    while True:
        if any(c.lower_ in words["future_aux"] and c.dep_ == "aux" for c in token.children):
            return True
        if any(c.lower_ in words["future_adjectives"] for c in token.children if c.dep_ in ("amod", "acomp")):
            return True
        if token is not trigger and token.lemma_.lower() in words["future_verbs"]:
            return True
        if seen == _STEPS or token.head.i == token.i or token.dep_ not in _WITHIN:
            return False
        if token.dep_ == "xcomp" and token.head.lemma_ == "be" and token.head.tag_ in ("VBZ", "VBP"):
            return True
        if token.dep_ == "ccomp" and token.head.lemma_.lower() in words["reports"]:
            return False
        if token.dep_ in ("dobj", "conj") and token.tag_ in ("VBD", "VBN"):
            return False
        token, seen = token.head, seen + 1

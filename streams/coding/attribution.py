"""Who says that it happened: the speaker of the clause that tells an event.

Flows in: a predicate in its sentence. Flows out: the head of the phrase that names the speaker, or None.
"""

from spacy.tokens import Token

from streams.coding.syntax import SUBJECTS, subject
from streams.coding.wording import wording

_TOLD = frozenset({"ccomp", "parataxis", "advcl", "xcomp", "conj", "dep"})
_ACCORDING = "according"


def speaker(trigger: Token) -> Token | None:
    """Find who reports an event.

    Args:
        trigger: the predicate; when it is itself what is said ("warned"), its own subject is no speaker.

    Returns:
        The subject of the nearest verb of saying above it, or whom "according to" names.
    """
    reports = wording()["reports"]
    token = trigger
    while token.head.i != token.i:
        above = token.head
        if above.lemma_.lower() in reports and above.pos_ == "VERB" and token.dep_ in _TOLD | {"dobj"}:
            said = (
                subject(above)
                if above.dep_ == "conj"
                else next((child for child in above.children if child.dep_ in SUBJECTS), None)
            )
            if said is not None and not _within(said, trigger):
                return said
        token = above
    inserted = _inserted(token, trigger)
    return inserted if inserted is not None else _according(trigger)


def _inserted(root: Token, trigger: Token) -> Token | None:
    # "The raid, the ministry said, began at dawn": the parser hangs the saying below what is said.
    # "“… will suffer,” the adviser told reporters": after a quote it may even hang as one more clause.
    for child in root.children:
        hangs = child.dep_ in {"parataxis", "ccomp"} or (child.dep_ == "conj" and _follows_quote(child))
        if hangs and child.lemma_.lower() in wording()["reports"] and child.i != trigger.i:
            said = next((word for word in child.children if word.dep_ in SUBJECTS), None)
            if said is not None and not _within(trigger, child):
                return said
    return None


def _follows_quote(verb: Token) -> bool:
    first = verb.left_edge.i
    return first > verb.sent.start and verb.doc[first - 1].tag_ == "''"


def _according(trigger: Token) -> Token | None:
    for word in trigger.sent:
        if word.lower_ != _ACCORDING:
            continue
        for child in word.children:
            goal = next((below for below in child.children if below.dep_ == "pobj"), None)
            if child.lower_ == "to" and goal is not None:
                return goal
    return None


def _within(token: Token, top: Token) -> bool:
    return token.i == top.i or top.is_ancestor(token)

"""Does a place belong to an event? How far apart the two stand in their sentence, in clauses between them.

Flows in: the word a place hangs on, the event's trigger. Flows out: a cost; none where the two do not belong.
"""

from streams.coding.lexicon import lexicon
from streams.coding.phrases import grammar
from streams.coding.placenames import whereabouts
from streams.coding.syntax import SUBJECTS, ancestors
from streams.coding.tree import Token

DATELINE = 2.5
"""A place that stands farther than this from an event loses to the dateline."""

FARTHEST = 7.0
"""A place that stands farther than this from an event is another's, whether there is a dateline or not."""

_ELSEWHERE = 4.0
_REASON = 3.0
_OF_ANOTHER = 5.0
_EVENT = 0.8
_STEP = 0.2
_DOWN = {"relcl": 0.9, "acl": 0.8, "advcl": 1.5, "ccomp": 2.0, "xcomp": 0.6, "parataxis": _ELSEWHERE}
_UP = {"relcl": 1.6, "acl": 1.2, "advcl": 1.5, "ccomp": 1.5, "xcomp": 0.3, "parataxis": _ELSEWHERE}
_MARKS = {"after": 2.0, "because": 2.0, "since": 2.0, "though": 3.0, "although": 3.0, "while": 3.0}
_TOPICS = frozenset({"over", "about", "despite"})
_VERBS = frozenset({"VERB", "AUX"})


def apart(on: Token, trigger: Token) -> float | None:
    """Say how loosely a place belongs to an event.

    Args:
        on: the word that the place hangs on: its preposition, the verb that strikes it.
        trigger: the word of the same sentence that makes the event.

    Returns:
        A cost, 0 for a place that hangs on the trigger itself; None for one where the event was only told of.
    """
    down, up = ancestors(on), ancestors(trigger)
    places = {word.i: steps for steps, word in enumerate(up)}
    turn = next((steps for steps, word in enumerate(down) if word.i in places), None)
    if turn is None:
        return _ELSEWHERE
    rise = places[down[turn].i]
    if _told(on, down[turn], up[:rise]):
        return None
    fronted = rise > 0 and on.i < down[turn].i and turn <= 1
    below = sum(_descent(word) for word in down[:turn])
    above = sum(_ascent(word, on, fronted=fronted) for word in up[:rise])
    return below + above + (_OF_ANOTHER if rise == 0 and _is_content(down[:turn], trigger) else 0.0)


def _is_content(down: list[Token], trigger: Token) -> bool:
    # "condemned the bombing of a market in Sarajevo", "jailed for killings in Taba": another's place.
    if trigger.pos_ not in _VERBS or trigger.lemma_.lower() not in whereabouts()["attitudes"]:
        return False
    if any(_is_voice(word) for word in down):
        return False
    return any(word.pos_ in _VERBS or (word.pos_ == "NOUN" and lexicon().is_noun(word)) for word in down)


def _is_voice(word: Token) -> bool:
    # "rejected the demand in a speech in Goma", "criticised it, speaking in Goma": that is where it was done.
    if word.dep_ == "advcl":
        return word.tag_ == "VBG" and word.lemma_.lower() in whereabouts()["speaks"]
    return word.lemma_.lower() in whereabouts()["voices"] and word.head.lower_ in whereabouts()["in"]


def _told(on: Token, meeting: Token, up: list[Token]) -> bool:
    # "told reporters in Geneva that rebels attacked": Geneva is where it was told.
    if meeting.pos_ not in _VERBS or not up:
        return False
    name = meeting.lemma_.lower()
    if up[-1].dep_ in ("ccomp", "advcl", "xcomp"):
        return name in grammar()["reports"]
    # "Lawyers in Tunis backed the protest"
    return on.i < meeting.i and up[-1].dep_ in ("dobj", "pobj", "prep", "agent") and name in whereabouts()["attitudes"]


def _descent(word: Token) -> float:
    cost = _DOWN.get(word.dep_, 0.0 if word.dep_ == "prep" else _STEP)
    if word.dep_ == "conj":
        # What follows the second of two verbs is rather that one's.
        cost = _joined(word) + (_EVENT if word.pos_ in _VERBS else 0.0)
    elif word.dep_ == "advcl":
        mark = next((child.lower_ for child in word.children if child.dep_ in ("mark", "advmod")), "")
        cost = _MARKS.get(mark, cost)
    if word.dep_ in ("acl", "relcl"):
        if word.lemma_.lower() in whereabouts()["elsewhere"]:
            # "a man wanted in Argentina"
            cost = _REASON
        elif word.head.dep_ in SUBJECTS:
            cost += 1.0
    beside = word.doc[word.i - 1] if word.dep_ == "prep" and word.i else word
    about = word.dep_ == "prep" and word.lower_ in _TOPICS
    angry = word.lower_ == "at" and _is_reason(beside) and beside.dep_ == "pobj" and beside.head.lower_ == "in"
    if about or angry or _is_reason(word) or (word.lower_ not in whereabouts()["in"] and _is_reason(beside)):
        cost += _REASON
    elif word.pos_ == "NOUN" and lexicon().is_noun(word):
        cost += _EVENT
    return cost


def _ascent(word: Token, on: Token, *, fronted: bool) -> float:
    if word.dep_ == "conj":
        return _EVENT if fronted else _joined(word)
    if word.dep_ == "ccomp" and word.head.lemma_.lower() not in grammar()["reports"]:
        # "…; the movement was born in Ayacucho": a sentence that the parser hung on the next.
        return _ELSEWHERE if word.i < word.head.i else _UP["ccomp"]
    if word.dep_ == "relcl" and any(child.lower_ == "where" for child in word.children):
        return _STEP if on.i in (word.head.i, word.head.head.i) else _UP["relcl"]
    return _UP.get(word.dep_, _STEP)


def _is_reason(word: Token) -> bool:
    # "in protest at", "in sympathy with", not "in a protest".
    bare = word.pos_ not in ("NOUN", "PROPN") or not any(child.dep_ in ("det", "poss") for child in word.children)
    return bare and {word.lower_, word.lemma_.lower()} & whereabouts()["reasons"] != frozenset() and word.tag_ != "NNS"


def _joined(word: Token) -> float:
    if word.pos_ not in _VERBS:
        return _STEP
    return _ELSEWHERE if any(child.dep_ in SUBJECTS for child in word.children) else 1.2

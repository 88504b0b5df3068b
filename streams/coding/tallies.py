"""Whose number it is: of the numbers of a sentence, those that the clause of one event counts.

Flows in: the counts of a sentence and the word of an event. Flows out: the counts that are the event's.
"""

from collections.abc import Iterable, Iterator

from schemas import QuantityKind
from streams.coding.counting import is_people
from streams.coding.phrases import grammar
from streams.coding.quantities import Count
from streams.coding.syntax import subject, through_prepositions
from streams.coding.tree import Token

_OUTCOMES = frozenset({QuantityKind.KILLED, QuantityKind.INJURED, QuantityKind.MISSING, QuantityKind.DISPLACED})
"""What comes of an act, and is told in another clause than the act; all other numbers stand with their own verb."""

_ANOTHER = frozenset({"after", "before", "while", "until", "since", "although", "though", "whereas", "unless", "if"})
"""Words that begin a clause on something else, for a number that stands in that clause."""

_EARLIER = frozenset({"before", "while", "until", "although", "though", "whereas", "unless", "if"})
"""The same, for an event that stands in that clause: what the main clause counts may come of what went before."""

_GROUNDS = frozenset({"for", "over", "about", "against", "at"})
"""Prepositions of what an act is about: "apologised for the deaths of 12", "detained 24 over the ambush"."""


_MAIN = frozenset({"ROOT", "conj", "acomp", "attr", "oprd", "nsubj", "nsubjpass", "dobj"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NEW = frozenset({"a", "an", "another", "other", "separate", "earlier", "previous", "similar"})


def of_event(counts: Iterable[Count], trigger: Token) -> tuple[Count, ...]:
    """Give the numbers that belong to an event.

    Args:
        counts: the numbers of its sentence.
        trigger: the word of the event.
    """
    return tuple(count for count in counts if _belongs(count, trigger))


def outcomes(counts: Iterable[Count]) -> tuple[Count, ...]:
    """Give the numbers of a sentence that are all that it tells, the outcome of what was told before.

    "Gunmen fired on a bus. Twelve passengers were killed." A sentence that names who did it, another happening, or
    anything else that is counted tells of its own: it gives none.
    """
    found = tuple(counts)
    return found if all(_is_outcome(count) and _tells_alone(count) for count in found) else ()


def _belongs(count: Count, trigger: Token) -> bool:
    word = count.word
    above = (trigger, *trigger.ancestors)
    meet = next((one for one in (word, *word.ancestors) if any(one.i == other.i for other in above)), None)
    if meet is None:
        return False
    is_outcome = _is_outcome(count)
    return not (
        any(_parts_number(one, trigger, is_outcome=is_outcome) for one in _path(word, meet))
        or (_is_act(count) and any(_is_ground(one) for one in _path(word, meet)))
        or any(_parts_event(one, trigger, word, is_outcome=is_outcome) for one in _path(trigger, meet))
    )


def _path(word: Token, meet: Token) -> Iterator[Token]:
    for one in (word, *word.ancestors):
        if one.i == meet.i:
            return
        yield one


def _parts_number(one: Token, trigger: Token, *, is_outcome: bool) -> bool:
    """Say whether a word on the way up from a number parts it from what is above."""
    if one.dep_ == "relcl" or (one.dep_ == "acl" and one.tag_ == "VBN"):
        return one.head.i != trigger.i
    if _opening(one) & _ANOTHER:
        return True
    return not is_outcome and _is_clause(one)


def _is_act(count: Count) -> bool:
    """Say whether what counts is told as an act, "the killing", and not as a state, "missing", or a sum."""
    told = count.word.pos_ in ("NOUN", "VERB") and count.word.dep_ != "amod"
    return told and count.kind is not QuantityKind.AMOUNT


def _is_ground(one: Token) -> bool:
    """Say whether a word begins what an act is about: "apologised for the deaths", "convicted of killing"."""
    about = one.dep_ == "prep" and one.lower_ in _GROUNDS
    return about or one.lower_ in grammar()["replies"] or (one.dep_ == "pcomp" and one.head.lower_ == "of")


def _parts_event(one: Token, trigger: Token, word: Token, *, is_outcome: bool) -> bool:
    """Say whether a word on the way up from an event parts it from a number that is above or beside."""
    if one.dep_ == "relcl":
        return one.head.dep_ != "nsubj" or one.head.head.i != word.i
    if one.i == trigger.i and one.dep_ == "conj" and one.pos_ == "VERB" and word.i < one.i:
        return True
    opening = _opening(one)
    if is_outcome:
        return bool(opening & _EARLIER)
    return bool(opening & _ANOTHER) or _is_ground(one) or _is_clause(one)


def _opening(one: Token) -> frozenset[str]:
    """Give the words that open a clause or a phrase: "after", "while"."""
    if one.dep_ == "prep":
        return frozenset({one.lower_})
    if one.dep_ not in ("advcl", "ccomp", "relcl"):
        return frozenset()
    return frozenset(child.lower_ for child in one.children if child.dep_ in ("mark", "advmod"))


def _is_clause(one: Token) -> bool:
    """Say whether a word is the verb of a clause with a subject of its own that no verb of saying reports."""
    if one.dep_ not in ("conj", "ccomp", "advcl", "parataxis"):
        return False
    if one.dep_ == "ccomp" and one.head.lemma_.lower() in grammar()["reports"]:
        return False
    return bool(_subjects(one))


def _is_outcome(count: Count) -> bool:
    """Say whether a number tells what came of something, and its clause does not name who did it."""
    if count.kind not in _OUTCOMES:
        return False
    verb = next((one for one in (count.word, *count.word.ancestors) if one.pos_ in ("VERB", "AUX")), count.word)
    made = count.word.i == verb.i or count.word.dep_ in ("acomp", "oprd") or verb.lemma_.lower() == "leave"
    if not made:
        return True  # "hospitals counted 19 dead"
    doer = subject(verb)
    # "Twelve people lost their lives": the subject is who is counted.
    return doer is None or count.figure.i < verb.i or not (is_people(doer, alone=False) or doer.pos_ == "PROPN")


def _subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]


def _tells_alone(count: Count) -> bool:
    """Say whether a number is what its sentence tells, and is not said to come of anything new or to be elsewhere."""
    for one in (count.word, *count.word.ancestors):
        reported = one.dep_ == "ccomp" and one.head.lemma_.lower() in grammar()["reports"]
        if not reported and one.dep_ not in _MAIN:
            return False
        if any(child.dep_ in ("agent", "advcl") for child in one.children):
            return False
        goals = (goal for _, goal in through_prepositions(one))
        if any(
            goal.ent_type_ in _PLACES or _is_new(goal) or goal.lemma_.lower() in grammar()["wider"] for goal in goals
        ):
            return False
    return True


def _is_new(noun: Token) -> bool:
    return any(child.lower_ in _NEW for child in noun.children)

"""What an act happened at, or is done over: who acts against people for a deed is not who did the deed.

Flows in: the readings of a sentence. Flows out: the same, where the deed is theirs whom the act is done to: "Police
arrested 40 people at a rally", "Rome imposed sanctions on officers over a raid". Each reading by itself takes the
nearest subject, and that is the police's, and Rome's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from streams.coding.reading import Reading
from streams.coding.tree import Token

_AT = frozenset({"at", "during", "in", "after", "over", "following", "amid", "from", "before"})
_AGAINST = frozenset({"ASSAULT", "COERCE", "ACCUSE"})
_OVER = frozenset({"over", "for"})
_ANSWERING = frozenset({"COERCE", "SANCTION", "ACCUSE"})
_DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE"})


def rightly_done(readings: Sequence[Reading]) -> list[Reading]:
    """Give the deeds that nouns of a sentence name to those whom the act over them is done to.

    Args:
        readings: of one sentence, in any order.
    """
    return [_rightly(one, readings) for one in readings]


def _rightly(deed: Reading, readings: Iterable[Reading]) -> Reading:
    preposition = deed.trigger.head
    if deed.actor is None or deed.trigger.pos_ != "NOUN" or deed.trigger.dep_ != "pobj":
        return deed
    acts = _acts(preposition.lower_, deed.type)
    verb = next((word for word in preposition.ancestors if word.pos_ == "VERB"), None)
    for act in readings:
        if verb is not None and act.trigger.i == verb.i and act.type in acts and _same(act.actor, deed.actor):
            return replace(deed, actor=act.recipient)
    return deed


def _acts(preposition: str, deed: str) -> frozenset[str]:
    """Give the types of act at which, or over which, another than who acts does such a deed."""
    at = _AGAINST if deed == "PROTEST" and preposition in _AT else frozenset[str]()
    return at | _ANSWERING if deed in _DEEDS and preposition in _OVER else at


def _same(one: Token | None, other: Token) -> bool:
    return one is not None and one.i == other.i

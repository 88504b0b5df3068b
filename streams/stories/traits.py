"""The words of an assertion as they are compared: what is read off it once, not for every pair.

Flows in: an assertion. Flows out: `Traits`, and how far two of them are the same words or the same in other words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas import Actor, Assertion, AuxiliaryMode, Factuality
from streams.stories.costs import factors

_WORD = re.compile(r"\w+")
_STEM = 4  # letters that an inflected English verb keeps: "threatens", "threatened"
_FEW = 5
"""So many words at least make a sentence that is known again as a part of another."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The sentence and the trigger of an assertion in small letters, their stems, and what it counts.

    Attributes:
        matter: the stems of what the sentence says beside its known parties and its small words.
    """

    sentence: str
    words: frozenset[str]
    matter: frozenset[str]
    trigger: str
    stems: frozenset[str]
    negated: bool
    quantities: frozenset[str]
    numbers: frozenset[tuple[str, float | None, float | None]]

    @classmethod
    def of(cls, assertion: Assertion) -> "Traits":
        """Read an assertion."""
        sentence = folded(assertion.sentence.text) if assertion.sentence else ""
        trigger = folded(assertion.trigger.text) if assertion.trigger else ""
        return cls(
            sentence=sentence,
            words=frozenset(sentence.split()),
            matter=_matter(sentence, (*assertion.actors, *assertion.recipients)),
            trigger=trigger,
            stems=frozenset(word[:_STEM] for word in trigger.split()),
            negated=AuxiliaryMode.NEGATION in assertion.auxiliary_modes or assertion.factuality == Factuality.DENIED,
            quantities=frozenset(quantity.kind for quantity in assertion.quantities),
            numbers=frozenset((quantity.kind, quantity.min, quantity.max) for quantity in assertion.quantities),
        )


def _matter(sentence: str, parties: Sequence[Actor]) -> frozenset[str]:
    """Give the stems of what a sentence says beside its known parties and its small words."""
    known = (actor for actor in parties if actor.country or actor.entity_id)
    named = {word for actor in known for word in folded(f"{actor.name} {actor.text}").split()}
    return frozenset(word[:_STEM] for word in sentence.split() if len(word) >= _STEM and word not in named)


def folded(text: str) -> str:
    """Give the words of a text in small letters, one space between them."""
    return " ".join(_WORD.findall(text.casefold()))


def same_words(a: Traits, b: Traits) -> bool:
    """Say whether the same words were read twice: they are one event, whatever a new coder makes of them.

    Two sentences put into one, or one cut in two, leave the words of the shorter one as they were.
    """
    if not a.trigger or a.trigger != b.trigger:
        return False
    if a.sentence == b.sentence:
        return True
    fewest = min(len(a.words), len(b.words))
    return fewest >= _FEW and len(a.words & b.words) >= factors()["matter"]["same_words"] * fewest


def reworded(a: Traits, b: Traits) -> float:
    """Say how much of what one sentence says the other says, 0 to 1; 0 when too little for the same in other words."""
    cost = factors()["matter"]
    shared, least = len(a.matter & b.matter), min(len(a.matter), len(b.matter))
    return shared / least if shared >= cost["least"] and shared >= cost["share"] * least else 0.0


def are_told(assertion: Assertion, other: Traits) -> bool:
    """Say whether the other sentence, too, has the words of all parties, whomever the coder chose of them."""
    said = {word[:_STEM] for word in other.words}
    parties = (*assertion.actors, *assertion.recipients)
    return all(word[:_STEM] in said for actor in parties for word in folded(actor.text).split() if len(word) >= _STEM)

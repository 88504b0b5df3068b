"""Which told event is which annotated one?

Flows in: the annotated events of a text, and what the coder told of it. Flows out: for each annotated event the one
that tells it, or none; no told event tells two.

A told event can tell an annotated one when it has its type and either its trigger lies within the annotated trigger
(wherever those words stand in the text), or every party that is annotated is told in its part, by a word of content.
The second is needed because one event has many words ("held", "talks"); it alone would take any event of the same
parties, so the words go first.
"""

import re
from collections.abc import Callable, Collection, Sequence

from spacy.lang.en.stop_words import STOP_WORDS

from schemas import Actor, Assertion
from scoring.material import Gold

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
Sort = Callable[[Gold, Assertion], bool]


def content(text: str) -> frozenset[str]:
    """Give the words of content, in small letters, without possessive endings; "US" is one, "us" and "40" are not."""
    words = (_POSSESSIVE.sub("", match.group()) for match in _WORD.finditer(text))
    return frozenset(word.lower() for word in words if not word.isdigit() and (_is_name(word) or not _is_empty(word)))


def _is_name(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _is_empty(word: str) -> bool:
    return word.lower() in STOP_WORDS


def names(actors: Collection[Actor]) -> frozenset[str]:
    """Give the words of content of actors, as the text names them and as they were resolved."""
    return frozenset(word for actor in actors for word in content(f"{actor.text} {actor.name}"))


def same_type(gold: Gold, told: Assertion) -> bool:
    """Say whether the type is right."""
    return gold.type == told.type


def same_act(gold: Gold, told: Assertion) -> bool:
    """Say whether the type or the act behind it is right: a cancelled meeting told as a meeting is the same act."""
    return same_type(gold, told) or gold.base_type == told.base_type


def any_type(_gold: Gold, _told: Assertion) -> bool:
    """Take an event of whatever type, to be paired by its words alone."""
    return True


def says(phrase: str, told: Assertion, text: str) -> bool:
    """Say whether an event's trigger lies within a phrase of the text its offsets count in."""
    trigger = told.trigger
    if trigger is None:
        return False
    places = re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)
    return any(place.start() < trigger.end and trigger.start < place.end() for place in places)


def parties_right(gold: Gold, told: Assertion) -> bool:
    """Say whether every annotated party is told in its part; those of a mutual event may change places."""
    actors, recipients = names(told.actors), names(told.recipients)
    if told.reciprocal:
        actors = recipients = actors | recipients
    return all(
        side is None or bool(content(side) & found)
        for side, found in ((gold.actor, actors), (gold.recipient, recipients))
    )


def pair(
    gold: Sequence[Gold], told: Sequence[Assertion], text: str, sort: Sort = same_type
) -> tuple[Assertion | None, ...]:
    """Find who tells each annotated event: first by the words, then by the parties, in the order annotated.

    Where any type will do, the words must be the same: parties alone say too little.
    """
    found: list[Assertion | None] = [None] * len(gold)
    left = list(told)
    for fits in (_by_words,) if sort is any_type else (_by_words, _by_parties):
        for at, event in enumerate(gold):
            if found[at] is None:
                found[at] = next((one for one in left if sort(event, one) and fits(event, one, text)), None)
                left = [one for one in left if one is not found[at]]
    return tuple(found)


def _by_words(gold: Gold, told: Assertion, text: str) -> bool:
    return says(gold.trigger, told, text)


def _by_parties(gold: Gold, told: Assertion, _: str) -> bool:
    return bool(gold.actor or gold.recipient) and parties_right(gold, told)


def brief(told: Assertion) -> str:
    """Put a told event in one line."""
    sides = " > ".join(", ".join(actor.text for actor in side) or "-" for side in (told.actors, told.recipients))
    words = told.trigger.text if told.trigger else "-"
    modes = "".join(f" {mode}" for mode in (told.mode, *told.auxiliary_modes) if mode)
    return f"{told.type.value}{modes} {words!r} [{sides}] {told.confidence:.2f}"


def wanted(gold: Gold) -> str:
    """Put an annotated event in one line."""
    modes = "".join(f" {mode}" for mode in (gold.mode, *sorted(gold.aux)) if mode)
    return f"{gold.type}{modes} {gold.trigger!r} [{gold.actor or '-'} > {gold.recipient or '-'}]"

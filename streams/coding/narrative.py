"""The day that a story goes on telling of where a sentence names none.

Flows in: what stands before a sentence, the day the story speaks from. Flows out: the `Telling`, or None.
"Rebels took the port on Tuesday. Soldiers shelled it from the hills": the shells fell on Tuesday, too.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from streams.coding.expressions import Expression, backward, expressions, is_reckoned
from streams.coding.intervals import Interval

_LATELY = 6
"""A day of the week lies at most so many days back; what was longer ago is the background of the news."""

_FAR = 3
"""So many sentences back a day is still gone on from."""

_TO_COME = re.compile(
    r"\b(?:will|would|shall|due|plan\w*|is to|are to|was to|were to|scheduled|expected)\b", re.IGNORECASE
)
_LOOKS_BACK = re.compile(r"\b(?:before|earlier|previous|since|until|till|by|after)\b", re.IGNORECASE)
_LED = 14
"""So many characters before a day may hold the word that makes it another's: "after the attack of Monday"."""


@dataclass(frozen=True)
class Telling:
    """A day, the words that named it, and whether they name it only by the day the story speaks from."""

    interval: Interval
    words: str
    reckoned: bool


@lru_cache(maxsize=1024)
def telling(before: str, base: date) -> Telling | None:
    """Give the day that was told last.

    Args:
        before: what stands before the sentence.
        base: the day the story speaks from.

    Returns:
        The last day of the nearest sentence that tells of any time; None where that is no day, or none of late.
    """
    for steps, (sentence, earlier) in enumerate(backward(before)):
        if steps == _FAR:
            return None
        if _TO_COME.search(sentence):
            continue
        told = [
            Telling(one.interval, sentence[one.start : one.end], is_reckoned(one, sentence, base, before=earlier))
            for one in expressions(sentence, base, before=earlier)
            if one.interval is not None and not _is_background(sentence, one)
        ]
        if told:
            last = max(told, key=lambda one: one.interval.end)
            return last if _is_recent(last.interval, base) else None
    return None


def _is_recent(interval: Interval, base: date) -> bool:
    return interval.start == interval.end and 0 <= (base - interval.start).days <= _LATELY


def _is_background(sentence: str, one: Expression) -> bool:
    return _LOOKS_BACK.search(sentence, max(one.start - _LED, 0), one.end) is not None

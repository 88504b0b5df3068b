"""Which sentences of a story are parsed: those that may tell an event, and those that say who is meant in them.

Flows in: the sentences of a story as text, in order. Flows out: for each whether it is parsed.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from streams.coding.agents import Agents
from streams.coding.casing import common_words

_RUN = re.compile(r"\b[A-Z][\w'-]+(?:(?: (?:al|bin|de|van|von|el|der|da) | |-)[A-Z][\w.'-]+)+")
_NAME = re.compile(r"\b[A-Z][a-z][\w-]+")
_PERSONS = re.compile(r"\b(?:he|she|him|her|his|himself|herself)\b", re.IGNORECASE)
_PAIRS = re.compile(r"\b(?:two|both)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:I|[Ww]e|[Uu]s|[Mm]e|[Oo]ur|[Mm]y|[Oo]urselves)\b")
_BACK = 3
"""How many sentences back the one is looked for that a pronoun speaks of."""


def selected(texts: Sequence[str], passes: Callable[[str], bool], is_known: Callable[[str], bool]) -> list[bool]:
    """Choose the sentences to parse.

    Args:
        texts: the sentences.
        passes: whether one may tell an event.
        is_known: whether a name is known without the story.
    """
    chosen = [passes(text) for text in texts]
    introduced: dict[str, int] = {}
    for at, text in enumerate(texts):
        for surname in _surnames(text):
            introduced.setdefault(surname, at)
    for at in [at for at, is_chosen in enumerate(chosen) if is_chosen]:
        for needed in _needed(texts, at, introduced, is_known):
            chosen[needed] = True
    return chosen


@lru_cache(maxsize=1 << 12)
def _surnames(text: str) -> frozenset[str]:
    """Give the last words of names told in full; "Then Marsh" and "President Marsh" are none."""
    found: set[str] = set()
    for run in _RUN.finditer(text):
        names = run.group().split()
        while names and _is_title(names[0].lower()):
            del names[0]
        if len(names) > 1:
            found.add(names[-1].removesuffix(".").removesuffix("'s"))
    return frozenset(found)


def _is_title(word: str) -> bool:
    return word in common_words() or word in Agents.load().titles or Agents.load().longest([word]) is not None


def _needed(texts: Sequence[str], at: int, introduced: dict[str, int], is_known: Callable[[str], bool]) -> set[int]:
    """Say which sentences one needs: where its names are first told in full, and whom its pronouns mean."""
    text = texts[at]
    found: set[int] = set()
    full = _surnames(text)
    for match in _NAME.finditer(text):
        name = match.group()
        where = introduced.get(name, at)
        if where != at and name not in full and name.lower() not in common_words() and not is_known(name):
            found.add(where)
    back = 0
    if _PAIRS.search(text):
        back = _BACK
    elif _PERSONS.search(text) and not full:
        back = next((steps for steps in range(1, _BACK + 1) if at >= steps and _surnames(texts[at - steps])), 1)
    found.update(range(max(0, at - back), at))
    if '"' in text and _FIRST.search(text) and at + 1 < len(texts):
        found.add(at + 1)
    return found

"""Sport: teams meet, strike and defend, and countries do nothing to each other by it.

Flows in: the text of a paragraph. Flows out: whether it tells of a game, and what is only play there.
"""

import re
from functools import lru_cache
from itertools import pairwise

from streams.coding.forces import forces
from streams.coding.syntax import stem

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ENOUGH, _ENOUGH_IN_SPORT = 4, 2
_SURE = 2
_SCORE = re.compile(
    r"\b(?:won|beat|lost|drew|defeated|thrashed|held|led|leading|trailed)\b[^.;]{0,40}? \d{1,3}[-–]\d{1,3}"
    r"(?=[,.;]|$| (?:to|in|at|away|over|on|after|and|with|from|before|when|as)\b)"
    r"|\b\d{1,3}[-–]\d{1,3} (?:win|victory|defeat|loss|lead|draw|home)\b"
)
"""How a game ended; a ballot may end so, too."""

_BALLOT = re.compile(
    r"\b(?:vot|ballot|elect|seat|senat|parliament|congress|lawmaker|poll|referend|court|judge|council)"
)


@lru_cache(maxsize=1 << 11)
def is_sport(text: str, *, within: bool = False) -> bool:
    """Say whether a text tells of a game, by the different words that it uses.

    Sure signs count two, others one; without a sure one nothing is sport.

    Args:
        text: a paragraph, or how a story begins.
        within: whether the story is known to tell of a game, so that less will do.
    """
    found = _WORD.findall(text.lower())
    known = {*found, *map(stem, found), *map(" ".join, pairwise(found))}
    scored = _SCORE.search(text) is not None and _BALLOT.search(text.lower()) is None
    sure, others = 2 * scored + len(known & forces()["sport"]), len(known & forces()["game"])
    return _SURE * sure + others >= (_ENOUGH_IN_SPORT if within else _ENOUGH) and (sure > 0 or within)


def is_play(lemma: str) -> bool:
    """Say whether a predicate is what one does in a game."""
    return lemma in forces()["plays"]

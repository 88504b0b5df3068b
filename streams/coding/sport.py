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
    sure, others = len(known & forces()["sport"]), len(known & forces()["game"])
    return _SURE * sure + others >= (_ENOUGH_IN_SPORT if within else _ENOUGH) and (sure > 0 or within)


def is_play(lemma: str) -> bool:
    """Say whether a predicate is what one does in a game."""
    return lemma in forces()["plays"]

"""Headlines in the case of a sentence, so that the parser sees verbs and not names.

Flows in: a headline, and the story's body, which shows how its names are written. Flows out: the same
characters, common words in small letters. Nothing moves: every character keeps its place.
"""

import calendar
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from streams.coding.tables import rows

_WORD = re.compile(r"[^\W\d_][\w'.&-]*")
_TITLED = 0.6
_FEW = 3
_LONG = 4
_MONTHS = frozenset(name.lower() for name in calendar.month_name)
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]{1,3}s?$")


@cache
def common_words() -> frozenset[str]:
    """Read the words that the project's corpus writes small within sentences."""
    text = resources.files("streams.coding").joinpath("data", "commonwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def lexical_verbs() -> frozenset[str]:
    """Give the verbs of the lexicon as headlines have them: "kidnap", "kidnaps", "defies", "clashes"."""
    verbs = {pattern for pattern, pos, *_ in rows("lexicon", 6) if pos == "verb" and pattern.isalpha()}
    return frozenset(form for verb in verbs for form in (verb, _third(verb)))


def _third(verb: str) -> str:
    if verb.endswith("y") and not verb.endswith(("ay", "ey", "oy", "uy")):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _pasts(third: str) -> tuple[str, ...]:
    stem = third.removesuffix("s").removesuffix("e")
    return third[:-1] + "d", stem + "ed", stem.removesuffix("i") + "ied"


class Casing:
    """How the words of one story are written where case tells: in the middle of its sentences."""

    def __init__(self, small: frozenset[str], capital: dict[str, str]) -> None:
        self._small = small
        self._capital = capital

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Casing":
        """Learn from running text which words it writes small and which as names."""
        small: set[str] = set()
        capital: dict[str, str] = {}
        for text in texts:
            for match in _WORD.finditer(text):
                word = match.group()
                if word.islower():
                    small.add(word)
                elif match.start() > 1 and text[match.start() - 1] == " " and text[match.start() - 2].islower():
                    capital.setdefault(word.lower(), word)
        return cls(frozenset(small), capital)

    def sentence(self, headline: str) -> str:
        """Put a headline in Title Case or ALL CAPS in sentence case; other text is returned as it is."""
        words = [match.group() for match in _WORD.finditer(headline)]
        telling = [word for word in words if len(word) >= _LONG]
        if len(words) < _FEW or len(telling) < _FEW - 1 or headline.rstrip().endswith("."):
            return headline
        if sum(word[0].isupper() for word in telling) < _TITLED * len(telling):
            return headline
        shouted = sum(word.isupper() for word in telling) > _TITLED * len(telling)
        first = True
        pieces: list[str] = []
        at = 0
        for match in _WORD.finditer(headline):
            pieces.append(headline[at : match.start()])
            pieces.append(self._word(match.group(), first=first, shouted=shouted))
            first = False
            at = match.end()
        cased = "".join([*pieces, headline[at:]])
        return cased if len(cased) == len(headline) else headline

    def _word(self, word: str, *, first: bool, shouted: bool) -> str:
        low = word.lower()
        if len(low) != len(word):
            return word
        if _INITIALS.match(word) and not (shouted and self._is_common(low) and low != "us"):
            return word
        if not shouted and not word[0].isupper():
            return word
        if low in self._capital and low not in self._small:
            return self._capital[low]
        bare = low.removesuffix("'s").removesuffix(".")
        if bare in self._capital and bare not in self._small:
            return self._capital[bare] + word[len(bare) :].lower()
        if low in self._small or self._is_common(low):
            return low.capitalize() if first else low
        if shouted:
            return "-".join(part.capitalize() for part in low.split("-"))
        return word

    @staticmethod
    def _is_common(word: str) -> bool:
        # Headlines stand in the present tense, running news in the past: "urges" is known by "urged".
        known, bare = common_words(), word.removesuffix("s")
        if word in known or bare in known or word.removesuffix("es") in known:
            return True
        if word in _MONTHS:
            return False
        return word in lexical_verbs() or (bare != word and not known.isdisjoint(_pasts(word)))

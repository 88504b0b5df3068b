"""The words that count in a comparison though they are no 3-grams: numbers, and version markers before a headline.

Flows in: `words.json`, text. Flows out: a text's numbers, a headline without its markers.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DIGITS = re.compile(r"\d[\d.,/-]*\d|\d")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class _Words:
    numbers: dict[str, int]
    scales: frozenset[str]
    characters: re.Pattern[str]
    all: frozenset[str]
    marker: re.Pattern[str]
    revision: re.Pattern[str]


def _markers(words: Sequence[str]) -> re.Pattern[str]:
    # A marker ends in a number, a dash or a colon: "UPDATE 2-", "REFILE:"; "Flash floods" is a headline.
    return re.compile(rf"^(?:\s*(?:{'|'.join(words)})\b\s*\d*\s*[-:–—]+\s*)+", re.IGNORECASE)


@cache
def _words() -> _Words:
    table = json.loads(files("streams.duplicates").joinpath("words.json").read_text("utf-8"))
    numbers: dict[str, int] = table["numbers"]
    for compound in table["compounds"]:
        for unit, first in enumerate(compound["units"], 1):
            numbers |= {first + compound["link"] + tens: numbers[tens] + unit for tens in compound["tens"]}
    return _Words(
        numbers,
        frozenset(table["scales"]),
        re.compile(f"[{table['characters']}]+"),
        frozenset([*numbers, *table["scales"]]),
        _markers(table["markers"]),
        _markers(table["revision_markers"]),
    )


def without_markers(headline: str) -> str:
    """Take off what says which version a headline is of; it says nothing of the words that were copied."""
    return _words().marker.sub("", headline)


def is_marked_revision(headline: str) -> bool:
    """Say whether a headline begins with a marker of a later version (UPDATE n-, CORRECTED-, REFILE-)."""
    return _words().revision.match(headline) is not None


def numbers(text: str, tokens: Sequence[str]) -> tuple[str, ...]:
    """Give a text's numbers, each as often as it stands there, sorted: digits as they are, number words as digits.

    Args:
        text: NFKC, case folded.
        tokens: its words, in order.

    Returns:
        Digits without grouping commas ("1,200" is "1200"), words by value ("twenty-five" is "25"), and scales
        ("million") as words, so that five million and five billion differ. "One" is a pronoun too often to count.
        Numerals of Chinese and Japanese stand as they are written.
    """
    words = _words()
    found = [_THOUSANDS.sub("", number) for number in _DIGITS.findall(text)]
    if not text.isascii():
        found.extend(words.characters.findall(text))
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

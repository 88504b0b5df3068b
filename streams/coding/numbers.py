"""Numbers as news writes them: digits, words, dozens, ranges and bounds.

Flows in: a text. Flows out: `Number`, with a lower and an upper bound and where it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from streams.coding.tables import rows, words

HIGHEST = 1e15
"""Larger figures are no count of people or money: they are left out."""

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Number:
    """A number at code points `start` to `end`, bounds included in the words; null where the text leaves a side open.

    `core` is where the figure itself starts, after "at least" and its like.
    """

    start: int
    end: int
    core: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class _Words:
    pattern: re.Pattern[str]
    units: dict[str, float]
    scales: dict[str, float]
    vague: dict[str, float]
    bounds: dict[str, str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    tables: dict[str, dict[str, str]] = {"unit": {}, "scale": {}, "vague": {}, "bound": {}}
    for kind, value, cell in rows("numbers", 3):
        tables[kind].update(dict.fromkeys(words(cell), value))
    kinds = ("unit", "scale", "vague")
    units, scales, vague = ({word: float(value) for word, value in tables[kind].items()} for kind in kinds)
    unit, scale, loose, bound = (_any(tables[kind]) for kind in ("unit", "scale", "vague", "bound"))
    small = rf"(?:{unit})(?:[- ](?:{unit}))?"
    spelled = rf"{small}(?:[ -](?:{scale}))*(?: (?:and )?{small})?(?: (?:{scale}))?"
    figure = rf"(?:(?:{_DIGITS})(?:[ -]?(?:{scale}))?|{spelled}|(?:{scale})(?! of\b))"
    to = "(?(between) and |(?: to |-|–| or ))"
    pattern = (
        rf"(?<![\w.,$€£])(?:(?P<bound>{bound}) )?(?:(?P<further>a further|another|an additional) )?"
        rf"(?:(?P<vague>{loose})|(?P<between>between )?(?P<one>{figure})(?:{to}(?P<two>{figure}))?)(?![\w%])(?!\.\d)"
    )
    return _Words(re.compile(pattern, re.IGNORECASE), units, scales, vague, tables["bound"])


def _any(table: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


def value_of(text: str) -> float | None:
    """Read one figure, in digits or words; None when it is none.

    Args:
        text: "1,200", "2.5 billion", "twenty-three", "two hundred and five", "a dozen".
    """
    table = _words()
    total, current, seen = 0.0, 0.0, False
    for part in re.findall(rf"{_DIGITS}|[a-z]+", text.lower()):
        if part[0].isdigit():
            current, seen = current + float(part.replace(",", "")), True
        elif part in table.scales:
            scale = table.scales[part]
            current = (current or 1.0) * scale
            seen = True
            if scale >= 1000:  # noqa: PLR2004 - what follows a thousand is added to it
                total, current = total + current, 0.0
        elif part in table.units:
            current, seen = current + table.units[part], True
        elif part != "and":
            return None
    return total + current if seen and total + current <= HIGHEST else None


def numbers(text: str) -> Iterator[Number]:
    """Find all numbers of a text, in order.

    Bounds are as written: "at least 12" and "more than 12" are 12 upward, "up to 12" and "nearly 12" 12 downward,
    "about 12" is 12; "dozens" is 24 upward.
    """
    table = _words()
    for match in table.pattern.finditer(text):
        bound = table.bounds.get((match["bound"] or "").lower(), "near")
        if match["vague"]:
            yield Number(match.start(), match.end(), match.start("vague"), table.vague[match["vague"].lower()], None)
            continue
        first = value_of(match["one"])
        second = value_of(match["two"]) if match["two"] else None
        if first is None:
            continue
        if match["two"] and (second is None or second < first):
            second = None
            yield Number(match.start(), match.end("one"), match.start("one"), *_bounded(first, None, bound))
        else:
            yield Number(match.start(), match.end(), match.start("one"), *_bounded(first, second, bound))


def _bounded(first: float, second: float | None, bound: str) -> tuple[float | None, float | None]:
    if second is not None:
        return first, second
    return (None if bound == "max" else first), (None if bound == "min" else first)

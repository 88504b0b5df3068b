"""Numbers as news writes them: digits, words, dozens, ranges, bounds, and nobody at all.

Flows in: a text. Flows out: `Number`, with a lower and an upper bound and where it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from streams.coding.tables import rows, words

HIGHEST = 1e15
"""Larger figures are no count of people or money: they are left out."""

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""A figure in digits, as a pattern."""

_THOUSAND = 1000


@dataclass(frozen=True)
class Number:
    """A number at code points `start` to `end`, bounds included in the words; null where the text leaves a side open.

    `core` is where the figure itself starts, after "at least" and its like. `beyond` says that the bound itself is
    not meant: "more than 30" people are 31 at least.
    """

    start: int
    end: int
    core: int
    low: float | None
    high: float | None
    beyond: bool = False


@dataclass(frozen=True)
class Bound:
    """What words like "at least" make of a figure: which side they leave open, and whether the figure is meant."""

    opens: str
    beyond: bool

    def around(self, first: float, second: float | None = None) -> tuple[float | None, float | None]:
        """Give the bounds of a figure, or of a range, which is bound on both sides whatever stands before it."""
        if second is not None:
            return first, second
        return (None if self.opens == "low" else first), (None if self.opens == "high" else first)


_BOUNDS = {
    "min": Bound("high", beyond=False),
    "above": Bound("high", beyond=True),
    "max": Bound("low", beyond=False),
    "below": Bound("low", beyond=True),
}
_NEAR = Bound("", beyond=False)


@dataclass(frozen=True)
class _Words:
    pattern: re.Pattern[str]
    parts: re.Pattern[str]
    units: dict[str, float]
    scales: dict[str, float]
    vague: dict[str, float]
    bounds: dict[str, str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    tables: dict[str, dict[str, str]] = {"unit": {}, "scale": {}, "vague": {}, "none": {}, "bound": {}}
    for kind, value, cell in rows("numbers", 3):
        tables[kind].update(dict.fromkeys(words(cell), value))
    kinds = ("unit", "scale", "vague")
    units, scales, vague = ({word: float(value) for word, value in tables[kind].items()} for kind in kinds)
    unit, scale, loose, none, bound = (any_of(tables[kind]) for kind in ("unit", "scale", "vague", "none", "bound"))
    small = rf"(?:{unit})(?:[- ](?:{unit}))?"
    spelled = rf"{small}(?:[ -](?:{scale}))*(?: (?:and )?{small})?(?: (?:{scale}))?"
    figure = rf"(?:(?:{DIGITS})(?:[ -]?(?:{scale}))?|{spelled}|(?:{scale})(?! of\b))"
    to = "(?(between) and |(?: to |-|–| or ))"
    pattern = (
        rf"(?<![\w.,$€£])(?:(?P<bound>{bound}) )?(?:(?P<further>a further|another|an additional) )?"
        rf"(?:(?P<none>{none})|(?P<vague>{loose})(?: (?P<times>{scale}))?"
        rf"|(?P<between>between )?(?P<from>from )?(?P<one>{figure})(?:{to}(?P<two>{figure}))?)(?![\w%])(?!\.\d)"
    )
    parts = re.compile(rf"{DIGITS}|(?:{unit}|{scale})(?![a-z])|[a-z]+")
    return _Words(re.compile(pattern, re.IGNORECASE), parts, units, scales, vague, tables["bound"])


def any_of(table: dict[str, str]) -> str:
    """Give a pattern that any of these words matches, the longest first."""
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


def bound_of(text: str | None) -> Bound:
    """Read the words before a figure: "at least", "nearly"; without any, or with other ones, it is as it stands."""
    return _BOUNDS.get(_words().bounds.get((text or "").lower(), ""), _NEAR)


def value_of(text: str) -> float | None:
    """Read one figure, in digits or words; None when it is none.

    Args:
        text: "1,200", "2.5 billion", "twenty-three", "two hundred and five", "a dozen", "half a million".
    """
    table = _words()
    total, current, seen = 0.0, 0.0, False
    for part in table.parts.findall(text.lower()):
        if part[0].isdigit():
            current, seen = current + float(part.replace(",", "")), True
        elif part in table.scales:
            scale = table.scales[part]
            current = (current or 1.0) * scale
            seen = True
            if scale >= _THOUSAND:  # what follows a thousand is added to it
                total, current = total + current, 0.0
        elif part in table.units:
            current, seen = current + table.units[part], True
        elif part != "and":
            return None
    return total + current if seen and total + current <= HIGHEST else None


def range_of(one: str, two: str | None) -> tuple[float, float | None] | None:
    """Read a figure, or two that are a range; None when the first is no figure.

    "Thirty to forty thousand" and "3 to 4 million" are thousands and millions at both ends. A second figure below
    the first makes no range.
    """
    first, second = value_of(one), value_of(two) if two else None
    if first is None:
        return None
    if second is None or two is None:
        return first, None
    scale = next((value for word, value in _words().scales.items() if two.lower().endswith(word)), 1.0)
    if scale >= _THOUSAND and first < scale and first * scale < second:
        first *= scale
    return first, second if second >= first else None


def numbers(text: str) -> Iterator[Number]:
    """Find all numbers of a text, in order.

    Bounds are as written: "at least 12" and "more than 12" are 12 upward, "up to 12" and "nearly 12" 12 downward,
    "about 12" is 12; "dozens" is 24 upward; "nobody" is 0. Of "from 12 to 15" only the 15 is given: it is what a toll
    has come to.
    """
    table = _words()
    for match in table.pattern.finditer(text):
        bound = bound_of(match["bound"])
        if match["none"]:
            yield Number(match.start("none"), match.end(), match.start("none"), 0.0, 0.0)
        elif match["vague"]:
            times = table.scales[match["times"].lower()] if match["times"] else 1.0
            yield Number(
                match.start(), match.end(), match.start("vague"), table.vague[match["vague"].lower()] * times, None
            )
        else:
            yield from _figured(match, bound)


def _figured(match: re.Match[str], bound: Bound) -> Iterator[Number]:
    read = range_of(match["one"], match["two"])
    if read is None:
        return
    first, second = read
    if match["from"] and match["two"]:
        last = value_of(match["two"])
        if last is not None:
            yield Number(match.start("two"), match.end(), match.start("two"), last, last)
    else:
        start = match.start("one") if match["from"] else match.start()
        end = match.end() if match["two"] and second is not None else match.end("one")
        yield Number(start, end, match.start("one"), *bound.around(first, second), bound.beyond)

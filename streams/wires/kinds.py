"""What sort of item it is: news, or something that must not be read as news.

Flows in: the wire's classes, and the text. Flows out: a `Kind`.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from schemas import Kind
from streams.wires.item import Item
from streams.wires.tables import table

_NUMBER = re.compile(r"(?<![\w.])[+-]?\d[\d.,:/-]*%?(?!\w)")
_ROW_LONGEST = 160
_GAP = re.compile(r"\t| {3,}")
_STATED: Mapping[str | None, Kind] = {one.value: one for one in Kind}
_BY_CLASS = (Kind.TEST, Kind.ADVISORY, Kind.PLANNING, Kind.SPORTS_TABLE, Kind.MARKET_TABLE)


def kind(item: Item, headline: str, body: str) -> Kind:
    """Tell what an item is.

    Args:
        item: for its classes, medium, slugline, and the kind it states itself.
        headline: cleaned.
        body: cleaned; paragraphs set apart by blank lines.

    Returns:
        `media` for pictures and sound, and for an item without a word of text: there is nothing to code.
    """
    if (stated := _STATED.get(item.kind)) is not None:
        return stated
    known = table("kinds")
    medium = (item.medium or "").strip().lower()
    if medium in known["planning_types"]:
        return Kind.PLANNING
    if medium in known["media"] or not (headline or body):
        return Kind.MEDIA
    return _by_class(item) or _by_headline(headline, item.slugline) or _by_shape(body) or Kind.NEWS


def _by_class(item: Item) -> Kind | None:
    found = {_classes().get(name.strip().lower()) for name in item.classes}
    return next((one for one in _BY_CLASS if one in found), None)


def _by_headline(headline: str, slugline: str | None) -> Kind | None:
    for name, pattern in _headlines().items():
        if pattern.match(headline) or (slugline and pattern.match(slugline)):
            return Kind(name)
    return None


def _by_shape(body: str) -> Kind | None:
    known: dict[str, Any] = table("kinds")["table"]
    lines = [line for line in body.split("\n") if line.strip()]
    if len(lines) < known["least_lines"]:
        return None
    least = known["share"] * len(lines)
    # Most texts are told from tables by the length of their lines.
    likely = [line for line in lines if len(line) <= _ROW_LONGEST]
    if len(likely) < least or sum(_is_row(line, known["least_cells"]) for line in likely) < least:
        return None
    market = sum(any(re.search(word, line, re.IGNORECASE) for word in known["market_words"]) for line in lines)
    return Kind.MARKET_TABLE if 2 * market >= len(lines) else Kind.SPORTS_TABLE


def _is_row(line: str, least_cells: int) -> bool:
    numbers = len(_NUMBER.findall(line))
    if len(_GAP.split(line.strip())) >= least_cells and numbers:
        return True
    return numbers >= least_cells and 2 * numbers >= len(line.split()) - 1


@cache
def _classes() -> dict[str, Kind]:
    known: dict[str, list[str]] = table("kinds")["classes"]
    return {name: kind for kind in reversed(_BY_CLASS) for name in known[kind.value]}


@cache
def _headlines() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in table("kinds")["headline"].items()}

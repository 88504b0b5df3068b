"""Whose report a story is: the news agency that its text credits, beside the dateline.

Flows in: headline, byline, paragraphs. Flows out: the agency's usual name, and the paragraphs without lines that are
nothing but a credit. Agencies and the forms of a credit stand in `data/agencies.toml`.

A credit is a byline, a line of its own at either end, or a report told in the opening ("AP reported"); an agency that
is only in the news ("shares of Thomson Reuters"), or is quoted deep in the text, is credited with nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from streams.wires.tables import any_of, table

# Reports told in so much of the beginning are what the story rests on.
_OPENING_PARAGRAPHS = 2
_OPENING_LETTERS = 500
# Lines of credit stand within so many paragraphs of either end, and are short.
_HEAD, _FOOT = 2, 5
_LINE_LONGEST = 240
_HEAD_LONGEST = 70
_ENDING = 40
_TOKEN = re.compile(r"\w+")
_BYLINE = re.compile(r"(?:By|Von|Par|Por) \S.{1,100}(?<![.!?])")
# What stands for an agency's name while a pattern looks at the text: one beside the word agency, and any other.
_MARKED, _BARE = "\x02", "\x01"


def agency(name: str) -> str | None:
    """Give the usual name of a news agency; None for a name that is no known agency's.

    Of two that share a report ("NTB-AFP") it is the first, and so for an agency and its desk ("dpa/lni").
    """
    known, whole = _by_lower_case(), name.strip().strip(".").lower()
    first, _, second = whole.partition("-")
    return known.get(whole) or known.get(whole.partition("/")[0]) or (known.get(first) if second in known else None)


def of_provider(provider: str) -> str | None:
    """Give the usual name of the agency that a provider is, by its name or its domain's ("ap.org")."""
    return agency(provider) or agency(provider.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a story is credited to.

    Attributes:
        explicit: in a byline or a line of credit; None: nobody.
        told: by a report that its headline or opening names; it counts where nothing explicit stands.
        paragraphs: the story without lines that only credit.
    """

    explicit: str | None
    told: str | None
    paragraphs: tuple[str, ...]


def read(headline: str, byline: str | None, paragraphs: Sequence[str]) -> Credit:
    """Find the credits of a story.

    Args:
        headline: without labels.
        byline: the wire's own, if any.
        paragraphs: of the text, in order, with the lines that furniture is taken from.
    """
    ends = (headline, byline or "", *paragraphs[:_HEAD], *paragraphs[-_FOOT:])
    if not any(_mentions(text[:_OPENING_LETTERS]) or _mentions(text[-_ENDING:]) for text in ends):
        return Credit(None, None, tuple(paragraphs))
    by = _find(_patterns().byline, byline) if byline else None
    kept, line = _lines(paragraphs)
    return Credit(by or line, _told(headline, kept), kept)


def _lines(paragraphs: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """Take out lines that only credit; the first in the text is whose it is."""
    patterns = _patterns()
    kept: list[str] = []
    found: str | None = None
    last = len(paragraphs) - _FOOT
    for at, paragraph in enumerate(paragraphs):
        ends = at < _HEAD or at >= last
        if not ends or len(paragraphs) == 1 or len(paragraph) > _LINE_LONGEST or not _mentions(paragraph):
            kept.append(paragraph)
            continue
        is_byline = at < _HEAD and _BYLINE.fullmatch(paragraph) is not None
        if is_byline:
            named = _find(patterns.byline, paragraph)
        else:
            named = _find(patterns.lines, paragraph)
            if named is None and at < _HEAD and len(paragraph) <= _HEAD_LONGEST and not paragraph.endswith("."):
                named = _find(patterns.head, paragraph)
        if named is None or is_byline:
            kept.append(paragraph)
        found = found or named
    if found is None and kept:
        found = _find(patterns.ending, kept[-1][-_ENDING:])
    return tuple(kept), found


def _told(headline: str, paragraphs: Sequence[str]) -> str | None:
    patterns = _patterns()
    opening = "\n".join(paragraphs[:_OPENING_PARAGRAPHS])[:_OPENING_LETTERS]
    opening = patterns.aside.sub("", opening)
    return (
        _find(patterns.headline, headline)
        or _find(patterns.running, opening, sure=True)
        or _find(patterns.opening, opening.partition("\n")[0], sure=True)
        or _find(patterns.running, headline, sure=True)
    )


def _find(pattern: re.Pattern[str], text: str, *, sure: bool = False) -> str | None:
    """Search a text for a pattern of credit.

    Args:
        pattern: with the signs that stand for agencies.
        text: as it stands.
        sure: names that are also something else count only beside the word agency.

    Returns:
        The usual name of the first agency in what was found.
    """
    if not _mentions(text):
        return None
    names: list[str] = []

    def sign(match: re.Match[str]) -> str:
        marked = bool(match["before"] or match["after"])
        if sure and not marked and match["name"] in ambiguous():
            return match[0]
        names.append(_names()[match["name"]])
        return _MARKED if marked else _BARE

    signed = _name().sub(sign, text)
    found = pattern.search(signed)
    if found is None:
        return None
    before = signed[: found.start()]
    skipped = before.count(_MARKED) + before.count(_BARE)
    return names[skipped] if _MARKED in found[0] or _BARE in found[0] else None


def _mentions(text: str) -> bool:
    """Tell quickly whether an agency's name may stand in a text."""
    return not _words().isdisjoint(_TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class _Patterns:
    running: re.Pattern[str]
    opening: re.Pattern[str]
    lines: re.Pattern[str]
    head: re.Pattern[str]
    ending: re.Pattern[str]
    headline: re.Pattern[str]
    byline: re.Pattern[str]
    aside: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    known: dict[str, Any] = table("agencies")

    def compiled(*patterns: str) -> re.Pattern[str]:
        whole = "|".join(f"(?:{pattern})" for pattern in patterns)
        return re.compile(whole.replace("{A}", f"[{_MARKED}{_BARE}]").replace("{M}", _MARKED))

    return _Patterns(
        running=compiled(*known["running"]),
        opening=compiled(*known["opening"]),
        lines=compiled(rf"^(?:[—–-]+ ?)?(?:{'|'.join(known['lines'])})"),
        head=compiled(rf"^(?:{'|'.join(known['heads'])})$"),
        ending=compiled(rf"(?:{'|'.join(known['endings'])})$"),
        headline=compiled(rf"(?:{'|'.join(known['headlines'])})$"),
        byline=compiled(rf"(?:{'|'.join(known['bylines'])})$"),
        aside=compiled(*known["asides"]),
    )


@cache
def _names() -> dict[str, str]:
    names: dict[str, list[str]] = table("agencies")["names"]
    forms = {form: name for name, forms in names.items() for form in forms}
    return {form.upper(): name for form, name in forms.items()} | forms


@cache
def _by_lower_case() -> dict[str, str]:
    return {form.lower(): name for form, name in _names().items()}


@cache
def _words() -> frozenset[str]:
    """Give a word of each name, its longest: without it the name cannot stand in a text."""
    return frozenset(max(_TOKEN.findall(form), key=len) for form in _names())


@cache
def ambiguous() -> frozenset[str]:
    """Give the names that are also something else: a state, a word, another body."""
    known: list[str] = table("agencies")["ambiguous"]
    return frozenset([*known, *map(str.upper, known)])


@cache
def _name() -> re.Pattern[str]:
    known = table("agencies")
    articles, markers, desks = (any_of(known[words]) for words in ("articles", "markers", "desks"))
    before = rf"(?:(?:{articles})\s?)?(?P<before>(?:{markers}) (?:{articles})?\s?)?"
    after = rf"(?: \([A-Z]+\))?(?P<after>[ -](?:{markers}))?(?: (?:{desks}))?"
    return re.compile(rf"(?<!\w)(?<!\w-){before}(?P<name>{any_of(_names())}){after}(?!\w)")

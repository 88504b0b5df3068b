"""Paragraphs of a page → paragraphs of the story: link boxes, offers, sign-offs and notes to desks are taken out.

Flows in: paragraphs. Flows out: those that are text; what counts as furniture stands in `data/furniture.toml`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from streams.wires.tables import table

_SENTENCE_END = re.compile(r"[.!?…][\"”’»')\]]*\Z")
_LINK_LONGEST = 160
# A line that begins like an offer is a sentence of the story if it goes on for this many words and ends as one.
_SENTENCE_WORDS = 25


@dataclass(frozen=True, slots=True)
class _Rules:
    line: re.Pattern[str]
    longest: int
    only: re.Pattern[str]
    heading: re.Pattern[str]
    desk_paragraph: re.Pattern[str]
    desk_rest: re.Pattern[str]
    sign_off: re.Pattern[str]


@cache
def _rules() -> _Rules:
    known: dict[str, Any] = table("furniture")
    return _Rules(
        line=_starts(known["line"]["starts"]),
        longest=known["line"]["longest"],
        only=re.compile(rf"(?:{'|'.join(known['line']['only'])})", re.IGNORECASE),
        heading=re.compile(rf"(?:{'|'.join(known['line']['headings'])})\s*[:：]?", re.IGNORECASE),
        desk_paragraph=_starts(known["desk"]["paragraph"]),
        desk_rest=_starts(known["desk"]["rest"]),
        sign_off=_starts(known["desk"]["sign_off"]),
    )


def _starts(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:[>»•*▶►→–—|-]+\s*)?(?:{'|'.join(patterns)})", re.IGNORECASE)


def without_furniture(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Keep the paragraphs that are the story's own.

    A heading over links ("More like this") takes the link-like lines below it along, and stops at the first
    sentence, as such boxes also stand in the middle of stories. Text after a mark that says "not for
    publication from here" never comes back.

    Args:
        paragraphs: in order, without blank ones.
    """
    rules = _rules()
    kept: list[str] = []
    below_heading = False
    for paragraph in paragraphs:
        if rules.desk_rest.match(paragraph):
            break
        if rules.heading.fullmatch(paragraph):
            below_heading = True
            continue
        if below_heading and _is_link(paragraph):
            continue
        if _is_furniture(paragraph, rules, first=not kept):
            continue
        below_heading = False
        kept.append(paragraph)
    return tuple(kept)


def before_notes(paragraphs: Sequence[str]) -> list[str]:
    """Keep what may be published: neither a note to desks nor what follows the mark that ends the text."""
    rules = _rules()
    end = next((at for at, one in enumerate(paragraphs) if rules.desk_rest.match(one)), len(paragraphs))
    return [one for one in paragraphs[:end] if not rules.desk_paragraph.match(one)]


def _is_link(paragraph: str) -> bool:
    return len(paragraph) <= _LINK_LONGEST and not _SENTENCE_END.search(paragraph)


def _is_furniture(paragraph: str, rules: _Rules, *, first: bool) -> bool:
    if rules.only.fullmatch(paragraph) or rules.desk_paragraph.match(paragraph):
        return True
    if not first and rules.sign_off.match(paragraph):
        return True
    if len(paragraph) > rules.longest or not rules.line.match(paragraph):
        return False
    return not (_SENTENCE_END.search(paragraph) and len(paragraph.split()) >= _SENTENCE_WORDS)


@cache
def _byline() -> re.Pattern[str]:
    return re.compile(table("furniture")["byline"]["line"])


def byline_of(paragraph: str) -> str | None:
    """Read a paragraph that is only a byline ("By Ann Bell and Omar Said"); None if it is anything else."""
    match = _byline().fullmatch(paragraph.strip())
    return match["names"].strip(" ,") if match else None

"""The text of an article cut into pieces to parse, each knowing where in the article it stands.

Flows in: an article's headline and body. Flows out: passages whose every character has the same place in the
article, so that a token's offset plus the passage's is an offset into the published text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas import Article, TextField
from streams.coding.casing import Casing
from streams.errors import CodingError

MAX_CHARACTERS = 200_000
"""Longer texts are no news story; a parse of more would outlast the item's time limit."""

_MAX_PASSAGE = 5_000
"""What is parsed at once, too: the parser takes some 16 kB for each token, and a token can be one character."""

_SHORT_LINE = 50
_NO_WORD = re.compile(r"\S{200,}")
_BLANK = re.compile(r"\n[^\S\n]*\n")
_STOP = re.compile(r"[.!?][\"'”’)]?\s")
_ENDS = tuple(".!?:;\"'”’)")
_LIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text for the parser: as long as the published one, character by character."""

    field: TextField
    offset: int
    text: str


def plain(text: str) -> str:
    """Put what upsets the parser in plain form, character for character.

    Typographic quotes and control characters; and what has no space for longer than any word or address is blanked:
    the tokenizer's time grows with the square of its length.
    """
    if not text.isascii():
        text = text.translate(_LIKE)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return _NO_WORD.sub(lambda run: " " * len(run.group()), text)


def passages(article: Article) -> list[Passage]:
    """Cut an article into its headline and paragraphs; what is longer than any headline is read no further.

    Raises:
        CodingError: `too_long`, more than `MAX_CHARACTERS` of headline or body.
    """
    if max(len(article.headline), len(article.body)) > MAX_CHARACTERS:
        raise CodingError("too_long", f"text of more than {MAX_CHARACTERS} characters")
    found = []
    if article.headline.strip():
        casing = Casing.of([article.body])
        found.append(Passage(TextField.HEADLINE, 0, casing.sentence(plain(article.headline[:_MAX_PASSAGE]))))
    for start, end in _paragraphs(article.body):
        for left, right in _bounded(article.body, start, end):
            found.append(Passage(TextField.BODY, left, plain(article.body[left:right])))
    return found


def batches(pieces: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Divide passages into those that are parsed at once, in their order."""
    batch: list[Passage] = []
    size = 0
    for piece in pieces:
        if batch and size + len(piece.text) > _MAX_PASSAGE:
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += len(piece.text)
    if batch:
        yield batch


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BLANK.finditer(body):
        yield from _lines(body, start, match.start())
        start = match.end()
    yield from _lines(body, start, len(body))


def _lines(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    # A wire that wraps its lines breaks within sentences; one that sets a paragraph a line ends with a stop.
    left = start
    at = start
    while (at := body.find("\n", at, end)) >= 0:
        line = body[body.rfind("\n", left, at) + 1 if body.rfind("\n", left, at) >= 0 else left : at].rstrip()
        if line.endswith(_ENDS) or len(line) < _SHORT_LINE:
            yield from _trimmed(body, left, at)
            left = at + 1
        at += 1
    yield from _trimmed(body, left, end)


def _trimmed(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = body[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _bounded(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _MAX_PASSAGE:
        window = body[start : start + _MAX_PASSAGE]
        stops = [match.end() for match in _STOP.finditer(window)]
        cut = stops[-1] if stops else (window.rfind(" ") + 1 or _MAX_PASSAGE)
        yield from _trimmed(body, start, start + cut)
        start += cut
    yield from _trimmed(body, start, end)

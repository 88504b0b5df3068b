"""A wire's headline and body → the story's own words: mended, unmarked, without furniture, labels or dateline.

Flows in: two strings as the wire has them. Flows out: `StoryText`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import ftfy
from ftfy.badness import is_bad

from schemas import Signal
from streams.wires import agencies, datelines, furniture, lifecycle, markup

_CONFIG = ftfy.TextFixerConfig(
    uncurl_quotes=False,  # quotes stay as the desk set them
    fix_character_width=False,
    fix_latin_ligatures=True,
    normalization="NFC",
    unescape_html="auto",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u00ad\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#[0-9]|[A-Za-z]{2,8};)")
# Nearly all text in English: with nothing but these there is nothing to mend.
_UNUSUAL = re.compile(r"[^\x20-\x7e\n\t“”‘’„«»–—…]")
_LIGATURE_OR_HALF = re.compile(r"[\ufb00-\ufb06\ud800-\udfff\x80-\x9f\x1b]")
# Text that was decoded wrongly has several such characters side by side, or one of these three before a space.
_SUSPECT = re.compile(r"[^\x00-\x7f“”‘’„«»–—…\u00a0](?:[^\x00-\x7f“”‘’„«»–—…\u00a0]+|(?<=[ÃÂâ])(?![a-zà-ÿ’]))")
# No sign of wrong decoding is longer than this.
_SIGN = 5
_ODD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_BREAK = re.compile(r"\n[ \t]*\n\s*")
# Text set in columns: lines of about equal length, broken where the column ended.
_COLUMN_LEAST, _COLUMN_MOST = 45, 100
_INDENT = re.compile(r"[ \t]{2,}(?=\S)")
_HEAD = 3


@dataclass(frozen=True, slots=True)
class StoryText:
    """The words of a story, and what stood around them.

    Attributes:
        headline: without labels.
        body: paragraphs set apart by blank lines, beginning with the story's own text.
        byline: found above the text, if any.
        dateline: found at the head of the text, if any.
        located: the dateline's city.
        credit: the agency that the dateline, a byline or a line of credit names.
        told_by: the agency whose report the headline or the opening tells of.
        note: what a public paragraph says was corrected.
        signals: of labels, notes, and orders to kill or hold.
        named: the identities of items that such an order names, also where it is addressed to desks.
    """

    headline: str
    body: str
    byline: str | None = None
    dateline: str | None = None
    located: str | None = None
    credit: str | None = None
    told_by: str | None = None
    note: str | None = None
    signals: tuple[Signal, ...] = ()
    named: tuple[str, ...] = ()


def mended(text: str) -> str:
    """Mend a text: mojibake, control and zero-width characters, lone surrogates, odd spaces and line ends.

    Quotes stay as they are, letters are composed (NFC).
    """
    entities = "&" in text and _ENTITY.search(text)
    if not entities and not _UNUSUAL.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    # ftfy takes milliseconds a story, so it is asked only where there may be something to mend.
    if entities or _LIGATURE_OR_HALF.search(text) or _is_wrongly_decoded(text):
        text = ftfy.fix_text(text, _CONFIG)
    return _ODD_SPACE.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFC", text)))


def _is_wrongly_decoded(text: str) -> bool:
    """Look closely at suspect places alone: the look takes a millisecond a story, and "größer" is suspect."""
    return any(is_bad(text[max(0, one.start() - _SIGN) : one.end() + _SIGN]) for one in _SUSPECT.finditer(text))


def line(text: str | None) -> str | None:
    """Give a field as one mended line without markup; None for one that holds no word."""
    if not text:
        return None
    plain = markup.text_of(text) if markup.is_markup(text) else text
    return " ".join(mended(plain).split()) or None


def read(headline: str, body: str, dateline: str | None = None, byline: str | None = None) -> StoryText:
    """Read the words of a story.

    Args:
        headline: as the wire has it.
        body: as the wire has it, marked up or plain.
        dateline: as the wire gives it in a field of its own, where it does.
        byline: likewise.
    """
    label = lifecycle.unlabelled(line(headline) or "")
    plain = markup.text_of(body) if markup.is_markup(body) else body
    # An order to kill stands before the text; it is looked for before anything is taken off.
    paragraphs = list(_paragraphs(mended(plain)))
    orders = lifecycle.orders(line(headline) or "", "\n".join(paragraphs[:_HEAD]))
    ordered = {Signal.KILL, Signal.HOLD}.intersection((*label.signals, *orders))
    named = lifecycle.mentions("\n".join(paragraphs)) if ordered else ()
    credited = agencies.read(label.headline, byline, furniture.before_notes(paragraphs))
    paragraphs, note, noted = _without_notes(furniture.without_furniture(credited.paragraphs))
    if paragraphs and label.headline and paragraphs[0].casefold() == label.headline.casefold():
        del paragraphs[0]
    above = furniture.byline_of(paragraphs[0]) if len(paragraphs) > 1 else None
    if above is not None:
        del paragraphs[0]
    found = _take_dateline(paragraphs, line(dateline))
    return StoryText(
        headline=label.headline,
        body="\n\n".join(paragraphs),
        byline=above,
        dateline=found.text if found else None,
        located=found.located if found else None,
        credit=(found.credit if found else None) or credited.explicit,
        told_by=credited.told,
        note=note,
        signals=(*label.signals, *orders, *noted),
        named=named,
    )


def _take_dateline(paragraphs: list[str], stated: str | None) -> datelines.Dateline | None:
    """Take the dateline off the first paragraph, in place; a stated one that names a place is believed first."""
    bare = stated.rstrip("-–—_ ") if stated else None
    found = datelines.find(paragraphs[0]) if paragraphs else None
    if paragraphs and bare and paragraphs[0].startswith(bare):
        after = paragraphs[0][len(bare) :].lstrip(" -–—_")
        # The text may say more than the field: who is credited, or the day.
        paragraphs[0] = min(after, found.rest, key=len) if found and found.text.startswith(bare) else after
    elif found:
        paragraphs[0] = found.rest
    if paragraphs and not paragraphs[0]:
        del paragraphs[0]
    if bare is None or (found and datelines.located(bare) is None):
        return found
    return datelines.Dateline(bare, datelines.located(bare), datelines.credit_of(bare), "")


def _without_notes(paragraphs: Sequence[str]) -> tuple[list[str], str | None, tuple[Signal, ...]]:
    """Take out paragraphs in which the desk says what it changed; a correction's is kept as its note."""
    kept: list[str] = []
    note: str | None = None
    signals: list[Signal] = []
    for paragraph in paragraphs:
        signal = next((one for one, pattern in lifecycle.note_patterns() if pattern.match(paragraph)), None)
        if signal is None:
            kept.append(paragraph)
            continue
        signals.append(signal)
        if signal is Signal.CORRECTION and note is None:
            note = paragraph.strip("()")
    return kept, note, tuple(signals)


def _paragraphs(text: str) -> list[str]:
    blocks = _BREAK.split(text.strip())
    return [paragraph for block in blocks for paragraph in _lines(block.split("\n"), alone=len(blocks) == 1)]


def _lines(lines: Sequence[str], *, alone: bool) -> list[str]:
    """Make the paragraphs of one block: lines that a column broke are joined, others stand each by itself.

    In a column every line is about as long as the column is wide, but for the last of a paragraph; the next
    paragraph of the same block is indented.
    """
    lines = [one for one in lines if one.strip()]
    groups: list[list[str]] = []
    for one in lines:
        if not groups or _INDENT.match(one):
            groups.append([])
        groups[-1].append(one)
    full = [len(one.rstrip()) for group in groups for one in group[:-1]]
    set_in_column = bool(full) and all(_COLUMN_LEAST <= length <= _COLUMN_MOST for length in full)
    if not set_in_column or (alone and len(lines) < _HEAD):
        return [_cells(one) for one in lines]
    return [_cells(" ".join(one.strip() for one in group)) for group in groups]


def _cells(text: str) -> str:
    return text.strip() if "\t" in text or "   " in text.strip() else " ".join(text.split())


def printable(text: str) -> bool:
    """Tell whether a text is one, and not bytes that happen to decode: hardly any control characters."""
    if "\x00" in text:
        return False
    if "".join(text[:10_000].split()).isprintable():
        return True
    odd = sum(1 for one in text[:10_000] if unicodedata.category(one) in {"Cc", "Cn", "Co"} and one not in "\t\n\r\f")
    return odd * 50 <= min(len(text), 10_000)

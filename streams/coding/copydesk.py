"""The copy desk: a story's paragraphs cut into sentences, each parsed and read, or only looked through.

Flows in: an article. Flows out: its paragraphs, each as one doc for the question who is who, and its lines: what was
read in each sentence by itself. What was read depends on the sentence's words alone, so that it is kept for a while.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from schemas import Article, TextField
from streams.coding.anchors import story_day
from streams.coding.clippings import Clipping, Line
from streams.coding.gate import Gate
from streams.coding.lexicon import Lexicon
from streams.coding.occasions import rightly_done
from streams.coding.parser import Parser
from streams.coding.passages import Passage, batches, passages
from streams.coding.prominence import LEAST
from streams.coding.reading import Reader, Reading
from streams.coding.recent import Recent
from streams.coding.registry import Registry
from streams.coding.selection import selected
from streams.coding.sentences import stretches
from streams.coding.shallow import shallow
from streams.coding.tree import Doc
from streams.coding.trees import joined

WEAK = 0.2
"""What is told less surely than that adds nothing to an event that another sentence tells surely."""

FAINT = 0.12
"""What is told less surely than that does not even keep alive what an earlier version of the story told surely."""

_FLASH = 4
"""So short a story is parsed whole: who is named in it counts, also where nothing happens."""

_DOUBTED = LEAST - 0.01
"""What is read where the bare words tell of no event is not sure enough to be told,"""

_PLAIN = 0.6
"""unless it is surer than that: "freed a diplomat" is told whatever else the sentence speaks of."""

_SILENT = "no words that tell of events"

MAX_TOKENS = 200
"""Longer sentences are lists, tables or broken text; the parser's answer to them means nothing."""


_TEXTS = 3
"""Whether a sentence is worth parsing is kept of so many times more: a text and a bit each."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a paragraph that is parsed at once, or not parsed: at least one line."""

    passage: Passage
    clipping: Clipping


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage as one doc, and the stretches that it consists of."""

    passage: Passage
    doc: Doc
    stretches: tuple[Stretch, ...]


class CopyDesk:
    """Reads stories sentence by sentence."""

    def __init__(self, parser: Parser, words: Lexicon, reader: Reader, gate: Gate, keep: int) -> None:
        """Make it of its parts; `keep` is the number of stretches whose readings are kept."""
        self._parser = parser
        self._words = words
        self._reader = reader
        self._gate = gate
        self._recent: Recent[tuple[str, bool], bytes] = Recent(keep)
        self._passed: Recent[str, bool] = Recent(_TEXTS * keep)

    def read(self, article: Article) -> list[Paragraph]:
        """Read a story.

        Raises:
            CodingError: `too_long`.
        """
        whole = passages(article)
        cut = [list(_cut(passage)) for passage in whole]
        pieces = [piece for found in cut for piece in found]
        parsed = self._parsed(pieces, self._chosen([piece.text for piece in pieces], story_day(article)))
        found: list[Paragraph] = []
        for passage, here in zip(whole, cut, strict=True):
            stretched = tuple(Stretch(piece, next(parsed)) for piece in here)
            found.append(Paragraph(passage, _as_one(passage, stretched), stretched))
        return found

    def _chosen(self, texts: Sequence[str], day: date) -> list[bool]:
        if len(texts) <= _FLASH:
            return [True] * len(texts)
        known = Registry.load()
        return selected(texts, self._passes, lambda name: known.lookup(name, day) is not None)

    def _passes(self, text: str) -> bool:
        passes = self._passed.get(text)
        return self._passed.put(text, self._gate.passes(text)) if passes is None else passes

    def _parsed(self, pieces: Sequence[Passage], chosen: Sequence[bool]) -> Iterator[Clipping]:
        """Parse and read those pieces that are chosen, and look through the others."""
        wanted = {_key(piece): piece for piece, is_chosen in zip(pieces, chosen, strict=True) if is_chosen}
        kept = {key: filed for key in wanted if (filed := self._recent.get(key)) is not None}
        found = {key: Clipping.unfiled(filed, self._words) for key, filed in kept.items()}
        new = [piece for key, piece in wanted.items() if key not in found]
        with self._parser.memory_zone():
            for batch in batches(new):
                for piece, doc in zip(batch, self._parser.pipe(piece.text for piece in batch), strict=True):
                    key = _key(piece)
                    found[key] = Clipping(doc, tuple(self._lines(piece, doc)))
                    self._recent.put(key, found[key].filed())
        for piece, is_chosen in zip(pieces, chosen, strict=True):
            if is_chosen:
                yield found[_key(piece)]
            else:
                yield Clipping(shallow(piece.text), (Line(0, len(piece.text), silence=_SILENT),))

    def _lines(self, piece: Passage, doc: Doc) -> Iterator[Line]:
        for span in [doc[:]] if piece.field is TextField.HEADLINE else doc.sents:
            if len(span) > MAX_TOKENS:
                yield Line(span.start_char, span.end_char, silence=f"longer than {MAX_TOKENS} words")
            elif not self._words.gate(span):
                yield Line(span.start_char, span.end_char, silence="no word of any event")
            else:
                found, doubt = self._reader.read(span, FAINT)
                readings = rightly_done(found)
                if not self._passes(piece.text):
                    readings = [_doubted(one) for one in readings]
                yield Line(span.start_char, span.end_char, tuple(readings), doubt)


def _doubted(reading: Reading) -> Reading:
    return reading if reading.confidence >= _PLAIN else replace(reading, confidence=min(reading.confidence, _DOUBTED))


def _key(piece: Passage) -> tuple[str, bool]:
    return piece.text, piece.field is TextField.HEADLINE


def _cut(passage: Passage) -> Iterator[Passage]:
    if passage.field is TextField.HEADLINE:
        yield passage
        return
    for start, end in stretches(passage.text):
        yield Passage(passage.field, passage.offset + start, passage.text[start:end])


def _as_one(passage: Passage, parts: Sequence[Stretch]) -> Doc:
    if len(parts) == 1 and parts[0].passage.text == passage.text:
        return parts[0].clipping.doc
    return joined(passage.text, [(part.passage.offset - passage.offset, part.clipping.doc) for part in parts])

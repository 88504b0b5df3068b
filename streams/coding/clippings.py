"""Clippings: sentences that were read, filed so small that those of many minutes of a wire are kept.

Flows in: a parsed piece of text and its lines. Flows out: some bytes, and from them the same words and lines again.
What can be looked up in the words anew, the lexicon's entries and all that was worked out for a word, is not filed.
"""

import marshal
import zlib
from dataclasses import dataclass
from operator import attrgetter

from streams.coding.lexicon import Lexicon
from streams.coding.predicates import Scene
from streams.coding.reading import Doubt, Reading
from streams.coding.tree import Doc, Span, Token
from streams.coding.trees import grow

_FASTEST = 1
_WORD = attrgetter(
    "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "whitespace_", "is_sent_start",
    "head.i",
)  # fmt: skip

_FiledReading = tuple[int, str, str | None, int | None, int | None, float]
_FiledDoubt = tuple[str, str, float]
_FiledLine = tuple[int, int, tuple[int, int] | None, list[_FiledReading], _FiledDoubt | None, str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence within its passage, `start` to `end`; its readings, or why there are none."""

    start: int
    end: int
    readings: tuple[Reading, ...] = ()
    doubt: Doubt | None = None
    silence: str | None = None


@dataclass(frozen=True, slots=True)
class Clipping:
    """A piece of text as it was parsed, and its lines as they were read."""

    doc: Doc
    lines: tuple[Line, ...]

    def filed(self) -> bytes:
        """Give it as bytes, for this process alone."""
        words = [_WORD(word) for word in self.doc.words]
        kept = (self.doc.text, words, [_filed(line) for line in self.lines])
        return zlib.compress(marshal.dumps(kept), _FASTEST)

    @classmethod
    def unfiled(cls, kept: bytes, lexicon: Lexicon) -> "Clipping":
        """Read what `filed` gave; `lexicon` is that by which it was read."""
        text, words, lines = marshal.loads(zlib.decompress(kept))  # noqa: S302 - filed above, never from outside
        doc = Doc(text)
        heads: list[int] = []
        for at, features in enumerate(words):
            word = Token()
            word.doc, word.i, word.memo = doc, at, None
            (
                word.idx, word.text, word.lower_, word.lemma_, word.pos_, word.tag_, word.dep_,
                word.ent_type_, word.ent_iob_, word.whitespace_, word.is_sent_start, head,
            ) = features  # fmt: skip
            doc.words.append(word)
            heads.append(head)
        grow(doc, heads)
        return cls(doc, tuple(_unfiled(line, doc, lexicon) for line in lines))


def _filed(line: Line) -> _FiledLine:
    span = line.readings[0].scene.span if line.readings else None
    return (
        line.start,
        line.end,
        None if span is None else (span.start, span.end),
        [
            (one.trigger.i, one.type, one.mode, _place(one.actor), _place(one.recipient), float(one.confidence))
            for one in line.readings
        ],
        None if line.doubt is None else (line.doubt.word, line.doubt.type, float(line.doubt.confidence)),
        line.silence,
    )


def _unfiled(filed: _FiledLine, doc: Doc, lexicon: Lexicon) -> Line:
    start, end, place, told, doubt, silence = filed
    readings: tuple[Reading, ...] = ()
    if place is not None:
        scene = Scene.of(_sentence(doc, *place), lexicon)
        readings = tuple(
            Reading(scene, doc[trigger], kind, mode, _word(doc, actor), _word(doc, recipient), confidence)
            for trigger, kind, mode, actor, recipient, confidence in told
        )
    return Line(start, end, readings, None if doubt is None else Doubt(*doubt), silence)


def _sentence(doc: Doc, start: int, end: int) -> Span:
    sent = doc[start].sent  # the one that its words know, for what is worked out for it
    return sent if (sent.start, sent.end) == (start, end) else doc[start:end]


def _place(word: Token | None) -> int | None:
    return None if word is None else word.i


def _word(doc: Doc, place: int | None) -> Token | None:
    return None if place is None else doc[place]

"""Reading a parse of spaCy's into plain objects, once.

Flows in: a doc that spaCy has parsed. Flows out: the same words with their heads, children, sentences and names.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from spacy import tokens

from streams.coding.tree import Doc, Span, Token

_COLUMNS = ["ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "HEAD", "SPACY", "SENT_START", "ENT_IOB", "ENT_TYPE"]
_IOB = ("", "I", "O", "B")
_SENTENCE = 1
_SIGNED, _WRAP = 1 << 63, 1 << 64


class Trees:
    """Reads the docs of one parser; keeps the strings it met."""

    _KEPT = 1 << 14

    def __init__(self, strings: Any) -> None:  # noqa: ANN401 - spaCy's store has no types
        self._store = strings
        self._strings: dict[int, str] = {}

    def of(self, doc: tokens.Doc) -> Doc:
        """Read a doc."""
        if len(self._strings) > self._KEPT:
            self._strings.clear()
        read = Doc(doc.text)
        rows: list[list[int]] = doc.to_array(cast("list[int | str]", _COLUMNS)).tolist()
        grow(read, self._words(read, rows))
        return read

    def _words(self, doc: Doc, rows: list[list[int]]) -> list[int]:
        strings, heads, at = self._strings, [], 0
        for i, (orth, lower, lemma, pos, tag, dep, head, spacy, starts, iob, kind) in enumerate(rows):
            word = Token()
            word.doc, word.i, word.idx, word.memo = doc, i, at, None
            try:
                word.text, word.lower_, word.lemma_ = strings[orth], strings[lower], strings[lemma]
                word.pos_, word.tag_, word.dep_ = strings[pos], strings[tag], strings[dep]
                word.ent_type_ = strings[kind]
            except KeyError:
                for known in (orth, lower, lemma, pos, tag, dep, kind):
                    if known not in strings:
                        strings[known] = self._store[known]
                word.text, word.lower_, word.lemma_ = strings[orth], strings[lower], strings[lemma]
                word.pos_, word.tag_, word.dep_ = strings[pos], strings[tag], strings[dep]
                word.ent_type_ = strings[kind]
            word.ent_iob_ = _IOB[iob]
            word.whitespace_ = " " if spacy else ""
            word.is_sent_start = starts == _SENTENCE or not i
            at += len(word.text) + spacy
            heads.append(i + (head - _WRAP if head >= _SIGNED else head))
            doc.words.append(word)
        return heads


def grow(doc: Doc, heads: list[int]) -> None:
    """Hang the words of a doc on their heads, and find its sentences and names."""
    _hang(doc, heads)
    _divide(doc)
    doc.ents = tuple(_names(doc))


def joined(text: str, parts: Sequence[tuple[int, Doc]]) -> Doc:
    """Put docs together as one.

    Args:
        text: the whole text.
        parts: docs of stretches of it, in order, with the code point where each starts.
    """
    doc = Doc(text)
    heads: list[int] = []
    for offset, part in parts:
        base = len(doc.words)
        for word in part.words:
            copy = Token()
            copy.doc, copy.i, copy.idx, copy.memo = doc, base + word.i, offset + word.idx, None
            copy.text, copy.lower_, copy.lemma_ = word.text, word.lower_, word.lemma_
            copy.pos_, copy.tag_, copy.dep_ = word.pos_, word.tag_, word.dep_
            copy.ent_type_, copy.ent_iob_ = word.ent_type_, word.ent_iob_
            copy.whitespace_, copy.is_sent_start = word.whitespace_, word.is_sent_start
            heads.append(base + word.head.i)
            doc.words.append(copy)
    for word, following in pairwise(doc.words):
        end = word.idx + len(word.text)
        word.whitespace_ = " " if end < following.idx else ""
    grow(doc, heads)
    return doc


def _hang(doc: Doc, heads: list[int]) -> None:
    words = doc.words
    lefts: list[list[Token]] = [[] for _ in words]
    rights: list[list[Token]] = [[] for _ in words]
    first, last = list(range(len(words))), list(range(len(words)))
    for i, head in enumerate(heads):
        words[i].head = words[head]
        if i < head:
            lefts[head].append(words[i])
        elif i > head:
            rights[head].append(words[i])
        # The first word to reach one above it is its left edge; then all further above have one as far left.
        at = i
        while heads[at] != at and first[heads[at]] > i:
            at = heads[at]
            first[at] = i
    for i in range(len(words) - 1, -1, -1):
        at = i
        while heads[at] != at and last[heads[at]] < i:
            at = heads[at]
            last[at] = i
    for i, word in enumerate(words):
        word.lefts, word.rights = tuple(lefts[i]), tuple(rights[i])
        word.children = word.lefts + word.rights
        word.left_edge, word.right_edge = words[first[i]], words[last[i]]


def _divide(doc: Doc) -> None:
    starts = [word.i for word in doc.words if word.is_sent_start]
    for start, end in pairwise([*starts, len(doc.words)]):
        sent = Span(doc, start, end)
        doc.sents.append(sent)
        for word in doc.words[start:end]:
            word.sent = sent


def _names(doc: Doc) -> Iterator[Span]:
    words, count = doc.words, len(doc.words)
    for word in words:
        if word.ent_iob_ == "B":
            end = word.i + 1
            while end < count and words[end].ent_iob_ == "I":
                end += 1
            yield Span(doc, word.i, end, word.ent_type_)

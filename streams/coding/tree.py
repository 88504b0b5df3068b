"""A parse as plain objects: words with their heads and children, under the names that spaCy gives them.

Flows in: what `Trees` read from a doc of spaCy's. Flows out: answers to questions about words. The coder asks a word
for its children, its head, its lemma some hundred times; each such question to spaCy makes new objects and decodes
strings anew. What is read holds nothing of spaCy's, so that it outlives the parser's memory zone.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from typing import Any, TypeVar, cast, overload

_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_CHUNKS = frozenset(
    {"oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT"}
)  # the labels at which spaCy's English noun chunks end


Word = TypeVar("Word")
Answer = TypeVar("Answer")


def kept(ask: Callable[[Word], Answer]) -> Callable[[Word], Answer]:
    """Have a question about a word or a sentence worked out once: the parse does not change.

    Words of spaCy's keep nothing, and a span only as long as it is at hand itself, as the sentences of a doc are.
    """
    name = f"{ask.__module__}.{ask.__name__}"

    @wraps(ask)
    def answer(word: Word) -> Answer:
        if not isinstance(word, Token | Span):
            return ask(word)
        memo = word.memo
        if memo is None:
            # Most words are asked nothing, and an empty memo is as large as the word.
            memo = word.memo = {}
        if name not in memo:
            memo[name] = ask(word)
        return cast("Answer", memo[name])

    return answer


class Token:
    """One word; `children` are its dependants in order, `left_edge` and `right_edge` the ends of what it governs."""

    __slots__ = (
        "children", "dep_", "doc", "ent_iob_", "ent_type_", "head", "i", "idx", "is_sent_start", "left_edge", "lefts",
        "lemma_", "lower_", "memo", "pos_", "right_edge", "rights", "sent", "tag_", "text", "whitespace_",
    )  # fmt: skip

    doc: "Doc"
    i: int
    idx: int
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    whitespace_: str
    is_sent_start: bool
    head: "Token"
    lefts: tuple["Token", ...]
    rights: tuple["Token", ...]
    children: tuple["Token", ...]
    left_edge: "Token"
    right_edge: "Token"
    sent: "Span"
    memo: dict[str, Any] | None
    """Answers that were worked out for this word; see `kept`."""

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def text_with_ws(self) -> str:
        """The word with the space after it."""
        return self.text + self.whitespace_

    @property
    def is_alpha(self) -> bool:
        """Whether it is all letters."""
        return self.text.isalpha()

    @property
    def is_space(self) -> bool:
        """Whether it is all spaces."""
        return self.text.isspace()

    @property
    def is_punct(self) -> bool:
        """Whether it is all punctuation."""
        return all(unicodedata.category(char).startswith("P") for char in self.text)

    @property
    def ancestors(self) -> Iterator["Token"]:
        """The words above it, nearest first."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    @property
    def subtree(self) -> Iterator["Token"]:
        """It and all words below it, in the order of the tree."""
        for word in self.lefts:
            yield from word.subtree
        yield self
        for word in self.rights:
            yield from word.subtree

    @property
    def conjuncts(self) -> tuple["Token", ...]:
        """The words that it is joined to by "and" and its like."""
        return _conjuncts(self)

    def is_ancestor(self, descendant: "Token") -> bool:
        """Whether another word stands below it."""
        return any(word is self for word in descendant.ancestors)


@kept
def _conjuncts(word: Token) -> tuple[Token, ...]:
    first = word
    while first.dep_ == "conj" and first.head is not first:
        first = first.head
    found = [first]
    for one in found:
        found.extend(child for child in one.rights if child.dep_ == "conj")
    return tuple(one for one in found if one is not word)


class Span:
    """Words `start` to `end` of a doc; `label_` is the sort of name, if it is one."""

    __slots__ = ("_root", "doc", "end", "label_", "memo", "start")

    def __init__(self, doc: "Doc", start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.label_ = label
        self._root: Token | None = None
        self.memo: dict[str, Any] | None = None
        """Answers that were worked out for these words; see `kept`."""

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.words[self.start : self.end])

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> "Span": ...
    def __getitem__(self, at: int | slice) -> "Token | Span":
        if isinstance(at, slice):
            first, last, _ = at.indices(len(self))
            return Span(self.doc, self.start + first, self.start + max(first, last))
        return self.doc.words[self.start : self.end][at]

    def __repr__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        """The code point where its first word starts."""
        words = self.doc.words
        return words[self.start].idx if self.start < len(words) else len(self.doc.text)

    @property
    def end_char(self) -> int:
        """The code point after its last word."""
        if not self.end:
            return 0
        last = self.doc.words[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """Its words as they stand."""
        return self.doc.text[self.start_char : self.end_char] if self.start < self.end else ""

    @property
    def root(self) -> Token:
        """The word nearest to the root of the sentence, the first of equals."""
        if self._root is None:
            self._root = self._highest()
        return self._root

    def _highest(self) -> Token:
        if self.end - self.start == 1:
            return self.doc.words[self.start]
        tops: list[Token] = []
        for word in self:
            if word.head is word:
                return word
            if not self.start <= word.head.i < self.end:
                tops.append(word)
        if len(tops) == 1:
            return tops[0]
        return min(tops, key=self._depth, default=self.doc.words[self.start])

    def _depth(self, word: Token) -> int:
        # Marks and spaces head a phrase only where nothing else does.
        if not word.children and (word.is_space or word.is_punct):
            return len(self.doc.words) - 1
        return sum(1 for _ in word.ancestors)

    @property
    def sent(self) -> "Span":
        """The sentence that it begins in."""
        return self.doc.words[self.start].sent

    @property
    def ents(self) -> list["Span"]:
        """The names that stand wholly within it."""
        return [ent for ent in self.doc.ents if self.start <= ent.start and ent.end <= self.end]


class Doc:
    """One parsed text; `words` in order, `sents` its sentences, `ents` the names in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Token] = []
        self.sents: list[Span] = []
        self.ents: tuple[Span, ...] = ()

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.words)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at: int | slice) -> Token | Span:
        if isinstance(at, slice):
            first, last, _ = at.indices(len(self.words))
            return Span(self, first, max(first, last))
        return self.words[at]

    @cached_property
    def _starts(self) -> list[int]:
        return [word.idx for word in self.words]

    def char_span(self, start: int, end: int, *, alignment_mode: str = "expand") -> Span | None:
        """Give the words that code points `start` to `end` touch; None outside the text.

        Raises:
            ValueError: another alignment than "expand", the only one that is known here.
        """
        if alignment_mode != "expand":
            raise ValueError(f"alignment {alignment_mode!r}")
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None:
            return None
        word = self.words[first]
        # The space after a word is no part of it.
        beyond = start == word.idx + len(word.text)
        return Span(self, first + beyond, last + 1)

    def _at(self, char: int) -> int | None:
        at = bisect_right(self._starts, char) - 1
        if at < 0:
            return None
        word = self.words[at]
        return at if char < word.idx + len(word.text) + len(word.whitespace_) else None

    @property
    def noun_chunks(self) -> Iterator[Span]:
        """The noun phrases without what follows their heads, none within another."""
        last = -1
        for word in self.words:
            if word.pos_ not in _NOUNS or word.left_edge.i <= last:
                continue
            above = word
            while above.dep_ == "conj" and (above is word or above.head.i < above.i):
                above = above.head
            if above.dep_ in _CHUNKS:
                last = word.i
                yield Span(self, word.left_edge.i, word.i + 1)

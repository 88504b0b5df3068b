"""Parts of speech and lemmas from tags: spaCy's attribute ruler and rule lemmatizer, each answer kept.

Flows in: docs with tags and dependencies. Flows out: the same docs with parts of speech and lemmas. What the ruler
says of a word depends on its tag, its dependency and, for a closed list of words, the word; what the lemmatizer says
on the word, its part of speech and its morphology.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

Row = Sequence[int]

_KEPT = 1 << 14
_SEEN: list[int | str] = ["LOWER", "TAG", "DEP", "IS_SPACE", "ORTH"]
_SET: list[int | str] = ["TAG", "POS", "DEP", "MORPH", "LEMMA"]
_WRITTEN: list[int | str] = ["TAG", "POS", "DEP", "LEMMA"]
"""Morphology only chooses the lemma: nobody here reads it."""

_RULED_BY: list[int | str] = ["TAG", "DEP"]
_NOBODY = ","

_ANY, _NAMED, _START = 0, 1, 2
"""A word that no rule names; one that a rule of one word names; one that begins a rule of several words."""


class Tagging:
    """Keeps what a ruler and a lemmatizer said."""

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self._ruler = ruler
        self._lemmatizer = lemmatizer
        index = lemmatizer.lookups.get_table("lemma_index", {})
        for part in list(index):
            index[part] = frozenset(index[part])  # a list is searched from its beginning for each word
        self._strings: Any = ruler.vocab.strings
        self._rules = _Rules(ruler)
        self._kinds: dict[int, int] = {}
        self._ruled: dict[tuple[int, ...], Row] = {}
        self._lemmas: dict[tuple[int, int, int], tuple[int, str]] = {}

    def mark(self, docs: Sequence[Doc]) -> None:
        """Set the parts of speech and lemmas of docs."""
        if len(self._lemmas) > _KEPT:
            self._lemmas.clear()
            self._lemmatizer.cache.clear()
        if len(self._kinds) > _KEPT:
            self._kinds.clear()
        for doc in docs:
            seen = doc.to_array(_SEEN).tolist()
            keys = self._keys(seen)
            rows = self._whole(doc) if keys is None else self._known(doc, seen, keys)
            self._write(doc, seen, rows)

    def _whole(self, doc: Doc) -> list[Row]:
        """Have the ruler speak of each word of a doc."""
        self._ruler(doc)
        rows: list[Row] = doc.to_array(_SET).tolist()
        return rows

    def _known(self, doc: Doc, seen: Sequence[Row], keys: Sequence[tuple[int, ...]]) -> list[Row]:
        """Give what the ruler says of each word, having it speak only of those of which it has not yet."""
        ruled = self._ruled
        new = {key: at for at, key in enumerate(keys) if key not in ruled}
        if new:
            # Each with the word before it, on which the answer may depend; a doc of few words is ruled in no time.
            pairs = [place for at in new.values() for place in (at - 1, at)]
            few = Doc(doc.vocab, words=[doc[place].text if place >= 0 else _NOBODY for place in pairs])
            marks = [(seen[place][1], seen[place][2]) if place >= 0 else (0, 0) for place in pairs]
            array: Any = np.array(marks, dtype=np.uint64)
            few.from_array(_RULED_BY, array)
            ruled.update(zip(new, self._whole(few)[1::2], strict=True))
        return [ruled[key] for key in keys]

    def _keys(self, seen: Sequence[Row]) -> list[tuple[int, ...]] | None:
        """Give what the ruler's answer for each token depends on; None if it depends on several words together."""
        keys: list[tuple[int, ...]] = []
        kinds, related = self._kinds, False
        for lower, tag, dep, space, _ in seen:
            kind = kinds.get(lower)
            if kind is None:
                kind = kinds[lower] = self._rules.kind(self._strings[lower])
            if kind == _START:
                return None
            keys.append((lower if kind == _NAMED else 0, tag, dep, space, related))
            related = dep in self._rules.relations
        return keys

    def _write(self, doc: Doc, seen: Sequence[Sequence[int]], rows: Sequence[Any]) -> None:
        written = [
            (tag, pos, dep, lemma or self._lemma(doc, at, seen[at][4], pos, morph))
            for at, (tag, pos, dep, morph, lemma) in enumerate(rows)
        ]
        array: Any = np.array(written, dtype=np.uint64)
        doc.from_array(_WRITTEN, array)

    def _lemma(self, doc: Doc, at: int, orth: int, pos: int, morph: int) -> int:
        kept = self._lemmas.get((orth, pos, morph))
        if kept is None:
            token: Any = doc[at]
            token.pos = pos
            token.set_morph(morph)
            lemma = self._lemmatizer.lemmatize(token)[0]
            kept = self._lemmas[orth, pos, morph] = (self._strings.add(lemma), lemma)
        elif kept[0] not in self._strings:
            # Strings that an article brought are forgotten with it.
            self._strings.add(kept[1])
        return kept[0]


class _Rules:
    """What a ruler looks at besides tag and dependency; `relations` are the dependencies that begin longer rules."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self.relations: set[int] = set()
        self._words: dict[str, int] = {}
        self._patterns: list[tuple[re.Pattern[str], int]] = []
        rules: list[Any] = list(ruler.patterns)
        for first, *rest in (pattern for rule in rules for pattern in rule["patterns"]):
            if rest and "LOWER" not in first:
                self.relations.add(ruler.vocab.strings[first["DEP"]])
                for token in rest:
                    self._name(token, _NAMED)
            else:
                self._name(first, _START if rest else _NAMED)

    def kind(self, word: str) -> int:
        """Say how rules name a lower-case word."""
        named = (kind for pattern, kind in self._patterns if pattern.search(word))
        return max(self._words.get(word, _ANY), *named, _ANY)

    def _name(self, token: dict[str, Any], kind: int) -> None:
        asked = token.get("LOWER", {"IN": []})
        if isinstance(asked, str):
            asked = {"IN": [asked]}
        if "REGEX" in asked:
            self._patterns.append((re.compile(asked["REGEX"]), kind))
        for word in asked.get("IN", ()):
            self._words[word] = max(kind, self._words.get(word, _ANY))

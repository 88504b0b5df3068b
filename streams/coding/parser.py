"""The parser: texts in, parsed docs out, by spaCy's small English model with what costs most done once or at once.

Flows in: texts. Flows out: docs with tags, parts of speech, lemmas, dependencies and entities, the same as
`spacy.load(model)` gives (tests/unit/coding/test_parser.py); a model that is built otherwise runs as it is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import spacy
from spacy import tokens
from spacy.language import Language

from streams.coding.recogniser import Recogniser
from streams.coding.tagging import Tagging
from streams.coding.tree import Doc
from streams.coding.trees import Trees
from streams.coding.vectors import UnknownLayersError, Vectors, Words

_PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
_KNOWN_WORDS = 20_000
"""So many words are kept for good; those that come later are forgotten with their article."""


class Parser:
    """Parses English with one model; made once, used for many articles."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._trees = Trees(nlp.vocab.strings)
        try:
            self._quick: _Quick | None = _Quick(nlp)
        except UnknownLayersError:
            self._quick = None

    @classmethod
    def load(cls, model: str) -> "Parser":
        """Load a model.

        Args:
            model: import name of an installed spaCy model with tagger, parser, lemmatizer and NER.

        Raises:
            OSError: the model is not installed.
        """
        return cls(spacy.load(model))

    @property
    def is_quick(self) -> bool:
        """Whether the model is of the kind that this module knows; else it runs as it is."""
        return self._quick is not None

    def pipe(self, texts: Iterable[str]) -> list[Doc]:
        """Parse texts at once, all of one article and within its `memory_zone`."""
        docs = list(self._nlp.pipe(texts)) if self._quick is None else self._quick.parse(texts)
        return [self._trees.of(doc) for doc in docs]

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Hold what one article needs; its docs are gone at the end."""
        if len(self._nlp.vocab) < _KNOWN_WORDS:
            yield
        else:
            with self._nlp.memory_zone():
                yield


class _Quick:
    def __init__(self, nlp: Language) -> None:
        if tuple(nlp.pipe_names) != _PIPES:
            raise UnknownLayersError(f"other pipes than {_PIPES}")
        self._tokenizer = nlp.tokenizer
        pipes: dict[str, Any] = dict(nlp.pipeline)
        self._tagger, self._parser, ner = pipes["tagger"], pipes["parser"], pipes["ner"]
        self._words = Words()
        self._syntax = Vectors.of(pipes["tok2vec"].model)
        self._entities = Vectors.of(ner.model.layers[0].layers[0])
        self._recogniser = Recogniser(ner)
        self._tagging = Tagging(pipes["attribute_ruler"], pipes["lemmatizer"])

    def parse(self, texts: Iterable[str]) -> list[tokens.Doc]:
        docs = [self._tokenizer(text) for text in texts]
        full = [doc for doc in docs if len(doc)]
        if full:
            layout = self._words.layout(full)
            syntax = self._syntax.of_layout(self._words, layout)
            entities = self._entities.of_layout(self._words, layout)
            at = 0
            for doc in full:
                doc.tensor = syntax[at : at + len(doc)]
                at += len(doc)
            self._tagger.set_annotations(full, self._tagger.predict(full))
            self._parser.set_annotations(full, self._parser.predict(full))
            self._tagging.mark(full)
            self._recogniser.mark(full, entities)
        return docs

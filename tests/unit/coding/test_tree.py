"""A parse read into plain objects answers as spaCy's own does."""

import random
from collections.abc import Sequence

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

from streams.coding import tree
from streams.coding.trees import Trees
from training.corpus import records

ODD = ["There  was a  double space here.", "I ain't gonna do it.", " \n x", "", "“We will,” he said — twice…"]
PLAIN = ("i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "whitespace_")
ASKED = ("text_with_ws", "is_alpha", "is_space", "is_punct")
ONE = ("head", "left_edge", "right_edge")
MANY = ("children", "lefts", "rights", "ancestors", "subtree", "conjuncts")


def texts() -> list[str]:
    all_of_them = sorted(record["text"] for record in records())
    chosen = random.Random(2).sample(all_of_them, 200)  # noqa: S311 - any will do
    return [" ".join(chosen[at : at + 2]) for at in range(0, len(chosen), 2)] + ODD


@pytest.fixture(scope="module")
def read(nlp: Language) -> Sequence[tuple[Doc, tree.Doc]]:
    trees = Trees(nlp.vocab.strings)
    return [(doc, trees.of(doc)) for doc in nlp.pipe(texts())]


def span(found: Span | tree.Span) -> tuple[object, ...]:
    return found.start, found.end, found.text, found.label_, found.start_char, found.end_char, found.root.i, len(found)


def test_every_word_has_what_spacy_gives_it(read: Sequence[tuple[Doc, tree.Doc]]) -> None:
    for doc, ours in read:
        assert len(doc) == len(ours)
        assert doc.text == ours.text
        for one, other in zip(doc, ours, strict=True):
            for name in (*PLAIN, *ASKED):
                assert getattr(one, name) == getattr(other, name), name
            assert len(one) == len(other)
            assert bool(one.is_sent_start) == other.is_sent_start


def test_every_word_hangs_where_spacy_hangs_it(read: Sequence[tuple[Doc, tree.Doc]]) -> None:
    for doc, ours in read:
        for one, other in zip(doc, ours, strict=True):
            for name in ONE:
                assert getattr(one, name).i == getattr(other, name).i, name
            for name in MANY:
                assert [word.i for word in getattr(one, name)] == [word.i for word in getattr(other, name)], name
            assert (one.sent.start, one.sent.end) == (other.sent.start, other.sent.end)
            for word, ours_too in zip(doc, ours, strict=True):
                assert one.is_ancestor(word) == other.is_ancestor(ours_too)


def test_sentences_names_and_noun_phrases_are_the_same(read: Sequence[tuple[Doc, tree.Doc]]) -> None:
    for doc, ours in read:
        assert [span(sent) for sent in doc.sents] == [span(sent) for sent in ours.sents]
        assert [span(ent) for ent in doc.ents] == [span(ent) for ent in ours.ents]
        assert [(c.start, c.end) for c in doc.noun_chunks] == [(c.start, c.end) for c in ours.noun_chunks]
        for sent, other in zip(doc.sents, ours.sents, strict=True):
            assert [span(ent) for ent in sent.ents] == [span(ent) for ent in other.ents]


def test_any_stretch_is_the_same_words(read: Sequence[tuple[Doc, tree.Doc]]) -> None:
    chance = random.Random(3)  # noqa: S311 - any stretches will do
    for doc, ours in read:
        for _ in range(20):
            first, last = sorted((chance.randrange(len(doc) + 2), chance.randrange(len(doc) + 2)))
            assert [word.i for word in doc[first:last]] == [word.i for word in ours[first:last]]
            if first < min(last, len(doc)):
                assert span(doc[first:last]) == span(ours[first:last])
                assert doc[first:last][-1].i == ours[first:last][-1].i
                assert doc[first:last].sent.start == ours[first:last].sent.start


def test_characters_are_found_in_the_same_words(read: Sequence[tuple[Doc, tree.Doc]]) -> None:
    chance = random.Random(4)  # noqa: S311 - any stretches will do
    for doc, ours in read:
        for _ in range(40):
            first = chance.randrange(-2, len(doc.text) + 4)
            last = first + chance.randrange(1, 30)
            one, other = (of.char_span(first, last, alignment_mode="expand") for of in (doc, ours))
            assert (one is None) == (other is None)
            if one is not None and other is not None:
                assert (one.start, one.end, one.text) == (other.start, other.end, other.text)


def test_only_the_alignment_that_is_known_is_taken(read: Sequence[tuple[Doc, tree.Doc]]) -> None:
    with pytest.raises(ValueError, match="strict"):
        read[0][1].char_span(0, 1, alignment_mode="strict")

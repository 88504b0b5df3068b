"""The corpus that the weights are learned from: every label names words of its sentence and a type of the table."""

from collections import Counter
from typing import Any

import pytest

from schemas import AuxiliaryMode, EventType
from streams.coding.ontology import has_mode
from training.corpus import records


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    return records()


def test_every_label_is_of_the_ontology(corpus: list[dict[str, Any]]) -> None:
    wrong = [
        (record["id"], event)
        for record in corpus
        for event in record["events"]
        if event["type"] not in {kind.value for kind in EventType}
        or (event["mode"] and not has_mode(EventType(event["type"]), event["mode"]))
        or not set(event["aux"]) <= {mode.value for mode in AuxiliaryMode}
    ]
    assert wrong == []


def test_every_part_of_a_label_stands_in_its_sentence(corpus: list[dict[str, Any]]) -> None:
    wrong = [
        (record["id"], part, event[part])
        for record in corpus
        for event in record["events"]
        for part in ("trigger", "actor", "recipient")
        if event[part] and event[part] not in record["text"]
    ]
    assert wrong == []


def test_no_sentence_stands_twice(corpus: list[dict[str, Any]]) -> None:
    assert [text for text, times in Counter(record["text"] for record in corpus).items() if times > 1] == []


def test_there_are_sentences_of_every_type_and_of_none(corpus: list[dict[str, Any]]) -> None:
    kinds = Counter(event["type"] for record in corpus for event in record["events"])
    assert min(kinds[kind.value] for kind in EventType) >= 100
    assert sum(not record["events"] for record in corpus) >= 1000

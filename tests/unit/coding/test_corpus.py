"""The corpus that the weights are learned from: every label names words of its sentence and a type of the table."""

import json
from collections import Counter
from importlib import metadata
from pathlib import Path

import pytest

from schemas import EventType
from streams.coding.weights import weights
from training.balance import contradictions, lopsided
from training.check import check
from training.corpus import digest, files, records

SENTENCE = "Kenya expelled the Sudanese ambassador on Monday over a dispute about fishing rights."
LABEL = {
    "type": "SANCTION",
    "mode": "expel",
    "aux": [],
    "trigger": "expelled",
    "actor": "Kenya",
    "recipient": "the Sudanese ambassador",
}


def test_the_corpus_has_no_fault() -> None:
    assert list(check(files())) == []


def test_there_are_sentences_of_every_type_and_of_none() -> None:
    corpus = records()
    kinds = Counter(event["type"] for record in corpus for event in record["events"])
    assert min(kinds[kind.value] for kind in EventType) >= 250
    assert 3 * sum(not record["events"] for record in corpus) >= len(corpus)


def test_the_weights_were_learned_from_the_corpus_as_it_is() -> None:
    made_of = weights().made_of
    assert made_of["corpus"] == digest()
    assert made_of["code"] == metadata.version("newswire")
    assert all(share > 0.7 for share in made_of["scores"].values())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"type": "DEMAND"}, "no such type: DEMAND"),
        ({"mode": "convict", "type": "AID"}, "AID has no mode convict"),
        ({"aux": ["past"]}, "no such auxiliary mode: ['past']"),
        ({"actor": "Uganda"}, "actor 'Uganda' does not stand in the text"),
        ({"trigger": ""}, "no trigger"),
    ],
)
def test_a_wrong_label_is_found(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(json.dumps({"text": SENTENCE, "kind": "event", "events": [{**LABEL, **change}]}))
    assert list(check([file])) == [f"some.jsonl:1: {fault}"]


def test_a_sentence_told_twice_or_taken_from_a_measure_is_found(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    again = SENTENCE.replace("Kenya", "Uganda")
    lines = [json.dumps({"text": text, "kind": "event", "events": []}) for text in (SENTENCE, again)]
    file.write_text("\n".join([*lines, "[]", "{"]))
    assert list(check([file])) == [
        "some.jsonl:2: nearly the same as some.jsonl:1",
        "some.jsonl:3: no JSON object",
        "some.jsonl:4: no JSON object",
    ]
    measured = "The Sudanese ambassador on Monday over a dispute about water rights."
    assert "some.jsonl:1: shares 8 words in a row with a sentence that measures" in list(check([file], [measured]))


def test_a_label_that_the_lexicon_does_not_know_for_its_words_is_counted() -> None:
    strange = {"text": SENTENCE, "events": [{**LABEL, "type": "AID"}]}
    found, known = contradictions([{"text": SENTENCE, "events": [LABEL]}, strange])
    assert (dict(found), known) == ({("expelled", "AID"): 1}, 2)


def test_a_word_that_one_file_has_nearly_alone_leans() -> None:
    texts = {"one.jsonl": ["The emir spoke."] * 12, "other.jsonl": ["The king spoke."] * 2 + ["The emir spoke."]}
    assert lopsided(texts) == [("emir", "one.jsonl", 12)] + [(word, "one.jsonl", 12) for word in ("spoke", "the")]

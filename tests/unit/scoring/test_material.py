from collections.abc import Sequence
from pathlib import Path

import pytest

from scoring.golden import GOLDEN, read
from scoring.material import QUALITY, annotated, article, records, story
from tests.unit.scoring.tales import DAY

ROOT = Path(__file__).parents[3]


def read_sentences(name: str) -> Sequence[object]:
    return [annotated(record) for record in records(ROOT / QUALITY / f"{name}.jsonl")]


@pytest.mark.parametrize("name", ["modes", "pairs", "running"])
def test_annotated_words_stand_in_their_sentences(name: str) -> None:
    for record in records(ROOT / QUALITY / f"{name}.jsonl"):
        sentence = annotated(record)
        for event in sentence.events:
            words = (event.trigger, event.actor, event.recipient, event.attribution)
            assert [phrase for phrase in words if phrase and phrase not in sentence.text] == []


def test_there_is_as_much_as_the_table_asks_for() -> None:
    assert len(read_sentences("modes")) >= 300
    assert len(read_sentences("pairs")) >= 100
    assert len(records(ROOT / QUALITY / "rewrites.jsonl")) >= 100


def test_golden_words_stand_in_the_text_as_the_wire_reads_it() -> None:
    articles = read(ROOT / GOLDEN)
    assert len(articles) >= 30
    for one in articles:
        texts = (one.article.headline, one.article.body)
        assert [event["words"] for event in one.events if not any(event["words"] in text for text in texts)] == []


def test_facts_stand_in_their_stories() -> None:
    for record in records(ROOT / QUALITY / "retold.jsonl"):
        text = f"{record['headline']}\n{record['body']}"
        assert [w for fact in record["facts"] for w in fact["trigger_words"] if w not in text] == []


@pytest.mark.parametrize(("field", "word"), [("type", "MEET"), ("aux", ["past"])])
def test_a_label_outside_the_ontology_is_refused(field: str, word: object) -> None:
    event = {"type": "AID", "mode": None, "aux": [], "actor": None, "recipient": None, "trigger": "gave", field: word}
    with pytest.raises(ValueError, match="not a valid"):
        annotated({"text": "He gave.", "date": "2020-05-04", "events": [event]})


def test_a_sentence_is_published_on_its_day_and_keeps_its_text() -> None:
    one = article("LIMA - Peru freed rebels.", "1", DAY)
    assert one.published_at is not None
    assert (one.body, one.published_at.date()) == ("LIMA - Peru freed rebels.", DAY)


def test_versions_of_a_story_share_its_lineage_and_lose_their_datelines() -> None:
    first, second = (story("7", version, "Head", "LIMA, May 4 - Peru freed rebels.", DAY) for version in (1, 2))
    assert (first.lineage_id, first.version, second.version) == (second.lineage_id, 1, 2)
    assert (first.body, first.located) == ("Peru freed rebels.", "Lima")

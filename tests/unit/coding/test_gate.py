"""The gate lets events through and stops much of the rest; nobody is lost whom a passing sentence speaks of."""

import pytest

from streams.coding.gate import gate, words
from streams.coding.selection import selected
from training.corpus import records

RUNNING = frozenset({"business", "culture", "markets", "ordinary", "science", "sport", "weather"})


def share(texts: list[str]) -> float:
    return sum(gate().passes(text) for text in texts) / len(texts)


def test_sentences_with_events_pass() -> None:
    assert share([record["text"] for record in records() if record["events"]]) >= 0.97


def test_much_of_running_news_is_stopped() -> None:
    running = [record["text"] for record in records() if not record["events"] and record["kind"] in RUNNING]
    assert share(running) <= 0.6


@pytest.mark.parametrize("text", ["", "1", "…—“”", "北京", "x" * 10_000])
def test_any_text_is_judged(text: str) -> None:
    assert gate().passes(text) in {True, False}


def test_the_gate_sees_words_and_pairs_in_small_letters() -> None:
    assert list(words("Troops SHELLED a village.")) == [
        "#", "troops", "shelled", "a", "village", "troops shelled", "shelled a", "a village",
    ]  # fmt: skip


KNOWN = {"Kyiv"}
SELECTIONS = {
    "a full name is parsed where it first stands": (
        ["Helen Marsh likes tea.", "It rained.", "Helen Marsh left.", "event Marsh in Kyiv."],
        [True, False, False, True],
    ),
    "a name that is known needs no introduction": (["Old Kyiv shone.", "event in Kyiv."], [False, True]),
    "a name told in full needs none": (["Helen Marsh spoke.", "event by Ann Marsh."], [False, True]),
    "a title before a surname is no full name": (
        ["Helen Marsh likes tea.", "event when President Marsh left."],
        [True, True],
    ),
    "a pronoun needs the sentence that names somebody": (
        ["Helen Marsh likes tea.", "It rained.", "event by her."],
        [True, True, True],
    ),
    "a pronoun looks no farther than it must": (
        ["It was cold.", "Helen Marsh likes tea.", "event when he left."],
        [False, True, True],
    ),
    "a pair needs what was spoken of before": (
        ["A.", "B.", "C.", "D.", "event by the two countries."],
        [False, True, True, True, True],
    ),
    "a quote of ours needs who says so": (['event: "We have won.', "It is so, she said.", "D."], [True, True, False]),
    "nothing is parsed for nothing": (["Helen Marsh likes tea.", "He sleeps."], [False, False]),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_what_a_passing_sentence_needs_is_parsed(name: str) -> None:
    texts, chosen = SELECTIONS[name]
    assert selected(texts, lambda text: "event" in text, KNOWN.__contains__) == chosen

"""The words of two tellings are compared as words: the same, a part of the other, or the same matter in other words."""

import pytest

from schemas import Assertion
from streams.stories.traits import Traits, are_told, folded, reworded, same_words
from tests.unit.stories.telling import CHILE, NORWAY, asserted

WHOLE = "Portugal flew in 200 divers from Norway."


def told(words: str, trigger: str = "flew") -> Traits:
    return Traits.of(asserted(words=words, trigger=trigger))


@pytest.mark.parametrize(
    ("words", "trigger", "same"),
    [
        (WHOLE, "flew", True),
        ("Portugal flew in 200 divers from Norway, and its fishermen went home.", "flew", True),
        ("Portugal flew in 200 divers from Norway, and its fishermen went home.", "went", False),
        ("Portugal flew home.", "flew", False),
        ("Chile flew nurses to Peru on Monday after the flood.", "flew", False),
    ],
)
def test_a_part_of_a_sentence_is_the_same_words(words: str, trigger: str, same: bool) -> None:
    assert same_words(told(WHOLE), told(words, trigger)) is same


def test_what_is_said_beside_the_parties_tells_a_sentence_in_other_words() -> None:
    first = told("Portugal sent 30 divers to the harbour of Faro to mend nets.", "sent")

    assert (
        reworded(first, told("Portugal dispatched divers to mend the nets in the harbour of Faro.", "dispatched")) > 0.6
    )
    assert reworded(first, told("Norway thanked Portugal.", "thanked")) == 0.0


@pytest.mark.parametrize(
    ("assertion", "are"), [(asserted(recipients=(NORWAY,)), True), (asserted(recipients=(CHILE,)), False)]
)
def test_parties_are_looked_for_in_the_other_sentence(assertion: Assertion, are: bool) -> None:
    assert are_told(assertion, told("Portugal blamed Norway.", "blamed")) is are


def test_words_are_folded() -> None:
    assert folded(" The  NORTH-Sea\n") == "the north sea"

"""Who takes part: two subjects do it together, and what is talked of is no party."""

from collections.abc import Callable

import pytest

from schemas import EventType, Factuality
from streams.coding.lexicon import lexicon
from streams.coding.modality import Modality
from streams.coding.participants import Casting
from streams.coding.predicates import Scene
from streams.coding.reading import Reading
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "words", "kind", "actors", "recipients"),
    [
        ("Germany and Japan promised tents.", "Germany promised Japan", "AGREE", ["Germany", "Japan"], []),
        ("Germany promised Japan tents.", "Germany promised Japan", "AGREE", ["Germany"], ["Japan"]),
        ("Germany and France blamed Japan.", "Germany blamed France", "ACCUSE", ["Germany"], ["France"]),
        ("The ministers discussed Ukraine.", "ministers discussed Ukraine", "CONSULT", ["ministers"], []),
        # Where an act lands is its recipient, a place acts only as a government.
        ("Rebels captured Mosul.", "Rebels captured Mosul", "COERCE", ["Rebels"], ["Mosul"]),
        ("A plane burned in Algiers.", "Algiers burned plane", "ASSAULT", [], ["plane"]),
        ("Rebels warned Baghdad.", "Rebels warned Baghdad", "THREATEN", ["Rebels"], ["Baghdad"]),
        ("Moscow accused Tokyo.", "Moscow accused Tokyo", "ACCUSE", ["Moscow"], ["Tokyo"]),
        ("The ministers visited Hanoi.", "ministers visited Hanoi", "CONSULT", ["ministers"], ["Hanoi"]),
        ("Turkey sent troops to Mosul.", "Turkey sent Mosul", "MOBILIZE", ["Turkey"], ["Mosul"]),
        # Who praises what somebody does praises them; one's own support is not its owner's.
        ("Germany defended Japan's policy.", "Germany defended policy", "SUPPORT", ["Germany"], ["Japan"]),
        ("Germany rejected Japan's decision.", "Germany rejected decision", "REJECT", ["Germany"], ["Japan"]),
        ("Germany attacked Japan's fleet.", "Germany attacked fleet", "ASSAULT", ["Germany"], ["Japan's fleet"]),
        ("Germany voiced its support for Japan.", "Germany voiced support", "SUPPORT", ["Germany"], ["Japan"]),
        ("The ministers met Ukraine.", "ministers met Ukraine", "CONSULT", ["ministers", "Ukraine"], []),
    ],
)
def test_who_stands_on_which_side(  # noqa: PLR0913, PLR0917 - a sentence, its words and both sides
    story: Callable[..., Story],
    text: str,
    words: str,
    kind: str,
    actors: list[str],
    recipients: list[str],
) -> None:
    read = story(text)
    doc = read.docs[0][2]
    actor, trigger, recipient = (next(token for token in doc if token.text == word) for word in words.split())
    reading = Reading(Scene.of(doc[:], lexicon()), trigger, kind, None, actor, recipient, 0.9)
    judged = Modality(EventType(kind), EventType(kind), (), Factuality.OCCURRED)
    parties = Casting(read.article, read.cast, read.docs[0][0], 0).parties(reading, judged)
    assert [one.text for one in parties.actors] == actors
    assert [one.text for one in parties.recipients] == recipients

"""Who takes people decides what it is: outlaws abduct them, officers arrest them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from schemas import EventType
from streams.coding.captivity import is_further, taken
from streams.coding.lexicon import lexicon
from streams.coding.predicates import Scene
from streams.coding.reading import Reading
from tests.unit.coding.stories import Parse, Story

SEIZED, ARRESTED, ABDUCTED = ("COERCE", "seize"), ("COERCE", "arrest"), ("ASSAULT", "abduct")


@dataclass(frozen=True)
class Case:
    """A sentence: who, the verb, whom; how the verb was read, and what it is."""

    text: str
    words: tuple[str, str, str]
    read: tuple[str, str]
    told: tuple[str, str]


@pytest.mark.parametrize(
    "case",
    [
        Case("Gunmen seized three engineers.", ("Gunmen", "seized", "engineers"), SEIZED, ABDUCTED),
        Case("Gunmen seized three lorries.", ("Gunmen", "seized", "lorries"), SEIZED, SEIZED),
        Case("Police seized three engineers.", ("Police", "seized", "engineers"), ARRESTED, ARRESTED),
        Case("Soldiers held three nurses.", ("Soldiers", "held", "nurses"), ABDUCTED, ARRESTED),
        Case("Soldiers held three rebels.", ("Soldiers", "held", "rebels"), ABDUCTED, ABDUCTED),
        Case("Soldiers abducted two nurses.", ("Soldiers", "abducted", "nurses"), ABDUCTED, ABDUCTED),
    ],
    ids=lambda case: case.text,
)
def test_who_takes_whom_tells_arrests_from_abductions(parse: Parse, story: Callable[..., Story], case: Case) -> None:
    doc, people = parse(case.text), story(case.text)
    actor, trigger, recipient = (next(token for token in doc if token.text == word) for word in case.words)
    kind, mode = case.read
    reading = Reading(Scene.of(doc[:], lexicon()), trigger, kind, mode, actor, recipient, 0.9)
    sides = (people.who(case.words[0]),), (people.who(case.words[2]),)
    assert taken(reading, EventType(kind), mode, *sides) == (EventType(case.told[0]), case.told[1])


@pytest.mark.parametrize(
    ("text", "trigger", "further"),
    [
        ("The navy rescued 28 sailors and took them to Catania.", "took", True),
        ("The navy rescued 28 sailors and took Catania.", "took", False),
        ("Troops took them to Catania in lorries.", "took", False),
        ("Police arrested the singer and beat him.", "beat", False),
    ],
)
def test_where_people_are_brought_after_it_is_part_of_it(parse: Parse, text: str, trigger: str, further: bool) -> None:
    assert is_further(next(token for token in parse(text) if token.text == trigger)) is further

"""A place is a party where something is done to it, and no party where it only happens."""

from collections.abc import Callable

import pytest

from schemas import EventType
from streams.coding.anchors import story_day
from streams.coding.grounds import Deed, does_nothing, is_ground
from tests.unit.coding.stories import Story

TAKEN = [
    ("Rebels captured Mosul.", "captured", "Mosul", EventType.COERCE),
    ("The army imposed a curfew in Basra.", "imposed", "Basra", EventType.COERCE),
    ("The president declared a state of siege in Pando.", "declared", "Pando", EventType.COERCE),
    ("Brussels suspended aid to Kabul.", "suspended", "Kabul", EventType.SANCTION),
    ("Turkey sent two ships to Latakia.", "sent", "Latakia", EventType.AID),
    ("Soldiers took up positions in Goma.", "took", "Goma", EventType.MOBILIZE),
    ("China agreed to build a harbour in Gwadar.", "agreed", "Gwadar", EventType.AGREE),
    ("Mosul was bombed.", "bombed", "Mosul", EventType.ASSAULT),
    ("The ministers visited Hanoi.", "visited", "Hanoi", EventType.CONSULT),
    ("Russia shelled northern Ukraine.", "shelled", "Ukraine", EventType.ASSAULT),
]
STOOD_ON = [
    ("Rebels surrendered in Goma on Friday.", "surrendered", "Goma", EventType.RETREAT),
    ("China agreed in Geneva to free the monks.", "agreed", "Geneva", EventType.AGREE),
    ("The airline cancelled its flights to Kathmandu.", "cancelled", "Kathmandu", EventType.REJECT),
    ("Gunmen stopped a bus from Kabul to Kandahar.", "stopped", "Kandahar", EventType.COERCE),
    ("Belarus forced down an airliner flying from Athens to Vilnius.", "forced", "Vilnius", EventType.COERCE),
    ("The firm apologised for oil in the Pacific.", "apologised", "Pacific", EventType.SUPPORT),
]


@pytest.mark.parametrize(("text", "trigger", "place", "kind"), TAKEN)
def test_what_is_done_to_a_place_is_done_to_a_party(
    story: Callable[..., Story], text: str, trigger: str, place: str, kind: EventType
) -> None:
    assert not ground(story(text), trigger, place, kind)


@pytest.mark.parametrize(("text", "trigger", "place", "kind"), STOOD_ON)
def test_what_only_happens_in_a_place_or_on_the_way_to_it_does_not_make_it_a_party(
    story: Callable[..., Story], text: str, trigger: str, place: str, kind: EventType
) -> None:
    assert ground(story(text), trigger, place, kind)


def test_what_befalls_a_town_makes_it_a_party_only_if_somebody_does_it(story: Callable[..., Story]) -> None:
    read = story("Kumasi was cut off by floods.")
    assert ground(read, "cut", "Kumasi", EventType.SANCTION, acted=False)
    assert not ground(read, "cut", "Kumasi", EventType.SANCTION)


@pytest.mark.parametrize(
    ("text", "place", "idle"),
    [
        ("Havana was the scene of talks between the rebels and the army.", "Havana", True),
        ("Geneva hosted talks between the rebels and the army.", "Geneva", True),
        ("Doha hosted talks between the rebels and the army.", "Doha", False),
        ("Havana was angry at the rebels.", "Havana", False),
        ("A plane burned in Algiers.", "Algiers", True),
        ("Moscow warned the rebels.", "Moscow", False),
    ],
)
def test_a_town_acts_only_as_a_government(story: Callable[..., Story], text: str, place: str, *, idle: bool) -> None:
    read = story(text)
    head = read.trigger(place)[1]
    assert does_nothing(head, read.who(place), story_day(read.article)) is idle


def ground(read: Story, trigger: str, place: str, kind: EventType, *, acted: bool = True) -> bool:
    deed = Deed(kind, read.trigger(trigger)[1], acted)
    return is_ground(read.trigger(place)[1], read.who(place), deed, story_day(read.article))

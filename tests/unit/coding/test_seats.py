"""Governments act at home, also in a story that is written elsewhere, unless it says where."""

import pytest

from schemas import Actor, ActorKind, EventType, Place, PlaceBasis, PlacePrecision
from streams.coding.seats import seat


def actor(country: str, kind: ActorKind = ActorKind.STATE, sector: str = "GOV") -> Actor:
    sectors = (sector,) if sector else ()
    return Actor(
        text="they", name="they", kind=kind, country=country, sectors=sectors, code=country, resolution="table"
    )


def place(country: str, basis: PlaceBasis = PlaceBasis.DATELINE) -> Place:
    return Place(name="there", country=country, precision=PlacePrecision.CITY, basis=basis, text="THERE")


ISLAMABAD = place("PAK")
INDIA = actor("IND")
MINISTER = actor("IND", ActorKind.PERSON)


@pytest.mark.parametrize(
    ("kind", "mode", "who"),
    [
        (EventType.SANCTION, "discontinue", MINISTER),
        (EventType.MOBILIZE, "troops", INDIA),
        (EventType.RETREAT, "release", INDIA),
        (EventType.CONSULT, "phone", MINISTER),
        (EventType.ACCUSE, "disapprove", actor("IND", ActorKind.ORGANISATION)),
    ],
)
def test_what_is_done_at_a_desk_is_done_at_home(kind: EventType, mode: str, who: Actor) -> None:
    found = seat(ISLAMABAD, kind, mode, [who])
    assert found is not None
    assert (found.name, found.country, found.precision, found.text) == ("India", "IND", PlacePrecision.COUNTRY, "they")


@pytest.mark.parametrize(
    ("given", "kind", "mode", "actors"),
    [
        # The sentence says where, or the story is written there.
        (place("GBR", PlaceBasis.SENTENCE), EventType.SANCTION, None, [INDIA]),
        (place("IND"), EventType.SANCTION, None, [INDIA]),
        # Armies fight abroad, ministers travel, and talks are where the story is.
        (ISLAMABAD, EventType.ASSAULT, "aerial", [INDIA]),
        (ISLAMABAD, EventType.RETREAT, "withdraw", [INDIA]),
        (ISLAMABAD, EventType.MOBILIZE, "troops", [actor("IND", ActorKind.ORGANISATION, "MIL")]),
        (ISLAMABAD, EventType.ACCUSE, None, [MINISTER]),
        (ISLAMABAD, EventType.AGREE, None, [INDIA]),
        # Nobody's home, and two homes.
        (ISLAMABAD, EventType.SANCTION, None, []),
        (ISLAMABAD, EventType.SANCTION, None, [INDIA, actor("CHN")]),
        (ISLAMABAD, EventType.SANCTION, None, [actor("UNO")]),
    ],
)
def test_all_else_keeps_its_place(given: Place, kind: EventType, mode: str | None, actors: list[Actor]) -> None:
    assert seat(given, kind, mode, actors) == given


def test_a_story_written_nowhere_gives_no_place() -> None:
    assert seat(None, EventType.SANCTION, None, [INDIA]) is None

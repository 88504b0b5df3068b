"""Where a government acts: at home, though the story is written elsewhere and does not say.

Flows in: the place an event was given, what was done, who did it. Flows out: `Place`, or None as before.
"India put its army on alert" happens in India, in a story from Islamabad, too.
"""

from collections.abc import Sequence

from schemas import Actor, ActorKind, EventType, Place, PlaceBasis, PlacePrecision
from streams.coding.registry import Registry

_AT_DESKS = frozenset({EventType.SANCTION, EventType.MOBILIZE})
_BY_DESKS = frozenset({(EventType.RETREAT, "release"), (EventType.CONSULT, "phone")})
_SPOKEN = frozenset({EventType.ACCUSE, EventType.REJECT, EventType.REQUEST, EventType.SUPPORT, EventType.THREATEN})
_GOVERNMENT = frozenset({"GOV", "LEG", "JUD"})
_BODIES = frozenset({ActorKind.STATE, ActorKind.ORGANISATION})


def seat(place: Place | None, kind: EventType, mode: str | None, actors: Sequence[Actor]) -> Place | None:
    """Give the place of an event, the country of a government that acted from its desk where nothing else is said.

    Args:
        place: what the sentence or the dateline gives.
        kind: the event's type; what armies and crowds do is done where it is told.
        mode: its mode.
        actors: who did it.
    """
    if place is None or place.basis is PlaceBasis.SENTENCE:
        return place
    if not actors or not all(map(_governs, actors)) or not _is_of_desk(kind, mode, actors):
        return place
    country = actors[0].country
    state = Registry.load().state(country) if country else None
    if state is None or place.country == country or any(actor.country != country for actor in actors):
        return place
    return Place(
        name=state.name,
        country=country,
        precision=PlacePrecision.COUNTRY,
        basis=PlaceBasis.SENTENCE,
        text=actors[0].text,
    )


def _governs(actor: Actor) -> bool:
    return actor.kind is ActorKind.STATE or (bool(actor.sectors) and actor.sectors[0] in _GOVERNMENT)


def _is_of_desk(kind: EventType, mode: str | None, actors: Sequence[Actor]) -> bool:
    if kind in _AT_DESKS or (kind, mode) in _BY_DESKS:
        return True
    # A minister may speak on a journey, a ministry does not travel.
    return kind in _SPOKEN and all(actor.kind in _BODIES for actor in actors)

"""Who takes people, and whom: the police arrest, gunmen abduct, where the verb leaves it open.

Flows in: what was read of an event and its resolved parties. Flows out: its type and mode.
"""

from schemas import Actor, EventType
from streams.coding.natures import AGENT, PERSON, nature
from streams.coding.reading import Reading
from streams.coding.tree import Token
from streams.coding.wording import wording

_OUTLAWS = frozenset({"REB", "UAF", "CRM"})
_OFFICERS = frozenset({"COP", "JUD", "GOV", "MIL", "SPY"})
_FIGHTERS = _OUTLAWS | {"MIL", "PRM"}
_PEOPLE = frozenset({AGENT, PERSON})
_ABDUCT, _ARREST = "abduct", "arrest"


def taken(
    reading: Reading, kind: EventType, mode: str | None, actors: tuple[Actor, ...], recipients: tuple[Actor, ...]
) -> tuple[EventType, str | None]:
    """Tell arrests from abductions by who takes whom.

    Args:
        reading: the words.
        kind: the type they were read as.
        mode: the mode they were read as.
        actors: who takes.
        recipients: who is taken.

    Returns:
        ASSAULT abduct where outlaws take people, COERCE arrest where officers take people who do not fight; else the
        type and mode as they were.
    """
    if reading.trigger.lemma_.lower() not in wording()["takes"]:
        return kind, mode
    if kind is EventType.COERCE and _are(actors, _OUTLAWS) and _is_people(reading):
        return EventType.ASSAULT, _ABDUCT
    by_officers = _are(actors, _OFFICERS) and not _are(recipients, _FIGHTERS)
    if kind is EventType.ASSAULT and mode == _ABDUCT and by_officers:
        return EventType.COERCE, _ARREST
    return kind, mode


def is_further(trigger: Token) -> bool:
    """Say whether a predicate only tells where people were brought: "rescued 28 survivors and took them to Catania"."""
    if trigger.dep_ != "conj" or trigger.head.pos_ != "VERB" or trigger.lemma_.lower() not in wording()["brings"]:
        return False
    whom = [child for child in trigger.children if child.dep_ == "dobj"]
    before = any(child.dep_ in {"dobj", "nsubjpass"} for child in trigger.head.children)
    return before and bool(whom) and all(child.lower_ in wording()["them"] for child in whom)


def _are(actors: tuple[Actor, ...], sectors: frozenset[str]) -> bool:
    return bool(actors) and all(actor.sectors[:1] and actor.sectors[0] in sectors for actor in actors)


def _is_people(reading: Reading) -> bool:
    taken_one = reading.recipient
    return taken_one is not None and (taken_one.ent_type_ == "PERSON" or nature(taken_one) in _PEOPLE)

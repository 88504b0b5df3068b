"""Is a place a party, or only the ground on which something happens?

Flows in: the noun phrase that stands for a party of an event, and whom it was resolved to. Flows out: yes or no.
"Rebels captured Mosul" is done to Mosul, "rebels surrendered in Mosul" and "a flight to Mosul" are not.
"""

from dataclasses import dataclass
from datetime import date

from schemas import Actor, ActorKind, EventType
from streams.coding.entities import Known, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.placenames import whereabouts
from streams.coding.positions import stays, travelled
from streams.coding.provinces import provinces
from streams.coding.registry import Registry
from streams.coding.tree import Token

_PLACES = (Sense.CAPITAL, Sense.REGION)
_GROUNDS = frozenset({"GPE", "LOC", "FAC"})
_VERBS = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
_FORCE = frozenset({EventType.ASSAULT, EventType.COERCE})
_SENDING = frozenset({EventType.AID, EventType.MOBILIZE})
"""Where what is sent arrives is whom it is sent to: "peacekeepers arrived in Monrovia"."""

_ALONG = frozenset({"to", "into", "from", "for", "through", "via", "between", "towards", "toward", "onto"})
_CLAUSES = frozenset({"acl", "relcl"})
_STEPS = 4
"""How far above a place "a bus from X to Y", "an airliner flying from X to Y" may name what goes there."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done: the event's base type, its word, and whether anybody is known to have done it."""

    kind: EventType
    trigger: Token
    acted: bool = True


def does_nothing(head: Token, actor: Actor, on: date) -> bool:
    """Say whether what stands for who acts is a place, which does nothing: "in Algiers", "near Mosul".

    "Moscow warned" is a government.

    Args:
        head: the head of its noun phrase.
        actor: whom the phrase was resolved to.
        on: the day of the story.
    """
    if head.pos_ != "PROPN":
        return False
    known = _known(actor, on)
    if not _is_place(head, actor, known):
        return False
    if _is_scene(head, known):
        return True
    unknown = known is None
    town = bool(Gazetteer.load().find(actor.text)) and (unknown or not provinces(actor.text))
    if unknown and not town:
        return False
    first = _first(head)
    undergoes = first.dep_ in ("dobj", "nsubjpass")
    if known is None or known.sense is Sense.REGION:
        return undergoes or stays(head) or travelled(head) or (town and first.dep_ == "pobj")
    return stays(head) or travelled(head) or (undergoes and first.head.lemma_.lower() in whereabouts()["strikes"])


def is_ground(head: Token, actor: Actor, deed: Deed, on: date) -> bool:
    """Say whether what stands for whom it is done to is a place where it only happens.

    Args:
        head: the head of its noun phrase.
        actor: whom the phrase was resolved to.
        deed: what is done.
        on: the day of the story.
    """
    if head.pos_ != "PROPN":
        return False
    known = _known(actor, on)
    first = _first(head)
    if first.dep_ == "pobj" and deed.kind not in _SENDING and _may_be_place(head, actor, known):
        if stays(head):
            return not (_is_laid_upon(first) or (deed.kind is EventType.AGREE and _is_below(first, deed.trigger)))
        if first.head.lower_ in _ALONG and _is_way(first):
            return True
    if not _is_place(head, actor, known):
        return False
    if first.dep_ == "nsubjpass":
        # "Kobe was cut off by floods"
        return not deed.acted and deed.kind not in _FORCE
    return _is_scene(head, known) or (head.ent_type_ == "LOC" and head.lower_ in whereabouts()["waters"])


def _known(actor: Actor, on: date) -> Known | None:
    # "neighbouring Lebanon" is Lebanon.
    words = actor.text.split()
    while len(words) > 1 and words[0].lower() in whereabouts()["passed"]:
        del words[0]
    return Registry.load().lookup(" ".join(words), on)


def _is_place(head: Token, actor: Actor, known: Known | None) -> bool:
    if actor.kind is ActorKind.PERSON:
        return False
    if known is not None:
        return known.sense in _PLACES
    return actor.resolution == "place" or head.ent_type_ in _GROUNDS


def _may_be_place(head: Token, actor: Actor, known: Known | None) -> bool:
    # "at Kilinochchi": the recogniser may take a small town for anybody.
    if known is None and actor.kind is not ActorKind.PERSON:
        return bool(Gazetteer.load().find(actor.text)) or _is_place(head, actor, known)
    return _is_place(head, actor, known)


def _is_scene(head: Token, known: Known | None) -> bool:
    # "Havana was the scene of talks", "Geneva hosted talks"; "Qatar" and "Doha hosted talks" are a government.
    first = _first(head)
    if first.dep_ not in ("nsubj", "nsubjpass"):
        return False
    if first.head.lemma_ == "be":
        told = (word.lemma_.lower() for word in first.head.children if word.dep_ == "attr")
        return any(word in whereabouts()["scenes"] for word in told)
    return known is None and first.head.lemma_.lower() == "host"


def _first(head: Token) -> Token:
    while head.dep_ == "conj":
        head = head.head
    return head


def _is_laid_upon(place: Token) -> bool:
    # "imposed a curfew in Basra", "a state of siege in Pando": it is laid upon those who live there.
    return any(word.lemma_.lower() in whereabouts()["laid"] for word in place.head.head.subtree if word.i < place.i)


def _is_below(place: Token, trigger: Token) -> bool:
    # "agreed to build a bridge in Goma" is promised to Goma, what was agreed in Goma is not.
    above = next((word for word in place.ancestors if word.pos_ in _VERBS), None)
    return above is not None and above.i != trigger.i


def _is_way(place: Token) -> bool:
    # "flights to Tel Aviv", "an airliner flying from Athens to Vilnius", "stopped a bus from Kabul to Kandahar"
    lists, word = whereabouts(), place.head.head
    if word.dep_ not in _CLAUSES and word.lemma_.lower() in lists["sends"]:
        return False
    start = place.head.i
    while start > place.sent.start and place.doc[start - 1].pos_ == "PROPN":
        start -= 1
    start -= start < place.head.i and place.doc[start - 1].lower_ in _ALONG
    if start > place.sent.start and place.doc[start - 1].lemma_.lower() in lists["carriers"]:
        return True
    for _ in range(_STEPS):
        if word.pos_ in _NOMINAL:
            return word.lemma_.lower() in lists["carriers"]
        if word.dep_ not in _CLAUSES and word.dep_ != "prep":
            return False
        word = word.head
    return False

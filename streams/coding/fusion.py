"""One happening, one assertion: sentences of a story that tell the same event are merged.

Flows in: assertions in the order of the text. Flows out: the same without repetition, the best telling in the
lead and the other sentences named beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from schemas import Actor, Assertion, DateBasis, EventDate, EventType, Place, PlaceBasis, TextField
from schemas import AuxiliaryMode as Aux

_MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
_VAGUE = frozenset({
    EventType.CONSULT, EventType.ASSAULT, EventType.REQUEST, EventType.REJECT, EventType.THREATEN, EventType.ACCUSE,
    EventType.MOBILIZE, EventType.PROTEST,
})  # fmt: skip
"""Types whose mode is a trait of one act; that of the others tells acts apart, an arrest from a ban."""

_TOLLS = frozenset({"killed", "killing", "kills", "injured", "injuring", "wounded", "wounding"})
"""Words for what an attack does to people, which are part of it: "ambushed a bus and killed nine passengers"."""

_NEAR = 2
_LEAD = 2
"""The lead is told within so many sentences of the body."""

_WORD = 4
_STEM = 3
"""So many letters at least stay when a verb is inflected: "sends", "sent"."""

_NEWS = timedelta(days=7)
_STATE = frozenset({"GOV", "MIL", "LEG", "SPY", "COP", "JUD", "ELI"})


def fuse(assertions: Sequence[Assertion], least: float) -> tuple[tuple[Assertion, ...], tuple[Assertion, ...]]:
    """Merge the assertions of one story that tell one event; order follows the first telling.

    What is told too weakly to stand alone still adds its place, date and sentence to an event that is told surely.

    Args:
        assertions: in the order of the text.
        least: the confidence that an event needs in at least one of its sentences.

    Returns:
        The events, and what is told too weakly to be one and of none of them.
    """
    groups: list[list[Assertion]] = []
    for assertion in assertions:
        home = next((group for group in groups if _tells_again(assertion, group)), None)
        if home is None:
            home = next((group for group in groups if _heads(group, assertion)), None)
        if home is None:
            groups.append([assertion])
        else:
            home.append(assertion)
    groups = _under_heads(groups)
    sure = [any(told.confidence >= least for told in group) for group in groups]
    left = (told for group, is_sure in zip(groups, sure, strict=True) if not is_sure for told in group)
    return tuple(_told(group, least) for group, is_sure in zip(groups, sure, strict=True) if is_sure), tuple(left)


def _tells_again(told: Assertion, group: Sequence[Assertion]) -> bool:
    # What names no victim may tell of either of two: it joins one, and does not join the two.
    return any(same_event(told, other) for other in group) and all(_is_open(told, other) for other in group)


def same_event(one: Assertion, other: Assertion) -> bool:
    """Say whether two assertions of one story tell the same happening."""
    if _is_toll(one, other) or _is_toll(other, one):
        return True
    if one.type is not other.type or one.base_type is not other.base_type:
        return False
    if one.mode != other.mode and not _is_one_manner(one, other):
        return False
    if (Aux.NEGATION in one.auxiliary_modes) != (Aux.NEGATION in other.auxiliary_modes):
        return False
    if not _dates_agree(one.date, other.date):
        return False
    if one.reciprocal or other.reciprocal or one.type in _MUTUAL:
        return _parties_agree((*one.actors, *one.recipients), (*other.actors, *other.recipients))
    close = _words(one) == _words(other) or abs(_sentence(one) - _sentence(other)) <= _NEAR
    return _role_agrees(one.actors, other.actors, close) and _role_agrees(one.recipients, other.recipients, close)


def _is_one_manner(one: Assertion, other: Assertion) -> bool:
    """Say whether two modes do not tell two acts apart: one is open, or the same word was read in two ways."""
    if _is_apart(one) or _is_apart(other):
        return False
    again = bool(_words(one)) and _words(one)[:_STEM] == _words(other)[:_STEM]
    return not (one.mode and other.mode) or _talks(one) or again


def _is_toll(toll: Assertion, act: Assertion) -> bool:
    """Say whether one assertion tells only what the attack of the other did to people.

    It does so by the same hands in the same sentence, or, when nobody else is named, in the next.
    """
    if not toll.type is act.type is EventType.ASSAULT or _words(toll) not in _TOLLS or _words(act) in _TOLLS:
        return False
    modes = Aux.NEGATION in toll.auxiliary_modes, Aux.NEGATION in act.auxiliary_modes
    if any(modes) or toll.factuality is not act.factuality or not _dates_agree(toll.date, act.date):
        return False
    if toll.sentence is None or act.sentence is None or toll.sentence.field is not act.sentence.field:
        return False
    after = toll.sentence.index - act.sentence.index
    return (after == 0 and _role_agrees(toll.actors, act.actors, close=True)) or (after == 1 and not toll.actors)


def _heads(group: Sequence[Assertion], told: Assertion) -> bool:
    """Say whether a group is a headline that the lead tells in full: "seize ship", "impounded a Turkish freighter".

    A headline is short of words: its modes, its parties and its dates are poorer than those of the lead, which tells
    the same news. One party must be the same all the same, and none may be another's.
    """
    if not all(map(_is_head, group)):
        return False
    if told.sentence is None or told.sentence.field is TextField.HEADLINE or told.sentence.index > _LEAD:
        return False
    return any(_is_short_for(one, told) for one in group)


def _is_short_for(head: Assertion, told: Assertion) -> bool:
    if head.type is not told.type or not (
        head.base_type is told.base_type or head.type in {head.base_type, told.base_type}
    ):
        return False
    if head.mode and told.mode and head.mode != told.mode and head.type not in _VAGUE:
        return False
    if (Aux.NEGATION in head.auxiliary_modes) != (Aux.NEGATION in told.auxiliary_modes):
        return False
    if not _dates_agree(head.date, told.date):
        return False
    if head.reciprocal or told.reciprocal or head.type in _MUTUAL:
        here, there = (*head.actors, *head.recipients), (*told.actors, *told.recipients)
        return _share(here, there) and all(any(_could_be(one, other) for other in there) for one in here)
    sides = ((head.actors, told.actors), (head.recipients, told.recipients))
    return _is_open(head, told) and any(_share(one, other) for one, other in sides)


def _under_heads(groups: list[list[Assertion]]) -> list[list[Assertion]]:
    """Join each headline that nothing tells again to the lead that tells the same parties' act as another type.

    "Chad frees aid workers" and "Chad released three aid workers": one news, of which one telling was misread; the
    surest says what it is.
    """
    for head in [group for group in groups if all(map(_is_head, group))]:
        others = (group for group in groups if not any(map(_is_head, group)))
        leads = [group for group in others if _is_lead(group[0]) and _is_same_news(head[0], group[0])]
        if leads:
            max(leads, key=lambda group: max(told.confidence for told in group))[:0] = head
            groups = [group for group in groups if group is not head]
    return groups


def _is_head(told: Assertion) -> bool:
    return told.sentence is not None and told.sentence.field is TextField.HEADLINE


def _is_lead(told: Assertion) -> bool:
    return told.sentence is not None and told.sentence.index <= 1


def _is_same_news(head: Assertion, told: Assertion) -> bool:
    denied = Aux.NEGATION in head.auxiliary_modes, Aux.NEGATION in told.auxiliary_modes
    if denied[0] != denied[1] or not _dates_agree(head.date, told.date):
        return False
    if head.reciprocal or told.reciprocal or not _share(head.actors, told.actors):
        return False
    again = bool(_words(head)) and _words(head)[:_STEM] == _words(told)[:_STEM] and _is_open(head, told)
    return again or (head.type is not told.type and _share(head.recipients, told.recipients))


def _is_open(one: Assertion, other: Assertion) -> bool:
    """Say whether neither side is named as somebody else."""
    if one.reciprocal or other.reciprocal:
        return True
    sides = ((one.actors, other.actors), (one.recipients, other.recipients))
    return all(not here or not there or any(_could_be(a, b) for a in here for b in there) for here, there in sides)


def _share(one: Sequence[Actor], other: Sequence[Actor]) -> bool:
    return any(_alike(a, b) or (_could_be(a, b) and _content(a) & _content(b)) for a in one for b in other)


def _could_be(one: Actor, other: Actor) -> bool:
    if one.country and other.country and one.country != other.country:
        return False
    resolved = one.entity_id and other.entity_id and one.kind is other.kind
    return not resolved or _alike(one, other)


def _content(actor: Actor) -> frozenset[str]:
    # Short words are articles, prepositions and numbers.
    words = (
        word.strip("'’\"").removesuffix("'s").removesuffix("’s")
        for word in f"{actor.name} {actor.text}".lower().split()
    )
    return frozenset(word for word in words if len(word) >= _WORD)


def _is_apart(told: Assertion) -> bool:
    # A visit or a call is not the talk that was also had; talks of which the frame is unsure are one.
    return told.type is EventType.CONSULT and told.mode in {"visit", "phone"}


def _talks(told: Assertion) -> bool:
    return told.type is EventType.CONSULT


def _words(assertion: Assertion) -> str:
    return assertion.trigger.text.lower() if assertion.trigger else ""


def _sentence(assertion: Assertion) -> int:
    return assertion.sentence.index if assertion.sentence else -1


def _dates_agree(one: EventDate | None, other: EventDate | None) -> bool:
    if one is None or other is None:
        return True
    stated = [date for date in (one, other) if date.basis is DateBasis.TEXT]
    if len(stated) == 1:
        # Without words for its time an event is taken for the day's news: it is not what happened in July.
        today = other if stated[0] is one else one
        return stated[0].end >= today.start - _NEWS
    return one.start <= other.end and other.start <= one.end


def _parties_agree(one: Sequence[Actor], other: Sequence[Actor]) -> bool:
    if len(one) < 2 or len(other) < 2:  # noqa: PLR2004 - it takes two
        return False
    return all(
        any(_alike(actor, match) for match in there) for here, there in ((one, other), (other, one)) for actor in here
    )


def _role_agrees(one: Sequence[Actor], other: Sequence[Actor], close: bool) -> bool:
    if not one or not other:
        return close or (not one and not other)
    return any(_alike(actor, match) for actor in one for match in other)


def _alike(one: Actor, other: Actor) -> bool:
    if one.entity_id and one.entity_id == other.entity_id:
        return True
    if one.country or other.country:
        if one.country != other.country:
            # "rebels" here, "Syrian rebels" there.
            return not (one.country and other.country) and one.sectors == other.sectors != ()
        if _speaks_for_state(one) and _speaks_for_state(other):
            return True
        return one.sectors[:1] == other.sectors[:1]
    return one.name.lower() == other.name.lower()


def _speaks_for_state(actor: Actor) -> bool:
    return not actor.sectors or actor.sectors[0] in _STATE


def _told(group: Sequence[Assertion], least: float) -> Assertion:
    lead = max((told for told in group if told.confidence >= least), key=_worth)
    rest = [told for told in group if told is not lead]
    if not rest:
        return lead
    sentences = {told.sentence.index: told.sentence for told in rest if told.sentence}
    if lead.sentence:
        sentences.pop(lead.sentence.index, None)
    return lead.model_copy(
        update={
            "recipients": lead.recipients if _words(lead) in _TOLLS else _with_victims(lead, rest),
            "sentences": tuple(sentences[index] for index in sorted(sentences)),
            "date": _best_date(lead.date, (told.date for told in rest)),
            "place": _best_place(lead.place, (told.place for told in rest)),
            "quantities": lead.quantities or next((told.quantities for told in rest if told.quantities), ()),
            "attribution": lead.attribution or next((told.attribution for told in rest if told.attribution), None),
            "confidence": max(told.confidence for told in group),
        }
    )


def _with_victims(lead: Assertion, rest: Iterable[Assertion]) -> tuple[Actor, ...]:
    hurt = (actor for told in rest if _is_toll(told, lead) for actor in told.recipients)
    strangers = [actor for actor in hurt if not any(_alike(actor, known) for known in (*lead.recipients, *lead.actors))]
    return (*lead.recipients, *strangers)


def _worth(assertion: Assertion) -> tuple[int, float]:
    whole = bool(assertion.actors) + bool(assertion.recipients or assertion.reciprocal)
    return whole, assertion.confidence


def _best_date(lead: EventDate | None, others: Iterable[EventDate | None]) -> EventDate | None:
    told = [date for date in (lead, *others) if date is not None]
    stated = [date for date in told if date.basis is DateBasis.TEXT]
    return min(stated, key=lambda date: (date.end - date.start, date is not lead)) if stated else next(iter(told), None)


def _best_place(lead: Place | None, others: Iterable[Place | None]) -> Place | None:
    told = [place for place in (lead, *others) if place is not None]
    order = {"city": 0, "admin1": 1, "country": 2}
    return min(
        told,
        key=lambda place: (place.basis is not PlaceBasis.SENTENCE, order.get(place.precision, 3), place is not lead),
        default=None,
    )

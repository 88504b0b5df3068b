"""Which of the events a story asserted before does each assertion of its new version continue?

Flows in: the assertions of one version, and the events of the lineage. Flows out: for each assertion the event
it continues, or none. Pure and deterministic: the same input gives the same pairs, on every machine.

The likeness of a pair is a product of factors (`matching.json`), one for each trait: type, both sides, date,
place, factuality, mode, quantities, trigger and sentence. No single trait is needed, so a reworded sentence, a
new toll, a better resolved actor or another coder leave the event the same; but two traits that contradict each
other (another target and another place) make it another event. Negation alone divides by itself: "did" and
"did not" are two claims, and a consumer that counts the first must see it taken back.

Events that a kill or hold has stripped of their words are compared by what is left of them, their codes and
their position, so that a story released again gets its events back under their old ids.
"""

from collections.abc import Sequence

from schemas import (
    Actor,
    ActorKind,
    Assertion,
    DateBasis,
    Event,
    EventDate,
    EventType,
    Place,
)
from streams.stories.costs import factors, thresholds
from streams.stories.traits import Traits, are_told, folded, reworded, same_words

_OWNED = frozenset({"its", "his", "her", "their", "the", "a", "an", "s"})
_ASSUMED = (DateBasis.PUBLICATION, DateBasis.DATELINE)
_MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})


def threshold() -> float:
    """Give the likeness (0 to 1) from which on an assertion continues an event."""
    return thresholds()["threshold"]


def faint_threshold() -> float:
    """Give the likeness (0 to 1) from which on what is read too weakly to be told continues an event."""
    return thresholds()["faint_threshold"]


def match(
    assertions: Sequence[Assertion], events: Sequence[Event], least: float | None = None
) -> tuple[int | None, ...]:
    """Pair the assertions of a version with the events known before, the likest first.

    Args:
        assertions: what the new version says, in the order of its text.
        events: what the lineage asserted before, active or retracted, in the order of the last version.
        least: the likeness that a pair needs; None for the usual one.

    Returns:
        For each assertion the index of the event it continues, or None when it is new. No index comes twice.
        Pairs of equal likeness go to the nearest positions, then to the event that stands first.
    """
    if not events:
        return (None,) * len(assertions)
    least = threshold() if least is None else least
    traits = [Traits.of(event) for event in events]
    pairs: list[tuple[float, int, int, int]] = []
    for i, assertion in enumerate(assertions):
        seen = Traits.of(assertion)
        for j, event in enumerate(events):
            score = _likeness(assertion, seen, event, traits[j])
            if score >= least:
                pairs.append((-round(score, 9), abs(i - j), j, i))
    found: list[int | None] = [None] * len(assertions)
    taken: set[int] = set()
    for _, _, j, i in sorted(pairs):
        if found[i] is None and j not in taken:
            found[i] = j
            taken.add(j)
    return tuple(found)


def likeness(one: Assertion, other: Assertion) -> float:
    """Say how much two assertions speak of the same event, 0 to 1."""
    return _likeness(one, Traits.of(one), other, Traits.of(other))


def _likeness(a: Assertion, a_traits: Traits, b: Assertion, b_traits: Traits) -> float:
    if a_traits.negated != b_traits.negated:
        return 0.0
    least = threshold()
    same, share = same_words(a_traits, b_traits), reworded(a_traits, b_traits)
    score = _type(a, b, same=same, share=share)
    # Most pairs of a story end here; the sides are the costly part.
    if score < least:
        return score
    floor = _sides_floor(a_traits, b_traits, same=same, share=share)
    if floor and (not are_told(a, b_traits) or not are_told(b, a_traits) or _turned(a, b)):
        floor = 0.0
    score *= _sides(a, b, floor)
    if score < least:
        return score
    return score * _circumstances(a, a_traits, b, b_traits) * _wording(a_traits, b_traits)


def _turned(a: Assertion, b: Assertion) -> bool:
    """Say whether who did it in one is whom it was done to in the other, in other words: another event."""
    if a.sentence and b.sentence and folded(a.sentence.text) == folded(b.sentence.text):
        return False
    return _crossed(a.actors, b) or _crossed(b.actors, a)


def _crossed(actors: Sequence[Actor], other: Assertion) -> bool:
    if not actors or not other.recipients:
        return False
    return _side(actors, other.recipients) > (_side(actors, other.actors) if other.actors else 0.0)


def _sides_floor(a: Traits, b: Traits, *, same: bool, share: float) -> float:
    """Give what a side is worth at least of which the coder may have chosen another word of the same sentence."""
    cost = factors()["party"]
    if same:
        return cost["same_words_floor"]
    if share < factors()["matter"]["same_sentence"]:
        return 0.0
    return cost["same_trigger_floor"] if a.stems & b.stems else cost["same_matter_floor"]


def _type(a: Assertion, b: Assertion, *, same: bool, share: float) -> float:
    cost = factors()["type"]
    if a.base_type == b.base_type:
        return 1.0 if a.type == b.type else cost["same_base"]
    if a.type in (b.type, b.base_type) or b.type == a.base_type:
        return cost["related"]
    factor = cost["same_quad_class"] if a.quad_class == b.quad_class else cost["other"]
    if same:
        return max(factor, cost["same_words_floor"])
    # The act was first read as one type and then as another: "called off a march", "cancelled a march".
    return max(factor, _between(cost["reworded_floor"], cost["same_matter_floor"], share)) if share else factor


def _between(low: float, high: float, share: float) -> float:
    least = factors()["matter"]["share"]
    return low + (high - low) * (share - least) / (1.0 - least)


def _circumstances(a: Assertion, a_traits: Traits, b: Assertion, b_traits: Traits) -> float:
    table = factors()
    score = _date(a.date, b.date) * _place(a.place, b.place)
    if a.factuality != b.factuality:
        score *= table["factuality"]["other"]
    if a.mode != b.mode:
        score *= table["mode"]["other"]
    return score * _quantities(a_traits, b_traits)


def _quantities(a: Traits, b: Traits) -> float:
    cost = factors()["quantities"]
    if a.numbers == b.numbers or not a.numbers or not b.numbers:
        return 1.0
    return cost["other_numbers"] if a.quantities & b.quantities else cost["other_kinds"]


def _date(a: EventDate | None, b: EventDate | None) -> float:
    cost = factors()["date"]
    if a is None or b is None:
        return 1.0 if a is b else cost["missing"]
    if a.start <= b.end and b.start <= a.end:
        return 1.0
    if a.text and b.text and folded(a.text) == folded(b.text):
        return cost["same_words"]  # "on Wednesday" was taken for the last one, then for the next
    return cost["assumed" if _is_assumed(a) or _is_assumed(b) else "other"]


def _is_assumed(date: EventDate) -> bool:
    return date.basis in _ASSUMED or date.hangs_on_receipt


def _place(a: Place | None, b: Place | None) -> float:
    cost = factors()["place"]
    if a is None or b is None:
        return 1.0 if a is b else cost["missing"]
    if folded(a.name) == folded(b.name) or (a.geonames_id is not None and a.geonames_id == b.geonames_id):
        return 1.0
    if a.country is not None and a.country == b.country and a.precision != b.precision:
        return cost["coarser"]
    return cost["other"]


def _wording(a: Traits, b: Traits) -> float:
    table = factors()
    if not a.trigger or not b.trigger:
        trigger = 1.0 if a.trigger == b.trigger else table["trigger"]["missing"]
    elif a.trigger == b.trigger:
        trigger = 1.0
    else:
        trigger = table["trigger"]["same_stem" if a.stems & b.stems else "other"]
    if not a.words or not b.words:
        return trigger * (1.0 if a.words == b.words else table["sentence"]["missing"])
    shared = len(a.words & b.words) / len(a.words | b.words)
    least = table["sentence"]["nothing_shared"]
    return trigger * (least + (1.0 - least) * shared)


def _sides(a: Assertion, b: Assertion, floor: float) -> float:
    if a.reciprocal or b.reciprocal:
        # Both sides act on each other: who is named first is a matter of wording.
        return max(_side((*a.actors, *a.recipients), (*b.actors, *b.recipients)), floor)
    ordered = max(_side(a.actors, b.actors), floor) * max(_side(a.recipients, b.recipients), floor)
    if not {a.type, b.type} <= _MUTUAL:
        return ordered
    pooled = _side((*a.actors, *a.recipients), (*b.actors, *b.recipients))
    return max(ordered, pooled * factors()["party"]["changed_places"])


def _side(a: Sequence[Actor], b: Sequence[Actor]) -> float:
    cost = factors()["party"]
    if not a or not b:
        return 1.0 if not a and not b else cost["one_side_empty"]
    pairs = sorted(
        ((-_party(one, other), i, j) for i, one in enumerate(a) for j, other in enumerate(b)),
    )
    scores: list[float] = []
    left: set[int] = set()
    right: set[int] = set()
    for score, i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            scores.append(-score)
    # Of two parties the one that differs makes it another event; in a long list it is one of many.
    worst, mean = min(scores), sum(scores) / len(scores)
    likest = worst if len(scores) <= 2 else (worst + mean) / 2  # noqa: PLR2004 - a pair
    return likest if len(a) == len(b) else likest * cost["one_more"]


def _party(a: Actor, b: Actor) -> float:
    if _stripped(a) or _stripped(b):
        return _by_code(a, b)
    named = _by_name(a, b)
    if named is not None:
        return named
    if a.country is None or b.country is None:
        return _of_no_country(a, b)
    return _same_country(a, b) if a.country == b.country else factors()["party"]["other"]


def _by_name(a: Actor, b: Actor) -> float | None:
    cost = factors()["party"]
    one, other = folded(a.name), folded(b.name)
    if one == other or (a.entity_id is not None and a.entity_id == b.entity_id):
        return cost["same"]
    if _named_alike(one, other):
        return cost["same_name"]
    return cost["same_words"] if a.text and folded(a.text) == folded(b.text) else None


def _of_no_country(a: Actor, b: Actor) -> float:
    cost = factors()["party"]
    resolved = sum(actor.entity_id is not None for actor in (a, b))
    if resolved == 2:  # noqa: PLR2004 - both
        return cost["other"]
    if resolved == 1 or ActorKind.UNNAMED in (a.kind, b.kind):
        return cost["unknown"]
    return cost["other_name"]


def _same_country(a: Actor, b: Actor) -> float:
    cost = factors()["party"]
    if ActorKind.STATE in (a.kind, b.kind) or ActorKind.UNNAMED in (a.kind, b.kind):
        return cost["same_country"]
    persons = a.kind == b.kind == ActorKind.PERSON and a.entity_id is not None and b.entity_id is not None
    return cost["other_name"] if persons else cost["same_country_other_body"]


def _named_alike(one: str, other: str) -> bool:
    """Say whether the shorter name is part of the longer one, as a surname is of a full name, or "its king" of one."""
    short, long = sorted((set(one.split()) - _OWNED, set(other.split()) - _OWNED), key=len)
    return bool(short) and short <= long


def _stripped(actor: Actor) -> bool:
    return actor.entity_id is None and actor.text == actor.name == actor.code


def _by_code(a: Actor, b: Actor) -> float:
    cost = factors()["party"]
    if (a.code, a.country, a.sectors) == (b.code, b.country, b.sectors):
        return cost["same"]
    if a.country is None or b.country is None:
        return cost["unknown"]
    return cost["same_country"] if a.country == b.country else cost["other"]

"""Sentences by themselves: running news that should be silent, and sentences that tell two events.

Flows in: annotated sentences, each with what the coder told of it. Flows out: `Measured`.
"""

from collections.abc import Sequence

from schemas import Assertion
from scoring.figure import Measured, fault, ratio, share
from scoring.material import Annotated
from scoring.pairing import brief, pair, wanted

Told = Sequence[tuple[Annotated, Sequence[Assertion]]]
_TWO = 2


def running(told: Told) -> Measured:
    """Count the sentences of running news (sport, culture, business, weather, science) that emit an event."""
    cases = tuple(f"{sentence.text}\n    told: {brief(event)}" for sentence, events in told for event in events)
    emits = (bool(events) for _, events in told)
    return Measured(
        "Running news",
        "Own sentences on sport, culture, business, weather and science that tell no event: the share that emits one.",
        (fault("running news without an event that emits one", emits, 0.02, 0.003),),
        cases,
    )


def seconds(told: Told) -> Measured:
    """Count the events found in sentences with two.

    An event is found as `pairing` says: its type, and its words or else its parties; one told event is never two.
    The first event of a sentence is the one annotated first, the more prominent; the second is the other.
    """
    firsts: list[bool] = []
    others: list[bool] = []
    cases = []
    spare = 0
    for sentence, events in told:
        if len(sentence.events) < _TWO:
            continue
        found = pair(sentence.events, events, sentence.text)
        firsts.append(found[0] is not None)
        others.append(found[1] is not None)
        spare += len(events) - sum(one is not None for one in found)
        missed = [wanted(event) for event, one in zip(sentence.events, found, strict=True) if one is None]
        if missed:
            all_told = "; ".join(brief(event) for event in events) or "nothing"
            cases.append(f"{sentence.text}\n    missed: {'; '.join(missed)}\n    told: {all_told}")
    return Measured(
        "Second events",
        "Own sentences with two events. An event is found when one is told that has its type and either its trigger "
        "within the annotated words or all annotated parties in their parts; no told event is two. The second event is "
        "the one annotated second, the less prominent.",
        (
            share("second event of a sentence with two: found", others, 0.70, 0.90),
            share("first event of a sentence with two: found", firsts),
            share("sentences with two of which both are found", map(all, zip(firsts, others, strict=True))),
            ratio("events told in these sentences that are neither, a sentence", spare, len(firsts)),
        ),
        tuple(cases),
    )

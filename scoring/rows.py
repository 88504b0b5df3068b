"""Whole rows: events of own stories that are right in all that a row of data has.

Flows in: stories with their main events, and what the coder told. Flows out: `Measured`.

A row is found when an event of its type is told by its words. It is right when the countries and first sectors of
both sides, the date and the place's country are right, too; in a mutual event the sides may change places.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from schemas import Actor, Article, Assertion
from scoring.figure import Measured, ratio
from scoring.pairing import brief, says
from streams.coding.anchors import story_day

_MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})
Told = Sequence[tuple[Article, Sequence[dict[str, Any]], Sequence[Assertion]]]


def rows(told: Told) -> Measured:
    """Count the rows that are right, and of those found what is."""
    right: Counter[str] = Counter()
    every = found = whole = 0
    cases = []
    for article, events, assertions in told:
        for event in events:
            every += 1
            hit = next((one for one in assertions if _tells(one, event, article)), None)
            if hit is None:
                cases.append(f"[missed] {event['type']} {event['words']!r} | {article.headline}")
                continue
            found += 1
            judged = _judged(event, hit, article)
            right.update(trait for trait, is_right in judged.items() if is_right)
            whole += all(judged.values())
            wrong = [trait for trait, is_right in judged.items() if not is_right]
            if wrong:
                cases.append(f"[{', '.join(wrong)}] {_row(event)} | {_told(hit)} | {brief(hit)}")
    return Measured(
        "Rows",
        "Own stories with their main events: type, countries and first sectors of both sides, date and the place's "
        "country, all of them; an event that is not told is wrong. Beside it what is right of those told.",
        (
            ratio("the whole row right", whole, every, 0.60, 0.80),
            ratio("rows told by their type", found, every),
            *(ratio(f"{trait} of rows told", right[trait], found) for trait in ("sides", "date", "place")),
        ),
        tuple(cases),
    )


def _tells(told: Assertion, event: dict[str, Any], article: Article) -> bool:
    return told.type == event["type"] and says(event["words"], told, article.body)


def _judged(event: dict[str, Any], told: Assertion, article: Article) -> dict[str, bool]:
    when = told.date.edtf if told.date else str(story_day(article))
    return {
        "sides": _sides_right(event, told),
        "date": when == event["date"],
        "place": (told.place.country if told.place else "") == event["place"],
    }


def _sides_right(event: dict[str, Any], told: Assertion) -> bool:
    actors, recipients = _codes(told.actors), _codes(told.recipients)
    if actors == Counter(event["actors"]) and recipients == Counter(event["recipients"]):
        return True
    mutual = told.reciprocal or event["type"] in _MUTUAL
    return mutual and actors + recipients == Counter((*event["actors"], *event["recipients"]))


def _codes(actors: Iterable[Actor]) -> Counter[str]:
    return Counter(" ".join(part for part in (actor.country, *actor.sectors[:1]) if part) for actor in actors)


def _row(event: dict[str, Any]) -> str:
    return f"{event['type']} {event['actors']} > {event['recipients']} {event['date']} {event['place']}"


def _told(told: Assertion) -> str:
    when, where = told.date.edtf if told.date else "-", told.place.country if told.place else "-"
    return f"{list(_codes(told.actors))} > {list(_codes(told.recipients))} {when} {where}"

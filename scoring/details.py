"""When, where and how many: dates, places and numbers of events, asked of the event's word in a parsed sentence.

Flows in: texts with the words of an event and what is to be said of it, parsed. Flows out: `Measured`. The coder is
asked for the detail directly, so that an event that it does not tell counts, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemas import Article, Place, PlacePrecision, Quantity, TextField
from scoring.figure import Measured, share
from scoring.pairing import content
from streams.coding.anchors import story_day
from streams.coding.dates import event_date
from streams.coding.gazetteer import Gazetteer
from streams.coding.names import fold
from streams.coding.places import event_place
from streams.coding.quantities import counts
from streams.coding.syntax import destination
from streams.coding.tallies import of_event, outcomes
from streams.coding.tree import Doc, Span, Token

_PEOPLE = frozenset({"people", "persons", "person"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, its parse, and what is annotated of one event in it."""

    article: Article
    doc: Doc
    record: dict[str, Any]

    def trigger(self) -> tuple[Span, Token]:
        """Give the sentence and the word of the event: the highest of its words in the parse.

        Raises:
            ValueError: its words are not in the text.
        """
        start = self.doc.text.index(self.record["words"])
        words = self.doc.char_span(start, start + len(self.record["words"]), alignment_mode="expand")
        if words is None:
            raise ValueError(f"{self.record['words']!r} is nothing in the parse of {self.article.article_id}")
        token = words.root
        return token.sent, token


def dates(asked: Sequence[Asked]) -> Measured:
    """Judge intervals and granularity."""
    right: list[bool] = []
    cases = []
    for one in asked:
        sentence, trigger = one.trigger()
        told = event_date(sentence, trigger, one.article, one.doc.text[: sentence.start_char])
        wanted = (one.record["start"], one.record["end"], one.record["granularity"])
        got = (str(told.start), str(told.end), told.granularity.value) if told else None
        right.append(got == wanted)
        if got != wanted:
            cases.append(
                f"{one.record['expression']!r} wanted {wanted}, got {got} | {story_day(one.article)} {one.doc.text}"
            )
    return Measured(
        "Dates",
        "Own sentences with a date: first day, last day and granularity of the event, all three.",
        (share("date: interval and granularity both right", right, 0.92, 0.98),),
        tuple(cases),
    )


def places(asked: Sequence[Asked]) -> Measured:
    """Judge countries, and cities where one is told."""
    countries: list[bool] = []
    cities: list[bool] = []
    cases = []
    for one in asked:
        sentence, trigger = one.trigger()
        goal = destination(trigger)
        told = event_place(sentence, trigger if goal is None else goal.head, one.article)
        countries.append(told is not None and told.country == one.record["country"])
        if one.record["city"]:
            cities.append(_city_right(told, one.record["city"], one.record["country"]))
        if not countries[-1] or (one.record["city"] and not cities[-1]):
            got = f"{told.name}, {told.country}, {told.precision} by {told.basis}" if told else "none"
            wanted = f"{one.record['city'] or one.record['place']}, {one.record['country']}"
            cases.append(f"wanted {wanted}, got {got} | {one.record['dateline']} {one.doc.text}")
    return Measured(
        "Event places",
        "Own sentences with an event that took place somewhere, by the sentence or the dateline.",
        (share("event place: country", countries, 0.95), share("event place: city, where one is told", cities, 0.85)),
        tuple(cases),
    )


def _city_right(told: Place | None, wanted: str, country: str) -> bool:
    # By its words, accents aside, or as the same entry of GeoNames: "Kiev" is Kyiv.
    if told is None or told.precision is not PlacePrecision.CITY:
        return False
    plain = content(fold(wanted))
    if content(fold(told.name)) & plain or content(fold(told.text)) & plain:
        return True
    entries = {spot.geonames_id for spot in Gazetteer.load().find(wanted) if spot.country == country}
    return told.geonames_id in entries


def numbers(asked: Sequence[Asked]) -> Measured:
    """Judge what is counted: kinds, bounds and units, the whole set of an event."""
    right: list[bool] = []
    cases = []
    for one in asked:
        sentence, trigger = one.trigger()
        told = _counted(one.doc, sentence, trigger)
        wanted = sorted(_annotated(one.record))
        got = sorted(_told(told))
        right.append(wanted == got)
        if wanted != got:
            cases.append(f"wanted {wanted}, got {got} | {sentence.text}")
    return Measured(
        "Quantities",
        "Own sentences with numbers: kind, bounds and unit of all that is counted of the event, and of no other.",
        (share("quantities: kind, number and bounds", right, 0.92, 0.98),),
        tuple(cases),
    )


def _counted(doc: Doc, sentence: Span, trigger: Token) -> tuple[Quantity, ...]:
    """Take what the event's own sentence counts of it, and the next one, where it tells only what came of it."""
    following = next((sent for sent in doc.sents if sent.start == sentence.end), None)
    later = [] if following is None else [(following, count) for count in outcomes(counts(following))]
    own = [(sentence, count) for count in of_event(counts(sentence), trigger)]
    return tuple(count.quantity(sent, TextField.BODY, 0) for sent, count in (*own, *later))


_Row = tuple[str, float, float, str]


def _annotated(record: dict[str, Any]) -> Iterator[_Row]:
    return (_row(one["kind"], one["min"], one["max"], one["unit"]) for one in record["quantities"])


def _told(found: Sequence[Quantity]) -> Iterator[_Row]:
    return (_row(one.kind.value, one.min, one.max, one.unit) for one in found)


def _row(kind: str, low: float | None, high: float | None, unit: str | None) -> _Row:
    return (
        kind,
        -1.0 if low is None else low,
        -1.0 if high is None else high,
        "people" if unit in _PEOPLE else unit or "",
    )

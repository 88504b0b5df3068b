"""The news desk: what the readings of one passage assert, with who, when, where and how many.

Flows in: the lines of a passage, the story's cast. Flows out: assertions, or why a line gives none.
"""

from dataclasses import dataclass, field

from schemas import (
    Article,
    Assertion,
    CoderInfo,
    DateBasis,
    EventDate,
    EventType,
    Place,
    Quantity,
    Sentence,
    TextField,
    Trigger,
)
from streams.coding.anchors import story_day
from streams.coding.captivity import is_further, taken
from streams.coding.cast import Cast
from streams.coding.clippings import Line
from streams.coding.contexts import contexts
from streams.coding.copydesk import FAINT
from streams.coding.dates import event_date, is_long_past
from streams.coding.forces import is_blind
from streams.coding.manners import manner
from streams.coding.modality import modality
from streams.coding.ontology import standing
from streams.coding.participants import Casting, Parties
from streams.coding.passages import Passage
from streams.coding.places import Setting, event_place
from streams.coding.prominence import LEAST
from streams.coding.quantities import Count, counts
from streams.coding.reading import Reading
from streams.coding.seats import seat
from streams.coding.sport import is_play
from streams.coding.syntax import destination
from streams.coding.tallies import of_event, outcomes
from streams.coding.tree import Doc, Span, Token

_STRANGERS = 0.7
_LATELY = frozenset({"recent", "recently", "earlier", "previous", "last"})
_NEEDS_ACTOR = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE, EventType.SUPPORT})
_ALONE = {
    "killed": frozenset({EventType.ASSAULT}),
    "injured": frozenset({EventType.ASSAULT, EventType.PROTEST}),
    "missing": frozenset({EventType.ASSAULT}),
    "displaced": frozenset({EventType.ASSAULT, EventType.COERCE}),
    "detained": frozenset({EventType.COERCE}),
    "participants": frozenset({EventType.PROTEST, EventType.MOBILIZE, EventType.RETREAT}),
}


@dataclass(frozen=True, slots=True)
class Newsdesk:
    """Writes the assertions of one passage."""

    article: Article
    cast: Cast
    piece: Passage
    info: CoderInfo
    sport: bool
    counted: dict[int, tuple[Count, ...]] = field(default_factory=dict)
    """What each sentence counts, by its first word."""

    settings: dict[int, Setting] = field(default_factory=dict)
    """What places the events of each sentence, likewise."""

    @property
    def _published(self) -> str:
        return self.article.headline if self.piece.field is TextField.HEADLINE else self.article.body

    def sentence(self, line: Line, index: int) -> Sentence:
        """Give a line's place and words as they were published; `index` is its place among the story's sentences."""
        start, end = self.piece.offset + line.start, self.piece.offset + line.end
        return Sentence(field=self.piece.field, index=index, start=start, end=end, text=self._published[start:end])

    def told(self, line: Line, sentence: Sentence) -> tuple[list[Assertion], str | None]:
        """Give what a line asserts, and if nothing of it is sure, why."""
        if line.silence is not None:
            return [], line.silence
        found = [told for reading in line.readings if (told := self._assertion(reading, sentence)) is not None]
        sure = [told for told in found if told.confidence >= LEAST]
        if sure:
            return [*_counted(sure), *_uncounted([one for one in found if one.confidence < LEAST])], None
        if line.readings and line.readings[0].confidence >= LEAST:
            return found, "an event, but no party that is known"
        first = line.doubt or next(iter(line.readings), None)
        unsure = f": {first.word!r} as {first.type} {first.confidence:.2f}" if first else ""
        return found, f"nothing that is surely an event{unsure}"

    def _assertion(self, reading: Reading, sentence: Sentence) -> Assertion | None:
        span = reading.scene.span
        if self._is_none(reading):
            return None
        when = self._date(span, reading.trigger)
        long_past = is_long_past(span, reading.trigger, self.article)
        judged = modality(reading, when, story_day(self.article), long_past=long_past)
        parties = Casting(self.article, self.cast, self.piece.field, self.piece.offset).parties(reading, judged)
        if parties.saying is not None:
            when = self._date(span, parties.saying)
        confidence = reading.confidence if parties.known else reading.confidence * _STRANGERS
        alone = judged.base_type is EventType.CONSULT and not parties.recipients and not _are_two(reading, parties)
        nobody = not parties.actors and (judged.type in _NEEDS_ACTOR or not parties.recipients)
        if confidence < FAINT or alone or nobody:
            return None
        kind, mode = taken(reading, judged.type, manner(reading, judged), parties.actors, parties.recipients)
        stands = standing(kind, mode)
        return Assertion(
            type=kind,
            base_type=judged.base_type if kind is judged.type else kind,
            mode=mode,
            auxiliary_modes=judged.auxiliary_modes,
            factuality=judged.factuality,
            contexts=contexts(span),
            quad_class=stands.quad_class,
            cameo=stands.cameo,
            goldstein=stands.goldstein,
            intensity=stands.intensity,
            actors=parties.actors,
            recipients=parties.recipients,
            reciprocal=parties.reciprocal,
            attribution=parties.attribution,
            date=when,
            place=seat(self._place(span, reading.trigger), kind, mode, parties.actors),
            quantities=self._quantities(span, reading.trigger),
            sentence=sentence,
            trigger=self._trigger(reading.trigger),
            confidence=round(confidence, 4),
            coder=f"{self.info.name}/{self.info.version}",
        )

    def _is_none(self, reading: Reading) -> bool:
        play = self.sport and is_play(reading.trigger.lemma_.lower())
        return play or is_blind(reading.trigger, reading.actor) or is_further(reading.trigger)

    def _date(self, span: Span, trigger: Token) -> EventDate | None:
        before = self._published[: self.piece.offset + span.start_char]
        when = event_date(span, trigger, self.article, before)
        vague = any(child.lower_ in _LATELY for child in trigger.children)
        if when is None or (vague and when.basis is not DateBasis.TEXT):
            return None
        text = self._written(span, when.text)
        return when if when.text == text else when.model_copy(update={"text": text})

    def _place(self, span: Span, trigger: Token) -> Place | None:
        setting = self.settings.get(span.start)
        if setting is None:
            setting = self.settings[span.start] = Setting.of(span, self.article, self._is_surname)
        place = event_place(span, self._scene_of(trigger), self.article, setting)
        text = self._written(span, place.text) if place is not None else None
        return place if place is None or place.text == text else place.model_copy(update={"text": text})

    def _is_surname(self, token: Token) -> bool:
        return self.cast.is_surname(self.piece.field, self.piece.offset + token.idx)

    def _written(self, span: Span, words: str | None) -> str | None:
        """Give words of a sentence as they were published, where the parse has them in plain form."""
        at = span.text.find(words) if words else -1
        start = self.piece.offset + span.start_char + at
        return words if at < 0 or words is None else self._published[start : start + len(words)]

    def _trigger(self, token: Token) -> Trigger:
        start = self.piece.offset + token.idx
        end = start + len(token)
        return Trigger(field=self.piece.field, start=start, end=end, text=self._published[start:end])

    @staticmethod
    def _scene_of(trigger: Token) -> Token:
        goal = destination(trigger)
        return trigger if goal is None else goal.head

    def outcomes(self, doc: Doc, line: Line) -> tuple[Quantity, ...]:
        """Give the numbers of a sentence that tells nothing but what came of the event before it."""
        span = doc.char_span(line.start, line.end)
        return tuple(self._quantity(one, span) for one in outcomes(counts(span))) if span else ()

    def _quantities(self, span: Span, trigger: Token) -> tuple[Quantity, ...]:
        counted = self.counted.get(span.start)
        if counted is None:
            counted = self.counted[span.start] = counts(span)
        return tuple(self._quantity(one, span) for one in of_event(counted, trigger))

    def _quantity(self, count: Count, span: Span) -> Quantity:
        found = count.quantity(span, self.piece.field, self.piece.offset)
        return found.model_copy(update={"text": self._published[found.span.start : found.span.end]})


def _are_two(reading: Reading, parties: Parties) -> bool:
    """Say whether those who act are enough to talk: "they" are two or more."""
    they = reading.actor is not None and reading.actor.lower_ in {"they", "both"}
    return len(parties.actors) > 1 or (they and bool(parties.actors))


def _counted(found: list[Assertion]) -> list[Assertion]:
    """Give each number of a sentence to the events that it can count, where there are several events."""
    if len(found) < 2:  # noqa: PLR2004 - one event has all the sentence's numbers
        return found
    return [
        told.model_copy(
            update={
                "quantities": tuple(
                    number for number in told.quantities if told.type in _ALONE.get(number.kind, frozenset({told.type}))
                )
            }
        )
        for told in found
    ]


def with_outcomes(found: list[Assertion], numbers: tuple[Quantity, ...]) -> list[Assertion]:
    """Give what the next sentence counts to the last attack of a sentence; what it counts itself goes before."""
    sure = [one for one in found if one.type is EventType.ASSAULT and one.confidence >= LEAST]
    if not sure or not numbers:
        return found
    kinds = {number.kind for number in sure[-1].quantities}
    told = (*sure[-1].quantities, *(number for number in numbers if number.kind not in kinds))
    return [one.model_copy(update={"quantities": told}) if one is sure[-1] else one for one in found]


def _uncounted(found: list[Assertion]) -> list[Assertion]:
    """Take the numbers from readings too weak to have any."""
    return [told.model_copy(update={"quantities": ()}) for told in found]

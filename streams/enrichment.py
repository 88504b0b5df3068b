"""From what one version of a story asserts to events that live: created, updated, retracted, restored.

Flows in: a screened message, what the story asserted before, and (for an item) what its coder read.
Flows out: the story's whole new state, and those of its events whose content changed. Pure.

What a reader of both topics may rely on:
- `revision` starts at 1 and rises by 1 with every published change; an id is never given twice.
- An event that differs only in story version, spans, sentences, trigger, confidence or coder stays as it was, in
  the state too: its spans count in the version that its `story` names.
- An event that a new version tells only faintly stays as it was; a correction must tell it surely, or it is retracted.
- `changed_fields` names fields of `Event`; `story.duplicate_of` is the one part of a part.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas import (
    Actor,
    Article,
    Assertion,
    Change,
    CoderInfo,
    EnrichedArticle,
    Event,
    EventState,
    Retraction,
    RetractionReason,
    Screened,
    ScreenedKind,
    Signal,
    StoryRef,
    Verdict,
)
from schemas.event import SCHEMA_VERSION
from streams.errors import CodingError
from streams.stories.matching import faint_threshold, match
from streams.stories.revision import WITHOUT_TEXT, retracted, revised, silenced, stripped

# The space of all event ids. Never to be changed: every id ever published follows from it.
NAMESPACE = uuid.UUID("5b0a1f6e-6d2c-5b58-9f0f-3f3f7d1c2a90")


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What one message does to its story.

    Attributes:
        enriched: the whole new state of the lineage, for `news.articles.enriched.v1`.
        publish: the events whose content changed, for `news.events.enriched.v1`.
    """

    enriched: EnrichedArticle
    publish: tuple[Event, ...]


def enrich(  # noqa: PLR0913, PLR0917 - the message, the state, and the five things a coder gives
    message: Screened,
    prior: EnrichedArticle | None,
    assertions: Sequence[Assertion],
    actors: Sequence[Actor],
    coder: CoderInfo | None,
    emitted_at: datetime,
    *,
    faint: Sequence[Assertion] = (),
) -> Enrichment:
    """Carry a story's events over to what the message says of them.

    Args:
        message: an item with its article, or word that a story is withdrawn, withheld or marked.
        prior: what the lineage asserted before; None for a story never seen.
        assertions: what the item's article says happened, in the order of its text; empty for other messages.
        actors: every actor of the article; empty for other messages.
        coder: who read it; None for other messages.
        emitted_at: when this is published.
        faint: what the coder read too weakly to tell; no event begins with it, but one known before goes on by it.

    Raises:
        CodingError: an item came without its article.
    """
    if message.kind == ScreenedKind.MARK:
        return _mark(message, prior, emitted_at)
    if message.kind == ScreenedKind.WITHHOLD:
        return _withdraw(message, prior, RetractionReason.WITHHELD, emitted_at)
    if message.kind == ScreenedKind.WITHDRAW:
        # Without a reason, or with a newer writer's, it is read as the gravest: too little published can be
        # mended, too much cannot.
        reason = message.cause.reason
        known = reason if isinstance(reason, RetractionReason) else RetractionReason.KILLED
        return _withdraw(message, prior, known, emitted_at)
    article = message.article
    if article is None:
        raise CodingError("no_article", "an item message carries no article")
    return _Version(message, article, prior, coder, emitted_at).enrichment(assertions, actors, faint)


def failed(message: Screened, prior: EnrichedArticle | None, emitted_at: datetime) -> Enrichment | None:
    """Keep a story's earlier events when its new version could not be coded, marked `stale`.

    Returns:
        None when there is nothing to say: no event of the story is active, or all are stale already. A message
        that needs no coding is carried out all the same: a kill does not wait for a coder.
    """
    if message.kind != ScreenedKind.ITEM:
        return enrich(message, prior, (), (), None, emitted_at)
    if prior is None:
        return None
    fresh = [event.state == EventState.ACTIVE and not event.stale for event in prior.events]
    if not any(fresh):
        return None
    events = [
        revised(event, event.model_copy(update={"stale": True}), Change.UPDATED, emitted_at) if is_fresh else event
        for event, is_fresh in zip(prior.events, fresh, strict=True)
    ]
    return _enrichment(prior.model_copy(update={"events": tuple(events), "emitted_at": emitted_at}), prior.events)


def event_id(lineage_id: str, version: int | None, ordinal: int) -> str:
    """Name an event by its first appearance: the lineage, the version, and its place among what that asserted."""
    return str(uuid.uuid5(NAMESPACE, f"{lineage_id}\n{'-' if version is None else version}\n{ordinal}"))


class _Version:
    """One item at work: its article's assertions become events, new ones or those known before."""

    def __init__(
        self,
        message: Screened,
        article: Article,
        prior: EnrichedArticle | None,
        coder: CoderInfo | None,
        emitted_at: datetime,
    ) -> None:
        self._message = message
        self._article = article
        self._prior = prior
        self._known = prior.events if prior is not None else ()
        self._coder = coder
        self._emitted_at = emitted_at
        # A kill of the original marks a reprint for good: later versions come with a verdict of their own.
        self._verdict = _marked(message.verdict, killed=_origin_killed(message.verdict) or _reprints_killed(prior))

    def enrichment(
        self, assertions: Sequence[Assertion], actors: Sequence[Actor], faint: Sequence[Assertion]
    ) -> Enrichment:
        """Match, then give each event its new state: those of this version in text order, then the others known."""
        matched = match(assertions, self._known)
        ids = self._new_ids(len(assertions))
        events: list[Event] = []
        for ordinal, (assertion, index) in enumerate(zip(assertions, matched, strict=True)):
            if index is None:
                events.append(self._created(assertion, ids[ordinal]))
            else:
                events.append(self._continued(assertion, self._known[index]))
        continued = set(matched)
        others = [event for index, event in enumerate(self._known) if index not in continued]
        kept = self._still_told(others, faint)
        events += [self._kept(event) if index in kept else self._gone(event) for index, event in enumerate(others)]
        enriched = EnrichedArticle(
            lineage_id=self._message.lineage_id,
            article=self._article,
            verdict=self._verdict,
            actors=tuple(actors),
            events=tuple(events),
            coder=self._coder,
            emitted_at=self._emitted_at,
        )
        return _enrichment(enriched, self._known)

    def _new_ids(self, count: int) -> list[str]:
        """Give one unused id for each assertion; a version coded again goes on counting where an id is taken."""
        used = {event.event_id for event in self._known}
        ids: list[str] = []
        for ordinal in range(count):
            place = ordinal
            while (name := event_id(self._message.lineage_id, self._article.version, place)) in used:
                place += count
            used.add(name)
            ids.append(name)
        return ids

    def _created(self, assertion: Assertion, name: str) -> Event:
        return Event(
            **_parts(assertion),
            **self._source(),
            event_id=name,
            revision=1,
            state=EventState.ACTIVE,
            change=Change.CREATED,
            origin_killed=_origin_killed(self._verdict),
            first_emitted_at=self._emitted_at,
            emitted_at=self._emitted_at,
        )

    def _continued(self, assertion: Assertion, known: Event) -> Event:
        after = known.model_copy(
            update={
                **_parts(assertion),
                **self._source(),
                "state": EventState.ACTIVE,
                "retraction": None,
                "stale": False,
                "origin_killed": _origin_killed(self._verdict),
                "schema_version": SCHEMA_VERSION,
            }
        )
        change = Change.UPDATED if known.state == EventState.ACTIVE else Change.RESTORED
        return revised(known, after, change, self._emitted_at)

    def _still_told(self, others: Sequence[Event], faint: Sequence[Assertion]) -> frozenset[int]:
        """Say which known events the version still tells, if too weakly to begin one.

        A correction must tell them surely.
        """
        if self._article.signal == Signal.CORRECTION:
            return frozenset()
        live = [index for index, event in enumerate(others) if event.state == EventState.ACTIVE]
        found = match(faint, [others[index] for index in live], faint_threshold())
        return frozenset(live[at] for at in found if at is not None)

    def _kept(self, known: Event) -> Event:
        # A weak reading says that it is still told, not what it is: that stays as it was read surely.
        update = {"stale": False, "origin_killed": _origin_killed(self._verdict)}
        return revised(known, known.model_copy(update=update), Change.UPDATED, self._emitted_at)

    def _gone(self, known: Event) -> Event:
        if known.state != EventState.ACTIVE:
            return known
        retraction = Retraction(reason=self._why_gone(), article_id=self._article.article_id, at=self._message.cause.at)
        return retracted(known, retraction, self._emitted_at)

    def _why_gone(self) -> RetractionReason:
        before = self._prior.article if self._prior is not None else None
        same_text = before is not None and (before.headline, before.body) == (
            self._article.headline,
            self._article.body,
        )
        if same_text and self._prior is not None and self._prior.coder != self._coder:
            return RetractionReason.RECODED
        if self._article.signal == Signal.CORRECTION:
            return RetractionReason.CORRECTED
        return RetractionReason.GONE_IN_UPDATE

    def _source(self) -> dict[str, Any]:
        article, verdict = self._article, self._verdict
        return {
            "story": StoryRef(
                article_id=article.article_id,
                lineage_id=self._message.lineage_id,
                version=article.version,
                provider=article.provider,
                origin=article.origin,
                url=article.url,
                headline=article.headline or None,
                language=article.language,
                urgency=article.urgency,
                duplicate_of=verdict.duplicate_of if verdict is not None else None,
                correction=article.signal == Signal.CORRECTION,
                usage_terms=article.usage_terms,
            ),
            "ingest": article.ingest,
            "published_at": article.published_at,
            "version_created_at": article.version_created_at,
            "received_at": article.received_at,
        }


def _parts(assertion: Assertion) -> dict[str, Any]:
    return {name: getattr(assertion, name) for name in Assertion.model_fields}


def _withdraw(
    message: Screened, prior: EnrichedArticle | None, reason: RetractionReason, emitted_at: datetime
) -> Enrichment:
    """Retract a whole story; for a kill or hold leave no text of it, in events retracted long ago neither."""
    if prior is None:
        return _enrichment(
            EnrichedArticle(lineage_id=message.lineage_id, article=None, verdict=None, emitted_at=emitted_at), ()
        )
    retraction = Retraction(reason=reason, article_id=message.cause.article_id, at=message.cause.at)
    if reason not in WITHOUT_TEXT:
        events = tuple(
            retracted(event, retraction, emitted_at) if event.state == EventState.ACTIVE else event
            for event in prior.events
        )
        return _enrichment(prior.model_copy(update={"events": events, "emitted_at": emitted_at}), prior.events)
    events = tuple(
        event if silenced(event, reason) else retracted(stripped(event), retraction, emitted_at)
        for event in prior.events
    )
    enriched = EnrichedArticle(
        lineage_id=prior.lineage_id,
        article=None,
        verdict=prior.verdict.model_copy(update={"reason": ""}) if prior.verdict is not None else None,
        events=events,
        coder=prior.coder,
        emitted_at=emitted_at,
    )
    return _enrichment(enriched, prior.events)


def _mark(message: Screened, prior: EnrichedArticle | None, emitted_at: datetime) -> Enrichment:
    """Tell a reprint's events that their original was killed, and which story is now the first to tell them."""
    if prior is None:
        return _enrichment(
            EnrichedArticle(
                lineage_id=message.lineage_id, article=None, verdict=message.verdict, emitted_at=emitted_at
            ),
            (),
        )
    killed = message.cause.origin_killed
    if killed is None:
        killed = message.verdict is None or message.verdict.origin_killed
    events: list[Event] = []
    for event in prior.events:
        if event.state != EventState.ACTIVE:
            events.append(event)
            continue
        story = event.story
        if message.verdict is not None:
            story = story.model_copy(update={"duplicate_of": message.verdict.duplicate_of})
        after = event.model_copy(update={"origin_killed": killed, "story": story})
        events.append(revised(event, after, Change.UPDATED, emitted_at, with_duplicate_of=True))
    verdict = _marked(message.verdict or prior.verdict, killed=killed)
    return _enrichment(
        prior.model_copy(update={"events": tuple(events), "verdict": verdict, "emitted_at": emitted_at}), prior.events
    )


def _origin_killed(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.origin_killed


def _reprints_killed(prior: EnrichedArticle | None) -> bool:
    return prior is not None and (
        _origin_killed(prior.verdict)
        or any(event.origin_killed for event in prior.events if event.state == EventState.ACTIVE)
    )


def _marked(verdict: Verdict | None, *, killed: bool) -> Verdict | None:
    return verdict.model_copy(update={"origin_killed": killed}) if verdict is not None else None


def _enrichment(enriched: EnrichedArticle, known: Sequence[Event]) -> Enrichment:
    revisions = {event.event_id: event.revision for event in known}
    changed = tuple(event for event in enriched.events if revisions.get(event.event_id) != event.revision)
    return Enrichment(enriched, changed)

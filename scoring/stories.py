"""Stories: one fact told three times, and a rewrite that changes no fact.

Flows in: stories with their facts, or two versions of one story, each with what the coder told. Flows out: `Measured`.
The events of two versions are carried from one to the other by `streams.enrichment`, as in the service.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas import Article, Assertion, Cause, EnrichedArticle, Event, EventState, Screened, ScreenedKind
from scoring.figure import Measured, fault, ratio, share
from scoring.pairing import brief, says
from streams.enrichment import enrich
from streams.stories.matching import likeness

_AGAIN = "one fact told three times in a story: live events per real event"


@dataclass(frozen=True, slots=True)
class Fact:
    """One happening of a story: its type, and the words that tell it in headline, lead and further down."""

    type: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A story that tells its facts several times, and how many events it tells altogether."""

    article: Article
    facts: tuple[Fact, ...]
    events: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a story, what the coder told of it, and what it read too weakly to tell."""

    article: Article
    told: Sequence[Assertion]
    faint: Sequence[Assertion] = ()


def retold(stories: Sequence[tuple[Story, Sequence[Assertion]]]) -> Measured:
    """Count the live events of each fact that was found.

    An event tells a fact when it has its type and its trigger lies within one of the fact's words. A fact told under
    another type is none of these: it is among all events, which are counted beside the real ones.
    """
    tellings: list[int] = []
    cases = []
    for story, told in stories:
        by_fact = [[event for event in told if _tells(event, fact, story.article)] for fact in story.facts]
        tellings += [len(events) for events in by_fact]
        for fact, events in zip(story.facts, by_fact, strict=True):
            if len(events) != 1:
                kind = "several" if events else "not found"
                among = "".join(f"\n    {_where(event)}" for event in events or told)
                cases.append(f"[{kind}] {story.article.headline}\n  {fact.type} {' / '.join(fact.words)}{among}")
    found = [times for times in tellings if times]
    every, real = sum(len(told) for _, told in stories), sum(story.events for story, _ in stories)
    figures = (
        replace(ratio(_AGAIN, sum(found), len(found), 1.15, 1.05), falling=True),
        share("facts of these stories found", (times > 0 for times in tellings)),
        ratio("all events of these stories per real event", every, real),
    )
    return Measured(
        "Retold facts",
        "Own stories that tell each fact in headline, lead and further down: the events that tell a fact (its type, "
        "its trigger within the fact's words) over the facts found.",
        figures,
        tuple(cases),
    )


def rewrites(pairs: Sequence[tuple[Version, Version]]) -> Measured:
    """Count the ids that a rewrite changes: events of the first version that are not live in the second.

    Args:
        pairs: two versions of each story, the second in other words and with no other fact.
    """
    kept: list[bool] = []
    fresh: list[bool] = []
    cases = []
    for first, second in pairs:
        before = _live(_enriched(first, None))
        after = _live(_enriched(second, _enriched(first, None)))
        lost = [event for name, event in before.items() if name not in after]
        new = [event for name, event in after.items() if name not in before]
        kept += [name in after for name in before]
        fresh += [name not in before for name in after]
        if lost or new:
            cases.append(f"{first.article.headline}{''.join(_changes(lost, new))}")
    figures = (
        fault("a rewrite that changes no fact: ids changed", (not stays for stays in kept), 0.03, 0.01),
        fault("events of the rewrite under a new id", fresh),
    )
    return Measured(
        "Rewrites",
        "Own pairs of versions with the same facts in other words, carried from version to version as in the service: "
        "the share of events of the first whose id is not live in the second.",
        figures,
        tuple(cases),
    )


def struck(cuts: Sequence[tuple[Version, Version, str]]) -> Measured:
    """Count the events that live on when a new version has struck the one sentence that told them.

    Args:
        cuts: a version, the same without one sentence, and that sentence.
    """
    lives: list[bool] = []
    cases = []
    for first, second, sentence in cuts:
        before = _live(_enriched(first, None))
        after = _live(_enriched(second, _enriched(first, None)))
        gone = [event for event in before.values() if only_in(event, sentence)]
        lives += [event.event_id in after for event in gone]
        cases += [f"lives on: {_where(after[event.event_id])}" for event in gone if event.event_id in after]
    return Measured(
        "Struck sentences",
        "The same stories without one sentence: the share of the events told by it alone that live on.",
        (fault("events that live on without the sentence that told them", lives),),
        tuple(cases),
    )


def only_in(event: Assertion, sentence: str) -> bool:
    """Say whether one sentence alone tells an event."""
    return event.sentence is not None and not event.sentences and event.sentence.text == sentence


def _changes(lost: Sequence[Event], new: Sequence[Event]) -> Iterator[str]:
    for event in lost:
        yield f"\n    lost {_where(event)}"
    for event in new:
        # How like the likest of the lost ones is tells whether matching or coding is at fault.
        nearest = max((likeness(event, other) for other in lost), default=None)
        yield f"\n    new  {_where(event)}" + (f" (likeness {nearest:.2f})" if nearest is not None else "")


def _enriched(version: Version, prior: EnrichedArticle | None) -> EnrichedArticle:
    article = version.article
    message = Screened(
        kind=ScreenedKind.ITEM,
        lineage_id=article.lineage_id,
        cluster_id=article.lineage_id,
        article=article,
        cause=Cause(position=article.raw.position(), at=article.received_at, article_id=article.article_id),
    )
    outcome = enrich(message, prior, version.told, (), None, article.received_at, faint=version.faint)
    # What is kept goes over the wire and back, as in the service.
    return EnrichedArticle.model_validate_json(outcome.enriched.model_dump_json())


def _live(story: EnrichedArticle) -> dict[str, Event]:
    gone = {name for event in story.events for name in event.replaces}
    return {
        event.event_id: event
        for event in story.events
        if event.state == EventState.ACTIVE and event.event_id not in gone
    }


def _tells(event: Assertion, fact: Fact, article: Article) -> bool:
    if event.trigger is None or event.type != fact.type:
        return False
    text = article.headline if event.trigger.field == "headline" else article.body
    return any(says(words, event, text) for words in fact.words)


def _where(event: Assertion) -> str:
    others = f" +{len(event.sentences)}" if event.sentences else ""
    sentence = f"{event.sentence.index}{others}: {event.sentence.text}" if event.sentence else "-"
    when = event.date.edtf if event.date else "-"
    return f"{brief(event)} on {when} | {sentence}"

"""A made-up afternoon in a few messages, to look at the view without a broker.

Flows in: a console. Flows out: the view, fed with hand-made records. Used by `python -m streams.cli.show` and tests.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from rich.console import Console

from schemas import (
    Actor,
    ActorKind,
    Article,
    Cameo,
    Change,
    DeadLetter,
    Event,
    EventState,
    EventType,
    Factuality,
    Label,
    Outcome,
    Quantity,
    QuantityKind,
    Raw,
    RawPosition,
    Retraction,
    RetractionReason,
    ScreeningRecord,
    Sentence,
    Span,
    StoryRef,
    TextField,
    Trigger,
)
from streams.cli.show import View
from streams.cli.table import EventTable

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CODER = "hand/0"


def actor(code: str, name: str) -> Actor:
    """Make an actor of a country ("FRA") or an office of one ("FRA GOV")."""
    country, _, sector = code.partition(" ")
    return Actor(
        text=name,
        name=name,
        kind=ActorKind.ORGANISATION if sector else ActorKind.STATE,
        country=country,
        sectors=(sector,) if sector else (),
        code=code,
    )


def event(  # noqa: PLR0913 - an event's parts, most of them by name
    name: str, text: str, trigger: str, *, who: Actor, whom: Actor | None = None, killed: int = 0
) -> Event:
    """Make an event at its first revision.

    Args:
        name: stands for its id, and for its story.
        text: the sentence it is read from.
        trigger: words of `text`.
        who: its actor.
        whom: its recipient.
        killed: its toll; 0 for none.
    """
    start = text.index(trigger)
    number = str(killed)
    toll = Quantity(
        kind=QuantityKind.KILLED,
        min=killed,
        max=killed,
        text=number,
        span=Span(field=TextField.BODY, start=max(0, text.find(number)), end=max(0, text.find(number)) + len(number)),
    )
    return Event(
        type=EventType.ASSAULT,
        base_type=EventType.ASSAULT,
        quad_class=4,
        cameo=Cameo(root="19"),
        goldstein=-10.0,
        intensity=-9.0,
        actors=(who,),
        recipients=(whom,) if whom else (),
        quantities=(toll,) if killed else (),
        sentence=Sentence(field=TextField.BODY, index=1, start=0, end=len(text), text=text),
        trigger=Trigger(field=TextField.BODY, start=start, end=start + len(trigger), text=trigger),
        confidence=0.9,
        coder=CODER,
        event_id=name,
        revision=1,
        state=EventState.ACTIVE,
        change=Change.CREATED,
        story=StoryRef(article_id=f"wire/{name}@1", lineage_id=f"wire/{name}", version=1, provider="wire"),
        received_at=NOON,
        first_emitted_at=NOON,
        emitted_at=NOON,
    )


def killed(of: Event) -> Event:
    """Make the message that takes an event back after a kill: without text, sentence or name."""
    retraction = Retraction(reason=RetractionReason.KILLED, article_id=of.story.article_id, at=NOON)
    silent = {
        "sentence": None,
        "trigger": None,
        "quantities": (),
        "actors": tuple(one.model_copy(update={"name": one.code, "text": ""}) for one in of.actors),
        "recipients": tuple(one.model_copy(update={"name": one.code, "text": ""}) for one in of.recipients),
        "retraction": retraction,
        "state": EventState.RETRACTED,
        "change": Change.RETRACTED,
        "revision": of.revision + 1,
        "changed_fields": ("state", "retraction"),
    }
    return of.model_copy(update=silent)


def record(offset: int, outcome: Outcome, reason: str = "", label: Label | None = None, of: int = 0) -> ScreeningRecord:
    """Make the outcome of an item; `of` is the offset of the item it goes back to, if any."""
    lineage = f"wire/{of or offset}"
    return ScreeningRecord(
        position=RawPosition(topic="news.articles.raw.v1", partition=0, offset=offset),
        outcome=outcome,
        at=NOON + timedelta(seconds=offset),
        reason=reason,
        provider="wire",
        article_id=f"wire/{offset}@1",
        lineage_id=lineage if label in {None, Label.UPDATE} else f"wire/{offset}",
        cluster_id=lineage,
        label=label,
    )


def article(language: str) -> Article:
    """Make an article of which nothing but its language is said."""
    raw = Raw(topic="news.articles.raw.v1", partition=0, offset=7, content_type="text/plain", sha256="0" * 64)
    return Article(
        article_id="wire/7@1",
        story_id="wire/7",
        lineage_id="wire/7",
        provider="wire",
        language=language,
        received_at=NOON,
        raw=raw,
    )


def letter() -> DeadLetter:
    """Make a dead letter."""
    return DeadLetter(
        stage="screen",
        reason="bad_json",
        detail="no JSON from character 12 on",
        topic="news.articles.raw.v1",
        partition=0,
        offset=8,
        version="0",
        failed_at=NOON,
    )


def play(console: Console, pause: float = 0.6) -> EventTable:
    """Show the afternoon.

    Args:
        console: where.
        pause: seconds between two steps.

    Returns:
        The table as it stands at the end.
    """
    table = EventTable()
    with View(console, table) as view:
        for _ in _steps(view, table):
            view.refresh()
            time.sleep(pause)
    return table


def _steps(view: View, table: EventTable) -> Iterator[None]:
    navy, rebels, premier = actor("FRA MIL", "navy"), actor("MLI REB", "rebels"), actor("FRA GOV", "premier")
    shelled = event(
        "5e11ed00", "The French navy shelled rebels, killing 12.", "shelled", who=navy, whom=rebels, killed=12
    )

    def put(one: Event, seconds: float | None = 0.12) -> None:
        table.upsert(one)
        view.event(one, seconds)

    view.scene("A flash, and a reprint of it")
    view.item(1, record(1, Outcome.PASSED, label=Label.NEW))
    put(shelled)
    yield
    view.item(2, record(2, Outcome.PASSED, "the same words", Label.EXACT, of=1))
    reprint = shelled.story.model_copy(update={"article_id": "wire/2@1", "duplicate_of": "wire/1"})
    put(shelled.model_copy(update={"event_id": "0c0b1ed0", "story": reprint}))
    yield
    view.scene("A toll that rises, on the same event")
    view.item(3, record(3, Outcome.PASSED, "a later version", Label.UPDATE, of=1))
    fifteen = event(
        "5e11ed00", "The French navy shelled rebels, killing 15.", "shelled", who=navy, whom=rebels, killed=15
    )
    changed = {"revision": 2, "change": Change.UPDATED, "changed_fields": ("quantities",)}
    shelled = fifteen.model_copy(update=changed)
    put(shelled)
    yield
    view.scene("Planned, denied, background")
    view.item(4, record(4, Outcome.PASSED, label=Label.NEW))
    for number, factuality in enumerate((Factuality.PLANNED, Factuality.DENIED, Factuality.BACKGROUND)):
        visit = event(f"{number}1517000", "The premier visited Bamako.", "visited", who=premier)
        put(visit.model_copy(update={"type": EventType.CONSULT, "quad_class": 1, "factuality": factuality}))
        yield
    view.scene("What gives no event")
    view.item(5, record(5, Outcome.REPEAT, "the same version again"))
    view.item(6, record(6, Outcome.NOT_NEWS, "an item of kind planning"))
    view.item(7, record(7, Outcome.PASSED, label=Label.NEW))
    view.nothing(article("fr"), 7)
    view.item(8, record(8, Outcome.DEAD, "bad_json"))
    view.dead(letter(), 231, 8)
    yield
    view.scene("A kill")
    view.item(9, record(9, Outcome.WITHDRAWN, "canceled by its provider", of=1))
    put(killed(shelled))
    yield

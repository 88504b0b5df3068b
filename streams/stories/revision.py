"""The next revision of an event: what counts as a change, and what a withdrawn event may keep.

Flows in: an event as it was last published, and as it is to be. Flows out: the same event, one revision on, or as
it was when nothing a reader counts on has changed. Pure.
"""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel

from schemas import Actor, Assertion, Change, Event, EventState, Retraction, RetractionReason

_EVIDENCE = {"sentence", "sentences", "trigger", "confidence", "coder"}
_CONTENT = tuple(name for name in Assertion.model_fields if name not in _EVIDENCE)
_STATUS = ("state", "retraction", "replaces", "incident_id", "stale", "origin_killed")
# How a part was found or put into words: another wording of the same is no change of content.
_WORDING = {"text", "span", "spans", "resolution"}
_UNORDERED = {"actors", "recipients", "auxiliary_modes", "contexts", "quantities"}
WITHOUT_TEXT = (RetractionReason.KILLED, RetractionReason.WITHHELD)


def revised(
    before: Event, after: Event, change: Change, emitted_at: datetime, *, with_duplicate_of: bool = False
) -> Event:
    """Give the next revision of an event, or the event as it was when no content differs.

    Args:
        before: the event as last published.
        after: the event as it is to be; its revision, change and changed fields are set here.
        change: what this revision does, if it is one.
        emitted_at: when it is published.
        with_duplicate_of: whether another original is a change too; a new version's own verdict is none.
    """
    fields = [name for name in (*_CONTENT, *_STATUS) if _content(before, name) != _content(after, name)]
    if with_duplicate_of and before.story.duplicate_of != after.story.duplicate_of:
        fields.append("story.duplicate_of")
    if not fields:
        return before
    return after.model_copy(
        update={
            "revision": before.revision + 1,
            "change": change,
            "changed_fields": tuple(fields),
            "emitted_at": emitted_at,
        }
    )


def retracted(event: Event, retraction: Retraction, emitted_at: datetime) -> Event:
    """Take an event back; a story that asserts nothing is not stale either."""
    after = event.model_copy(update={"state": EventState.RETRACTED, "retraction": retraction, "stale": False})
    return revised(event, after, Change.RETRACTED, emitted_at)


def silenced(event: Event, reason: RetractionReason) -> bool:
    """Say whether an event is already retracted as gravely: a hold does not soften a kill."""
    return event.retraction is not None and event.retraction.reason in (reason, RetractionReason.KILLED)


def stripped(event: Event) -> Event:
    """Leave identity and codes: no words of the story, no name, nothing that is read off a name."""
    return event.model_copy(
        update={
            "actors": tuple(_code_alone(actor) for actor in event.actors),
            "recipients": tuple(_code_alone(actor) for actor in event.recipients),
            "attribution": None,
            "date": event.date.model_copy(update={"text": None}) if event.date is not None else None,
            "place": None,
            # A span into a text that is gone is a span into nothing, and a toll is the story's own words.
            "quantities": (),
            "sentence": None,
            "sentences": (),
            "trigger": None,
            "story": event.story.model_copy(update={"headline": None, "url": None, "usage_terms": None}),
        }
    )


def _code_alone(actor: Actor) -> Actor:
    return Actor(
        text=actor.code,
        name=actor.code,
        kind=actor.kind,
        country=actor.country,
        sectors=actor.sectors,
        code=actor.code,
        resolution="withdrawn",
    )


def _content(event: Event, name: str) -> object:
    value = getattr(event, name)
    if name in _UNORDERED:
        return sorted((_bare(part) for part in value), key=repr)
    return _bare(value)


def _bare(value: object) -> object:
    """Reduce a value to what it says, without how the text put it."""
    if isinstance(value, BaseModel):
        return tuple(_bare_fields(value))
    return value


def _bare_fields(model: BaseModel) -> Iterator[tuple[str, object]]:
    for name in type(model).model_fields:
        if name not in _WORDING:
            yield name, _bare(getattr(model, name))

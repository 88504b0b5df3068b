"""What an article must come out with: points that a reader of it would insist on, each with a name.

Flows in: a TOML file beside the article, and the events of the story. Flows out: the events that make a point.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from schemas import Actor, Event, EventType, Factuality

_MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Row):
    """One thing that was done, as far as it must come out; what is null is left open.

    `by` and `to` are ISO-3 codes; of talks and agreements either may stand on either side. `words` stand in one of
    the event's sentences. `act` is the act itself, whatever planning or denial makes of its type. `missing` says why
    the point is not reached yet.
    """

    name: str
    types: tuple[EventType, ...]
    by: str
    to: str | None = None
    act: EventType | None = None
    actor: str | None = None
    factuality: Factuality | None = None
    since: date = date.min
    until: date = date.max
    place: str | None = None
    words: str = ""
    missing: str | None = None

    def made_by(self, events: Sequence[Event]) -> list[Event]:
        """Give the events that make this point."""
        return [event for event in events if self._is(event)]

    def _is(self, event: Event) -> bool:
        texts = [sentence.text for sentence in (event.sentence, *event.sentences) if sentence is not None]
        return (
            event.type in self.types
            and self.act in {None, event.base_type}
            and self.factuality in {None, event.factuality}
            and self._has_parties(event)
            and self.actor in {None, *(one.name for one in event.actors)}
            and event.date is not None
            and self.since <= event.date.start <= event.date.end <= self.until
            and self.place in {None, event.place and event.place.name}
            and any(self.words in text for text in texts)
        )

    def _has_parties(self, event: Event) -> bool:
        acts, suffers = _countries(event.actors), _countries(event.recipients)
        if event.type in _MUTUAL:
            return {self.by, self.to} - {None} <= acts | suffers
        return self.by in acts and self.to in {None, *suffers}


class Figure(_Row):
    """Somebody of the article: canonical name, country, one of the sectors, and a word by which they also go."""

    name: str
    country: str
    sector: str
    also: str | None = None
    missing: str | None = None


class Expected(_Row):
    """Everything that must come out of one article; `furniture` stands on its page and is no text of it."""

    published: date
    furniture: str
    denied: str
    points: tuple[Point, ...]
    figures: tuple[Figure, ...]

    @classmethod
    def read(cls, path: Path) -> "Expected":
        """Read a file of expectations."""
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _countries(actors: Sequence[Actor]) -> set[str | None]:
    return {actor.country for actor in actors}

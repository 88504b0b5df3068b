"""A table of events in SQLite, as another service would keep it: one row an event, the latest revision.

Flows in: the messages of `news.events.enriched.v1`. Flows out: rows and counts.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas import Actor, Event, EventState, QuantityKind
from streams.errors import NewswireError

_CREATE = """
CREATE TABLE IF NOT EXISTS events (
    event_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, type TEXT NOT NULL,
    factuality TEXT NOT NULL, actors TEXT NOT NULL, recipients TEXT NOT NULL, start TEXT, place TEXT, killed REAL,
    story TEXT NOT NULL, sentence TEXT, written INTEGER NOT NULL
)
"""
# A message that comes late or twice changes nothing: only a higher revision replaces a row.
_UPSERT = """
INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(written), 0) + 1 FROM events))
ON CONFLICT (event_id) DO UPDATE SET
    revision = excluded.revision, state = excluded.state, reason = excluded.reason, type = excluded.type,
    factuality = excluded.factuality, actors = excluded.actors, recipients = excluded.recipients,
    start = excluded.start, place = excluded.place, killed = excluded.killed, story = excluded.story,
    sentence = excluded.sentence, written = excluded.written
WHERE excluded.revision > events.revision
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a person looks at it; `actors` and `recipients` are codes."""

    event_id: str
    revision: int
    state: str
    reason: str | None
    type: str
    factuality: str
    actors: str
    recipients: str
    killed: float | None
    sentence: str | None


class EventTable:
    """The table; a file, or in memory."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the table, and make it where it is not there.

        Raises:
            NewswireError: the file cannot be opened or written, or holds no such table.
        """
        self._path = path
        try:
            self._connection = sqlite3.connect(path or ":memory:", isolation_level=None)
        except sqlite3.Error as error:
            raise self._broken(error) from error
        self._do(_CREATE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def upsert(self, event: Event) -> bool:
        """Take one message.

        Returns:
            False when the row already had this revision or a later one.
        """
        toll = next((quantity.max for quantity in event.quantities if quantity.kind == QuantityKind.KILLED), None)
        row = (
            event.event_id,
            event.revision,
            str(event.state),
            str(event.retraction.reason) if event.retraction else None,
            str(event.type),
            str(event.factuality),
            codes(event.actors),
            codes(event.recipients),
            event.date.start.isoformat() if event.date else None,
            event.place.name if event.place else None,
            toll,
            event.story.article_id,
            event.sentence.text if event.sentence else None,
        )
        return self._do(_UPSERT, row).rowcount > 0

    def forget(self, event_id: str) -> None:
        """Take a tombstone: the message of an event with a null value."""
        self._do("DELETE FROM events WHERE event_id = ?", (event_id,))

    def count(self, state: str = EventState.ACTIVE) -> int:
        """Count the rows in a state."""
        return int(self._do("SELECT count(*) FROM events WHERE state = ?", (state,)).fetchone()[0])

    def latest(self, limit: int) -> list[Row]:
        """Give the rows written last, the newest first."""
        found = self._do(
            "SELECT event_id, revision, state, reason, type, factuality, actors, recipients, killed, sentence "
            "FROM events ORDER BY written DESC LIMIT ?",
            (limit,),
        )
        return [Row(*columns) for columns in found]

    def _do(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _broken(self, error: sqlite3.Error) -> NewswireError:
        return NewswireError(f"the table {self._path or 'in memory'} cannot be used: {error}")


def codes(actors: tuple[Actor, ...]) -> str:
    """Write actors as their codes, or as the kind where there is none: never a name."""
    return ", ".join(dict.fromkeys(actor.code or f"({actor.kind})" for actor in actors))

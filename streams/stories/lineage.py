"""The book of lineages: which stories are versions and rewrites of one another.

Flows in: story records, from the log or from decisions. Flows out: the lineage of any story. A draft is an overlay:
it sees the book below, keeps its changes to itself, and is either accepted or dropped. A story that nothing changed
for `KEPT` is as if it had never been, by the time of the item that asks for it, not by when its room is taken back.
"""

from copy import copy
from datetime import datetime, timedelta

from schemas import Article, story_id
from schemas.story import StoryRecord
from streams.stories.tables import TEXT, Form, InMemory, Overlaid, Queue, Table, Tables

KEPT = timedelta(days=400)
# Items come in nearly the order of their times: what is a day beyond is nobody's question any more.
_MARGIN = timedelta(days=1)
_SWEEP = 256
"""At most so many stories that are too old leave with one batch: more than come with one."""

RECORD: Form[StoryRecord] = Form(lambda record: record.model_dump_json().encode(), StoryRecord.model_validate_json)


class StoryBook:
    """All lineages of one desk."""

    def __init__(self, tables: Tables | None = None, laid: Overlaid | None = None) -> None:
        """Make a book of tables; a draft's are laid over another's."""
        self._laid = laid
        self._tables = tables = laid or tables or InMemory()
        self._records: Table[StoryRecord] = tables.table("story", RECORD)
        self._lineage_of: Table[str] = tables.table("lineage", TEXT)
        self._awaited_by: Table[str] = tables.table("awaited", TEXT)
        # When each was changed last, that it may leave.
        self._ages: Queue = tables.queue("age")
        self._oldest: datetime | None = None

    def draft(self) -> "StoryBook":
        """Lay an overlay over this book."""
        return StoryBook(laid=Overlaid(self._tables))

    def at(self, moment: datetime) -> "StoryBook":
        """Give this book as it is at a moment: without the stories that are then too old."""
        book = copy(self)
        book._oldest = moment - KEPT  # noqa: SLF001 - one of us
        return book

    def accept(self, draft: "StoryBook") -> None:
        """Take over an overlay's changes."""
        if draft._laid is not None:  # noqa: SLF001 - one of us
            draft._laid.pour()  # noqa: SLF001 - one of us

    def get(self, lineage: str) -> StoryRecord | None:
        """Give a lineage's state."""
        record = self._records.get(lineage)
        return None if record is None or self._too_old(record) else record

    def put(self, lineage: str, record: StoryRecord | None) -> None:
        """Keep a lineage's state; None: it was joined to another, or is too old."""
        before = self._records.get(lineage)
        if before is not None:
            for member in set(before.members) - set(record.members if record else ()):
                if self._lineage_of.get(member) == lineage:
                    self._lineage_of.put(member, None)
            for awaited in set(before.awaits) - set(record.awaits if record else ()):
                if self._awaited_by.get(awaited) == lineage:
                    self._awaited_by.put(awaited, None)
        self._records.put(lineage, record)
        for member in record.members if record else ():
            self._lineage_of.put(member, lineage)
        for awaited in record.awaits if record else ():
            self._awaited_by.put(awaited, lineage)
        self._ages.move(lineage, None if record is None else _changed(record))

    def sweep(self, newest: datetime) -> None:
        """Take back the room of some stories that are too old for whatever comes after the newest item."""
        if self._laid is None:
            for lineage in self._ages.due(newest - KEPT - _MARGIN, _SWEEP):
                self.put(lineage, None)

    def lineage_of(self, story: str) -> str | None:
        """Say which lineage a story belongs to."""
        return self._known(self._lineage_of.get(story))

    def awaited_by(self, story: str) -> str | None:
        """Say which lineage has a member that evolved from a story not seen yet."""
        return self._known(self._awaited_by.get(story))

    def home(self, story: str) -> str | None:
        """Say which lineage a story belongs to or is awaited by."""
        return self.lineage_of(story) or self.awaited_by(story)

    def resolve(self, lineage: str) -> StoryRecord | None:
        """Give a lineage's state by its id, or by the id it had before it was joined to another."""
        return self.get(lineage) or self.get(self._lineage_of.get(lineage) or "")

    def named(self, provider: str, name: str) -> tuple[str, str | None]:
        """Find a story that an item names by guid or by whole id; gives its id and its lineage, if known.

        Only the provider's own: nobody kills or rewrites another's story.
        """
        own = story_id(provider, name)
        for candidate in (name, own):
            lineage = self.home(candidate)
            record = self.get(lineage) if lineage is not None else None
            if record is not None and record.provider == provider:
                return candidate, record.lineage_id
        return (name if name.startswith(f"{provider}/") else own), None

    def parent(self, article: Article) -> tuple[str | None, str | None]:
        """Find the story an article evolved from: its id and lineage; (None, None) when it names none but itself."""
        if article.evolved_from is None:
            return None, None
        story, lineage = self.named(article.provider, article.evolved_from)
        return (None, None) if story == article.story_id else (story, lineage)

    def _known(self, lineage: str | None) -> str | None:
        """Give a lineage's id back, but for one that is too old."""
        if lineage is None or self._oldest is None or self.get(lineage) is not None:
            return lineage
        return None

    def _too_old(self, record: StoryRecord) -> bool:
        return self._oldest is not None and _changed(record) < self._oldest


def _changed(record: StoryRecord) -> datetime:
    return record.changed_at or record.first_at

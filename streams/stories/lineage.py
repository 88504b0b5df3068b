"""The book of lineages: which stories are versions and rewrites of one another.

Flows in: story records, from the log or from decisions. Flows out: the lineage of any story. A draft is an overlay:
it sees the book below, keeps its changes to itself, and is either accepted or dropped.
"""

from schemas import Article, story_id
from schemas.story import StoryRecord


class StoryBook:
    """All lineages of one desk."""

    def __init__(self, below: "StoryBook | None" = None) -> None:
        self._below = below
        self._records: dict[str, StoryRecord | None] = {}
        self._lineage_of: dict[str, str | None] = {}
        self._awaited_by: dict[str, str | None] = {}

    def draft(self) -> "StoryBook":
        """Lay an overlay over this book."""
        return StoryBook(self)

    def accept(self, draft: "StoryBook") -> None:
        """Take over an overlay's changes."""
        for lineage, record in draft._records.items():  # noqa: SLF001 - one of us
            self.put(lineage, record)

    def get(self, lineage: str) -> StoryRecord | None:
        """Give a lineage's state."""
        if lineage in self._records:
            return self._records[lineage]
        return self._below.get(lineage) if self._below is not None else None

    def put(self, lineage: str, record: StoryRecord | None) -> None:
        """Keep a lineage's state; None: it was joined to another, or is too old."""
        before = self.get(lineage)
        if before is not None:
            gone = set(before.members) - set(record.members if record else ())
            for member in gone:
                if self.lineage_of(member) == lineage:
                    self._lineage_of[member] = None
            for awaited in set(before.awaits) - set(record.awaits if record else ()):
                if self.awaited_by(awaited) == lineage:
                    self._awaited_by[awaited] = None
        self._records[lineage] = record
        if record is not None:
            self._lineage_of.update(dict.fromkeys(record.members, lineage))
            self._awaited_by.update(dict.fromkeys(record.awaits, lineage))
        elif self._below is None:
            del self._records[lineage]

    def lineage_of(self, story: str) -> str | None:
        """Say which lineage a story belongs to."""
        if story in self._lineage_of:
            return self._lineage_of[story]
        return self._below.lineage_of(story) if self._below is not None else None

    def awaited_by(self, story: str) -> str | None:
        """Say which lineage has a member that evolved from a story not seen yet."""
        if story in self._awaited_by:
            return self._awaited_by[story]
        return self._below.awaited_by(story) if self._below is not None else None

    def home(self, story: str) -> str | None:
        """Say which lineage a story belongs to or is awaited by."""
        return self.lineage_of(story) or self.awaited_by(story)

    def resolve(self, lineage: str) -> StoryRecord | None:
        """Give a lineage's state by its id, or by the id it had before it was joined to another."""
        return self.get(lineage) or self.get(self.lineage_of(lineage) or "")

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

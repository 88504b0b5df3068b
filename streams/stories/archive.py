"""What every story of one partition asserted: its last enriched record, as the bytes that were published.

Flows in: records, from the log or from enrichment. Flows out: a story's last record; the killed stories whose time has
come to be forgotten. A draft is an overlay. A record that is 400 days old is as if it had never been.
"""

from datetime import datetime, timedelta

from schemas import EnrichedArticle
from streams.stories.lineage import KEPT
from streams.stories.tables import BYTES, InMemory, Overlaid, Queue, Table, Tables

# An item's record is made when it is extracted, and grows old from then on: up to two weeks after the item came,
# as long as its topics keep it.
_MARGIN = timedelta(days=15)
_SWEEP = 256
"""At most so many records that are too old leave with one batch: more than come with one."""


class Archive:
    """The state of extract for one partition."""

    def __init__(self, partition: int, tables: Tables | None = None, laid: Overlaid | None = None) -> None:
        """Make the state of a partition of tables; a draft's are laid over another's."""
        self._laid = laid
        self._tables = laid or tables or InMemory()
        self.partition = partition
        self._records: Table[bytes] = self._tables.table("enriched", BYTES)
        self._forget: Queue = self._tables.queue("forget")
        self._ages: Queue = self._tables.queue("age")
        self._newest: datetime | None = None

    def draft(self) -> "Archive":
        """Lay an overlay over this state."""
        return Archive(self.partition, laid=Overlaid(self._tables))

    def accept(self, draft: "Archive") -> None:
        """Take over an overlay's changes, and take back the room of some records that are too old by now."""
        if draft._laid is not None:  # noqa: SLF001 - one of us
            draft._laid.pour()  # noqa: SLF001 - one of us
        self._newest = draft._newest or self._newest  # noqa: SLF001 - one of us
        if self._laid is None and self._newest is not None:
            for lineage in self._ages.due(self._newest - KEPT - _MARGIN, _SWEEP):
                self.put(lineage, None, self._newest, None)

    def get(self, lineage: str) -> EnrichedArticle | None:
        """Give what a story last said; None when it is not known."""
        body = self._records.get(lineage)
        return None if body is None else EnrichedArticle.model_validate_json(body)

    def before(self, lineage: str, at: datetime) -> EnrichedArticle | None:
        """Give what a story last said when an item came; None, too, where that was too long ago.

        Args:
            lineage: the story's.
            at: the item's append time; all that is kept grows old by the last one.
        """
        self._newest = at
        record = self.get(lineage)
        return None if record is None or record.emitted_at < at - KEPT else record

    def put(self, lineage: str, record: bytes | None, at: datetime, forget_at: datetime | None) -> None:
        """Keep a story's record.

        Args:
            lineage: the story's.
            record: None forgets it.
            at: when what caused it came.
            forget_at: when a killed one may be forgotten.
        """
        self._records.put(lineage, record)
        self._forget.move(lineage, None if record is None else forget_at)
        self._ages.move(lineage, None if record is None else at)

    def next_forgotten(self) -> datetime | None:
        """Say when the next killed story may be forgotten."""
        return self._forget.next()

    def forgotten(self, now: datetime, limit: int) -> list[str]:
        """Name the stories whose time has come, at most `limit`."""
        return self._forget.due(now, limit)

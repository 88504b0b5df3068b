"""The desk: the state that articles are decided by, in drafts, and as it is read back after a restart.

Flows in: articles in the order of arrival; what the desk once put out. Flows out: `Screening`s.
"""

from dataclasses import dataclass
from datetime import datetime

from schemas import Article, Outcome, RawPosition, ScreeningRecord
from schemas.story import HeldRecord, StoryRecord
from streams.duplicates.boilerplate import Boilerplate
from streams.duplicates.index import CopyIndex, Entry, Layer
from streams.duplicates.packed import pack
from streams.duplicates.sketch import ALGORITHMS
from streams.screening.case import Case
from streams.screening.outcome import Screening
from streams.stories.lineage import StoryBook
from streams.stories.waiting import WaitingRoom


@dataclass(slots=True)
class Outdated:
    """Sketches in the log that another version made and that cannot be compared; `last` is the newest's time."""

    count: int = 0
    last: datetime | None = None

    def add(self, at: datetime) -> None:
        """Count one."""
        self.count += 1
        self.last = at if self.last is None else max(at, self.last)


class Desk:
    """The state of one raw partition: the book of stories, the room of held items, the index of texts."""

    def __init__(
        self,
        book: StoryBook | None = None,
        held: WaitingRoom | None = None,
        copies: Layer | None = None,
        boilerplate: Boilerplate | None = None,
    ) -> None:
        self._book = book or StoryBook()
        self._held = held or WaitingRoom()
        self._copies = CopyIndex() if copies is None else copies
        self._boilerplate = boilerplate or Boilerplate()
        self.outdated = Outdated()
        # The last item's append time: the only clock by which stories grow too old.
        self._newest: datetime | None = None

    def draft(self) -> "Desk":
        """Lay an overlay over this desk: it sees this state plus its own changes, and is dropped on abort."""
        return Desk(self._book.draft(), self._held.draft(), self._copies.draft(), self._boilerplate.draft())

    def accept(self, draft: "Desk") -> None:
        """Make an overlay's changes this desk's own: the transaction was committed."""
        self._newest = draft._newest or self._newest  # noqa: SLF001 - one of us
        self._book.accept(draft._book)  # noqa: SLF001 - one of us
        self._held.accept(draft._held)  # noqa: SLF001 - one of us
        self._copies.accept(draft._copies)  # noqa: SLF001 - one of us
        self._boilerplate.accept(draft._boilerplate)  # noqa: SLF001 - one of us
        if draft._newest is not None:  # noqa: SLF001 - one of us
            self._book.sweep(draft._newest)  # noqa: SLF001 - one of us

    # Restoring: what this desk once put out, read back from its topics.

    def restore_record(self, record: ScreeningRecord) -> None:
        """Take one outcome of the log: its sketch joins the index again, if it is of an algorithm of ours."""
        if record.sketch is None or record.lineage_id is None:
            return
        self._boilerplate.restore(record.lines, record.provider or "", record.lineage_id, record.at)
        if record.sketch.algorithm not in ALGORITHMS:
            self.outdated.add(record.at)
        else:
            self._copies.add(Entry(record.lineage_id, record.at, pack(record.sketch)))

    def restore_story(self, record: StoryRecord | None, lineage_id: str) -> None:
        """Take one lineage's state; None: it was joined to another."""
        self._book.put(lineage_id, record)

    def restore_held(self, story_id: str, record: HeldRecord | None) -> None:
        """Take one held item; None: it is held no longer."""
        self._held.put(story_id, record)

    # Deciding.

    def screen(self, article: Article, at: datetime, *, mended: bool = False) -> Screening:
        """Give an article its outcome.

        Args:
            article: what was read.
            at: its append time, by which all windows turn.
            mended: it is a dead letter, mended by hand, and takes the place of the version that failed.
        """
        self._newest = at
        return Case(self._book.at(at), self._held, self._copies, self._boilerplate, article, at, mended).judge()

    def dead(self, position: RawPosition, at: datetime, reason: str) -> Screening:
        """Log an item that could not be read; `reason` is a code, never words of the item."""
        return Screening(ScreeningRecord(position=position, outcome=Outcome.DEAD, at=at, reason=reason))

    def due(self, now: datetime) -> list[str]:
        """Name the stories to release one after the other: their embargo is over, the earliest first.

        One that the release of another closes (its own rewrite comes out at the same moment) is not among them.
        """
        trial = self.draft()
        return [story for story in self._held.due(now) if trial._let_go(story, now)]  # noqa: SLF001 - one of us

    def over(self, now: datetime) -> datetime | None:
        """Say when the last of the embargoes ended that are over; None: there is none."""
        return self._held.over(now)

    def next_due(self) -> datetime | None:
        """Say when the next embargo ends."""
        return self._held.next_due()

    def release(self, story_id: str, now: datetime) -> Screening:
        """Let a held item go as if it came now; logged under its own position.

        Raises:
            KeyError: nothing is held under that story.
        """
        if (released := self._let_go(story_id, now)) is None:
            raise KeyError(story_id)
        return released

    def _let_go(self, story_id: str, now: datetime) -> Screening | None:
        held = self._held.get(story_id)
        return (
            Case(self._book.at(now), self._held, self._copies, self._boilerplate, held.article, now).release()
            if held
            else None
        )

"""What one article caused: its outcome and all that is put out with it.

Flows in: what a case decided. Flows out: `Screening`, which the agent writes to the topics.

The ledger: an item's first record is its outcome; one that was `held` gets a second when it is closed: `released`,
or `withdrawn` when a kill or another version took its place (which has an outcome of its own).
So held = released + withdrawn in `closings` + still held.
"""

from dataclasses import dataclass

from schemas import Kind, Screened, ScreeningRecord, Verdict
from schemas.story import HeldRecord, StoryRecord


@dataclass(frozen=True, slots=True)
class Screening:
    """Everything one article caused.

    Attributes:
        record: its outcome, for the log.
        closings: the second records of items that were held, for the log.
        stories: changed lineages.
        forgotten: lineages joined to others, tombstones of the story log.
        held: items now held, None for those no longer.
        screened: what extract is told.
        verdict: what was said of the article, if it passed.
        kind: what the article is, if it is no news.
        conflict: its version was there already with other content.
    """

    record: ScreeningRecord
    closings: tuple[ScreeningRecord, ...] = ()
    stories: tuple[StoryRecord, ...] = ()
    forgotten: tuple[str, ...] = ()
    held: tuple[tuple[str, HeldRecord | None], ...] = ()
    screened: tuple[Screened, ...] = ()
    verdict: Verdict | None = None
    kind: Kind | None = None
    conflict: bool = False

"""Who had the same words before: the nearest earlier text and its root, and a story's own reprints.

Flows in: an article's packed sketch, the index of texts, the book of stories. Flows out: likenesses and records.
"""

from datetime import datetime

from schemas import Article, Signal
from schemas.story import StoryRecord, StoryStatus
from streams.duplicates.index import Layer
from streams.duplicates.likeness import Likeness, compare
from streams.duplicates.packed import Packed
from streams.duplicates.words import is_marked_revision
from streams.stories.lineage import StoryBook


def closest(  # noqa: PLR0913, PLR0917 - the text, its story and moment, and the two books it is looked up in
    book: StoryBook, copies: Layer, article: Article, lineage: str, packed: Packed, at: datetime
) -> tuple[Likeness, StoryRecord, StoryRecord] | None:
    """Find the closest earlier text and its root; held, withheld and killed stories are never either."""
    best = None
    revises = article.signal in {Signal.UPDATE, Signal.CORRECTION} or is_marked_revision(article.headline)
    for match in copies.candidates(packed, at):
        record = book.resolve(match.lineage_id)
        if record is None or record.status != StoryStatus.LIVE or record.lineage_id == lineage:
            continue
        likeness = compare(packed, match, revises=revises and record.provider == article.provider)
        if likeness is not None and (best is None or likeness.strength() > best[0].strength()):
            best = likeness, record
    if best is None:
        return None
    likeness, record = best
    root = book.resolve(record.duplicate_of) if record.duplicate_of else None
    stands = root is not None and root.status == StoryStatus.LIVE and root.lineage_id != lineage
    return likeness, record, root if root is not None and stands else record


def reprints_of(book: StoryBook, record: StoryRecord) -> list[StoryRecord]:
    """Find every reprint of a story, and theirs, but for those that are killed themselves."""
    found: dict[str, StoryRecord] = {}
    ahead = list(record.reprints)
    while ahead:
        reprint = book.resolve(ahead.pop(0))
        if reprint is None or reprint.lineage_id in {record.lineage_id, *found}:
            continue
        if reprint.status != StoryStatus.KILLED:
            found[reprint.lineage_id] = reprint
            ahead.extend(reprint.reprints)
    return list(found.values())

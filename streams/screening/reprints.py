"""Who had the same words before: what is said of an article that passes, and a story's own reprints.

Flows in: an article's packed sketch, the index of texts, the book of stories. Flows out: verdicts and records.
"""

from datetime import datetime
from typing import NamedTuple

from schemas import Article, Label, Signal, Verdict
from schemas.story import StoryRecord, StoryStatus
from streams.duplicates.index import Layer
from streams.duplicates.likeness import REPRINTS, Likeness, compare
from streams.duplicates.packed import Packed
from streams.duplicates.words import is_marked_revision
from streams.stories.lineage import StoryBook


class Compared(NamedTuple):
    """What is said of an article that passes.

    Attributes:
        record: its story, in the cluster of the story that it has its words from.
        verdict: what is said of it.
        root: the story that it reprints, if one, with it among its reprints.
    """

    record: StoryRecord
    verdict: Verdict
    root: StoryRecord | None


def compared(  # noqa: PLR0913, PLR0917 - the text, its story and moment, and the two books it is looked up in
    book: StoryBook, copies: Layer, article: Article, record: StoryRecord, packed: Packed, at: datetime
) -> Compared:
    """Say of an article that passes whose words it has; a later version is never compared."""
    supersedes, likeness, original = record.article_id, None, None
    label, reason = Label.NEW, "nothing like it within the window"
    if supersedes is not None:
        label, reason = Label.UPDATE, f"a later version of its own story, after {supersedes}"
    elif (copy := _closest(book, copies, article, record.lineage_id, packed, at)) is not None:
        likeness, nearest, root = copy
        label, reason = likeness.label, likeness.in_words(nearest.lineage_id)
        if root is not nearest:
            reason = f"{reason}, which has them from {root.lineage_id}"
        record = record.model_copy(update={"cluster_id": root.cluster_id})
        if label in REPRINTS:
            record = record.model_copy(update={"duplicate_of": root.lineage_id})
            reprints = tuple(dict.fromkeys((*root.reprints, record.lineage_id)))
            original = root.model_copy(update={"reprints": reprints})
    verdict = Verdict(
        label=label,
        duplicate_of=record.duplicate_of,
        cluster_id=record.cluster_id,
        jaccard=likeness.jaccard if likeness else None,
        containment=likeness.containment if likeness else None,
        numbers_equal=likeness.numbers_equal if likeness else None,
        supersedes=supersedes,
        origin_killed=record.origin_killed,
        reason=reason,
    )
    return Compared(record, verdict, original)


def _closest(  # noqa: PLR0913, PLR0917 - as above
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

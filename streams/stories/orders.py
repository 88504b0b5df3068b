"""What extract is told about a story.

Flows in: a lineage's state and the article that changed it. Flows out: `Screened` messages.
"""

from datetime import datetime

from schemas import Article, Cause, RetractionReason, Screened, ScreenedKind, Verdict
from schemas.story import StoryRecord


def item(record: StoryRecord, article: Article, at: datetime, verdict: Verdict) -> Screened:
    """Code this version."""
    return _order(ScreenedKind.ITEM, record, _cause(article, at), article, verdict)


def withdraw(record: StoryRecord, article: Article, at: datetime, reason: RetractionReason) -> Screened:
    """Retract every event of the lineage."""
    return _order(ScreenedKind.WITHDRAW, record, _cause(article, at, reason))


def withhold(record: StoryRecord, article: Article, at: datetime) -> Screened:
    """Retract every event of the lineage until it is released."""
    return _order(ScreenedKind.WITHHOLD, record, _cause(article, at, RetractionReason.WITHHELD))


def mark(record: StoryRecord, article: Article, at: datetime) -> Screened:
    """Say of a story whose reprint it is now, if one, and whether that which it was taken from was killed."""
    cause = _cause(article, at).model_copy(update={"origin_killed": record.origin_killed})
    return _order(ScreenedKind.MARK, record, cause, verdict=record.verdict)


def _cause(article: Article, at: datetime, reason: RetractionReason | None = None) -> Cause:
    return Cause(position=article.raw.position(), at=at, article_id=article.article_id, reason=reason)


def _order(
    kind: ScreenedKind,
    record: StoryRecord,
    cause: Cause,
    article: Article | None = None,
    verdict: Verdict | None = None,
) -> Screened:
    return Screened(
        kind=kind,
        lineage_id=record.lineage_id,
        cluster_id=record.cluster_id,
        article=article,
        verdict=verdict,
        cause=cause,
    )

"""What travels from screen to extract: one message for each story concerned.

Flows in: `streams.screening`. Flows out: `Screened`, on `news.articles.screened.v1` (internal).
"""

from schemas.article import Article, RawPosition
from schemas.base import Frozen, Moment, Vocabulary
from schemas.event import RetractionReason
from schemas.verdict import Verdict


class ScreenedKind(Vocabulary):
    """What extract is asked to do."""

    ITEM = "item"
    WITHDRAW = "withdraw"
    WITHHOLD = "withhold"
    MARK = "mark"


class Cause(Frozen):
    """The raw item that caused the message: its place, its append time, and for retractions why."""

    position: RawPosition
    at: Moment
    article_id: str | None = None
    reason: RetractionReason | None = None
    origin_killed: bool | None = None


class Screened(Frozen):
    """One instruction for one story. `cluster_id` alone chooses the partition, for ever.

    `item` carries the article and its verdict; `withdraw` and `withhold` retract every event of the
    lineage; `mark` sets `origin_killed` (and `duplicate_of`, in `verdict`) on a reprint.
    """

    kind: ScreenedKind
    lineage_id: str
    cluster_id: str
    article: Article | None = None
    verdict: Verdict | None = None
    cause: Cause

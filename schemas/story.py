"""What the screen stage keeps of stories: internal, on `news.stories.v1` and `news.articles.held.v1`.

Flows in: `streams.stories`. Flows out: `StoryRecord` (the state of a lineage), `HeldRecord` (an item waiting).
"""

from schemas.article import Article, RawPosition
from schemas.base import Frozen, Moment, Vocabulary
from schemas.verdict import Verdict


class StoryStatus(Vocabulary):
    """Where a lineage stands in its life cycle."""

    NEW = "new"  # known only by a link or a hold; nothing was published
    LIVE = "live"
    WITHHELD = "withheld"
    KILLED = "killed"


class VersionKey(Frozen):
    """What versions of one story are ordered by: number (none below any), time, content."""

    number: int | None = None
    created_at: Moment | None = None
    content_hash: str = ""


class StoryRecord(Frozen):
    """The state of one lineage.

    `members` are its stories in the order of the chain, the last is the head: only its versions count.
    `seen` is the highest version known of the head; `published` says whether extract was given one that stands.
    `awaits` are stories that members evolved from and that have not been seen; `continues` are such that have a
    lineage of their own, as the rewrite that names them is or was held.
    `changed_at` is the append time of the item that changed it last: 400 days later it is as if it had never been.
    `origin` is whose words it has: the agency credited, else the provider, by its usual name.
    `article_id` is the version that passed last, `verdict` what was said of it. `killed_at` and `withheld_at` are when
    the last kill and the last order to hold were written, by their wire's own clock: they outlast a re-opening.
    """

    lineage_id: str
    cluster_id: str
    provider: str
    first_at: Moment
    changed_at: Moment | None = None
    status: StoryStatus = StoryStatus.NEW
    members: tuple[str, ...] = ()
    awaits: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    seen: VersionKey | None = None
    article_id: str | None = None
    published: bool = False
    origin: str | None = None
    duplicate_of: str | None = None
    origin_killed: bool = False
    reprints: tuple[str, ...] = ()
    verdict: Verdict | None = None
    killed_at: Moment | None = None
    withheld_at: Moment | None = None


class HeldRecord(Frozen):
    """An item that must not be published yet; `until` is null for one withheld without a date."""

    article: Article
    key: VersionKey = VersionKey()
    position: RawPosition
    at: Moment
    until: Moment | None = None

"""The whole state of a story: its last version, its actors, and every event it ever asserted.

Flows in: `streams.enrichment`. Flows out: `EnrichedArticle`, on `news.articles.enriched.v1`.
"""

from schemas.actor import Actor
from schemas.article import Article
from schemas.base import Frozen, Moment
from schemas.event import Event
from schemas.verdict import Verdict


class CoderInfo(Frozen):
    """Which coder read the text."""

    name: str
    version: str


class EnrichedArticle(Frozen):
    """A story with everything it asserts.

    `article` is null once the story was killed or withheld, `coder` where none reads the article's language.
    """

    lineage_id: str
    article: Article | None
    verdict: Verdict | None
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    coder: CoderInfo | None = None
    emitted_at: Moment

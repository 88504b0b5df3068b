"""One version of one story as a wire sent it: the item after parsing, before any judgement.

Flows in: what `streams.wires` read from the bytes. Flows out: `Article`, on `screened`, `held` and `enriched`.
"""

from schemas.base import Frozen, Moment, Vocabulary


class Pubstatus(Vocabulary):
    """IPTC publication status."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Signal(Vocabulary):
    """What the desk says this version is."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    REPEAT = "repeat"
    KILL = "kill"
    HOLD = "hold"


class Kind(Vocabulary):
    """What sort of item it is; only `news` is coded."""

    NEWS = "news"
    ADVISORY = "advisory"
    PLANNING = "planning"
    TEST = "test"
    SPORTS_TABLE = "sports_table"
    MARKET_TABLE = "market_table"
    MEDIA = "media"


class Ingest(Vocabulary):
    """How the item came: live from the wire, or again from an archive."""

    LIVE = "live"
    BACKFILL = "backfill"
    REPLAY = "replay"


class Subject(Frozen):
    """A topic code; `scheme` is the vocabulary it belongs to (`medtop`, `subj`, …)."""

    scheme: str | None = None
    code: str | None = None
    name: str | None = None


class RawPosition(Frozen):
    """Where an item stands on the raw topic; `index` counts the articles within one message."""

    topic: str
    partition: int
    offset: int
    index: int = 0

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}/{self.index}"


class Raw(RawPosition):
    """The item's provenance: its position, and what its bytes were."""

    content_type: str
    sha256: str

    def position(self) -> RawPosition:
        """Give the position alone, without what the bytes were."""
        return RawPosition(topic=self.topic, partition=self.partition, offset=self.offset, index=self.index)


class Article(Frozen):
    """One version of one story.

    `headline` and `body` are the text as published, cleaned of web furniture; every span of an event
    counts Unicode code points in one of them. Notes to the desk are not part of an article.
    """

    article_id: str
    story_id: str
    lineage_id: str
    version: int | None = None
    provider: str
    guid: str | None = None
    url: str | None = None

    pubstatus: Pubstatus = Pubstatus.USABLE
    signal: Signal = Signal.NEW
    correction_note: str | None = None
    urgency: int | None = None
    kind: Kind = Kind.NEWS
    genre: str | None = None
    language: str = "und"

    headline: str = ""
    body: str = ""
    byline: str | None = None
    dateline: str | None = None
    slugline: str | None = None
    located: str | None = None

    published_at: Moment | None = None
    first_created_at: Moment | None = None
    version_created_at: Moment | None = None
    received_at: Moment
    embargoed_until: Moment | None = None
    time_zone_assumed: bool = False

    subjects: tuple[Subject, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    evolved_from: str | None = None
    concerns: tuple[str, ...] = ()
    origin: str | None = None
    usage_terms: str | None = None
    ingest: Ingest = Ingest.LIVE
    raw: Raw


def story_id(provider: str, identity: str) -> str:
    """Name a story: the provider and the wire's own identity for it, the same for all versions."""
    return f"{provider}/{identity}"


def article_id(story: str, version: int | None) -> str:
    """Name one version of a story; a wire without versions has `-`."""
    return f"{story}@{'-' if version is None else version}"

"""The one table of topics: names, partitions, retention, sizes.

Flows in: settings. Flows out: `TOPICS`, which `newswire topics create` and every stage read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from streams.settings import Settings

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MB = 1_000_000
# So long a deletion stays readable in the topics that a state on disk is a cache of; one older than that is not used.
TOMBSTONE_KEPT_SECONDS = 7 * 86400


class Width(Enum):
    """How many partitions a topic has."""

    RAW = "raw"  # one desk a partition
    STORIES = "stories"  # as many as extract has writers
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `public` ones carry only what may be published."""

    name: str
    width: Width
    public: bool
    purpose: str
    config: Mapping[str, str] = field(default_factory=dict)

    def partitions(self, settings: Settings) -> int:
        """Count the partitions it is to have."""
        return {Width.RAW: settings.raw_partitions, Width.STORIES: settings.partitions, Width.ONE: 1}[self.width]


def _config(*, cleanup: str, retention_ms: int, max_bytes: int, append_time: bool = False) -> Mapping[str, str]:
    config = {
        "cleanup.policy": cleanup,
        "retention.ms": str(retention_ms),
        "max.message.bytes": str(max_bytes),
        "message.timestamp.type": "LogAppendTime" if append_time else "CreateTime",
    }
    return MappingProxyType(config)


def _cached(*, max_bytes: int) -> Mapping[str, str]:
    """Keep each key's last record for 400 days, and each deletion until those who cache the topic must have seen it."""
    config = _config(cleanup="compact,delete", retention_ms=400 * DAY_MS, max_bytes=max_bytes)
    return MappingProxyType({**config, "delete.retention.ms": str(TOMBSTONE_KEPT_SECONDS * 1000)})


RAW = Topic(
    "news.articles.raw.v1",
    Width.RAW,
    public=False,
    purpose="wire items, bytes as received; the order of arrival is the order of everything",
    config=_config(cleanup="delete", retention_ms=7 * DAY_MS, max_bytes=5 * MB, append_time=True),
)
SCREENED = Topic(
    "news.articles.screened.v1",
    Width.STORIES,
    public=False,
    purpose="articles with their verdicts, withdrawals and marks, by cluster",
    config=_config(cleanup="delete", retention_ms=7 * DAY_MS, max_bytes=9 * MB),
)
ENRICHED = Topic(
    "news.articles.enriched.v1",
    Width.STORIES,
    public=True,
    purpose="the whole state of a story: every event it ever asserted",
    config=_cached(max_bytes=9 * MB),
)
EVENTS = Topic(
    "news.events.enriched.v1",
    Width.STORIES,
    public=True,
    purpose="events: created, updated, retracted, restored",
    config=_config(cleanup="compact,delete", retention_ms=400 * DAY_MS, max_bytes=9 * MB),
)
SCREENING = Topic(
    "news.screening.v1",
    Width.RAW,
    public=False,
    purpose="log: exactly one first outcome for every raw item; sketches",
    # The release of an embargo is logged here, and by the broker's clock it must be time for it.
    config=_config(cleanup="delete", retention_ms=73 * HOUR_MS, max_bytes=MB, append_time=True),
)
STORIES = Topic(
    "news.stories.v1",
    Width.RAW,
    public=False,
    purpose="the state of each lineage: versions, status, links",
    config=_cached(max_bytes=MB),
)
HELD = Topic(
    "news.articles.held.v1",
    Width.RAW,
    public=False,
    purpose="embargoed and withheld items, until released",
    config=_config(cleanup="compact", retention_ms=-1, max_bytes=9 * MB),
)
DEADLETTERS = Topic(
    "news.deadletters.v1",
    Width.ONE,
    public=False,
    purpose="items that could not be processed: original bytes, and why",
    config=_config(cleanup="delete", retention_ms=30 * DAY_MS, max_bytes=10 * MB),
)
POSITIONS = Topic(
    "news.positions.v1",
    Width.STORIES,
    public=False,
    purpose="the highest input offset each stage has finished",
    config=MappingProxyType(
        {
            **_config(cleanup="compact", retention_ms=-1, max_bytes=MB),
            # Read whole at every opening, so kept short.
            "segment.bytes": str(16 * 1024 * 1024),
            "min.cleanable.dirty.ratio": "0.1",
        }
    ),
)

TOPICS: tuple[Topic, ...] = (RAW, SCREENED, ENRICHED, EVENTS, SCREENING, STORIES, HELD, DEADLETTERS, POSITIONS)

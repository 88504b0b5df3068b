"""What an item does to its story: the editorial life cycle as one pure decision.

Flows in: an article, its version's key, and the lineage's state. Flows out: a `Fate`, with the reason in words.

The rules: status is read before version; canceled or withheld at the same or no version acts; usable at the
same version lifts a withheld, never a kill; a kill holds until a higher usable version
(IPTC NewsML-G2 guide, pubStatus).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from schemas import Article, Kind, Pubstatus
from schemas.story import StoryRecord, StoryStatus, VersionKey
from streams.stories.versions import rank, same_version


class Fate(Enum):
    """What is to be done with an item."""

    PASS = "pass"  # noqa: S105 - not a password
    REPEAT = "repeat"
    STALE = "stale"
    EMBARGO = "embargo"
    WITHHOLD = "withhold"
    KILL = "kill"
    NOT_NEWS = "not_news"


@dataclass(frozen=True, slots=True)
class Decision:
    """A fate and why, in words that name no content."""

    fate: Fate
    reason: str


def decide(article: Article, key: VersionKey, record: StoryRecord | None, at: datetime) -> Decision:
    """Decide on an item.

    Args:
        article: the item.
        key: its version's key.
        record: what is known of its lineage; None: nothing.
        at: the item's append time, which embargoes are measured by.
    """
    if article.pubstatus == Pubstatus.CANCELED:
        return _decide_kill(key, record)
    if article.kind != Kind.NEWS:
        return Decision(Fate.NOT_NEWS, f"an item of kind {article.kind}")
    if record is not None and article.story_id in (*record.members[:-1], *record.awaits):
        return Decision(Fate.STALE, "a later rewrite of this story is already here")
    if record is not None and article.story_id not in record.members:
        # A rewrite under a name of its own: its version number says nothing against the old story's.
        record = None
    if article.pubstatus != Pubstatus.USABLE:
        return _decide_withheld(key, record)
    if (old := _against_known(key, record)) is not None:
        return old
    if article.embargoed_until is not None and article.embargoed_until > at:
        return Decision(Fate.EMBARGO, f"under embargo until {article.embargoed_until.isoformat()}")
    return Decision(Fate.PASS, "usable")


def _older(key: VersionKey, record: StoryRecord | None) -> bool:
    """Say whether a version number lies below the known one; an item without number is never older."""
    seen = record.seen.number if record is not None and record.seen is not None else None
    return key.number is not None and seen is not None and key.number < seen


def _decide_kill(key: VersionKey, record: StoryRecord | None) -> Decision:
    if _older(key, record):
        return Decision(Fate.STALE, "a kill of an older version than the one known")
    if record is not None and record.status == StoryStatus.KILLED and not _newer_number(key, record):
        return Decision(Fate.REPEAT, "the story is already killed")
    return Decision(Fate.KILL, "canceled by its provider")


def _decide_withheld(key: VersionKey, record: StoryRecord | None) -> Decision:
    if _older(key, record):
        return Decision(Fate.STALE, "a hold of an older version than the one known")
    if record is not None and not _newer_number(key, record):
        if record.status == StoryStatus.KILLED:
            return Decision(Fate.STALE, "the story is killed")
        if record.status == StoryStatus.WITHHELD and record.seen is not None and same_version(key, record.seen):
            return Decision(Fate.REPEAT, "the same version, already withheld")
    return Decision(Fate.WITHHOLD, "withheld by its provider")


def _newer_number(key: VersionKey, record: StoryRecord) -> bool:
    seen = -1 if record.seen is None or record.seen.number is None else record.seen.number
    return (-1 if key.number is None else key.number) > seen


def _against_known(key: VersionKey, record: StoryRecord | None) -> Decision | None:
    """Compare a usable version with what is known of the story; None: it is the newest."""
    if record is None or record.seen is None:
        return None
    if record.status == StoryStatus.KILLED:
        newer = _newer_number(key, record)
        return None if newer else Decision(Fate.STALE, "the story is killed; only a higher version opens it again")
    if record.status == StoryStatus.WITHHELD:
        return Decision(Fate.STALE, "older than the version withheld") if _older(key, record) else None
    if same_version(key, record.seen):
        return Decision(Fate.REPEAT, "the same version again")
    if rank(key) < rank(record.seen):
        return Decision(Fate.STALE, "an older version than the one known")
    return None

"""What an item does to its story: the editorial life cycle as one pure decision.

Flows in: an article, its version's key, the lineage's state, and what of it is held. Flows out: a `Decision`.

The rules: status is read before version; canceled or withheld at the same or no version acts; usable at the
same version lifts a withheld, never a kill; a kill holds until a higher usable version
(IPTC NewsML-G2 guide, pubStatus).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from schemas import Article, Kind, Pubstatus
from schemas.story import HeldRecord, StoryRecord, StoryStatus, VersionKey
from streams.stories.versions import rank, same_version, written_at

NOTHING_LEFT = "nothing left to retract, no version of it is known of the last 400 days"


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
    """A fate and why, in words that name no content; `conflict`: its version was there already with other content."""

    fate: Fate
    reason: str
    conflict: bool = False


def decide(  # noqa: PLR0913 - all that a decision rests on
    article: Article,
    key: VersionKey,
    record: StoryRecord | None,
    waiting: Sequence[HeldRecord],
    at: datetime,
    *,
    mended: bool = False,
) -> Decision:
    """Decide on an item.

    Args:
        article: the item.
        key: its version's key.
        record: what is known of its lineage; None: nothing.
        waiting: the items held of that lineage.
        at: the item's append time, which embargoes are measured by.
        mended: it takes the place of a version that failed, which may be the one known: then it is no repeat.
    """
    if article.pubstatus == Pubstatus.CANCELED:
        return _decide_kill(article, key, record, waiting)
    if article.kind != Kind.NEWS:
        return Decision(Fate.NOT_NEWS, f"an item of kind {article.kind}")
    if record is not None and is_rewritten(article.story_id, record):
        return Decision(Fate.STALE, "a later rewrite of this story is already here")
    if record is not None and article.story_id not in record.members:
        # A rewrite under a name of its own: its version number says nothing against the old story's.
        record = None
    own = next((held for held in waiting if held.article.story_id == article.story_id), None)
    if article.pubstatus != Pubstatus.USABLE:
        return _decide_withheld(article, key, record, own)
    conflict = record is not None and not mended and _conflicts(key, record, own)
    if record is not None and (old := _against_known(article, key, record, own, mended)) is not None:
        return replace(old, conflict=conflict)
    if article.embargoed_until is not None and article.embargoed_until > at:
        return Decision(Fate.EMBARGO, f"under embargo until {article.embargoed_until.isoformat()}", conflict)
    return Decision(Fate.PASS, "usable", conflict)


def is_rewritten(story: str, record: StoryRecord) -> bool:
    """Say whether a later story of the chain has taken a story's place."""
    return story in record.members[:-1] or story in record.awaits


def concerns_older_text(advisory: Article, record: StoryRecord | None) -> bool:
    """Say whether an order that names a story was written before the version we have: it is about another."""
    ordered = written_at(advisory)
    known = record.seen.created_at if record is not None and record.seen is not None else None
    return ordered is not None and known is not None and ordered < known


def _conflicts(key: VersionKey, record: StoryRecord, own: HeldRecord | None) -> bool:
    """Say whether a version number stands for two contents: of what is published, or under embargo."""
    seen = record.seen
    if seen is None or seen.number is None or key.number != seen.number:
        return False
    there = own.until is not None if own is not None else record.status == StoryStatus.LIVE
    return there and key.content_hash != seen.content_hash


def _older(key: VersionKey, record: StoryRecord | None) -> bool:
    """Say whether a version number lies below the known one; an item without number is never older."""
    seen = record.seen.number if record is not None and record.seen is not None else None
    return key.number is not None and seen is not None and key.number < seen


def _reopens(article: Article, key: VersionKey, record: StoryRecord) -> bool:
    """Say whether an item is a higher version than the one killed.

    By number where the killed version has one; else (a kill without version) by the wires' own times.
    """
    seen = record.seen.number if record.seen is not None else None
    if seen is not None:
        return key.number is not None and key.number > seen
    written = written_at(article)
    return written is not None and record.killed_at is not None and written > record.killed_at


def _decide_kill(
    article: Article, key: VersionKey, record: StoryRecord | None, waiting: Sequence[HeldRecord]
) -> Decision:
    if record is None:
        return Decision(Fate.KILL, f"canceled by its provider; {NOTHING_LEFT}")
    decision = Decision(Fate.KILL, "canceled by its provider")
    story = article.story_id
    if is_rewritten(story, record):
        # A kill of any story of a chain kills the chain, but for one ordered before the rewrite was written.
        if concerns_older_text(article, record):
            return Decision(Fate.STALE, "a kill of a story that has been rewritten since")
        higher = False
    elif story in record.members:
        if _older(key, record):
            return Decision(Fate.STALE, "a kill of an older version than the one known")
        higher = _reopens(article, key, record)
    else:
        return decision
    if record.status == StoryStatus.KILLED and not higher and not waiting:
        return Decision(Fate.REPEAT, "the story is already killed")
    return decision


def _decide_withheld(article: Article, key: VersionKey, record: StoryRecord | None, own: HeldRecord | None) -> Decision:
    if _older(key, record):
        return Decision(Fate.STALE, "a hold of an older version than the one known")
    if record is not None and record.status == StoryStatus.KILLED and not _reopens(article, key, record):
        return Decision(Fate.STALE, "the story is killed")
    same = own is not None and (key.number, article.body) == (own.article.version, own.article.body)
    if same and own is not None and own.until is None:
        return Decision(Fate.REPEAT, "the same version, already withheld")
    return Decision(Fate.WITHHOLD, "withheld by its provider")


def _against_known(
    article: Article, key: VersionKey, record: StoryRecord, own: HeldRecord | None, mended: bool
) -> Decision | None:
    """Compare a usable version with what is known of the story; None: it is the newest."""
    older = Decision(Fate.STALE, "an older version than the one known")
    if own is not None and not _older(key, record):
        return _against_held(article, key, record, own)
    if record.status == StoryStatus.KILLED:
        if _reopens(article, key, record):
            return None
        return Decision(Fate.STALE, "the story is killed; only a higher version opens it again")
    if record.seen is None:
        return None
    if record.status == StoryStatus.WITHHELD:
        return older if _older(key, record) else None
    if mended:
        # The one known may be the one that failed: of the same number and time, whatever its text.
        return older if rank(key)[:2] < rank(record.seen)[:2] else None
    if same_version(key, record.seen):
        return Decision(Fate.REPEAT, "the same version again")
    if _untimed(key) and _untimed(record.seen):
        # A wire that gives neither number nor time is taken by the order of arrival: there is no other.
        return None
    return older if rank(key) < rank(record.seen) else None


def _against_held(article: Article, key: VersionKey, record: StoryRecord, own: HeldRecord) -> Decision | None:
    """Compare a usable version with the one that is held: it may lift the hold, or move the embargo."""
    if own.until is None or record.seen is None:
        return None
    if same_version(key, record.seen):
        unmoved = article.embargoed_until == own.until
        return Decision(Fate.REPEAT, "the same version, already under embargo") if unmoved else None
    if rank(key) < rank(record.seen) and not (_untimed(key) and _untimed(record.seen)):
        return Decision(Fate.STALE, "an older version than the one under embargo")
    return None


def _untimed(key: VersionKey) -> bool:
    return key.number is None and key.created_at is None

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
from streams.stories.versions import before, rank, same_version, written_at

NOTHING_LEFT = "nothing left to retract, no version of it is known of the last 400 days"


class Fate(Enum):
    """What is to be done with an item."""

    PASS = "pass"  # noqa: S105 - not a password
    REPEAT = "repeat"
    STALE = "stale"
    EMBARGO = "embargo"
    WITHHOLD = "withhold"
    SUSPEND = "suspend"
    """Withhold what is published of a story, while a later version of it waits on for the end of its embargo."""

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
    # Of a hold that comes bare, as a kill may, nothing tells what it is: it acts.
    if article.kind != Kind.NEWS and (article.pubstatus == Pubstatus.USABLE or article.body):
        return Decision(Fate.NOT_NEWS, f"an item of kind {article.kind}")
    if record is not None and is_rewritten(article.story_id, record):
        return Decision(Fate.STALE, "a later rewrite of this story is already here")
    own = next((held for held in waiting if held.article.story_id == article.story_id), None)
    if record is not None and article.story_id not in record.members:
        # A rewrite under a name of its own: its version number says nothing against the old story's, orders do.
        if (ordered := against_orders(written_at(article), record)) is not None:
            return ordered
        record = None
    if article.pubstatus != Pubstatus.USABLE:
        return _decide_withheld(article, key, record, own)
    conflict = not mended and _conflicts(key, record, own)
    old = _against_held(article, key, own, at) if own is not None else None
    if old is None and record is not None:
        old = _against_known(article, key, record, own, mended=mended)
    if old is not None:
        return replace(old, conflict=conflict)
    if (until := _embargo(article, at)) is not None:
        return Decision(Fate.EMBARGO, f"under embargo until {until.isoformat()}", conflict)
    return Decision(Fate.PASS, "usable", conflict)


def is_rewritten(story: str, record: StoryRecord) -> bool:
    """Say whether a later story of the chain has taken a story's place."""
    return story in record.members[:-1] or story in record.awaits


def concerns_older_text(advisory: Article, record: StoryRecord | None) -> bool:
    """Say whether an order that names a story was written before the version we have: it is about another."""
    ordered = written_at(advisory)
    known = record.seen.created_at if record is not None and record.seen is not None else None
    return ordered is not None and known is not None and ordered < known


def concerns_held(order: Article, held: HeldRecord) -> bool:
    """Say whether a kill or a hold is about an item that is held: by number for its own story, else by time."""
    if order.story_id == held.article.story_id and order.version is not None and held.key.number is not None:
        return held.key.number <= order.version
    ordered = written_at(order)
    return ordered is None or held.key.created_at is None or held.key.created_at <= ordered


def against_orders(written: datetime | None, record: StoryRecord) -> Decision | None:
    """Compare the time of a text with what was ordered of its chain: a kill, a hold count for all written before."""
    killed = record.killed_at if record.status == StoryStatus.KILLED else None
    if killed is not None and written is not None and written <= killed:
        return Decision(Fate.STALE, "its story was killed after it was written")
    return _against_hold(written, record)


def _against_hold(written: datetime | None, record: StoryRecord) -> Decision | None:
    """Compare the time of a text with the last order to hold its story."""
    ordered = record.withheld_at if record.status in {StoryStatus.WITHHELD, StoryStatus.KILLED} else None
    if ordered is not None and written is not None and written < ordered:
        return Decision(Fate.STALE, "written before the order to hold its story")
    return None


def _embargo(article: Article, at: datetime) -> datetime | None:
    until = article.embargoed_until
    return until if until is not None and until > at else None


def _conflicts(key: VersionKey, record: StoryRecord | None, own: HeldRecord | None) -> bool:
    """Say whether a version number stands for two contents: of what is published, or under embargo."""
    there = [own.key] if own is not None and own.until is not None else []
    if own is None and record is not None and record.seen is not None and record.status == StoryStatus.LIVE:
        there.append(record.seen)
    return any(
        one.number is not None and one.number == key.number and one.content_hash != key.content_hash for one in there
    )


def _older(key: VersionKey, record: StoryRecord | None) -> bool:
    """Say whether a version number lies below the known one; an item without number is never older."""
    seen = record.seen.number if record is not None and record.seen is not None else None
    return key.number is not None and seen is not None and key.number < seen


def _reopens(article: Article, key: VersionKey, record: StoryRecord) -> bool:
    """Say whether an item is a higher version than the one killed.

    By number where the killed version has one, but for a version written before an order that has none (an
    advisory's, or a kill without version); else by the wires' own times.
    """
    seen = record.seen.number if record.seen is not None else None
    if seen is not None:
        late = key.created_at is None or record.killed_at is None or key.created_at >= record.killed_at
        return key.number is not None and key.number > seen and late
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
        if _older(key, record) or (key.number is None and concerns_older_text(article, record)):
            return Decision(Fate.STALE, "a kill of an older version than the one known")
        higher = _reopens(article, key, record)
    else:
        return decision
    closes = any(concerns_held(article, held) for held in waiting)
    if record.status == StoryStatus.KILLED and not higher and not closes:
        return Decision(Fate.REPEAT, "the story is already killed")
    return decision


def _decide_withheld(article: Article, key: VersionKey, record: StoryRecord | None, own: HeldRecord | None) -> Decision:
    waits_on = own is not None and own.until is not None and before(key, own.key)
    if own is not None and own.until is None:
        if (key.number, article.body) == (own.article.version, own.article.body):
            return Decision(Fate.REPEAT, "the same version, already withheld")
        if before(key, own.key):
            return Decision(Fate.STALE, "a hold of an older version than the one withheld")
    if record is not None and record.seen is not None:
        if before(key, record.seen):
            return Decision(Fate.STALE, "a hold of an older version than the one known")
        if waits_on and record.status == StoryStatus.WITHHELD and same_version(key, record.seen):
            return Decision(Fate.REPEAT, "the same version, already withheld")
    if record is not None and record.status == StoryStatus.KILLED and not _reopens(article, key, record):
        # A hold without version that was ordered after the kill holds what was written in between.
        ordered = written_at(article)
        if key.number is not None or ordered is None or record.killed_at is None or ordered <= record.killed_at:
            return Decision(Fate.STALE, "the story is killed")
    if waits_on:
        # What is under embargo is another version, as usable as before: it alone says when the story is told again.
        return Decision(Fate.SUSPEND, "withheld by its provider; a later version is under embargo")
    return Decision(Fate.WITHHOLD, "withheld by its provider")


def _against_known(
    article: Article, key: VersionKey, record: StoryRecord, own: HeldRecord | None, *, mended: bool
) -> Decision | None:
    """Compare a usable version with what is known of the story; None: it is the newest."""
    older = Decision(Fate.STALE, "an older version than the one known")
    if record.status == StoryStatus.KILLED and not _reopens(article, key, record):
        return Decision(Fate.STALE, "the story is killed; only a higher version opens it again")
    if (held := _against_hold(written_at(article), record)) is not None:
        return held
    if record.seen is None or record.status == StoryStatus.KILLED:
        return None
    if record.status == StoryStatus.WITHHELD:
        return older if before(key, record.seen) else None
    if mended:
        # The one known may be the one that failed: of the same number and time, whatever its text.
        return older if rank(key)[:2] < rank(record.seen)[:2] else None
    if same_version(key, record.seen):
        # Words that come back after others, which wait, are said anew.
        return None if own is not None and before(own.key, key) else Decision(Fate.REPEAT, "the same version again")
    if _untimed(key) and _untimed(record.seen):
        # A wire that gives neither number nor time is taken by the order of arrival: there is no other.
        return None
    return older if rank(key) < rank(record.seen) else None


def _against_held(article: Article, key: VersionKey, own: HeldRecord, at: datetime) -> Decision | None:
    """Compare a usable version with the one that is held: it may lift the hold, or move the embargo."""
    if own.until is None:
        return Decision(Fate.STALE, "an older version than the one withheld") if before(key, own.key) else None
    if same_version(key, own.key):
        if article.embargoed_until == own.until:
            return Decision(Fate.REPEAT, "the same version, already under embargo")
        return Decision(Fate.STALE, "an older word on its embargo") if before(key, own.key) else None
    if _embargo(article, at) is not None and rank(key) < rank(own.key) and not (_untimed(key) and _untimed(own.key)):
        return Decision(Fate.STALE, "an older version than the one under embargo")
    return None


def _untimed(key: VersionKey) -> bool:
    return key.number is None and key.created_at is None

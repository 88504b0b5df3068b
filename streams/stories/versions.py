"""The total order of a story's versions.

Flows in: articles. Flows out: `VersionKey` and its order: integer version (none below any), time, content hash.
"""

from datetime import UTC, datetime

from schemas import Article
from schemas.story import VersionKey

_NEVER = datetime.min.replace(tzinfo=UTC)


def key_of(article: Article, content_hash: str) -> VersionKey:
    """Give the key of an article's version."""
    return VersionKey(number=article.version, created_at=article.version_created_at, content_hash=content_hash)


def rank(key: VersionKey) -> tuple[int, datetime, str]:
    """Give what keys are compared by; integers, never strings ("10" is after "9")."""
    return (-1 if key.number is None else key.number, key.created_at or _NEVER, key.content_hash)


def written_at(article: Article) -> datetime | None:
    """Say when its wire wrote a version, as far as it tells."""
    return article.version_created_at or article.published_at


def before(key: VersionKey, other: VersionKey) -> bool:
    """Say whether a version is older: by number where both have one, else by time, and not where neither tells."""
    if key.number is not None and other.number is not None and key.number != other.number:
        return key.number < other.number
    return key.created_at is not None and other.created_at is not None and key.created_at < other.created_at


def latest(*moments: datetime | None) -> datetime | None:
    """Give the last of some moments, as far as they are known."""
    return max((one for one in moments if one is not None), default=None)


def same_version(one: VersionKey, other: VersionKey) -> bool:
    """Say whether two keys name the same version with the same content; a resend may carry any time."""
    if one.number is None and other.number is None:
        return one.content_hash == other.content_hash
    return one.number == other.number and one.content_hash == other.content_hash

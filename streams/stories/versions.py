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


def same_version(one: VersionKey, other: VersionKey) -> bool:
    """Say whether two keys name the same version with the same content; a resend may carry any time."""
    if one.number is None and other.number is None:
        return one.content_hash == other.content_hash
    return one.number == other.number and one.content_hash == other.content_hash

"""Articles and story states of our own writing, for the life cycle's tests."""

from datetime import UTC, datetime

from schemas import Article, Raw, article_id, story_id
from schemas.story import HeldRecord, StoryRecord, StoryStatus, VersionKey

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def article(guid: str = "a", version: int | None = 1, **fields: object) -> Article:
    story = story_id("meridian", guid)
    base = {
        "article_id": article_id(story, version),
        "story_id": story,
        "lineage_id": story,
        "version": version,
        "provider": "meridian",
        "guid": guid,
        "received_at": START,
        "raw": Raw(topic="raw", partition=0, offset=0, content_type="x", sha256="x"),
    }
    return Article.model_validate({**base, **fields})


def record(*guids: str, status: StoryStatus = StoryStatus.LIVE, **fields: object) -> StoryRecord:
    members = tuple(story_id("meridian", guid) for guid in guids)
    base = {
        "lineage_id": members[0],
        "cluster_id": members[0],
        "provider": "meridian",
        "first_at": START,
        "status": status,
        "members": members,
    }
    return StoryRecord.model_validate({**base, **fields})


def held(item: Article, content: str = "x") -> HeldRecord:
    key = VersionKey(number=item.version, created_at=item.version_created_at, content_hash=content)
    return HeldRecord(article=item, key=key, position=item.raw.position(), at=START, until=item.embargoed_until)


def version(number: int | None, content: str = "x", created_at: datetime | None = None) -> VersionKey:
    return VersionKey(number=number, created_at=created_at, content_hash=content)

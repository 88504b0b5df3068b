"""The golden messages: our own writing, as some version of the service once sent them. Never edited, only added to."""

from pathlib import Path

from schemas import EnrichedArticle, Event, RawPosition

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes()


def golden_event(name: str = "event-1.0-updated") -> Event:
    return Event.model_validate_json(golden(name))


def golden_story() -> EnrichedArticle:
    return EnrichedArticle.model_validate_json(golden("enriched-article-1.0"))


def golden_position() -> RawPosition:
    return RawPosition(topic="news.articles.raw.v1", partition=0, offset=41, index=0)

"""A desk and the wire before it, for tests: items of our own writing, one a minute."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from schemas import Article, Raw, article_id, story_id
from streams.screening import Desk, Screening

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TEXT = (
    "The coastal town of Orlen declared a state of emergency on Monday after 12 fishing boats were lost in a storm, "
    "and the harbour master asked the navy to search the strait for survivors before nightfall."
)
OTHER = (
    "Parliament in the highland republic voted by 61 to 40 to open its salt mines to foreign firms, a step that the "
    "miners' union called a betrayal and answered with a march through the old quarter of the capital."
)


class Wire:
    """A desk and its arrivals, one a minute."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk or Desk()
        self.offset = 0
        self.log: list[Screening] = []

    def item(self, guid: str, version: int | None = 1, body: str = TEXT, **fields: object) -> Article:
        provider = str(fields.pop("provider", "meridian"))
        story = story_id(provider, guid)
        raw = Raw(topic="raw", partition=0, offset=self.offset, content_type="x", sha256="x")
        base = {
            "article_id": article_id(story, version),
            "story_id": story,
            "lineage_id": story,
            "version": version,
            "provider": provider,
            "guid": guid,
            "body": body,
            "received_at": START,
            "raw": raw,
        }
        return Article.model_validate({**base, **fields})

    def now(self) -> datetime:
        return START + timedelta(minutes=self.offset)

    def arrives(self, guid: str, version: int | None = 1, body: str = TEXT, **fields: object) -> Screening:
        screening = self.desk.screen(self.item(guid, version, body, **fields), self.now())
        self.offset += 1
        self.log.append(screening)
        return screening

    def releases(self) -> list[Screening]:
        released = [self.desk.release(story, self.now()) for story in self.desk.due(self.now())]
        self.log += released
        return released


def kinds(screening: Screening) -> list[tuple[str, str]]:
    return [(str(message.kind), message.lineage_id) for message in screening.screened]


def outcomes(screenings: Sequence[Screening]) -> list[str]:
    return [str(screening.record.outcome) for screening in screenings]

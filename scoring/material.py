"""The project's own measuring material, and how it is given to the coder.

Flows in: `tests/quality/*.jsonl` and texts. Flows out: annotated sentences, and articles: a sentence as the body of
one, a story as the wire reads it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from schemas import Article, AuxiliaryMode, EventType, Raw
from streams.wires.envelope import Envelope
from streams.wires.registry import read

QUALITY = Path("tests/quality")
"""The folder of the measuring sentences, in a checkout."""

_PROVIDER = "score"


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated event; its words are as they stand in the sentence, None where nobody is named."""

    type: str
    base_type: str
    trigger: str
    actor: str | None = None
    recipient: str | None = None
    mode: str | None = None
    aux: frozenset[str] = frozenset()
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence, the day it was published, and its events in order of prominence."""

    text: str
    day: date
    events: tuple[Gold, ...]


def records(file: Path) -> list[dict[str, Any]]:
    """Read a file of one JSON object a line."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def annotated(record: Mapping[str, Any]) -> Annotated:
    """Read one annotated sentence.

    Raises:
        ValueError: a type or an auxiliary mode that the ontology has not, which no coder could ever get right.
    """
    return Annotated(record["text"], _day(record), tuple(gold(event) for event in record["events"]))


def gold(event: Mapping[str, Any]) -> Gold:
    """Read one annotated event; a corpus event has no base type and no attribution.

    Raises:
        ValueError: as `annotated`.
    """
    return Gold(
        type=EventType(event["type"]).value,
        base_type=EventType(event.get("base_type") or event["type"]).value,
        trigger=event["trigger"],
        actor=event["actor"],
        recipient=event["recipient"],
        mode=event["mode"],
        aux=frozenset(AuxiliaryMode(mode).value for mode in event["aux"]),
        attribution=event.get("attribution"),
    )


def article(text: str, identity: str, day: date = date(2020, 1, 1), dateline: str | None = None) -> Article:
    """Wrap one sentence as the body of an article published that day."""
    story = f"{_PROVIDER}/{identity}"
    raw = Raw(topic=_PROVIDER, partition=0, offset=0, content_type="text/plain", sha256="0" * 64)
    return Article(
        article_id=f"{story}@-", story_id=story, lineage_id=story, provider=_PROVIDER, language="en",
        body=text, dateline=dateline, published_at=_noon(day), received_at=_noon(day), raw=raw,
    )  # fmt: skip


def story(  # noqa: PLR0913, PLR0917 - the parts of a story
    identity: str, version: int, headline: str, body: str, day: date, dateline: str = ""
) -> Article:
    """Give one version of a story to the wires, as a desk would send it, and take the article they read."""
    fields = {
        "guid": identity,
        "version": version,
        "language": "en",
        "headline": headline,
        "body": body,
        **({"dateline": dateline} if dateline else {}),
        "published_at": _noon(day).isoformat(),
    }
    return _read(json.dumps(fields).encode(), "application/json", day)


def plain(text: str, day: date) -> Article:
    """Give a text file to the wires and take the article they read."""
    return _read(text.encode(), "text/plain", day)


def _read(value: bytes, content_type: str, day: date) -> Article:
    (found,) = read(
        Envelope(
            value=value, content_type=content_type, provider=_PROVIDER, received_at=_noon(day), published_at=_noon(day)
        )
    )
    if not isinstance(found, Article):
        raise found
    return found


def _day(record: Mapping[str, Any]) -> date:
    return date.fromisoformat(record["date"])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)

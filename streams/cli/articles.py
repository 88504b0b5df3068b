"""An article from whatever a filter is given: an `Article`, one with its verdict, or any object with words.

Flows in: one parsed line. Flows out: `Article`, `Verdict`.
"""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from schemas import Article, Verdict
from streams.errors import ItemError, WireError
from streams.settings import Settings
from streams.wires.envelope import Envelope
from streams.wires.registry import read

# What only a written Article has: every one of these is required there.
MARKS = frozenset({"article_id", "story_id", "lineage_id", "received_at", "raw"})


def article_of(found: dict[str, Any], data: bytes, settings: Settings) -> Article:
    """Read the article of a line.

    Args:
        found: the parsed line: an Article, `{"article": …}`, or any object with at least a body or headline.
        data: the line's bytes.
        settings: for the provider of an object that names none.

    Raises:
        ItemError: it is none of these.
    """
    inner = found.get("article")
    if isinstance(inner, dict):
        return _validated(inner) if inner.keys() >= MARKS else _plain(json.dumps(inner).encode(), settings)
    if found.keys() >= MARKS:
        return _validated(found)
    return _plain(data, settings)


def verdict_of(found: dict[str, Any]) -> Verdict | None:
    """Read the verdict of a line, None when it has none.

    Raises:
        ItemError: there is one that cannot be read.
    """
    if not isinstance(found.get("verdict"), dict):
        return None
    try:
        return Verdict.model_validate_json(json.dumps(found["verdict"]))
    except ValidationError as error:
        raise ItemError("wrong_schema", f"not a Verdict: {_first(error)}") from None


def _validated(found: dict[str, Any]) -> Article:
    try:
        return Article.model_validate_json(json.dumps(found))
    except ValidationError as error:
        raise ItemError("wrong_schema", f"not an Article: {_first(error)}") from None


def _plain(data: bytes, settings: Settings) -> Article:
    envelope = Envelope(
        value=data.strip(),
        content_type="application/json",
        provider=settings.default_provider,
        received_at=datetime.now(UTC),
    )
    try:
        found = read(envelope)
    except ItemError:
        raise
    except Exception as error:
        raise ItemError("internal", type(error).__name__) from error
    if not found:
        raise WireError("empty", "there is no article in it")
    if isinstance(found[0], WireError):
        raise found[0]
    return found[0]


def _first(error: ValidationError) -> str:
    # Names of fields and kinds of fault only: a message may quote what was given.
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field} ({first['type']}), {error.error_count()} in all"

"""What the tests of the wires share: reading a message as the worker would."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Article
from streams.errors import WireError
from streams.wires.envelope import Envelope
from streams.wires.registry import read

RECEIVED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures" / "wires"

Outcomes = list[Article | WireError]


def _envelope(value: object, content_type: str | None = None, **more: Any) -> Envelope:  # noqa: ANN401 - an envelope's fields
    if isinstance(value, Path):
        value = value.read_bytes()
    elif isinstance(value, str):
        value = value.encode()
    elif not isinstance(value, bytes):
        value = json.dumps(value).encode()
    fields = {"provider": "nordwire", "received_at": RECEIVED, **more}
    return Envelope(value=value, content_type=content_type, **fields)


@pytest.fixture
def envelope() -> Callable[..., Envelope]:
    return _envelope


@pytest.fixture
def outcomes() -> Callable[..., Outcomes]:
    def outcomes_of(value: object, content_type: str | None = None, **more: object) -> Outcomes:
        return read(_envelope(value, content_type, **more))

    return outcomes_of


@pytest.fixture
def article(outcomes: Callable[..., Outcomes]) -> Callable[..., Article]:
    """Read a message that holds one article."""

    def article_of(value: object, content_type: str | None = None, **more: object) -> Article:
        (one,) = outcomes(value, content_type, **more)
        assert isinstance(one, Article), one
        return one

    return article_of


@pytest.fixture
def error(outcomes: Callable[..., Outcomes]) -> Callable[..., WireError]:
    """Read a message that cannot be read."""

    def error_of(value: object, content_type: str | None = None, **more: object) -> WireError:
        (one,) = outcomes(value, content_type, **more)
        assert isinstance(one, WireError), one
        return one

    return error_of


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES

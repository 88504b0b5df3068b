"""The page on adding a wire: its module reads its message, and gives what the page says."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from schemas import Article
from streams.errors import WireError
from streams.wires import registry
from streams.wires.envelope import Envelope
from tests.readme.page import DOCS, blocks

TEXT = (DOCS / "how-to" / "wires.md").read_text()
PAGE = {block.language: block.text for block in blocks(TEXT) if block.language != "text"}
SHOWN = next(block.text for block in blocks(TEXT) if block.language == "text" and "v2" in block.text)


@pytest.fixture
def dispatch() -> ModuleType:
    module = ModuleType("dispatch")
    exec(PAGE["python"], module.__dict__)  # noqa: S102 - the page's own code
    return module


def _line(one: Article | WireError) -> str:
    if isinstance(one, WireError):
        return str(one)
    at = one.published_at.isoformat() if one.published_at else "no time"
    assumed = " (zone assumed)" if one.time_zone_assumed else ""
    return f"{one.guid} v{one.version} {one.pubstatus} {one.signal}: {one.headline} | {one.located} | {at}{assumed}"


def test_the_example_does_what_the_page_says(envelope: Callable[..., Envelope], dispatch: ModuleType) -> None:
    found = registry.read(envelope(PAGE["xml"]), wires=(dispatch.WIRE, *registry.WIRES))
    assert [_line(one) for one in found] == SHOWN.strip().splitlines()
    first = found[0]
    assert isinstance(first, Article)
    assert first.body == "The port reopened on Wednesday.\n\nForty ships left."
    assert "Mira" not in "".join(map(repr, found))


def test_the_page_names_what_there_is() -> None:
    root = Path(registry.__file__).parents[2]
    for name in (
        "streams/wires/registry.py",
        "streams/wires/article.py",
        "streams/wires/limits.py",
        "tests/unit/wires/test_fuzz.py",
    ):
        assert name in TEXT
        assert (root / name).exists()
    assert "WIRES: tuple[Wire, ...] = (" in Path(sys.modules[registry.__name__].__file__ or "").read_text()

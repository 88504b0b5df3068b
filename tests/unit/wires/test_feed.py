"""RSS and Atom: one article for each entry."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article
from streams.errors import WireError

Outcomes = Callable[..., list[Article | WireError]]
Refuse = Callable[..., WireError]


def _articles(found: list[Article | WireError]) -> list[Article]:
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


@pytest.mark.parametrize("content_type", [None, "application/rss+xml", "text/xml; charset=utf-8", "text/plain"])
def test_each_entry_of_rss_is_an_article(outcomes: Outcomes, fixtures: Path, content_type: str | None) -> None:
    first, second = _articles(outcomes(fixtures / "rss.xml", content_type))
    assert (first.guid, first.headline, first.byline) == ("hn-1001", "Port of Göteborg reopens", "Ann Bell")
    assert first.body == "The port reopened on Wednesday.\n\nShips queue outside."
    assert first.published_at == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert (first.version, first.language, first.subjects[0].name) == (None, "en-GB", "shipping")
    assert (first.raw.index, second.raw.index) == (0, 1)
    assert first.raw.sha256 == second.raw.sha256


def test_an_entry_without_a_guid_is_named_by_its_address(outcomes: Outcomes, fixtures: Path) -> None:
    _, second = _articles(outcomes(fixtures / "rss.xml"))
    assert second.guid is None
    assert second.story_id == "nordwire/https://harbour.example/a/1002?id=5"


def test_an_updated_entry_is_a_later_version(outcomes: Outcomes, fixtures: Path) -> None:
    (entry,) = _articles(outcomes(fixtures / "atom.xml"))
    later = (
        (fixtures / "atom.xml")
        .read_bytes()
        .replace(b"10:00:00Z</updated>\n    <content", b"11:00:00Z</updated>\n    <content")
    )
    (changed,) = _articles(outcomes(later))
    assert entry.guid == changed.guid == "tag:lake.example,2026:7"
    assert entry.version is not None
    assert changed.version == entry.version + 3600
    assert entry.published_at == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert entry.body == "The council met on Wednesday."


def test_a_feed_is_read_from_its_bytes_and_never_fetched(error: Refuse, tmp_path: Path) -> None:
    named = tmp_path / "feed.xml"
    named.write_text("<rss><channel><item><title>x</title></item></channel></rss>", encoding="utf-8")
    assert error(str(named), "application/rss+xml").reason == "bad_xml"


def test_entities_are_neither_fetched_nor_multiplied(outcomes: Outcomes, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETNOTE", encoding="utf-8")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    document = (
        f'<!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY x SYSTEM "file://{secret}">{bomb}]>'
        "<rss><channel><item><title>One &x; &a11;</title></item></channel></rss>"
    )
    for one in outcomes(document):
        text = one.headline + one.body if isinstance(one, Article) else str(one)
        assert "SECRETNOTE" not in text
        assert len(text) < 1000


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<rss><channel></channel></rss>", "empty"),
        ("<rss><channel><item>", "no_identity_or_text"),
        ("<rss", "unknown_format"),
        ("<html><body>x</body></html>", "unknown_format"),
        ("<rss><channel>" + "<item></item>" * 1001 + "</channel></rss>", "too_many_items"),
        ("<rss>" + "<a>" * 100_001, "too_many_items"),
        ("<rss>" + "a" * 2_000_001, "too_large"),
    ],
)
def test_what_is_no_feed_is_refused(error: Refuse, document: str, reason: str) -> None:
    assert error(document).reason == reason

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
        ("<rss><channel>" + "<item></item>" * 1001 + "</channel></rss>", "too_many_items"),
        ("<rss>" + "<a>" * 100_001, "too_many_items"),
        ("<rss>" + "a" * 2_000_001, "too_large"),
        ("<rss" + " " * 40_000, "too_large"),
    ],
)
def test_what_is_no_feed_is_refused(error: Refuse, document: str, reason: str) -> None:
    assert error(document).reason == reason


def test_every_field_of_rss_and_its_modules_arrives(outcomes: Outcomes, fixtures: Path) -> None:
    first, second = _articles(outcomes(fixtures / "feed" / "rss-modules.xml"))
    assert (first.guid, first.url) == ("st-77", "https://sund.example/news/77")
    assert first.headline == "Trawlers & ferries collide off Ven"
    assert first.body == "Two ships collided."
    assert (first.byline, first.language, first.usage_terms) == ("Ann Bell, Omar Said", "en-GB", "Free to reprint")
    assert first.places == ("Ven", "Öresund")
    assert [(one.scheme, one.name) for one in first.subjects] == [
        ("https://sund.example/cat", "accidents"), (None, "shipping"),
    ]  # fmt: skip
    assert first.published_at == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
    assert (second.byline, second.language, second.usage_terms) == (
        "Mira Holt", "en-IE", "Sund Telegraph, all rights reserved",
    )  # fmt: skip
    assert second.body == "A lighthouse is for sale – for 1 krona."
    assert second.published_at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert "desk@" not in second.model_dump_json()


def test_every_field_of_rdf_arrives(outcomes: Outcomes, fixtures: Path) -> None:
    (found,) = _articles(outcomes(fixtures / "feed" / "rdf.xml"))
    assert (found.url, found.headline, found.byline) == ("https://gazette.example/5", "Le ferry repart", "Jean Roc")
    assert (found.language, found.subjects[0].name) == ("fr", "transports")
    assert found.body.startswith("Le ferry de l’île est reparti")
    assert found.version_created_at == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_every_field_of_atom_arrives_and_a_deleted_entry_is_a_kill(outcomes: Outcomes, fixtures: Path) -> None:
    entry, deleted = _articles(outcomes(fixtures / "feed" / "atom-deleted.xml"))
    assert (entry.headline, entry.body) == ("Rådet <möts> igen", "Rådet möts på onsdag.\n\nIngen kommer.")
    assert (entry.byline, entry.language, entry.origin, entry.usage_terms) == (
        "Ann Bell, Omar Said", "sv", "Reuters", "CC BY",
    )  # fmt: skip
    (subject,) = entry.subjects
    assert (subject.scheme, subject.code, subject.name) == (
        "http://cv.iptc.org/newscodes/mediatopic/", "medtop:20000587", "local government",
    )  # fmt: skip
    assert entry.published_at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert entry.version == int(datetime(2026, 3, 4, 10, 30, tzinfo=UTC).timestamp())
    assert (deleted.guid, deleted.pubstatus, deleted.signal) == ("tag:lake.example,2026:7", "canceled", "kill")
    assert deleted.version == int(datetime(2026, 3, 4, 12, tzinfo=UTC).timestamp())
    assert "555" not in deleted.model_dump_json()


@pytest.mark.parametrize(
    ("written", "hour", "assumed"),
    [
        ("Wed, 04 Mar 2026 10:00:00 GMT", 10, False),
        ("Wed, 04 Mar 2026 10:00:00 +0100", 9, False),
        ("04 Mar 2026 10:00 EST", 15, False),
        ("Wed, 04 Mar 2026 10:00:00", 10, True),
        ("2026-03-04T10:00:00Z", 10, False),
        ("2026-03-04T10:00:00+02:00", 8, False),
        ("2026-03-04T10:00:00+0000", 10, False),
        ("2026-03-04T10:00:00.123Z", 10, False),
        ("20260304T100000+0200", 8, False),
        ("20260304T100000Z", 10, False),
        ("20260304T100000", 10, True),
        ("2026-03-04 10:00", 10, True),
        ("2026-03-04T10:00:00", 10, True),
        ("1772618400", 10, False),
    ],
)
@pytest.mark.parametrize("element", ["pubDate", "dc:date"])
def test_a_time_of_any_shape_is_read_as_it_is_meant(
    outcomes: Outcomes, element: str, written: str, hour: int, assumed: bool
) -> None:
    document = (
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><guid>1</guid><title>t</title>"
        f"<{element}> {written} </{element}></item></channel></rss>"
    )
    (found,) = _articles(outcomes(document))
    at = found.version_created_at
    assert at is not None
    assert (at.replace(microsecond=0), found.time_zone_assumed) == (datetime(2026, 3, 4, hour, tzinfo=UTC), assumed)


@pytest.mark.parametrize("rubbish", ["yesterday", "", "2026-99-99", "0", "Wed, 99 Xxx 2026"])
def test_a_time_that_is_none_is_left_out(outcomes: Outcomes, rubbish: str) -> None:
    document = f"<rss><channel><item><guid>1</guid><title>t</title><pubDate>{rubbish}</pubDate></item></channel></rss>"
    (found,) = _articles(outcomes(document))
    assert found.published_at is None


def test_a_guid_that_is_an_address_is_one_only_if_it_is(outcomes: Outcomes) -> None:
    document = "<rss><channel><item><guid{}>{}</guid><title>t</title></item></channel></rss>"
    (number,) = _articles(outcomes(document.format("", "4711")))
    assert (number.guid, number.url) == ("4711", None)
    (link,) = _articles(outcomes(document.format("", "https://a.example/1")))
    assert (link.guid, link.url) == ("https://a.example/1", "https://a.example/1")
    (name,) = _articles(outcomes(document.format(" isPermaLink='false'", "https://a.example/1")))
    assert (name.guid, name.url) == ("https://a.example/1", None)


def test_an_item_without_guid_and_address_is_named_by_its_words(outcomes: Outcomes) -> None:
    titles = ("<title>Port reopens</title>", "", "<title>Two</title>")
    document = f"<rss><channel>{''.join(f'<item>{title}</item>' for title in titles)}</channel></rss>"
    one, empty, two = outcomes(document)
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert "sha256:" in one.story_id
    assert isinstance(empty, WireError)
    assert (empty.reason, empty.index) == ("no_identity_or_text", 1)


def test_a_thousand_items_are_a_thousand_articles(outcomes: Outcomes) -> None:
    items = "".join(f"<item><guid>g{n}</guid><title>Ship {n} leaves</title></item>" for n in range(1000))
    found = _articles(outcomes(f"<rss><channel>{items}</channel></rss>"))
    assert [one.guid for one in found] == [f"g{n}" for n in range(1000)]


@pytest.mark.parametrize(
    ("prologue", "encoding", "content_type"),
    [
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "latin-1", None),
        ("<?xml version='1.0' encoding='utf-8'?>", "utf-8", "text/xml; charset=iso-8859-1"),
        ("<?xml version='1.0'?>", "latin-1", "text/xml; charset=iso-8859-1"),
        ("<?xml version='1.0' encoding='utf-16'?>", "utf-16", None),
        ("", "utf-8", "text/xml"),
    ],
)
def test_a_feed_is_decoded_as_it_is_written(
    outcomes: Outcomes, prologue: str, encoding: str, content_type: str | None
) -> None:
    document = (
        f"{prologue}<rss version='2.0'><channel><item><guid>1</guid><title>Åhus öppnar</title></item></channel></rss>"
    )
    (found,) = _articles(outcomes(document.encode(encoding), content_type))
    assert found.headline == "Åhus öppnar"

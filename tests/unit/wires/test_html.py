"""HTML pages: the story's own words and fields, and never a page's navigation for a story."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article
from streams.errors import WireError
from tests.unit.promptness import within

Read = Callable[..., Article]
Refuse = Callable[..., WireError]
Outcomes = Callable[..., list[Article | WireError]]

FIRST = "The council of Lindby reopened the port on Wednesday, nine days after two barges sank in the channel."
SECOND = "Divers cleared the last wreck overnight and forty ships left the roads before noon, its head told reporters."
STORY = f"<article><h1>Port reopens</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
NAVIGATION = "<ul>" + "".join(f"<li><a href='/{n}'>Section {n} of the site</a></li>" for n in range(30)) + "</ul>"


def page(body: str = STORY, head: str = "", attributes: str = "") -> str:
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{NAVIGATION}{body}</body></html>"


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_every_field_of_a_page_arrives(article: Read, fixtures: Path) -> None:
    found = article(fixtures / "html" / "article.html", "text/html; charset=utf-8")
    assert found.url == "https://courier.example/world/port-reopens"
    assert found.story_id == "nordwire/https://courier.example/world/port-reopens"
    assert found.headline == "Lindby port reopens after nine days"
    assert found.byline == "Ann Bell, Omar Said"
    assert found.published_at == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    assert found.version_created_at == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert found.version == int(datetime(2026, 3, 4, 9, 30, tzinfo=UTC).timestamp())
    assert not found.time_zone_assumed
    assert [(one.scheme, one.name) for one in found.subjects] == [
        ("section", "World"), ("keyword", "ports"), ("keyword", "shipping"),
    ]  # fmt: skip
    assert (found.people, found.organisations, found.places) == (("Mira Holt",), ("Harbour Council",), ("Lindby",))
    assert (found.language, found.usage_terms) == ("en-GB", "The Lindby Courier 2026")
    assert found.body.startswith("The harbour council of Lindby reopened")
    assert "forty ships left the roads" in found.body
    assert found.body.endswith("nobody was hurt,” she said.")
    assert "NAVIGATION" not in found.model_dump_json()


@pytest.mark.parametrize(
    "value", [page(), f"\ufeff\n<!-- made by hand -->{page()}", page().replace("<!doctype html>", "")]
)
@pytest.mark.parametrize("content_type", [None, "text/html", "text/plain", "application/octet-stream"])
def test_a_page_is_known_by_its_bytes(article: Read, value: str, content_type: str | None) -> None:
    found = article(value, content_type)
    assert (found.headline, found.body) == ("Port reopens", f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize(
    "value",
    [
        f"<!-- {'long ' * 2_000} -->{page()}",
        page().replace(
            "<!doctype html>", '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">'
        ),
        page().replace("<!doctype html>", "<!DOCTYPE HTML>").replace("<html >", '<HTML LANG="en">'),
        page(attributes='xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"'),
        STORY,
        f"<div>{STORY}</div>",
    ],
    ids=["comment", "xhtml", "upper case", "namespace", "bare", "fragment"],
)
def test_a_page_of_any_style_is_one(article: Read, value: str) -> None:
    found = article(value, "text/html")
    assert (found.headline, found.body) == ("Port reopens", f"{FIRST}\n\n{SECOND}")


def test_a_text_that_only_the_page_s_data_holds_is_taken(article: Read) -> None:
    words = f"{FIRST} {SECOND} {FIRST.replace('nine', 'ten')}"
    found = article(page("<div id='app'></div>", ld(f'"headline": "Port reopens", "articleBody": "{words}"')))
    assert found.body == words


def test_a_feed_that_a_server_calls_a_page_is_a_feed(article: Read) -> None:
    feed = "<rss version='2.0'><channel><item><guid>f1</guid><title>Port reopens</title></item></channel></rss>"
    assert article(feed, "text/html").guid == "f1"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="https://a.example/1">' + meta("og:url", "https://a.example/2"), "https://a.example/1"),
        (meta("og:url", "https://a.example/2"), "https://a.example/2"),
        ('<link rel="canonical" href="https://a.example/">' + meta("og:url", "https://a.example/2"), "https://a.example/2"),
        ('<link rel="canonical" href="/1">' + meta("og:url", "https://a.example/2"), "https://a.example/2"),
        (ld('"url": "https://a.example/3"'), "https://a.example/3"),
        ('<link rel="canonical" href="http://[">', None),
    ],
)  # fmt: skip
def test_the_address_is_the_one_the_page_gives_itself(article: Read, head: str, address: str | None) -> None:
    assert article(page(head=head)).url == address


@pytest.mark.parametrize(
    ("head", "at", "assumed"),
    [
        (ld('"datePublished": "2026-03-04T10:00:00+02:00"'), 8, False),
        (ld('"datePublished": "2026-03-04T10:00:00"') + meta("date", "2026-03-04T09:00:00Z"), 9, False),
        (meta("article:published_time", "2026-03-04T10:00:00"), 10, True),
        (meta("date", "Wed, 04 Mar 2026 10:00:00 +0100"), 9, False),
        ('<meta itemprop="datePublished" content="2026-03-04T10:00:00Z">', 10, False),
    ],
)  # fmt: skip
def test_a_time_with_a_zone_goes_before_one_without(article: Read, head: str, at: int, assumed: bool) -> None:
    found = article(page(head=head))
    assert (found.published_at, found.time_zone_assumed) == (datetime(2026, 3, 4, at, tzinfo=UTC), assumed)


def test_a_time_element_is_the_last_resort(article: Read) -> None:
    story = STORY.replace("<p>", '<time datetime="2026-03-04T10:00:00Z">today</time><p>', 1)
    assert article(page(story)).published_at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_a_modified_page_is_a_later_version(article: Read) -> None:
    versions = [
        article(page(head=ld(f'"url": "https://a.example/1", "dateModified": "2026-03-04T{hour}:00:00Z"')))
        for hour in ("10", "11")
    ]
    assert versions[0].story_id == versions[1].story_id
    assert (versions[1].version or 0) - (versions[0].version or 0) == 3600


def test_a_public_correction_is_one(article: Read) -> None:
    head = ld('"correction": {"@type": "CorrectionComment", "text": "An earlier version misstated the day."}')
    found = article(page(head=head))
    assert (found.signal, found.correction_note) == ("correction", "An earlier version misstated the day.")


@pytest.mark.parametrize(
    "script",
    [
        "{not json",
        "[" * 50_000,
        '<!-- {"@type": "NewsArticle", "headline": "Other"} -->',
        '{"@type": "NewsArticle", "headline": {"a": 1}, "author": 7, "datePublished": [], "isAccessibleForFree": null}',
    ],
)
def test_odd_json_ld_spoils_no_page(article: Read, script: str) -> None:
    found = article(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert (found.headline in {"Port reopens", "Other"}, found.body) == (True, f"{FIRST}\n\n{SECOND}")


def test_the_page_of_several_articles_is_told_by_its_address(article: Read) -> None:
    head = '<link rel="canonical" href="https://a.example/2">' + "".join(
        ld(f'"headline": "Story {n}", "url": "https://a.example/{n}"') for n in (1, 2, 3)
    )
    assert article(page(head=head)).headline == "Story 2"


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        ("", "", "no_story"),
        ("<p>Not found.</p>", "", "no_story"),
        (NAVIGATION * 5, "", "no_story"),
        ("<div>" + "".join(f"<h3><a href='/{n}'>Minister visits town {n}</a></h3><p>A teaser.</p>" for n in range(20))
         + "</div>", "", "no_story"),
        ("".join(f"<article><h2>Story {n}</h2><p>{FIRST}</p></article>" for n in range(6)), "", "no_story"),
        (STORY, meta("og:url", "https://a.example/"), "no_story"),
        (STORY, ld('"isAccessibleForFree": false'), "paywalled"),
        (STORY, ld('"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False"}'), "paywalled"),
        (STORY, meta("article:content_tier", "locked"), "paywalled"),
        (f"{STORY}<div class='article paywall'>x</div>", "", "paywalled"),
        *(
            (f"{STORY}<div>{words}</div>", "", "paywalled")
            for words in (
                *("Subscribe to continue reading", "SIGN IN to keep reading", "Log in now to read on"),
                *("Become a member to unlock this", "Abonnez-vous pour lire la suite", "Register pour continuer"),
                *("Jetzt abonnieren und weiterlesen", "Suscríbete para leer más", "Suscríbete hoy para seguir leyendo"),
                *("This article is for subscribers", "This story is exclusively for members"),
                "This content is only available to subscribers",
            )
        ),
    ],
)  # fmt: skip
def test_a_page_without_a_story_to_read_is_refused_by_name(error: Refuse, body: str, head: str, reason: str) -> None:
    refused = error(page(body, head), "text/html")
    assert refused.reason == reason
    assert "council" not in f"{refused!r}"


def test_a_story_that_is_whole_behind_its_fence_is_read(article: Read) -> None:
    long = "<article><h1>Port reopens</h1>" + "".join(
        f"<p>{FIRST.replace('nine', str(n))}</p>" for n in range(2, 12)
    ) + "</article>"  # fmt: skip
    assert article(page(long, ld('"isAccessibleForFree": false'))).body.startswith("The council")


def test_a_story_without_paragraphs_is_read_where_hardly_a_link_is(article: Read) -> None:
    bare = f"<html><title>Port reopens</title><body>{FIRST} {SECOND}<br><br>{SECOND} {FIRST}</body></html>"
    assert article(bare).body.startswith(FIRST)
    assert article(bare).headline == "Port reopens"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("latin-1", "iso-8859-1", None),
        ("latin-1", "utf-8", "text/html; charset=utf-8"),
        ("utf-8", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("cp1252", "iso-8859-1", None),
        ("utf-16", "utf-16", None),
        ("windows-1251", "windows-1251", "text/html"),
        ("utf-8", "no-such-thing", None),
    ],
)
def test_a_page_is_decoded_as_it_is_written(
    article: Read, encoding: str, declared: str, content_type: str | None
) -> None:
    name = "Гавань" if encoding == "windows-1251" else "Göteborg"
    body = STORY.replace("Lindby", name)
    found = article(page(body, f'<meta charset="{declared}">').encode(encoding), content_type)
    assert f"The council of {name} reopened" in found.body


@pytest.mark.parametrize(
    "value",
    [
        page("<div>" * 100_000 + FIRST),
        page("<b>" * 300_000 + FIRST),
        page("<a href='/x'>link text</a>" * 80_000),
        page("<div>some text</div>" * 100_000),
        page("<table>" + "<tr><td>1</td><td>2</td></tr>" * 60_000 + "</table>"),
        page(("<div>" * 200 + f"<p>{FIRST}</p>" + "</div>" * 200) * 80),
        page("Words of a story that goes on and on. " * 50_000),
        page(f"<p>{FIRST}</p>" * 15_000),
        page("<p>" * 19_000),
        page("<" * 2_000_000),
        page("<!--" * 500_000),
        page("&amp" * 500_000),
    ],
    ids=["divs", "bold", "links", "flat", "table", "towers", "bare", "paragraphs", "open", "less", "comments", "amp"],
)
def test_no_page_takes_two_seconds(outcomes: Outcomes, value: str) -> None:
    with within(2):
        assert len(outcomes(value, "text/html")) == 1


def test_workers_that_see_no_pages_do_not_load_what_reads_them() -> None:
    loaded = "import sys, streams.wires.registry as r; print({'trafilatura', 'lxml.html', 'warcio'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"

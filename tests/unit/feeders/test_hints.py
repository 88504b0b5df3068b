"""What a feed says of itself is heard; what is no feed is known for none."""

import pytest

from streams.feeders.hints import asked_pace, digest, is_feed, media_type
from tests.unit.promptness import within

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel>%s<item><title>a</title></item></channel></rss>'


@pytest.mark.parametrize(
    "document",
    [
        RSS,
        b"\xef\xbb\xbf \n" + RSS,
        b"<!-- made by hand --><!DOCTYPE rss><rss><channel/></rss>",
        b'<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><feed xmlns="http://www.w3.org/2005/Atom"/>'.replace(
            b"/>", b"></feed>"
        ),
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>',
        '<?xml version="1.0" encoding="utf-16"?><rss ></rss>'.encode("utf-16"),
    ],
)
def test_feeds_are_known(document: bytes) -> None:
    assert is_feed(document)


@pytest.mark.parametrize(
    "document",
    [b"", b"<html><rss></rss></html>", b'{"rss": 1}', b"<feedback>", b"\x1f\x8b\x00", b"Please log in <rss>"],
)
def test_what_is_no_feed_is_known_too(document: bytes) -> None:
    assert not is_feed(document)


@pytest.mark.parametrize(
    ("channel", "headers", "seconds"),
    [
        (b"", {}, 0),
        (b"<ttl>15</ttl>", {}, 900),
        (b"<sy:updatePeriod> hourly </sy:updatePeriod>", {}, 3600),
        (b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", {}, 21_600),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", {}, 3600),
        (b"", {"cache-control": "public, max-age=600"}, 600),
        (b"", {"cache-control": "s-maxage=600"}, 0),
        (b"<ttl>1</ttl>", {"cache-control": "max-age=600"}, 600),
        (b"<ttl>soon</ttl>", {"cache-control": "max-age=x"}, 0),
        (b"<item><ttl>15</ttl></item>", {}, 0),
    ],
)
def test_a_feeds_wish_is_the_longest_that_it_says(channel: bytes, headers: dict[str, str], seconds: float) -> None:
    assert asked_pace(RSS.replace(b"%s", channel), headers) == seconds


def test_a_document_made_anew_with_the_same_news_is_the_same() -> None:
    first = RSS.replace(b"%s", b"<lastBuildDate>Mon</lastBuildDate><!-- 3 ms -->")
    again = RSS.replace(b"%s", b"<lastBuildDate>Tue</lastBuildDate><!-- 5 ms -->")
    assert digest(first) == digest(again)
    assert digest(first) != digest(first.replace(b"<title>a", b"<title>b"))


@pytest.mark.parametrize(
    ("said", "passed"),
    [
        ("application/rss+xml; charset=utf-8", "application/rss+xml; charset=utf-8"),
        ("text/xml", "text/xml"),
        ("text/html; charset=iso-8859-1", "application/xml; charset=iso-8859-1"),
        ("application/xhtml+xml", "application/xml"),
        ("text/plain", "application/xml"),
        (None, "application/xml"),
    ],
)
def test_a_feed_that_is_served_as_a_page_is_passed_on_as_what_it_is(said: str | None, passed: str) -> None:
    assert media_type(said) == passed


@pytest.mark.parametrize(
    "document", [b"<!---->" * 9_000 + b"<html>", b"<!--" * 1_000_000, b"<rss>" + b"<!--" * 1_000_000, b"<a" * 2_000_000]
)
def test_a_document_made_to_hold_us_up_does_not(document: bytes) -> None:
    with within(1):
        assert is_feed(document) is document.startswith(b"<rss>")
        assert digest(document) != digest(document + b" ")
        assert asked_pace(document, {}) == 0

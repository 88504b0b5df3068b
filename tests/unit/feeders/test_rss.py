"""A feed is named by its user, and what is secret in its address stays there."""

import pytest

from streams.feeders.rss import feed


@pytest.mark.parametrize(
    ("word", "url", "provider"),
    [
        ("https://www.example.org/rss", "https://www.example.org/rss", "example.org"),
        ("acme=https://example.org/rss", "https://example.org/rss", "acme"),
        ("https://example.org/?section=world", "https://example.org/?section=world", "example.org"),
        ("acme=https://example.org/?a=b=c", "https://example.org/?a=b=c", "acme"),
    ],
)
def test_a_feed_is_an_address_with_or_without_a_provider(word: str, url: str, provider: str) -> None:
    found = feed(word)
    assert (found.url, found.provider) == (url, provider)


def test_a_provider_for_all_is_for_those_without_their_own() -> None:
    assert feed("https://example.org/rss", "acme").provider == "acme"
    assert feed("own=https://example.org/rss", "acme").provider == "own"


def test_neither_password_nor_query_is_shown_or_marked() -> None:
    found = feed("https://desk:sesame@example.org/rss?key=opensesame")
    assert found.label == "https://example.org/rss"
    assert "sesame" not in found.label + found.key + str(found.mark())

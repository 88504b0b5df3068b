"""A feed is named by its user, what is secret in its address stays there, and what a start must know is kept."""

import json

import pytest

from streams.errors import SettingsError
from streams.feeders.feed import Known, feeds, heard, kept
from streams.feeders.pace import LONGEST_SECONDS, Poll
from streams.feeders.question import Answer

RSS = b"<rss><channel><ttl>30</ttl></channel></rss>"


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
    (found,) = feeds([word])
    assert (found.url, found.provider) == (url, provider)


def test_a_provider_for_all_is_for_those_without_their_own() -> None:
    first, second = feeds(["https://example.org/rss", "own=https://example.org/atom"], "acme")
    assert (first.provider, second.provider) == ("acme", "own")


@pytest.mark.parametrize("word", ["example.org/rss", "ftp://desk:sesame@example.org", "http://[::1", "http:///sesame"])
def test_a_wrong_address_is_told_by_its_number_alone(word: str) -> None:
    with pytest.raises(SettingsError, match="feed 2 of 3 is not an http or https address: say https:") as told:
        feeds(["https://example.org/rss", word, "https://example.org/atom"])
    assert "sesame" not in str(told.value)


def test_neither_password_nor_query_is_shown_or_marked() -> None:
    (found,) = feeds(["https://desk:sesame@example.org/rss?key=opensesame"])
    assert found.label == "https://example.org/rss"
    assert "sesame" not in found.label + found.key + str(found.known)


def test_a_document_is_new_once_and_what_asks_for_the_next_one_is_kept() -> None:
    headers = {"etag": '"1"', "last-modified": "Mon, 02 Mar 2026 14:00:00 GMT"}
    before = Known(failures=3, until=1e9)
    known, poll = heard(before, Answer(200, RSS, headers, moved="https://example.org/new"))
    assert poll is Poll.NEW
    assert known.conditions() == {"If-None-Match": '"1"', "If-Modified-Since": "Mon, 02 Mar 2026 14:00:00 GMT"}
    assert (known.moved, known.asked, known.failures, known.until) == ("https://example.org/new", 1800, 0, 0)
    assert heard(known, Answer(200, RSS, headers)) == (known, Poll.UNCHANGED)
    assert heard(known, Answer(304, headers={"cache-control": "max-age=60"})) == (known, Poll.NOT_MODIFIED)
    assert kept(json.loads(json.dumps(known.model_dump()))) == known


def test_trouble_forgets_nothing_but_a_learnt_address_that_brings_trouble_twice() -> None:
    known = Known(etag='"1"', digest="d", moved="https://example.org/new", asked=600)
    once, poll = heard(known, Answer(500))
    assert (once, poll) == (known, Poll.SERVER_ERROR)
    failed = known.model_copy(update={"failures": 1})
    twice, poll = heard(failed, Answer(200, b"<html>"))
    assert (twice, poll) == (failed.model_copy(update={"moved": None}), Poll.RUBBISH)
    assert heard(known, Answer(trouble=Poll.TIMEOUT)) == (known, Poll.TIMEOUT)


def test_a_validator_that_cannot_be_sent_back_is_none() -> None:
    known, _ = heard(Known(), Answer(200, RSS, {"etag": '"\udcff"', "last-modified": "a\nb"}))
    assert known.conditions() == {}


@pytest.mark.parametrize(("until", "left"), [(0, 0), (990, 0), (1030, 30), (10**9, LONGEST_SECONDS)])
def test_a_feed_is_left_alone_as_long_as_was_kept_and_a_day_at_most(until: float, left: float) -> None:
    assert Known(until=until).left(1000) == left


@pytest.mark.parametrize("mark", [{}, {"etag": 7}, {"until": "soon"}, {"until": float("inf")}])
def test_what_cannot_be_read_is_not_known(mark: dict[str, object]) -> None:
    assert kept(mark) == Known()


def test_a_pace_that_changes_with_every_answer_is_not_written_each_time() -> None:
    known = Known(digest="d", asked=57)
    assert known.is_as_kept(Known(digest="d", asked=58))
    assert not known.is_as_kept(Known(digest="d", asked=57, until=9))

"""`newswire feed` does not start with what cannot work, and says what to do instead."""

from pathlib import Path

import pytest

from .conftest import Newswire


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["folder", "/no/such/folder"], "no such directory; make it"),
        (["rss"], "name its address, or set NEWSWIRE_FEED_URLS"),
        (["rss", "example.org/rss"], "say https://example.org/rss"),
        (["rss", "file:///etc/hostname"], "not an http or https address"),
        (["rss", "acme=ftp://example.org"], "not an http or https address"),
        (["rss", "https://example.org/a", "b=https://example.org/a"], "named twice"),
        (["rss", "https://example.org/a", "--every", "100ms"], "--every: at least 1 s"),
        (["http"], "set it to a long random word, or say --insecure-no-token"),
    ],
)
def test_what_cannot_work_is_one_line_and_two(newswire: Newswire, words: list[str], said: str) -> None:
    done = newswire("feed", *words)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert said in done.err


def test_a_token_beside_the_word_that_none_is_asked_is_a_contradiction(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSWIRE_PUSH_TOKEN", "correct horse battery")
    done = newswire("feed", "http", "--insecure-no-token")
    assert (done.code, "correct horse" in done.err) == (2, False)


def test_no_kind_is_wrong_usage(newswire: Newswire, tmp_path: Path) -> None:
    assert newswire("feed").code == 2
    assert newswire("feed", "folder", str(tmp_path), "--done", "x", "--delete").code == 2

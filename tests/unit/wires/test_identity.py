"""Which story an item is, and which version of it."""

import pytest

from streams.wires import identity


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("04", 4), ("10", 10), (3, 3), (2.0, 2), (0, 0), (1542761538, 1542761538), ("1.0", 1), (" 7 ", 7),
        ("tag:wire.example,2026:newsml_X1:3", 3),
        ("draft", None), (None, None), (True, None), (-1, None), (1.5, None), ("", None), (float("inf"), None),
        ("2026-01-01", None), ("٣", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_versions_are_integers_or_nothing(written: object, meant: int | None) -> None:
    assert identity.version(written) == meant


@pytest.mark.parametrize(
    ("guid", "stated", "story", "version"),
    [
        ("tag:wire.example,2026:newsml_KX1:3", None, "tag:wire.example,2026:newsml_KX1", 3),
        ("tag:wire.example,2026:newsml_KX1", 5, "tag:wire.example,2026:newsml_KX1", 5),
        ("urn:newsml:wire.example:20260304:item-9:2", None, "urn:newsml:wire.example:20260304:item-9", 2),
        ("urn:newsml:wire.example:20260304:item-9:2U", None, "urn:newsml:wire.example:20260304:item-9", 2),
        ("tag:wire.example,2026:newsml_KX1:3", 1542761538, "tag:wire.example,2026:newsml_KX1", 1542761538),
        ("wire.example:nL1N3AH0AB:3", 3, "wire.example:nL1N3AH0AB", 3),
    ],
)
def test_all_versions_of_a_story_have_one_identity(guid: str, stated: int | None, story: str, version: int) -> None:
    assert identity.story_and_revision(guid, stated) == (story, version)


@pytest.mark.parametrize(
    ("guid", "stated"),
    [
        ("urn:item:123", None),
        ("urn:item:3", 3),
        ("urn:newsml:wire.example:20260304:190510-99-167362", 2),
        ("https://wire.example:8080", 8080),
    ],
)
def test_a_storys_own_number_is_never_taken_for_a_revision(guid: str, stated: int | None) -> None:
    assert identity.story_and_revision(guid, stated) == (guid, stated)


def test_an_address_is_the_same_whatever_the_readers_way_to_it() -> None:
    plain = identity.canonical_url("https://News.Example/a/7/?b=2&a=1")
    assert plain == "https://news.example/a/7?a=1&b=2"
    assert identity.canonical_url("HTTPS://news.example:443/a/7?utm_source=x&a=1&b=2&fbclid=9#top") == plain


@pytest.mark.parametrize("address", ["", "urn:x:1", "ftp://a.example/x", "http://", "http://[", "https://a:99999999/"])
def test_what_is_no_web_address_is_none(address: str) -> None:
    assert identity.canonical_url(address) is None


def test_tokens_of_the_transmission_are_no_identity() -> None:
    assert identity.stable("http://api.wire.example/c/b2b6?qt=H1K&et=0a1") == "http://api.wire.example/c/b2b6"
    assert identity.stable("http://wire.example/item?id=42") == "http://wire.example/item?id=42"


def test_words_name_a_story_whatever_their_case_and_spacing() -> None:
    one = identity.content_identity("Talks end", "They  ended.\n\nAll left.")
    assert one == identity.content_identity("TALKS END", "They ended. All left.")
    assert one != identity.content_identity("Talks end", "They ended. Few left.")
    assert one.startswith("sha256:")

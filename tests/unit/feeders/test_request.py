"""A pushed request is let in by its token alone, and is told what is wrong with it."""

import gzip
import zlib

import pytest

from streams.feeders.incoming import Incoming
from streams.feeders.request import Refused, admitted, described, unpacked

TOKEN = "correct horse"  # noqa: S105 - the test's own


@pytest.mark.parametrize("said", [f"Bearer {TOKEN}", f"bearer  {TOKEN} "])
def test_the_token_lets_in(said: str) -> None:
    assert admitted(said, TOKEN) is None


@pytest.mark.parametrize(
    "said", [None, "", TOKEN, "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer \udcff", "Bearer ü"]
)
def test_nothing_else_does(said: str | None) -> None:
    refused = admitted(said, TOKEN)
    assert refused is not None
    assert refused.status == 401
    assert TOKEN not in refused.words


def test_where_no_token_is_asked_anybody_comes_in() -> None:
    assert admitted(None, None) is None


@pytest.mark.parametrize(
    "said", ["text/plain; charset=latin-1", "application/json", "application/vnd.iptc.g2.newsitem+xml", "text/html"]
)
def test_types_of_wire_items_are_passed_on_as_said(said: str) -> None:
    assert described({"Content-Type": said}) == Incoming(b"", said)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "image/png"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Encoding": "zstd"}, 415),
        ({"X-Provider": "x" * 201}, 400),
        ({"X-Provider": "a\x07b"}, 400),
        ({"X-Published-At": "yesterday"}, 400),
        ({"X-Published-At": "2026-03-02"}, 400),
    ],
)
def test_what_cannot_be_is_refused_with_its_status(headers: dict[str, str], status: int) -> None:
    refused = described(headers)
    assert isinstance(refused, Refused)
    assert refused.status == status


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_item_is_unpacked_and_never_beyond_its_bounds(pack: object) -> None:
    assert callable(pack)
    assert unpacked(pack(b"item"), "gzip", 4) == b"item"
    assert unpacked(pack(b"items"), "gzip", 4) == Refused(413, "more than 4 bytes (NEWSWIRE_MAX_ITEM_BYTES)")
    assert isinstance(unpacked(pack(b"item")[:-1], "gzip", 4), Refused)
    assert isinstance(unpacked(b"item", "gzip", 4), Refused)
    assert unpacked(b"item", "identity", 4) == b"item"


def test_two_sendings_of_one_item_are_known_for_one_and_two_items_for_two() -> None:
    assert Incoming(b"a", "text/plain").digest() == Incoming(b"a", "text/plain").digest()
    assert len({Incoming(b"a").digest(), Incoming(b"b").digest(), Incoming(b"a", "text/plain").digest()}) == 3

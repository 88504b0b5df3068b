"""Web archives: one article for each page with a story, damage costs only the record it is in."""

import gzip
import itertools
import random
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article
from streams.errors import WireError
from streams.wires import limits, warc
from tests.unit.promptness import within

Outcomes = Callable[..., list[Article | WireError]]

TEXT = "The council of {} reopened the port on Wednesday, nine days after two barges sank in the narrow channel there."


def page(name: str) -> bytes:
    return f"<!doctype html><html><article><h1>{name}</h1><p>{TEXT.format(name)}</p></article></html>".encode()


def http(body: bytes, *, status: str = "200 OK", kind: str = "text/html", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def record(block: bytes, name: str = "a", kind: str = "response", more: str = "", length: object = None) -> bytes:
    content = "application/http; msgtype=response" if block.startswith(b"HTTP") else "text/html"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://town.example/{name}\r\n"
        f"WARC-Date: 2026-03-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n{more}Content-Type: {content}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def towns(found: list[Article | WireError]) -> list[str]:
    return [one.headline if isinstance(one, Article) else one.reason for one in found]


INFO = record(b"software: crawler\r\n", kind="warcinfo")
A, B, C = (record(http(page(name)), name) for name in ("Ahus", "Bruket", "Carlshamn"))


@pytest.mark.parametrize("packed", ["plain", "members", "one member"])
@pytest.mark.parametrize("content_type", [None, "application/warc", "application/octet-stream"])
def test_each_page_is_an_article_in_order(outcomes: Outcomes, packed: str, content_type: str | None) -> None:
    records = [INFO, A, record(http(b"x", kind="image/png")), record(http(page("x"), status="404 Not Found")), B, C]
    whole = b"".join(records)
    value = {
        "plain": whole,
        "members": b"".join(map(gzip.compress, records)),
        "one member": gzip.compress(whole),
    }[packed]
    found = outcomes(value, content_type)
    assert towns(found) == ["Ahus", "Bruket", "Carlshamn"]
    first = found[0]
    assert isinstance(first, Article)
    assert (first.url, first.body) == ("https://town.example/Ahus", TEXT.format("Ahus"))
    assert first.published_at == first.received_at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert [one.raw.index for one in found if isinstance(one, Article)] == [0, 1, 2]


def test_the_pages_of_a_crawl_are_articles(outcomes: Outcomes, fixtures: Path) -> None:
    port, ferry = outcomes(fixtures / "warc" / "crawl.warc")
    assert isinstance(port, Article)
    assert isinstance(ferry, Article)
    # What a page says of itself goes before what the archive says.
    assert port.published_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert (ferry.headline, ferry.url) == ("Ferry strike ends", "https://courier.example/world/ferry-strike")
    assert ferry.published_at == datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "response",
    [
        http(gzip.compress(page("Ahus")), more="Content-Encoding: gzip\r\n"),
        http(zlib.compress(page("Ahus")), more="Content-Encoding: deflate\r\n"),
        http(b"%x\r\n%s\r\n0\r\n\r\n" % (len(page("Ahus")), page("Ahus")), more="Transfer-Encoding: chunked\r\n"),
        http(page("Ahus"), kind="text/html; charset=utf-8"),
        http(page("Ahus"), more="Content-Encoding: gzip\r\n"),
        http(page("Ahus"), kind="application/xhtml+xml"),
    ],
)
def test_what_http_packed_is_unpacked(outcomes: Outcomes, response: bytes) -> None:
    assert towns(outcomes(record(response))) == ["Ahus"]


def test_the_character_set_of_the_response_counts(outcomes: Outcomes) -> None:
    body = page("Åhus").decode().encode("cp1252")
    assert towns(outcomes(record(http(body, kind="text/html; charset=windows-1252")))) == ["Åhus"]


def test_a_resource_is_a_page_without_http(outcomes: Outcomes) -> None:
    assert towns(outcomes(record(page("Ahus"), kind="resource"))) == ["Ahus"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (A.replace(b"Content-Length", b"Content-Longth"), "bad_archive"),
        (b"rubbish that is no record at all\r\n\r\n", "bad_archive"),
        (record(http(b"<html><body><p>Not found.</p></body></html>")), "no_story"),
        (record(http(b"x" * (limits.MAX_BYTES + 1))), "too_large"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_bad_record_stops_no_other(
    outcomes: Outcomes, bad: bytes, reason: str, pack: Callable[[bytes], bytes]
) -> None:
    if pack is bytes and reason == "too_large":
        items = [one if isinstance(one, WireError) else warc.item(one) for one in warc.cut([A + bad + B])]
        assert [getattr(one, "reason", "read") for one in items] == ["read", "too_large", "read"]
        return
    found = outcomes(b"".join(map(pack, (A, bad, B))))
    read = towns(found)
    assert (read[0], read[-1]) == ("Ahus", "Bruket")
    assert read[1:-1] == [reason]


def test_a_damaged_member_is_left_for_the_next(outcomes: Outcomes) -> None:
    broken = bytearray(gzip.compress(B))
    broken[40:60] = b"\xff" * 20
    assert towns(outcomes(gzip.compress(A) + bytes(broken) + gzip.compress(C))) == ["Ahus", "bad_archive", "Carlshamn"]


def test_a_record_that_ends_too_early_is_told(outcomes: Outcomes) -> None:
    assert towns(outcomes(A + B[:-200])) == ["Ahus", "bad_archive"]
    assert towns(outcomes(gzip.compress(A) + gzip.compress(B[:-200]) + gzip.compress(C))) == [
        "Ahus", "bad_archive", "Carlshamn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (gzip.compress(b"no archive"), "bad_archive"),
        (gzip.compress(INFO), "empty"),
        (INFO, "empty"),
        (A * 51, "too_many_items"),
        (gzip.compress(b"WARC/1.0\r\n" + b"\x00" * 70_000_000), "bad_archive"),
        (gzip.compress(record(http(b"\x00" * 90_000_000))), "too_large"),
        (record(http(gzip.compress(b"\x00" * 300_000_000), more="Content-Encoding: gzip\r\n")), "too_large"),
    ],
    ids=["gzip", "info gzip", "info", "many", "bomb", "large", "bomb within"],
)
def test_what_is_no_archive_of_pages_ends_typed_and_soon(outcomes: Outcomes, value: bytes, reason: str) -> None:
    with within(2):
        assert towns(outcomes(value))[0] == reason


def test_an_archive_is_cut_alike_however_it_comes() -> None:
    whole = b"".join(gzip.compress(one) for one in (INFO, A, B, C))
    chosen = random.Random(4)  # noqa: S311 - no secret
    for _ in range(20):
        cuts = sorted(chosen.sample(range(len(whole)), 12))
        chunks = [whole[a:b] for a, b in itertools.pairwise([0, *cuts, len(whole)])]
        assert [one for one in warc.cut(chunks) if isinstance(one, bytes)] == [A[:-4], B[:-4], C[:-4]]


def test_a_file_of_any_size_is_read_a_record_at_a_time() -> None:
    given = 0

    def chunks() -> Iterator[bytes]:
        nonlocal given
        for _ in range(1_000):
            given += 1
            yield gzip.compress(A)

    found = warc.cut(chunks())
    for _ in range(10):
        next(found)
    assert given <= 12


def test_without_the_extra_the_refusal_names_it() -> None:
    program = (
        "import sys; sys.modules['warcio'] = None\n"
        "from datetime import UTC, datetime\n"
        "from streams.wires.envelope import Envelope\n"
        "from streams.wires.registry import read\n"
        "print(read(Envelope(sys.stdin.buffer.read(), None, 'x', datetime.now(UTC)))[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=A, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "missing_extra: WARC is read by an extra: pip install 'newswire[warc]'"


def test_the_command_reads_an_archive_file(tmp_path: Path) -> None:
    archive = tmp_path / "crawl.warc.gz"
    archive.write_bytes(b"".join(gzip.compress(one) for one in (INFO, A, B)))
    command = [sys.executable, "-m", "streams.cli.main", "normalise", str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [Article.model_validate_json(line).headline for line in done.stdout.splitlines()] == ["Ahus", "Bruket"]
    assert done.returncode == 0

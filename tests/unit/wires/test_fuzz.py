"""Any bytes of any wire: outcomes, typed and soon; no crash, no hang, no mountain of memory.

The ordinary run takes seconds; `make fuzz` gives each fixture a minute (`NEWSWIRE_FUZZ_SECONDS`).
"""

import gzip
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas import Article
from streams.errors import WireError
from streams.wires.envelope import Envelope
from streams.wires.reasons import Reason
from streams.wires.registry import WIRES, read
from tests.unit.promptness import within
from tests.unit.wires.conftest import RECEIVED

FIXTURES = Path(__file__).parents[2] / "fixtures" / "wires"
SECONDS = float(os.environ.get("NEWSWIRE_FUZZ_SECONDS", "0"))
SLOWEST, MOST_MEMORY = 2.0, 300_000_000
EXAMPLES = 15

SEEDS = {path.relative_to(FIXTURES).as_posix(): path.read_bytes() for path in FIXTURES.rglob("*") if path.is_file()}
CONTENT_TYPES = st.none() | st.sampled_from(
    [
        *sorted({name for wire in WIRES for name in wire.content_types}),
        "text/html",
        "text/html; charset=utf-7",
        "text/xml; charset=utf-16",
        "application/json; charset=latin-1",
    ]
)
PIECES = st.sampled_from(
    [
        *(
            b"<",
            b">",
            b"]]>",
            b"<![CDATA[",
            b"<!--",
            b"&#xD800;",
            b"&#0;",
            b"&x;",
            b"<!DOCTYPE x [",
            b"<p>",
            b"</p>",
            b"<nav>",
        ),
        *(b'"', b"{", b"[", b"\\ud800", b"null", b"-1", b"1e999", b"9" * 400, b"0000-00-00T99:99:99Z", b"http://["),
        *(b"\x00", b"\xff\xfe", b"\x1f\x8b\x08", b"\xc3", b"\x01\x02\x03\x04", b"  ", b"\n", b"\r\n\r\n"),
        *(b"KILL KILL KILL", b"WARC/1.0\r\n"),
    ]
)


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """Load every parser, which counts for nobody's bytes: broken bytes of one wire may be read by any other."""
    for seed in SEEDS.values():
        read(Envelope(seed, None, "nordwire", RECEIVED))


@contextmanager
def bounded() -> Iterator[None]:
    """Fail on what takes too long or too much."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with within(SLOWEST):
        yield
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < MOST_MEMORY


def _holds(found: list[Article | WireError]) -> None:
    assert found
    for index, one in enumerate(found):
        if isinstance(one, WireError):
            assert (one.index, one.reason in {reason.value for reason in Reason}) == (index, True)
        else:
            assert one.raw.index == index
            assert Article.model_validate_json(one.model_dump_json()) == one


@st.composite
def broken(draw: st.DrawFn, seed: bytes) -> bytes:
    """Cut, repeat, overwrite and swap parts of a message that is whole."""
    value = bytearray(seed)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(value)))
        end = min(len(value), at + draw(st.integers(0, 40)))
        deed = draw(st.sampled_from(["piece", "bytes", "cut", "repeat", "turn", "end"]))
        if deed == "piece":
            value[at:at] = draw(PIECES)
        elif deed == "bytes":
            value[at:end] = draw(st.binary(max_size=6))
        elif deed == "cut":
            del value[at:end]
        elif deed == "repeat":
            value[at:end] = bytes(value[at:end]) * draw(st.integers(2, 60))
        elif deed == "turn":
            value[at:end] = bytes(value[at:end])[::-1]
        else:
            del value[at:]
    return bytes(value)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_no_broken_message_breaks_the_reader(envelope: Callable[..., Envelope], name: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        # The ordinary run asks the same of everybody; the long one looks for what nobody has seen.
        derandomize=not SECONDS,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(value=broken(SEEDS[name]), content_type=CONTENT_TYPES)
    def run(value: bytes, content_type: str | None) -> None:
        with bounded():
            found = read(envelope(value, content_type))
        _holds(found)

    until = time.monotonic() + SECONDS
    run()
    while time.monotonic() < until:
        run()


def _xml(root: str, inner: str) -> str:
    return f'<?xml version="1.0"?><{root}>{inner}</{root}>'


ROOTS = ("rss", "feed", "newsMessage", "nitf", "NewsML", "html")
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(
    "build",
    [
        lambda root: f'<!DOCTYPE {root} [<!ENTITY a0 "ha">{BOMB}]><{root}><title>&a11;</title></{root}>',
        lambda root: f'<!DOCTYPE {root} [<!ENTITY a0 "{"ha" * 50_000}">]><{root}>{"&a0;" * 20_000}</{root}>',
        lambda root: f'<!DOCTYPE {root} SYSTEM "http://127.0.0.1:9/x.dtd"><{root}><title>x</title></{root}>',
        lambda root: f"<{root}>" + "<a>" * 90_000,
        lambda root: _xml(root, "<p>" * 20_000 + "x" + "</p>" * 20_000),
        lambda root: _xml(root, f"<title {' '.join(f'a{n}={chr(39)}x{chr(39)}' for n in range(40_000))}>x</title>"),
        lambda root: _xml(root, f"<title>{'x' * 1_900_000}</title>"),
        lambda root: _xml(root, "&#x41;" * 250_000),
        lambda root: _xml(root, "<![CDATA[" * 150_000),
        lambda root: _xml(root, "<!--" * 300_000),
        lambda root: _xml(root, "<item/>" * 90_000),
        lambda root: f"<{root} " + "<" * 90_000,
        lambda root: f"<{root}" + " " * 1_900_000,
    ],
    ids=["bomb", "flat bomb", "dtd", "open", "deep", "attributes", "long", "references", "cdata", "comments", "items",
         "less", "space"],
)  # fmt: skip
def test_no_odd_xml_takes_long(envelope: Callable[..., Envelope], root: str, build: Callable[[str], str]) -> None:
    with bounded():
        found = read(envelope(build(root)))
    _holds(found)
    assert all(len(one.body) < 2_000_000 for one in found if isinstance(one, Article))


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_packed_and_wrongly_declared_bytes_end_typed(envelope: Callable[..., Envelope], name: str) -> None:
    seed = SEEDS[name]
    for value in (
        gzip.compress(seed),
        seed.decode("utf-8", "replace").encode("utf-16"),
        seed.decode("utf-8", "replace").encode("utf-32"),
        seed.replace(b"utf-8", b"utf-16", 1),
        seed.replace(b"utf-8", b"no-such-thing", 1),
        seed.replace(b"iso-8859-1", b"utf-8", 1),
        b"\xff\xfe" + seed,
        b"\xef\xbb\xbf" * 2 + seed,
        seed + b"\x00" * 1000,
        seed * 40,
    ):
        for content_type in (None, "text/xml; charset=utf-16", "application/json", "text/html; charset=ascii"):
            with bounded():
                found = read(envelope(value, content_type))
            _holds(found)


@pytest.mark.parametrize(
    "value",
    [
        '{"headline": "Port \\ud800 reopens \\udc00", "body": "\\udfff", "id": "\\ud8ff"}',
        '{"uri": "\\ud800", "headline": "\\ud83d\\ud83d", "subject": [{"name": "\\udead"}]}',
        "[" * 200_000,
        '{"a":' * 200_000,
        '{"uri": "x", "headline": ' + "9" * 4_000 + "}",
        json.dumps({"uri": "u", "headline": "h", "body_html": "<p>" * 90_000}),
        json.dumps({"uri": "u", "headline": "h", "body_html": "<" * 290_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": "KILL " * 50_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": "(" * 290_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": "A" * 290_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": " \n" * 140_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": "Ã©" * 140_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": "LONDON, March 3 (" * 17_000}),
        json.dumps({"uri": "u", "headline": "h", "body_text": "urn:newsml:a:" * 22_000}),
        json.dumps({"uri": "u", "headline": "h", "subject": [{"name": "x"}] * 100_000}),
        json.dumps([{"uri": f"u{n}", "headline": "h"} for n in range(1000)]),
        "\x01" * 100_000,
        "\x02\x03" * 100_000,
        "\n" * 1_000_000 + "x",
        "a0001\n" * 100_000,
        "^A" * 100_000,
    ],
    ids=range(21),
)
def test_no_odd_text_takes_long(envelope: Callable[..., Envelope], value: str) -> None:
    with bounded():
        found = read(envelope(value))
    _holds(found)

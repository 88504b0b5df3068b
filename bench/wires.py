"""How fast wires become Articles, beside the bare parse of their bytes: `make bench-wires`, one process on one core.

Usage: python -m bench.wires [--page FILE]   Every fixture of every format is parsed by lxml, json or a decoder alone,
and read into Articles, in turns; processor time is measured, not the clock.
Flows in: `tests/fixtures/wires`. Flows out: a table in Markdown on standard output, and the page docs/wires-speed.md.
"""

import argparse
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import lxml.html
from lxml import etree

from bench.gauges import machine
from schemas import Article
from streams.errors import WireError
from streams.wires import feed, html, language, page_text, story_text
from streams.wires.envelope import Envelope
from streams.wires.item import Item
from streams.wires.registry import WIRES, read
from streams.wires.wire import Family, Message, Wire

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures" / "wires" / "full"
REACH = {Family.XML: 4, Family.JSON: 10}
# What is bought and not built, or done to the text whatever the wire: shown apart.
PARTS = {
    "cleaning": ((story_text, "read"), (story_text, "line")),
    "language": ((language, "detect"),),
    "foreign parser": ((feed, "_parsed"),),
    "story of a page": ((page_text, "story"),),
}
TURNS = 150
US = 1e6


@dataclass(slots=True)
class Figures:
    """One format; seconds of processor time, and the parts of the whole that are shown apart."""

    wire: Wire
    items: int = 0
    size: int = 0
    bare: float = 0.0
    floor: float = 0.0
    own: float = 0.0
    whole: float = 0.0
    parts: Counter[str] = field(default_factory=Counter)

    @property
    def times(self) -> float:
        """How many times the bare parse that is."""
        return self.own / self.bare


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.wires", description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=0.001, help="a file and turn (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="write a page about this run here")
    given = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found = measure(given.seconds)
    print(table(found))
    if given.page:
        given.page.write_text(_page(found, load), encoding="utf-8")
    return 0


def measure(seconds: float, turns: int = TURNS) -> list[Figures]:
    """Measure all formats that have fixtures, in the registry's order.

    Args:
        seconds: of processor time for each file and turn.
        turns: how often each file comes to its turn; the best counts.
    """
    found = {wire.name: Figures(wire) for wire in WIRES}
    for path in sorted(path for path in FIXTURES.rglob("*") if path.is_file()):
        value = path.read_bytes()
        if (wire := _wire(value)) is not None:
            _measure(found[wire.name], value, seconds, turns)
    return [one for one in found.values() if one.items]


def _wire(value: bytes) -> Wire | None:
    """Tell which wire reads a fixture; None for one that is there to be refused."""
    used: list[Wire] = []

    def noted(wire: Wire) -> Wire:
        def read(message: Message) -> Sequence[Item | WireError]:
            used.append(wire)
            return wire.read(message)

        return replace(wire, read=read)

    found = read(_envelope(value), wires=[noted(wire) for wire in WIRES])
    return used[0] if used and all(isinstance(one, Article) for one in found) else None


def _measure(figures: Figures, value: bytes, seconds: float, turns: int) -> None:
    envelope = _envelope(value)
    made = [one.model_dump() for one in read(envelope) if isinstance(one, Article)]
    bare: list[float] = []
    floor: list[float] = []
    own: list[float] = []
    whole: list[float] = []
    shares: list[Mapping[str, float]] = []
    for _ in range(turns):
        bare.append(_cost(lambda: _bare(figures.wire, value), seconds))
        floor.append(_cost(lambda: _floor(figures.wire, value, made), seconds))
        whole.append(_cost(lambda: read(envelope), seconds))
        shares.append(_shares(lambda: read(envelope), seconds))
        with _remembered(lambda: read(envelope)):
            own.append(_cost(lambda: read(envelope), seconds))
    figures.items += len(read(envelope))
    figures.size += len(value)
    # The best turn: what else runs on the machine can only add to it.
    figures.bare += min(bare)
    figures.floor += min(floor)
    figures.own += min(own)
    figures.whole += min(whole)
    apart = min(whole) - min(own)
    figures.parts.update({part: statistics.median(share.get(part, 0) for share in shares) * apart for part in PARTS})


def _bare(wire: Wire, value: bytes) -> Any:  # noqa: ANN401 - whatever the parser makes
    if wire.name == html.WIRE.name:
        return lxml.html.document_fromstring(value)
    if wire.family is Family.XML:
        # Entities of HTML are an error to lxml alone; some desks use them all the same.
        return etree.fromstring(value, etree.XMLParser(recover=True))
    return json.loads(value) if wire.family is Family.JSON else value.decode("latin-1")


def _floor(wire: Wire, value: bytes, made: Sequence[Mapping[str, Any]]) -> None:
    """Do what no reader in Python does without, and no more: look at all there is, and validate what is known."""
    found = _bare(wire, value)
    if wire.family is Family.XML:
        for one in found.iter():
            _ = one.tag, one.text, one.tail, one.items()
    sha256(value).hexdigest()
    for fields in made:
        Article.model_validate(fields)


def _cost(run: Callable[[], Any], seconds: float) -> float:
    began, runs = time.process_time(), 0
    while (spent := time.process_time() - began) < seconds:
        for _ in range(3):
            run()
        runs += 3
    return spent / runs


@contextmanager
def _parts(wrap: Callable[[str, Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Wrap what does the parts, as long as this lasts."""
    with ExitStack() as patches:
        for part, places in PARTS.items():
            for room, name in places:
                patches.enter_context(patch.object(room, name, wrap(part, getattr(room, name))))
        yield


def _shares(run: Callable[[], Any], seconds: float) -> Mapping[str, float]:
    """Give the share that each part has of all parts of a run."""
    spent: Counter[str] = Counter()
    with _noted(lambda part, _answer, took: spent.update({part: took})):
        _cost(run, seconds)
    return {part: took / spent.total() for part, took in spent.items()}


@contextmanager
def _remembered(run: Callable[[], Any]) -> Iterator[None]:
    """Answer the parts from memory, as one run was answered, so that what they cost is left out of others."""
    answers: list[object] = []
    with _noted(lambda _part, answer, _took: answers.append(answer)):
        run()
    following = cycle(answers)
    with _wrapped(lambda _part, _call: lambda *_arguments, **_named: next(following)):
        yield


@contextmanager
def _noted(note: Callable[[str, Any, float], None]) -> Iterator[None]:
    """Note what the parts answer, and how long they take; one within another is part of the outer one."""
    within: list[str] = []

    def listened(part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: object, **named: object) -> Any:  # noqa: ANN401 - as the call
            if within:
                return call(*arguments, **named)
            within.append(part)
            # The clock that is cheapest to read: it only has to share out.
            began = time.perf_counter()
            try:
                answer = call(*arguments, **named)
            finally:
                within.pop()
            note(part, answer, time.perf_counter() - began)
            return answer

        return asked

    with _wrapped(listened):
        yield


@contextmanager
def _wrapped(wrap: Callable[[str, Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Put something around all that does a part, as long as this lasts."""
    with ExitStack() as patches:
        for part, places in PARTS.items():
            for room, name in places:
                patches.enter_context(patch.object(room, name, wrap(part, getattr(room, name))))
        yield


def _envelope(value: bytes) -> Envelope:
    return Envelope(value=value, content_type=None, provider="bench", received_at=datetime(2026, 3, 4, tzinfo=UTC))


def table(found: Sequence[Figures]) -> str:
    """Give the figures as a table; times are microseconds an item."""
    head = [
        "Format",
        "Items",
        "Bytes an item",
        "Bare parse",
        "Article",
        "Times",
        "Floor",
        *map(str.capitalize, PARTS),
        "Items/s",
    ]
    rows = [
        [
            one.wire.name,
            f"{one.items}",
            f"{one.size / one.items:.0f}",
            *(f"{seconds / one.items * US:.0f}" for seconds in (one.bare, one.own)),
            *(f"{times:.1f} ×" if one.wire.family in REACH else "" for times in (one.times, one.floor / one.bare)),
            *(f"{one.parts[part] / one.items * US:.0f}" if one.parts[part] else "" for part in PARTS),
            f"{one.items / one.whole:.0f}",
        ]
        for one in found
    ]
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _page(figures: Sequence[Figures], load: float) -> str:
    within = [one.wire.name for one in figures if one.times <= REACH.get(one.wire.family, 0)]
    reached = f"Within reach: {', '.join(within)}." if within else "No format is within its reach yet."
    return f"""# The wires' speed

Made by `make bench-wires ARGS="--page docs/wires-speed.md"`; nothing here is written by hand.

One process on one core. On {machine()}, load average {load:.1f} before the run.

{table(figures)}

- {reached}
- Microseconds of processor time an item, the best of {TURNS} turns, over a whole story of each format, 480 to 610 words
  with all fields, of our own writing. *Bare parse*: `lxml.etree`, `lxml.html`, `json.loads`, or the bytes decoded.
- *Article*: from bytes to a validated `Article`, the wire's own parse in it, without the parts that are shown apart:
  these are answered from memory meanwhile, and are what the whole costs more. *Times* is how many bare parses that is;
  the reach is {REACH[Family.XML]} × for XML, {REACH[Family.JSON]} × for JSON.
- *Floor*: what every reader in Python pays of these, and no field is found yet: the parse, a look at each element (its
  name, texts, attributes), the digest of the bytes, the validation of the `Article`.
- *Cleaning*: mending of text and fields, markup, furniture, labels, datelines. *Language*: where the item states
  none. *Foreign parser*: feedparser. *Story of a page*: trafilatura.
- A web archive costs what its pages cost, and their unpacking.
"""


if __name__ == "__main__":
    raise SystemExit(main())

"""What a million stories of state cost, on disk and in memory, and what is done to old ones: `make bench-state`.

Usage: python -m bench.state [--stories N] [--page FILE]
Flows in: generated stories, coded by the real coder. Flows out: a table in Markdown, and the page docs/state.md.
The records go through the code by which a worker reads its logs; no broker is in it, whose time is not the state's.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rocksdict import Cache

from bench.articles import articles
from bench.gauges import machine, use
from bench.state_page import Deed, Figures, Kept, page, table
from schemas import Article, Cause, Pubstatus, Screened, ScreenedKind, Signal
from streams.agents.extract import Extract, coders
from streams.agents.memory import Memory
from streams.agents.screen import Screen
from streams.agents.stage import Stage
from streams.enrichment import enrich
from streams.errors import WireError
from streams.kafka.localstate import CACHE_BYTES, LocalState
from streams.kafka.record import Record
from streams.screening import Desk
from streams.settings import Settings
from streams.topics import ENRICHED, STORIES
from streams.wires.envelope import Envelope
from streams.wires.registry import read

STORIES_MEASURED = 1_000_000
TEMPLATES = 200
DAYS = 300
AGES = (4, 30, 300)
START = datetime(2026, 1, 5, tzinfo=UTC)
NAME = "urn:bench:"


@dataclass(frozen=True, slots=True)
class Template:
    """A story's two records, and its name in them."""

    name: bytes
    story: bytes
    enriched: bytes
    article: Article


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.state", description=main.__doc__)
    parser.add_argument("--stories", type=int, default=STORIES_MEASURED, help="how many (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="write a page about this run here")
    parser.add_argument("--part", choices=("screen", "extract"), help=argparse.SUPPRESS)
    parser.add_argument("--reopen", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.part:
        done = reopened(given.part, given.folder, given.stories) if given.reopen else filled(**_of(given))
        print(json.dumps(done))
        return 0
    load = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="newswire-state-"))
    try:
        # All stories are on one desk; the records of extract are spread over its partitions.
        counts = {"screen": given.stories, "extract": given.stories // Settings().partitions}
        parts = {part: _measured(part, folder / part, count) for part, count in counts.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures = Figures(machine(), load, DAYS, parts["screen"], parts["extract"])
    print(table(figures))
    if given.page:
        given.page.write_text(page(figures), encoding="utf-8")
    return 0


def _of(given: argparse.Namespace) -> dict[str, Any]:
    return {"part": given.part, "folder": given.folder, "count": given.stories}


def _measured(part: str, folder: Path, count: int) -> Kept:
    """Fill a state in one process and open it again in another, so that each one's memory is its own."""
    words = [sys.executable, "-m", "bench.state", "--part", part, "--folder", str(folder), "--stories", str(count)]
    first = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    again = json.loads(subprocess.run([*words, "--reopen"], check=True, capture_output=True, text=True).stdout)
    deeds = [Deed(**deed) for deed in again.pop("deeds")]
    return Kept(stories=count, **first, **again, deeds=tuple(deeds))


def filled(part: str, folder: Path, count: int) -> dict[str, float]:
    """Read so many records into a state, as at a first opening; gives seconds and bytes."""
    templates = list(_templates())
    stage, memory, disk = _opened(part, folder)
    before = use(os.getpid()).resident
    began = time.perf_counter()
    size = 0
    for record in _records(templates, part, count):
        memory.restore(stage, record)
        size += len(record.value or b"")
    memory.save()
    seconds = time.perf_counter() - began
    grown = use(os.getpid()).resident - before
    disk.close()
    on_disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"rebuild_seconds": seconds, "bytes_read": size, "bytes_on_disk": on_disk, "bytes_in_memory": grown}


def reopened(part: str, folder: Path, count: int) -> dict[str, Any]:
    """Open a state that is there, and ask for stories of each age; gives seconds, bytes and what was done."""
    templates = list(_templates())
    before = use(os.getpid()).resident
    began = time.perf_counter()
    _, memory, disk = _opened(part, folder)
    seconds = time.perf_counter() - began
    state: Any = memory.state
    deeds: list[dict[str, Any]] = []
    if part == "screen":
        deeds = [deed for age in AGES for deed in _deeds(state, templates, age, count)]
    else:
        for number in range(0, count, max(1, count // 2000)):
            if state.get(_name(templates[number % len(templates)], number).decode()) is None:
                raise AssertionError(number)
    grown = use(os.getpid()).resident - before
    disk.close()
    return {"open_seconds": seconds, "bytes_in_memory_at_work": grown, "deeds": deeds}


def _opened(part: str, folder: Path) -> "tuple[Stage[Any], Memory[Any], LocalState]":
    settings = Settings()
    stage: Stage[Any] = Screen(settings) if part == "screen" else Extract(settings)
    disk = LocalState(folder, "bench", Cache(CACHE_BYTES))
    memory: Memory[Any] = Memory(stage.empty(0, disk), disk, stage.on_disk)
    disk.open()
    return stage, memory, disk


def _deeds(desk: Desk, templates: list[Template], age: int, count: int) -> Iterator[dict[str, Any]]:
    """Let old stories be killed, corrected, and followed by an older version; one hundred each."""
    now = START + timedelta(days=DAYS)
    first = max(0, round(count * (DAYS - age) / DAYS) - 400)
    cases: tuple[tuple[str, dict[str, Any], Callable[[Any], bool]], ...] = (
        (
            "kill",
            {"pubstatus": Pubstatus.CANCELED, "body": "", "version": 2},
            lambda done: [one.kind for one in done.screened] == [ScreenedKind.WITHDRAW],
        ),
        (
            "correction",
            {"signal": Signal.CORRECTION, "version": 3},
            lambda done: done.verdict is not None and done.verdict.supersedes is not None,
        ),
        ("old version", {"version": 1}, lambda done: (done.record.outcome, done.screened) == ("stale", ())),
    )
    for turn, (what, fields, is_right) in enumerate(cases):
        right, began, asked = 0, time.perf_counter(), range(first + turn * 100, first + turn * 100 + 100)
        for number in asked:
            template = templates[number % len(templates)]
            name = _name(template, number).decode()
            article = template.article.model_copy(update={"story_id": name, "lineage_id": name, **fields})
            draft = desk.draft()
            right += is_right(draft.screen(article, now))
        seconds = (time.perf_counter() - began) / len(asked)
        yield {"what": what, "age": age, "asked": len(asked), "right": right, "seconds": seconds}


def _templates() -> Iterator[Template]:
    """Code some articles by the real coder, screened by the real desk."""
    settings = Settings()
    desk, coder = Desk(), coders(settings.english)
    for one in articles(TEMPLATES):
        envelope = Envelope(value=one.ninjs(), content_type=None, provider="bench", received_at=START)
        (article,) = read(envelope)
        if isinstance(article, WireError):
            raise article
        # The second version: that there is an older one than the one known.
        article = article.model_copy(update={"version": 2})
        done = desk.screen(article, START)
        coded = coder.code(article)
        if coded is None:
            msg = f"nobody codes {article.article_id}"
            raise RuntimeError(msg)
        message = Screened(
            kind=ScreenedKind.ITEM,
            lineage_id=article.lineage_id,
            cluster_id=article.lineage_id,
            article=article,
            verdict=done.verdict,
            cause=Cause(position=article.raw.position(), at=START),
        )
        told = enrich(message, None, coded.assertions, coded.actors, coded.coder, START)
        (story,) = [kept for kept in done.stories if kept.lineage_id == article.lineage_id]
        own = story.model_copy(update={"reprints": (), "duplicate_of": None, "cluster_id": story.lineage_id})
        yield Template(
            article.lineage_id.encode(),
            own.model_dump_json().encode(),
            told.enriched.model_dump_json().encode(),
            article,
        )


def _name(template: Template, number: int) -> bytes:
    return template.name.rpartition(b":")[0] + b":%09d" % (number * 7919 % 10**9)


def _records(templates: list[Template], part: str, count: int) -> Iterator[Record]:
    """Give the log of a stage: one record a story, over `DAYS` days."""
    topic = STORIES.name if part == "screen" else ENRICHED.name
    marks, began = (b'"changed_at":"', b'"first_at":"'), START.strftime("%Y-%m-%d").encode()
    for number in range(count):
        template = templates[number % len(templates)]
        name = _name(template, number)
        at = START + timedelta(days=DAYS) * (number / count)
        value = (template.story if part == "screen" else template.enriched).replace(template.name, name)
        if part == "screen":
            for mark in marks:
                value = value.replace(mark + began, mark + at.strftime("%Y-%m-%d").encode())
        yield Record(topic, 0, number, at, name, value)


if __name__ == "__main__":
    sys.exit(main())

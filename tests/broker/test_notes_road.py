"""A desk's notes reach nobody: what wires put into them is in nothing that the system tells, whatever befalls them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.kafka.record import Record
from streams.topics import DEADLETTERS, HELD, RAW, TOPICS
from tests.broker.feeding import Feeder
from tests.broker.road import first_outcomes, running
from tests.broker.test_metrics import address, read
from tests.faults.ledger import read_all

pytestmark = pytest.mark.broker

FIXTURES = Path(__file__).parents[1] / "fixtures" / "wires" / "full"
NAME = b"lindby-port-4711"
MARKS = ("SECRETNOTE", "555-0142", "555 0142", "5550142")
"""What stands in the notes of every fixture whose wire has a place for one."""

LATER = "2099-01-01T00:00:00Z"
EMBARGO = {"ninjs-3": "embargoedUntil"}
STATUS = {"ninjs-3": "pubStatus"}
WITHOUT_NOTES = {"atom.xml", "page.html", "page.warc", "plain.json", "plain.txt", "rdf.xml", "rss.xml"}


def marked(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def copies(file: Path) -> Iterator[tuple[str, bytes]]:
    """A wire's story as it is; broken off; and, where its fields are easily set, held, under embargo and killed."""
    value = file.read_bytes()
    yield "whole", value
    yield "broken", value[: len(value) * 9 // 10] if file.suffix in {".json", ".xml"} else b"\x00\x01" + value
    if file.suffix == ".json":
        item, name = json.loads(value), file.stem
        status, embargo = STATUS.get(name, "pubstatus"), EMBARGO.get(name, "embargoed")
        yield "killed", json.dumps({**item, status: "canceled", "version": 99}).encode()
        yield "embargoed", json.dumps({**item, embargo: LATER}).replace(NAME.decode(), "later").encode()
        yield "withheld", json.dumps({**item, status: "withheld"}).replace(NAME.decode(), "held").encode()


def told(records: dict[str, list[Record]]) -> str:
    """All that is on all topics, but for the bytes as they came: on raw, and of a dead letter."""
    lines = []
    for topic, rows in records.items():
        for record in rows:
            value = b"" if topic in {RAW.name, DEADLETTERS.name} else record.value or b""
            lines += [part.decode("utf-8", "replace") for part in (record.key or b"", value)]
            lines += [f"{name}: {word.decode('utf-8', 'replace')}" for name, word in record.headers]
    return "\n".join(lines)


def said(broker: str, *words: str) -> str:
    """Everything that a command says, on both of its ways out."""
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli.main", *words],
        env={**os.environ, "NEWSWIRE_BOOTSTRAP_SERVERS": broker},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        timeout=60,
    )
    return done.stdout


def test_no_word_of_a_note_is_in_anything_that_is_told(broker: str, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    files = sorted(FIXTURES.iterdir())
    sent = []
    for number, file in enumerate(files):
        for kind, value in copies(file):
            path = drop / f"{len(sent):03}-{kind}-{file.name}"
            path.write_bytes(value.replace(NAME, b"port-%d" % number))
            os.utime(path, (1_700_000_000 + len(sent),) * 2)
            sent.append(path)
    noted = {path.name.split("-", 2)[2] for path in sent if marked(path.read_text(errors="replace"))}
    assert noted >= {file.name for file in files} - WITHOUT_NOTES
    values = {path.name: path.read_bytes() for path in sent}

    async def run() -> tuple[dict[str, list[Record]], dict[int, str], str, str]:
        async with running(broker, tmp_path) as road:
            worker = road.crew.start(NEWSWIRE_LOG_LEVEL="DEBUG")
            feeder = Feeder(broker, tmp_path / "feeder.log", "folder", drop, "--once", NEWSWIRE_LOG_LEVEL="DEBUG")
            feeder.start()
            assert feeder.process is not None
            assert await asyncio.to_thread(feeder.process.wait, 60) == 0, feeder.text()
            outcomes = first_outcomes(await road.settled(180))
            metrics = await asyncio.to_thread(read, f"{await address(road)}/metrics")
            records = await read_all(broker, [topic.name for topic in TOPICS])
            return records, outcomes, f"{worker.text()}\n{feeder.text()}", metrics

    records, outcomes, log, metrics = asyncio.run(run())
    assert {"passed", "held", "withdrawn", "dead"} <= set(outcomes.values())
    assert records[HELD.name]
    assert marked(told(records)) == []
    assert marked(log) == []
    assert marked(metrics) == []
    for topic in (one.name for one in TOPICS):
        assert marked(said(broker, "tail", topic, "--from-beginning", "--until-end")) == [], topic
    assert marked(said(broker, "dlq", "list")) == []
    for name, value in values.items():
        path = tmp_path / name
        path.write_bytes(value)
        assert marked(said(broker, "explain", str(path)).replace(name, "")) == [], name

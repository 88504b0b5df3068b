"""A desk's notes reach nobody: what wires put into them is in nothing that the system tells, whatever befalls them."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.kafka.record import Record
from streams.topics import DEADLETTERS, HELD, RAW, TOPICS
from tests.broker.feeding import PATIENCE, Feeder
from tests.broker.road import first_outcomes, running
from tests.broker.test_metrics import address, read
from tests.faults.ledger import read_all

pytestmark = pytest.mark.broker

FIXTURES = Path(__file__).parents[1] / "fixtures" / "wires" / "full"
MARKS = ("SECRETNOTE", "555-0142", "555 0142", "5550142")
"""What stands in the notes of every fixture whose wire has a place for one."""

LATER = "2099-01-01T00:00:00Z"
STATUS = {"ninjs-3.json": "pubStatus"}
EMBARGO = {"ninjs-3.json": "embargoedUntil", "plain.json": "embargoed_until"}
WITHOUT_NOTES = {"atom.xml", "page.html", "page.warc", "plain.json", "plain.txt", "rdf.xml", "rss.xml"}
# How a wire whose fields do not stand at the top of a JSON object says that a story is killed, under embargo, withheld:
# words of the fixture, and others. The wires of teletype days know no embargo by time: what is labelled so is withheld.
SAID = {
    "ap.json": {
        "killed": [('"pubstatus": "usable"', '"pubstatus": "canceled"')],
        "embargoed": [('"embargoed": "2026-03-04T11:45:00Z"', f'"embargoed": "{LATER}"')],
        "withheld": [('"pubstatus": "usable"', '"pubstatus": "withheld"')],
    },
    "nitf.xml": {
        "killed": [('status="usable"', 'status="canceled"')],
        "embargoed": [('status="usable"', 'status="embargoed"'), ("20260304T124500+0100", LATER)],
        "withheld": [('status="usable"', 'status="withheld"')],
    },
    "newsml-g2.xml": {
        "killed": [("stat:usable", "stat:canceled")],
        "embargoed": [("<embargoed>2026-03-04T12:45:00+01:00", f"<embargoed>{LATER}")],
        "withheld": [("stat:usable", "stat:withheld")],
    },
    "newsml-1.xml": {
        "killed": [('Status FormalName="Embargoed"', 'Status FormalName="Canceled"')],
        "embargoed": [("20260304T124500+0100", LATER)],
        "withheld": [('Status FormalName="Embargoed"', 'Status FormalName="Withheld"'), ("StatusWillChange", "Later")],
    },
    "anpa.txt": {
        "killed": [("Port, 2nd Ld-Writethru,610", "Port, KILL,610")],
        "embargoed": [("^Port of Lindby", "^EMBARGO: Port of Lindby")],
        "withheld": [("Port, 2nd Ld-Writethru,610", "Port, HOLD,610")],
    },
    "iptc7901.txt": {
        "killed": [("\nCORRECTION", "\nKILL")],
        "embargoed": [("\nPort of Lindby", "\nEMBARGO: Port of Lindby")],
        "withheld": [("\nCORRECTION", "\nHOLD")],
    },
}
OUTCOMES = {"whole": "passed", "broken": "dead", "killed": "withdrawn", "embargoed": "held", "withheld": "held"}


def marked(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def named(value: bytes, number: int) -> bytes:
    """Give a story and the one it continues names of its own, so that it is nobody else's version."""
    for name in (b"lindby-port-47", b"LindbyPort", b"Lindby Port,"):
        value = value.replace(name, name[:-1] + b"%d" % number + name[-1:])
    for name in (b"nwr", b"nwr ", b"260304-930-", b"7c1e0a77b2d34e5a8c6b7d8e9f00"):
        value = value.replace(name + b"4711", name + b"%d" % (5000 + number))
    return value


def copies(file: Path, number: int) -> Iterator[tuple[str, bytes]]:
    """A wire's story as it is, then killed; one broken off; others held under embargo, and withheld."""
    value = file.read_bytes()
    yield "whole", named(value, number)
    yield "broken", value[: len(value) * 9 // 10] if file.suffix in {".json", ".xml"} else b"\x00\x01" + value
    for kind, other in (("killed", number), ("embargoed", number + 100), ("withheld", number + 200)):
        if file.suffix == ".json" and file.name not in SAID:
            said: dict[str, dict[str, object]] = {
                "killed": {STATUS.get(file.name, "pubstatus"): "canceled", "version": 99},
                "embargoed": {EMBARGO.get(file.name, "embargoed"): LATER},
                "withheld": {STATUS.get(file.name, "pubstatus"): "withheld"},
            }
            yield kind, named(json.dumps(json.loads(value) | said[kind]).encode(), other)
        elif file.name in SAID:
            changed = value
            for before, after in SAID[file.name][kind]:
                assert before.encode() in changed, (file.name, before)
                changed = changed.replace(before.encode(), after.encode())
            yield kind, named(changed, other)


def told(records: dict[str, list[Record]]) -> str:
    """All that is on all topics, but for the bytes as they came: on raw, and of a dead letter."""
    lines = []
    for topic, rows in records.items():
        for record in rows:
            value = b"" if topic in {RAW.name, DEADLETTERS.name} else record.value or b""
            lines += [part.decode("utf-8", "replace") for part in (record.key or b"", value)]
            lines += [f"{name}: {word.decode('utf-8', 'replace')}" for name, word in record.headers]
    return "\n".join(lines)


def said(broker: str, *words: str, folder: Path | None = None) -> str:
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
        timeout=300,
        cwd=folder,
    )
    return done.stdout


def test_no_word_of_a_note_is_in_anything_that_is_told(broker: str, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    files = sorted(FIXTURES.iterdir())
    sent: list[tuple[Path, str, str]] = []
    for number, file in enumerate(files, start=10):
        for kind, value in copies(file, number):
            path = drop / f"{len(sent):03}-{kind}-{file.name}"
            path.write_bytes(value)
            os.utime(path, (1_700_000_000 + len(sent),) * 2)
            sent.append((path, file.name, kind))
    noted = {name for path, name, _ in sent if marked(path.read_text(errors="replace"))}
    assert noted == {file.name for file in files} - WITHOUT_NOTES
    kept = tmp_path / "kept"
    shutil.copytree(drop, kept)

    async def run() -> tuple[dict[str, list[Record]], dict[int, str], str, str]:
        async with running(broker, tmp_path) as road:
            worker = road.crew.start(NEWSWIRE_LOG_LEVEL="DEBUG")
            feeder = Feeder(broker, tmp_path / "feeder.log", "folder", drop, "--once", NEWSWIRE_LOG_LEVEL="DEBUG")
            feeder.start()
            assert feeder.process is not None
            assert await asyncio.to_thread(feeder.process.wait, PATIENCE) == 0, feeder.text()
            outcomes = first_outcomes(await road.settled(3 * PATIENCE))
            metrics = await asyncio.to_thread(read, f"{await address(road)}/metrics")
            records = await read_all(broker, [topic.name for topic in TOPICS])
            return records, outcomes, f"{worker.text()}\n{feeder.text()}", metrics

    records, outcomes, log, metrics = asyncio.run(run())
    # The feeder's commits take offsets too: only the order tells which is whose.
    befell = {(name, kind): outcomes[at] for at, (_, name, kind) in zip(sorted(outcomes), sent, strict=True)}
    with_notes = {pair: OUTCOMES[pair[1]] for pair in befell if pair[0] in noted and pair[1] != "broken"}
    assert {pair: befell[pair] for pair in with_notes} == with_notes
    assert "dead" in befell.values()
    assert records[HELD.name]
    assert marked(told(records)) == []
    assert marked(log) == []
    assert marked(metrics) == []
    for topic in (one.name for one in TOPICS):
        assert marked(said(broker, "tail", topic, "--from-beginning", "--until-end")) == [], topic
    listed = said(broker, "dlq", "list")
    assert marked(listed) == []
    assert marked(said(broker, "dlq", "show", listed.split()[0])) == []
    explained = said(broker, "explain", *(path.name for path, _, _ in sent), folder=kept)
    assert all(path.name in explained for path, _, _ in sent)
    assert marked(explained) == []

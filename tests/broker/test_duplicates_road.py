"""Copies on a real broker: one root however they race, and the pure filter's verdicts whatever is killed.

In the ordinary run short; NEWSWIRE_TEST_COPIES=full asks a thousand races, and 20,000 stories with ten kills.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas import Label, Outcome, Screened
from streams.kafka.partitioner import partition_of
from streams.kafka.record import Record
from streams.topics import RAW, SCREENED
from tests.broker.processes import Crew
from tests.broker.road import PARTITIONS, Road, outcomes, running
from tests.unit.duplicates.texts import changed, text

pytestmark = pytest.mark.broker

FULL = os.environ.get("NEWSWIRE_TEST_COPIES") == "full"
RACES = 1000 if FULL else 40
STORIES, KILLS = (20_000, 10) if FULL else (600, 1)
COPIED = 0.3
AT_ONCE = 500
FOOT = (
    "The Harbour Daily has been printed in Orlen since its founding.\n\nIf you value this reporting, think of a gift."
)


def screeners(road: Road) -> Crew:
    """Have workers that only screen: what extract does is no matter here."""
    road.crew._arguments = ["-m", "streams.cli.main", "worker", "--stages", "screen"]
    return road.crew


async def screened(road: Road, seconds: float) -> dict[str, list[Record]]:
    def done(records: dict[str, list[Record]]) -> bool:
        told = {(entry.position.offset, entry.position.index) for entry in outcomes(records)}
        return len(told) >= len(records[RAW.name]) > 0

    return await road.until(done, seconds)


def messages(records: dict[str, list[Record]]) -> list[tuple[int, Screened]]:
    return [(record.partition, Screened.model_validate_json(record.value or b"")) for record in records[SCREENED.name]]


def item(guid: str, body: str, version: int = 1, pubstatus: str = "usable") -> bytes:
    fields = {"guid": guid, "version": version, "headline": "Orlen", "body": body, "pubstatus": pubstatus}
    return json.dumps(fields).encode()


def test_two_copies_in_one_millisecond_by_two_producers_have_exactly_one_root(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            screeners(road).start()
            one, other = (AIOKafkaProducer(bootstrap_servers=broker) for _ in range(2))
            async with one, other:
                for number in range(RACES):
                    sides = [(one, "meridian"), (other, "northstar")]
                    # By turns: whoever writes first in this process would else win every race.
                    await asyncio.gather(
                        *(
                            side.send_and_wait(
                                RAW.name,
                                item(f"race-{number}", " ".join(text(number))),
                                partition=0,
                                headers=[("x-provider", provider.encode())],
                            )
                            for side, provider in (sides if number % 2 else sides[::-1])
                        )
                    )
            told = messages(await screened(road, 120))
            races: dict[str, list[tuple[int, Screened]]] = {}
            for partition, message in told:
                races.setdefault(message.lineage_id.partition("/")[2], []).append((partition, message))
            assert len(races) == RACES
            for copies in races.values():
                verdicts = [message.verdict for _, message in copies if message.verdict]
                roots = [verdict for verdict in verdicts if verdict.duplicate_of is None]
                assert len(copies) == len(verdicts) == 2
                assert [root.label for root in roots] == [Label.NEW]
                assert {one.label for one in verdicts} == {Label.NEW, Label.EXACT}
                assert {one.duplicate_of for one in verdicts} == {None, roots[0].cluster_id}
                assert {partition for partition, _ in copies} == {partition_of(roots[0].cluster_id, PARTITIONS)}

    asyncio.run(run())


def wire(stories: int) -> list[tuple[str, bytes]]:
    """Give providers and items: new stories, copies exact and near, higher versions, kills, and a learnt foot."""
    chosen = random.Random(7)  # noqa: S311 - a wire, not secrets
    items: list[tuple[str, bytes]] = []
    known: list[tuple[str, str, int]] = []
    for number in range(stories):
        draw = chosen.random()
        if known and draw < COPIED:
            _, _, seed = chosen.choice(known[-200:])
            body = " ".join(changed(text(seed), chosen.choice((0, 0, 1, 2)), number))
            provider, guid = chosen.choice(("beacon", "northstar")), f"copy-{number}"
        elif known and draw < COPIED + 0.05:
            provider, guid, seed = chosen.choice(known[-200:])
            gone = chosen.random() < 0.5
            body = "" if gone else " ".join(text(seed, 120))
            items.append((provider, item(guid, body, 2 + number, "canceled" if gone else "usable")))
            continue
        else:
            provider, guid, seed = chosen.choice(("meridian", "harbour-daily")), f"story-{number}", number
            body = " ".join(text(seed))
            known.append((provider, guid, seed))
        items.append((provider, item(guid, f"{body}\n\n{FOOT}" if provider == "harbour-daily" else body)))
    return items


def newswire(broker: str, *words: str, stdin: bytes = b"") -> bytes:
    """Run a command as its user would, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    environment["NEWSWIRE_BOOTSTRAP_SERVERS"] = broker
    command = [sys.executable, "-m", "streams.cli.main", *words]
    done = subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def by_position(lines: bytes) -> dict[int, dict[str, Any]]:
    """Give what the filter said of each raw offset whose article it passed."""
    found = [json.loads(line) for line in lines.splitlines()]
    return {one["article"]["raw"]["offset"]: one["verdict"] for one in found if one.get("verdict")}


def test_a_screen_worker_killed_again_and_again_gives_the_verdicts_of_the_pure_filter(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            crew = screeners(road)
            worker = crew.start()
            items = wire(STORIES)
            share = -(-len(items) // (KILLS + 1))
            async with AIOKafkaProducer(bootstrap_servers=broker, linger_ms=5) as producer:
                for number in range(KILLS + 1):
                    part = items[number * share : (number + 1) * share]
                    for start in range(0, len(part), AT_ONCE):
                        sent = [
                            await producer.send(RAW.name, value, partition=0, headers=[("x-provider", who.encode())])
                            for who, value in part[start : start + AT_ONCE]
                        ]
                        await asyncio.gather(*sent)
                    if number < KILLS:
                        # Amid its work: as soon as it has written something of this share.
                        least = number * share + 1
                        await road.until(lambda records, least=least: len(outcomes(records)) >= least, 120)  # type: ignore[misc]  # mypy infers no lambda with a default
                        worker.kill()
                        worker = crew.start()
            records = await screened(road, 300)
            log = outcomes(records)
            assert len(log) == len({str(entry.position) for entry in log}) == len(items)
            recorded = newswire(broker, "tail", "raw", "--records", "--from-beginning", "--until-end")
            articles = newswire(broker, "normalise", "--records", stdin=recorded)
            pure = by_position(newswire(broker, "screen", stdin=articles))
            told = {
                message.article.raw.offset: message.verdict.model_dump(mode="json")
                for _, message in messages(records)
                if message.article is not None and message.verdict is not None
            }
            passed = {entry.position.offset for entry in log if entry.outcome == Outcome.PASSED}
            assert told.keys() == passed
            assert told == {offset: pure[offset] for offset in passed}
            # The rest of what the filter judged are versions that nobody is told of.
            assert {verdict["label"] for offset, verdict in pure.items() if offset not in passed} <= {"repeat", "stale"}
            labels = [entry.label for entry in log]
            assert labels.count(Label.EXACT) + labels.count(Label.NEAR) > len(items) * COPIED / 2
            assert all(
                entry.lines
                for entry in log
                if entry.outcome == Outcome.PASSED and entry.provider == "harbour-daily" and entry.label == Label.NEW
            )

    asyncio.run(run())

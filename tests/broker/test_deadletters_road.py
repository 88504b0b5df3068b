"""A dead letter's second life on the whole road: what was malformed is mended, goes in at raw, comes out as events."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas import EventState, Outcome
from schemas.deadletter import DeadLetter
from streams.topics import DEADLETTERS, ENRICHED, RAW
from tests.broker.road import Road, events, first_outcomes, running, table
from tests.broker.test_road import ninjs
from tests.faults.ledger import judge

pytestmark = pytest.mark.broker

# Each kind of the malformed, and a sentence of the item it should have been.
MALFORMED = {
    "bad JSON": (b"{not json", "Norway imposed sanctions on Chile on Monday over fishing rights near the cape."),
    "wrong schema": (
        b'{"neither": "body nor headline"}',
        "Egyptian police arrested 21 dock workers in Cairo on Tuesday.",
    ),
    "empty": (b"", "Japan sent humanitarian aid to Peru on Wednesday after floods cut off the valley."),
    "not UTF-8": (b"\xff\xfe\x00broken \xff", "Kenya expelled four diplomats of Ghana on Thursday, the ministry said."),
    "3 MB": (b'{"headline": "' + b"x" * 3_000_000, "Poland accused India of delaying the talks about rail links."),
}
# More than extract codes, less than screen reads.
TOO_LONG = "The minister spoke about the weather. " * 6_000
TOLD = "Turkey imposed sanctions on Greece on Monday. Turkish police arrested 34 demonstrators in Ankara on Monday."


def newswire(broker: str, *words: object) -> str:
    """Run the command as a person would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli.main", *map(str, words)],
        env={**kept, "NEWSWIRE_BOOTSTRAP_SERVERS": broker, "NEWSWIRE_PARTITIONS": "4"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


async def mend(road: Road, position: str, file: Path, body: bytes) -> None:
    await asyncio.to_thread(file.write_bytes, body)
    said = await asyncio.to_thread(newswire, road.broker, "dlq", "replay", "--offset", position, "--with", file)
    assert said == "1 replayed\n"


def test_each_kind_of_malformed_item_goes_through_once_it_is_mended(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            kinds = {await road.send(value, x_provider="meridian"): kind for kind, (value, _) in MALFORMED.items()}
            good = await road.send(ninjs("urn:good", 1), x_provider="northstar")
            records = await road.settled()
            assert first_outcomes(records) == {**dict.fromkeys(kinds, Outcome.DEAD), good: Outcome.PASSED}
            told_before = table(events(records))

            listed = [json.loads(line) for line in newswire(broker, "dlq", "list", "--json").splitlines()]
            assert {letter["offset"] for letter in listed} == set(kinds)
            for letter in listed:
                kind = kinds[letter["offset"]]
                body = ninjs(f"urn:{letter['offset']}", 1, MALFORMED[kind][1], headline=MALFORMED[kind][1].rstrip("."))
                await mend(road, letter["position"], tmp_path / "mended.json", body)

            records = await road.settled()
            verdict = judge(records)
            assert verdict.faults == [], f"{verdict}\n{road.crew.logs()}"
            outcomes = first_outcomes(records)
            mended = {
                int((record.header("x-replay-of") or b"").rsplit(b"/", 2)[1]): record.offset
                for record in records[RAW.name]
                if record.header("x-replay-of")
            }
            assert mended.keys() == kinds.keys()
            stories = {event.story.lineage_id for event in events(records)}
            for died, offset in mended.items():
                assert outcomes[offset] == Outcome.PASSED, kinds[died]
                assert f"meridian/urn:{died}" in stories, kinds[died]
            # Whoever was well is left alone.
            now = table(events(records))
            assert told_before.items() <= now.items()

    asyncio.run(run())


def test_a_version_that_could_not_be_coded_leaves_its_story_stale_until_a_mended_one_takes_its_place(
    broker: str, tmp_path: Path
) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            stories = ["urn:a", "urn:b"]
            for story in stories:
                await road.send(ninjs(story, 1, f"{TOLD} {story} was given as the file."), x_provider="meridian")
            first = table(events(await road.settled()))
            assert {event.story.lineage_id for event in first.values()} == {f"meridian/{story}" for story in stories}

            for story in stories:
                await road.send(ninjs(story, 2, f"{story} {TOO_LONG}"), x_provider="meridian")
            records = await road.settled()
            letters = {
                DeadLetter.from_headers(one.headers).stage: DeadLetter.from_headers(one.headers).reason
                for one in records[DEADLETTERS.name]
            }
            assert letters == {"extract": "too_long"}
            stale = table(events(records))
            assert stale.keys() == first.keys()
            assert all(event.stale and event.state == EventState.ACTIVE for event in stale.values())
            assert judge(records).faults == []

            listed = [json.loads(line) for line in newswire(broker, "dlq", "list", "--json").splitlines()]
            for letter in listed:
                (value,) = [
                    one.value or b""
                    for one in records[DEADLETTERS.name]
                    if letter["position"] == f"{one.partition}:{one.offset}"
                ]
                story = json.loads(value)["article"]["story_id"].removeprefix("meridian/")
                body = ninjs(story, 2, "Turkey imposed sanctions on Greece on Monday, and said why.")
                await mend(road, letter["position"], tmp_path / "mended.json", body)
            records = await road.settled()
            outcomes = first_outcomes(records)
            mended = [record.offset for record in records[RAW.name] if record.header("x-replay-of")]
            assert {outcomes[offset] for offset in mended} == {Outcome.PASSED}
            assert len(mended) == len(stories)
            now = table(events(records))
            assert not any(event.stale for event in now.values())
            for story in stories:
                states = {event.state for event in now.values() if event.story.lineage_id == f"meridian/{story}"}
                assert states == {EventState.ACTIVE, EventState.RETRACTED}
            assert judge(records).faults == []
            assert sum(record.header("cause") == b"failed" for record in records[ENRICHED.name]) == len(stories)

    asyncio.run(run())

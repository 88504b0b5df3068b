"""The road, end to end, on a real broker: raw wire items in, enriched events out, exactly once."""

import asyncio
import json
import re
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from schemas import Change, EventState, Outcome, RetractionReason, ScreenedKind
from schemas.deadletter import DeadLetter
from streams.topics import DEADLETTERS, ENRICHED, RAW, SCREENED
from tests.broker.road import Road, events, first_outcomes, outcomes, running, table
from tests.broker.stalling import FLAG, REVOKED, stalled
from tests.faults.generator import POISON, Item, wire
from tests.faults.ledger import judge

pytestmark = pytest.mark.broker

HEADLINE = "Turkey imposes sanctions on Greek officials"
BODY = (
    "Turkey imposed sanctions on five Greek officials on Monday over a dispute about fishing rights.\n\n"
    "Greek Foreign Minister Nikos Dendias met Egyptian Foreign Minister Sameh Shoukry in Cairo on Tuesday.\n\n"
    "Turkish police arrested 34 demonstrators in Ankara, the interior ministry said."
)


def ninjs(guid: str, version: int, body: str = BODY, **fields: str) -> bytes:
    item = {
        "uri": guid,
        "version": str(version),
        "pubstatus": "usable",
        "type": "text",
        "language": "en",
        "versioncreated": f"2023-09-06T1{version}:00:00Z",
        "headline": HEADLINE,
        "body_text": body,
    }
    return json.dumps({**item, **fields}).encode()


def test_versions_reprints_and_a_kill_reach_the_events_of_their_story_and_no_other(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            await road.send(ninjs("urn:a", 1), x_provider="meridian")
            first = table(events(await road.settled()))
            assert len(first) >= 2, road.crew.logs()
            assert {event.change for event in first.values()} == {Change.CREATED}

            await road.send(ninjs("urn:a", 1), x_provider="meridian")
            again = await road.settled()
            assert first_outcomes(again)[1] == Outcome.REPEAT
            assert table(events(again)) == first

            await road.send(ninjs("urn:b", 1), x_provider="northstar")
            copied = table(events(await road.settled()))
            reprints = {key: event for key, event in copied.items() if key not in first}
            assert len(reprints) == len(first)
            assert {event.story.duplicate_of for event in reprints.values()} == {"meridian/urn:a"}

            shorter = "\n\n".join(BODY.split("\n\n")[:2])
            await road.send(ninjs("urn:a", 2, shorter), x_provider="meridian")
            updated = table(events(await road.settled()))
            gone = [key for key in first if updated[key].state == EventState.RETRACTED]
            assert gone
            assert all(
                (retraction := updated[key].retraction) is not None
                and retraction.reason == RetractionReason.GONE_IN_UPDATE
                for key in gone
            )
            assert all(updated[key] == first[key] for key in first if key not in gone)

            kill = ninjs("urn:a", 3, "", pubstatus="canceled", headline="")
            await road.send(kill, x_provider="meridian")
            records = await road.settled()
            killed = table(events(records))
            assert {killed[key].state for key in first} == {EventState.RETRACTED}
            assert all(killed[key].sentence is None and killed[key].story.headline is None for key in first)
            assert all(killed[key].origin_killed and killed[key].state == EventState.ACTIVE for key in reprints)
            assert judge(records).faults == []

    asyncio.run(run())


def test_every_malformed_item_is_a_dead_letter_with_its_bytes_and_the_rest_goes_on(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            sent = {await road.send(value, content_type="application/json", x_provider="p"): value for value in POISON}
            good = await road.send(ninjs("urn:good", 1))  # neither key nor provider
            records = await road.settled()
            assert first_outcomes(records)[good] == Outcome.PASSED
            letters = {DeadLetter.from_headers(one.headers).offset: one for one in records[DEADLETTERS.name]}
            assert {offset: one.value or b"" for offset, one in letters.items()} == sent
            for one in letters.values():
                assert one.header("x-provider") == b"p"
                assert one.header("x-dlq-stage") == b"screen"
                assert one.header("x-dlq-reason")
                assert one.header("x-dlq-topic") == RAW.name.encode()
            assert judge(records).faults == []

    asyncio.run(run())


def test_of_several_articles_in_one_message_the_bad_one_alone_is_a_dead_letter(broker: str, tmp_path: Path) -> None:
    def item(name: str, **fields: object) -> dict[str, object]:
        story = json.loads(ninjs(f"urn:{name}", 1, f"{BODY}\n\nThis was report {name} of the day."))
        return {**story, "altids": {"itemid": name, "etag": name}, "version": 1, **fields}

    feed = [item("one"), item("two", body_text=["no", "text"]), item("three"), item("four")]
    answer = json.dumps({"data": {"items": [{"item": one} for one in feed]}}).encode()
    package = (
        b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
        b'<newsItem guid="urn:five" version="1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta>'
        b"<contentMeta><headline>Norway imposes sanctions on Chile</headline></contentMeta></newsItem>"
        b'<newsItem version="1"><itemMeta/></newsItem>'
        b'<newsItem guid="urn:six" version="1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta>'
        b"<contentMeta><headline>Egyptian police arrest 21 dock workers</headline></contentMeta></newsItem>"
        b"</itemSet></newsMessage>"
    )

    async def run() -> None:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            await road.send(answer, content_type="application/json", x_provider="meridian")
            await road.send(package, content_type="application/xml", x_provider="northstar")
            records = await road.settled(180)
            log = [(one.position.offset, one.position.index, str(one.outcome)) for one in outcomes(records)]
            assert log == [
                *((0, index, outcome) for index, outcome in enumerate(["passed", "dead", "passed", "passed"])),
                *((1, index, outcome) for index, outcome in enumerate(["passed", "dead", "passed"])),
            ]
            letters = [(DeadLetter.from_headers(one.headers), one.value) for one in records[DEADLETTERS.name]]
            assert [(why.offset, why.index, value) for why, value in letters] == [(0, 1, answer), (1, 1, package)]
            told = {event.story.lineage_id for event in events(records)}
            assert told >= {f"meridian/{name}" for name in ("one", "three", "four")}
            assert judge(records).faults == []

    asyncio.run(run())


def test_an_embargoed_text_is_in_no_public_topic_until_its_time(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            worker = road.crew.start()
            body = BODY.replace("fishing rights", "the Zorvan concession")
            embargo = "2099-01-01T00:00:00Z"
            await road.send(ninjs("urn:later", 1, body, embargoed=embargo, ednote="Eds: call 555-0199"))
            records = await road.settled()
            assert first_outcomes(records)[0] == Outcome.HELD
            public = [*records[ENRICHED.name], *records[SCREENED.name]]
            assert not any(b"Zorvan" in (one.value or b"") for one in public)
            await road.send(ninjs("urn:later", 2, body, ednote="Eds: call 555-0199"))
            records = await road.settled()
            assert first_outcomes(records)[1] == Outcome.PASSED
            assert any(b"Zorvan" in (one.value or b"") for one in records[ENRICHED.name])
            everything = b"".join(
                one.value or b"" for name, rows in records.items() for one in rows if name != RAW.name
            )
            assert b"555-0199" not in everything
            assert "555-0199" not in worker.text()

    asyncio.run(run())


async def _feed(road: Road, items: Iterable[Item]) -> None:
    for item in items:
        headers = {name.replace("-", "_"): value.decode() for name, value in item.headers()}
        await road.send(item.value, **headers)


async def _under_kill_9(road: Road, items: int, kills: int) -> None:
    workers = [road.crew.start(), road.crew.start()]
    stream = list(wire(items, seed=11))
    share = len(stream) // (kills + 1) + 1
    for number in range(kills + 1):
        await _feed(road, stream[number * share : (number + 1) * share])
        if number < kills:
            workers[number % 2].kill()
            workers[number % 2] = road.crew.start()


def test_the_ledger_balances_for_a_generated_wire_under_kill_9(broker: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(broker, tmp_path) as road:
            await _under_kill_9(road, items=600, kills=4)
            records = await road.settled(240)
            verdict = judge(records)
            assert verdict.faults == [], f"{verdict}\n{road.crew.logs()}"
            assert len(records[RAW.name]) == 600
            assert verdict.outcomes[Outcome.PASSED] > 300
            assert verdict.outcomes[Outcome.DEAD] > 0
            kinds = {json.loads(one.value or b"{}")["kind"] for one in records[SCREENED.name]}
            assert {ScreenedKind.ITEM, ScreenedKind.WITHDRAW} <= kinds

    asyncio.run(run())


@pytest.mark.parametrize("revoked", [False, True])
def test_a_worker_stalled_between_send_and_commit_is_fenced_and_the_ledger_balances(
    broker: str, tmp_path: Path, revoked: bool
) -> None:
    """Also when it is stalled in the middle of a rebalance, which waits for its write."""

    async def run() -> None:
        flag = tmp_path / "stall"
        stream = list(wire(80, seed=12))
        async with running(broker, tmp_path, "tests.broker.stalling") as road:
            # Of one stage: else the writes of another would tell the zombie what it is, too.
            screens = {"NEWSWIRE_STAGES": "screen"}
            zombie = road.crew.start(**screens, **{FLAG: str(flag)}, **({REVOKED: "1"} if revoked else {}))
            road.crew.start(NEWSWIRE_STAGES="extract")
            await _feed(road, stream[:40])
            await road.settled()
            flag.write_text("screen")
            await _feed(road, stream[40:])
            if revoked:
                road.crew.start(**screens)
            end = time.monotonic() + 60
            while stalled(flag) != zombie.process.pid:
                assert time.monotonic() < end, road.crew.logs()
                await asyncio.sleep(0.05)
            if not revoked:
                road.crew.start(**screens)
            await road.settled()
            zombie.send(signal.SIGCONT)
            assert await asyncio.to_thread(zombie.process.wait, 20) == 3, zombie.text()
            assert re.search(r"^newswire worker: screen/0: a newer owner writes ", zombie.text(), re.MULTILINE)
            verdict = judge(await road.records())
            assert verdict.faults == [], f"{verdict}\n{road.crew.logs()}"

    asyncio.run(run())

"""The push endpoint on a real broker: 202 means that it is there, once; everything else says what to do."""

import asyncio
import gzip
import io
import json
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import pytest

from streams.feeders.incoming import Incoming
from streams.feeders.intake import Intake
from streams.feeders.outbox import TOLD_EVERY_SECONDS, Outbox
from streams.settings import Settings
from streams.topics import RAW
from tests.broker import kafka
from tests.broker.feeding import PATIENCE, Feeder, Raw, feeding
from tests.broker.kafka import KafkaBroker, free_port

pytestmark = pytest.mark.broker

TOKEN = "correct horse battery staple"  # noqa: S105 - the test's own
SENDERS = 8


def pushing(broker: str, log: Path, port: int, **settings: str) -> Feeder:
    return Feeder(
        broker,
        log,
        *("http", "--name", f"test-{port}"),
        NEWSWIRE_PUSH_TOKEN=TOKEN,
        NEWSWIRE_PUSH_PORT=str(port),
        **settings,
    )


@pytest.fixture
def address(broker: str, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    words = ("http", "--name", f"test-{port}")
    settings = {"NEWSWIRE_PUSH_TOKEN": TOKEN, "NEWSWIRE_PUSH_PORT": str(port), "NEWSWIRE_MAX_ITEM_BYTES": "2000"}
    with feeding(broker, tmp_path / "log", *words, **settings) as feeder:
        yield f"http://127.0.0.1:{port}/items"
        assert feeder.stop() == 0, feeder.text()


def test_an_item_is_taken_as_it_is_with_what_is_said_of_it_and_a_wrong_request_is_told_why(
    broker: str, address: str
) -> None:
    raw = Raw(broker)

    async def run() -> None:
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:

            async def post(data: bytes | None, **headers: str) -> tuple[int, dict[str, object]]:
                names = {name.replace("_", "-"): value for name, value in headers.items()}
                async with session.post(address, data=data, headers=names) as answer:
                    return answer.status, await answer.json()

            said = {"X_Provider": "acme", "X_Published_At": "2026-03-02T14:00:00+01:00"}
            assert await post(b"\xff raw", Content_Type="text/plain; charset=latin-1", **said) == (
                202,
                {"taken": True, "known": False},
            )
            packed = gzip.compress(b'{"id": "a"}')
            assert (await post(packed, Content_Type="application/json", Content_Encoding="gzip"))[0] == 202
            assert (await post(b"nothing is said", Content_Type="application/octet-stream"))[0] == 202
            for status, word, data, headers in (
                (401, "NEWSWIRE_PUSH_TOKEN", b"x", {"Authorization": "Bearer wrong"}),
                (401, "Bearer", b"x", {"Authorization": f"Basic {TOKEN}"}),
                (415, "image/png", b"x", {"Content_Type": "image/png"}),
                (415, "application/x-www-form-urlencoded", b"x", {"Content_Type": "application/x-www-form-urlencoded"}),
                (415, "gzip", b"x", {"Content_Type": "text/plain", "Content_Encoding": "br"}),
                (413, "2000", b"x" * 2001, {"Content_Type": "text/plain"}),
                (413, "2000", gzip.compress(b"x" * 90_000), {"Content_Type": "text/plain", "Content_Encoding": "gzip"}),
                (400, "zone", b"x", {"Content_Type": "text/plain", "X_Published_At": "2026-03-02T14:00:00"}),
                (400, "packed", b"x", {"Content_Type": "text/plain", "Content_Encoding": "gzip"}),
                (400, "whole", packed[:-4], {"Content_Type": "text/plain", "Content_Encoding": "gzip"}),
                (400, "empty", b"  \n", {"Content_Type": "text/plain"}),
            ):
                answered, body = await post(data, **headers)
                assert (answered, body["taken"]) == (status, False), body
                assert word in str(body["error"])
            async with session.get(address) as answer:
                assert answer.status == 405

    asyncio.run(run())
    first, second, third = raw.records()
    assert (first.value, second.value, third.value) == (b"\xff raw", b'{"id": "a"}', b"nothing is said")
    assert dict(first.headers) == {
        "content-type": b"text/plain; charset=latin-1",
        "x-provider": b"acme",
        "x-published-at": b"2026-03-02T14:00:00+01:00",
    }
    assert third.headers == ()


def test_no_endpoint_without_a_token_unless_that_is_meant(broker: str, tmp_path: Path) -> None:
    naked = Feeder(broker, tmp_path / "naked", "http")
    naked.start()
    assert naked.process is not None
    assert naked.process.wait(PATIENCE) == 2
    assert "set it to a long random word, or say --insecure-no-token" in naked.text()
    with feeding(
        broker, tmp_path / "meant", "http", "--insecure-no-token", NEWSWIRE_PUSH_PORT=str(free_port())
    ) as meant:
        assert "whoever reaches" in meant.text()
        assert meant.stop() == 0


def test_an_item_that_is_larger_than_the_broker_takes_is_told_so_and_those_beside_it_are_taken(
    broker: str, tmp_path: Path
) -> None:
    raw = Raw(broker)
    port = free_port()

    async def run() -> None:
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:

            async def post(data: bytes) -> tuple[int, str]:
                address = f"http://127.0.0.1:{port}/items"
                async with session.post(
                    address, data=io.BytesIO(data), headers={"Content-Type": "text/plain"}
                ) as answer:
                    return answer.status, await answer.text()

            bodies = [b"first", b"x" * 5_500_000, b"third"]
            answers = await asyncio.gather(*(post(body) for body in bodies))
            assert [status for status, _ in answers] == [202, 413, 202]
            assert f"max.message.bytes of {RAW.name}" in answers[1][1]

    words = ("http", "--name", f"test-{port}")
    settings = {"NEWSWIRE_PUSH_TOKEN": TOKEN, "NEWSWIRE_PUSH_PORT": str(port), "NEWSWIRE_MAX_ITEM_BYTES": "8000000"}
    with feeding(broker, tmp_path / "log", *words, **settings) as feeder:
        asyncio.run(run())
        assert feeder.stop() == 0, feeder.text()
    assert sorted(raw.bodies()) == [b"first", b"third"]


class Lost(Outbox):
    """A sender whose broker answers late, or never."""

    def __init__(self, answers: list[bool]) -> None:
        self.answers = answers
        self.written: list[bytes] = []
        self.seen = asyncio.Event()
        self.go_on = asyncio.Event()

    async def send(self, items: Sequence[Incoming], of: str, mark: object) -> bool:  # noqa: ARG002 - the outbox's signature
        self.seen.set()
        await self.go_on.wait()
        taken = self.answers.pop(0)
        if taken:
            self.written += [item.value for item in items]
        return taken


@pytest.mark.parametrize(("answers", "sent"), [([True], [b"a"]), ([False, True], [b"a"])])
def test_who_was_told_that_it_is_not_sure_may_send_again_and_it_is_there_once(
    answers: list[bool], sent: list[bytes]
) -> None:
    async def run() -> None:
        outbox = Lost(answers)
        intake = Intake(Settings(), outbox)
        task = asyncio.create_task(intake.run())
        first = intake.offer(Incoming(b"a"))
        assert first is not None
        await outbox.seen.wait()
        first.cancel()  # told 503
        again = intake.offer(Incoming(b"a"))
        outbox.go_on.set()
        assert again is not None
        assert await again is (len(answers) == 0 and sent == [b"a"] and len(outbox.written) == 1 and known)
        task.cancel()
        assert outbox.written == sent

    known = answers[0]
    asyncio.run(run())


async def sender(address: str, numbers: range, enough: asyncio.Event, told: Counter[int]) -> list[int]:
    """Push items as a patient agency does, each until it is taken; gives those that were."""
    taken = []
    timeout = aiohttp.ClientTimeout(total=8)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=timeout) as session:
        for number in numbers:
            if enough.is_set():
                break
            while True:
                headers = {"Content-Type": "application/json"}
                data = json.dumps({"id": number}).encode()
                try:
                    async with session.post(address, data=data, headers=headers) as answer:
                        told[answer.status] += 1
                        if answer.status == 202:
                            break
                        assert answer.status == 503, await answer.text()
                        assert int(answer.headers["Retry-After"]) >= 1
                except (aiohttp.ClientError, TimeoutError):
                    told[0] += 1
                await asyncio.sleep(0.3)
            taken.append(number)
            await asyncio.sleep(0.01)
    return taken


def under_load(tmp_path: Path, away: float, kills: int) -> None:
    """Push while the broker hangs, then dies and comes back, so long each; the endpoint is killed as often as asked."""
    # A broker ends with the thread that started it.
    with ThreadPoolExecutor(1) as keeper, kafka.running() as own:
        raw = Raw(own.address)
        port = free_port()
        feeder = pushing(own.address, tmp_path / "log", port, NEWSWIRE_PUSH_PATIENCE="1")
        feeder.start()
        try:
            taken, told = asyncio.run(_loaded(own, keeper, feeder, away, kills))
            assert feeder.stop() == 0, feeder.text()
        finally:
            if feeder.process is not None and feeder.process.poll() is None:
                feeder.kill()
        found = Counter(json.loads(body)["id"] for body in raw.bodies())
        assert told[202] == len(taken)
        assert away < TOLD_EVERY_SECONDS or "the broker does not answer" in feeder.text()
        assert "Traceback" not in feeder.text()
        assert told[503] > SENDERS, told
        assert found == Counter(taken), (feeder.text()[-3000:], told)
        print(f"{len(taken)} items taken, each there once; answers by status (0: none): {dict(told)}")  # noqa: T201 - the figures, with -s


async def _loaded(
    own: KafkaBroker, keeper: ThreadPoolExecutor, feeder: Feeder, away: float, kills: int
) -> tuple[list[int], Counter[int]]:
    told: Counter[int] = Counter()
    enough = asyncio.Event()

    async def more(count: int) -> None:
        goal = told[202] + count
        async with asyncio.timeout(2 * PATIENCE):
            while told[202] < goal:  # noqa: ASYNC110 - what is waited for is told by no event
                await asyncio.sleep(0.05)

    address = f"http://127.0.0.1:{feeder.setting('NEWSWIRE_PUSH_PORT')}/items"
    senders = [
        asyncio.create_task(sender(address, range(first, 1_000_000, SENDERS), enough, told)) for first in range(SENDERS)
    ]
    await more(60)
    os.kill(own.pid, signal.SIGSTOP)
    await asyncio.sleep(away)
    os.kill(own.pid, signal.SIGCONT)
    await more(60)
    await asyncio.to_thread(own.kill)
    await asyncio.sleep(away)
    await asyncio.get_running_loop().run_in_executor(keeper, own.start)
    await more(60)
    for _ in range(kills):
        await asyncio.to_thread(feeder.kill)
        feeder.start()
        await more(60)
    enough.set()
    taken = await asyncio.wait_for(asyncio.gather(*senders), PATIENCE)
    return [number for some in taken for number in some], told


def test_under_load_with_the_broker_hanging_and_gone_nothing_is_lost_and_nothing_is_twice(
    tmp_path: Path,
) -> None:
    under_load(tmp_path, 2, kills=0)


@pytest.mark.faults
def test_under_load_with_the_broker_hanging_and_gone_half_a_minute_each_and_the_endpoint_killed(
    tmp_path: Path,
) -> None:
    under_load(tmp_path, 30, kills=5)

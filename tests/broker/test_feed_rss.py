"""Feeds of a server of our own that behaves as servers do: each polled politely, each document sent once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from streams.feeders.feed import feeds
from streams.feeders.outbox import Outbox
from streams.feeders.rss import Manners, RssFeeder
from streams.settings import Settings
from tests.broker.feeding import Raw
from tests.broker.feedserver import document, good, serving, status

pytestmark = pytest.mark.broker

EVERY = 0.2
# What is only waited for where the machine is busy.
SOON = 120
AGENT = "newswire-test (desk@example.org)"


@asynccontextmanager
async def polling(
    broker: str, *addresses: str, patience: float = 30, every: float = EVERY, now: bool = False, most: int = 100_000
) -> AsyncIterator[RssFeeder]:
    settings = Settings(bootstrap_servers=broker, max_item_bytes=most)
    outbox = Outbox(settings, "rss", addresses[0], marks="feeds")
    feeder = RssFeeder(settings, feeds(addresses), outbox, Manners(AGENT, every, patience, now=now))
    stop = asyncio.Event()
    run = asyncio.create_task(feeder.run(stop))
    try:
        yield feeder
        stop.set()
        await asyncio.wait_for(run, SOON)
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        await outbox.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 - what is waited for is told by no event
            await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def conditional(word: str) -> Callable[[web.Request], web.Response]:
    def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return good(word, ETag='"1"', Last_Modified="Mon, 02 Mar 2026 14:00:00 GMT")(request)

    return answer


def test_a_document_is_sent_once_also_over_a_restart_and_asked_for_conditionally(broker: str) -> None:
    raw = Raw(broker)

    async def run() -> None:
        async with serving() as server:
            calm = server.says("/calm", conditional("calm"))
            busy = server.says("/busy", good("one", "08:00"), good("one", "08:05"), good("two", "08:10"))
            async with polling(broker, f"acme={calm}", busy):
                await until(lambda: server.times("/calm") >= 3 and server.times("/busy") >= 4)
            before = server.times("/calm")
            async with polling(broker, f"acme={calm}", busy):
                await until(lambda: server.times("/calm") >= before + 2 and server.times("/busy") >= 6)
            first, *later = [headers for _, headers in server.asked["/calm"]]
            assert first["User-Agent"] == AGENT
            assert "gzip" in first["Accept-Encoding"]
            assert "If-None-Match" not in first
            for headers in later:
                assert headers["If-None-Match"] == '"1"'
                assert headers["If-Modified-Since"] == "Mon, 02 Mar 2026 14:00:00 GMT"

    asyncio.run(run())
    records = raw.records()
    assert sorted(record.value or b"" for record in records) == sorted(
        [document("calm"), document("one", "08:00"), document("two", "08:10")]
    )
    (one,) = [record for record in records if record.value == document("calm")]
    assert dict(one.headers) == {"x-provider": b"acme", "content-type": b"application/rss+xml"}


def test_the_trouble_of_one_feed_holds_no_other_and_each_is_left_alone_for_longer(broker: str) -> None:
    raw = Raw(broker)

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"<rss>")
            await asyncio.sleep(0.1)
        return response

    def rubbish(_request: web.Request) -> web.Response:
        return web.Response(text="<html><body>Please log in</body></html>", content_type="application/rss+xml")

    def broken(_request: web.Request) -> web.Response:
        return web.Response(body=b"no gzip at all", headers={"Content-Encoding": "gzip"})

    def endless(_request: web.Request) -> web.Response:
        response = web.Response(body=document("x" * 3_000_000))
        response.enable_compression()
        return response

    async def run() -> None:
        async with serving() as server:
            server.answers["/slow"] = slow
            troubles = {
                "/slow": f"{server.address}/slow",
                "/rubbish": server.says("/rubbish", rubbish),
                "/broken": server.says("/broken", broken),
                "/endless": server.says("/endless", endless),
                "/error": server.says("/error", status(500), good("after the error")),
                "/later": server.says("/later", status(429, Retry_After="2"), good("after a while")),
                "/gone": server.says("/gone", status(410)),
                "/lost": server.says("/lost", status(404)),
            }
            fine = server.says("/fine", *(good(f"item {number}") for number in range(10)))
            refused = "http://127.0.0.1:9/nobody"
            left = ("/rubbish", "/lost", "/broken", "/endless")
            async with polling(broker, fine, refused, *troubles.values(), patience=3) as feeder:
                await until(
                    lambda: (
                        server.times("/fine") >= 10
                        and all(server.times(path) >= 2 for path in (*left, "/later"))
                        and feeder.states()[troubles["/slow"]] == "timeout"
                    )
                )
                states = feeder.states()
            assert server.times("/gone") == 1
            (first, _), (second, _), *_ = server.asked["/later"]
            assert second - first >= 2
            for path in left:
                assert server.times(path) < server.times("/fine") / 1.5, path
            assert states[troubles["/rubbish"]] == states[troubles["/broken"]] == "rubbish"
            assert states[troubles["/endless"]] == "too_large"
            assert states[refused] == "unreachable"

    asyncio.run(run())
    expected = [document(f"item {number}") for number in range(10)]
    expected += [document("after the error"), document("after a while")]
    assert sorted(raw.bodies()) == sorted(expected)


def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_address_also_after_a_restart(broker: str) -> None:
    raw = Raw(broker)

    async def run() -> None:
        async with serving() as server:
            old = server.says("/old", status(301, Location="/new"))
            server.says("/new", conditional("moved"))
            for_now = server.says("/for-now", status(302, Location="/elsewhere"))
            server.says("/elsewhere", conditional("elsewhere"))
            away = server.says("/away", status(301, Location="file:///etc/hostname"))
            circle = server.says("/circle", status(302, Location="/circle"))
            async with polling(broker, old, for_now, away, circle):
                await until(lambda: server.times("/new") >= 3 and server.times("/elsewhere") >= 3)
            async with polling(broker, old, for_now):
                await until(lambda: server.times("/new") >= 5)
            assert server.times("/old") == 1
            assert server.times("/for-now") >= 3
            assert server.asked["/new"][-1][1]["If-None-Match"] == '"1"'

    asyncio.run(run())
    assert sorted(raw.bodies()) == [document("elsewhere"), document("moved")]


def test_a_server_that_asked_to_wait_or_is_in_trouble_is_left_alone_over_a_restart_unless_asked_for_now(
    broker: str,
) -> None:
    raw = Raw(broker)

    async def run() -> None:
        async with serving() as server:
            later = server.says("/later", status(429, Retry_After="1000"), good("after a while"))
            error = server.says("/error", status(500))
            refused = server.says("/refused", good("first", Retry_After="1000"))
            troubled = (later, error, refused)
            async with polling(broker, *troubled, every=60):
                await until(lambda: server.asked.keys() == {"/later", "/error", "/refused"})
            async with polling(broker, *troubled, every=60) as feeder:
                await until(lambda: set(feeder.states().values()) == {"left alone"})
                await asyncio.sleep(1)
                assert [server.times(path) for path in ("/later", "/error", "/refused")] == [1, 1, 1]
            async with polling(broker, *troubled, every=60, now=True):
                await until(lambda: all(server.times(path) == 2 for path in ("/later", "/error", "/refused")))
            # One that is in order again is not left alone any more.
            async with polling(broker, *troubled, every=60) as feeder:
                await until(lambda: server.times("/later") == 3)
                assert feeder.states()[error] == feeder.states()[refused] == "left alone"

    asyncio.run(run())
    assert sorted(raw.bodies()) == [document("after a while"), document("first")]


def test_a_document_that_is_larger_than_the_broker_takes_is_told_and_holds_no_other(broker: str) -> None:
    raw = Raw(broker)

    async def run() -> None:
        async with serving() as server:
            large = server.says("/large", good("x" * 5_500_000))
            fine = server.says("/fine", *(good(f"item {number}") for number in range(5)))
            async with polling(broker, large, fine, most=8_000_000) as feeder:
                await until(lambda: server.times("/large") >= 2 and server.times("/fine") >= 5)
                await until(lambda: feeder.states()[large] == "too_large")

    asyncio.run(run())
    assert sorted(raw.bodies()) == [document(f"item {number}") for number in range(5)]

"""Feeds of a server that answers as servers do; the poller is killed, or the broker gone: no issue lost, none twice."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from tests.broker import kafka
from tests.broker.feeding import Feeder, Raw
from tests.broker.feedserver import Server, document, serving

pytestmark = pytest.mark.broker

AGENT = "newswire-test (desk@example.org)"
TROUBLES = ("busy", "error", "slow", "rubbish", "cut")
EVERY, PATIENCE = "200ms", "500ms"
# Longer than the poller's patience.
SLOW_SECONDS = 0.8
AWAY_SECONDS = 30


class Paper:
    """One feed, issue after issue: each stands until the poller knows it; the server is in trouble every other time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.issue = 0
        self.said: Counter[str] = Counter()
        self.known = -1
        """The issue that the poller last said to have."""

        self._asked = 0

    @property
    def value(self) -> bytes:
        return issue_of(self.number, self.issue)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        # Never twice in a row, or a poller would rightly stay away for minutes.
        self._asked += 1
        mark = f'"{self.issue}"'
        if self._asked % 2:
            return await self._trouble(TROUBLES[(self.number + self._asked // 2) % len(TROUBLES)], request, mark)
        if request.headers.get("If-None-Match") == mark:
            self.known = self.issue
            self.said["not modified"] += 1
            return web.Response(status=304)
        self.said["whole"] += 1
        return web.Response(body=self.value, headers={"ETag": mark, "Content-Type": "application/rss+xml"})

    async def _trouble(self, which: str, request: web.Request, mark: str) -> web.StreamResponse:
        self.said[which] += 1
        if which == "busy":
            return web.Response(status=429, headers={"Retry-After": "1"})
        if which == "error":
            return web.Response(status=500, body=self.value)
        if which == "rubbish":
            return web.Response(body=b"\x00\xff<html>please log in</html>", headers={"Content-Type": "text/xml"})
        whole = self.value
        response = web.StreamResponse(headers={"ETag": mark, "Content-Length": str(len(whole))})
        await response.prepare(request)
        await response.write(whole[: len(whole) // 2])
        if which == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        elif request.transport is not None:
            request.transport.close()
        return response


def issue_of(paper: int, issue: int) -> bytes:
    return document(f"paper {paper}, issue {issue}")


@dataclass
class Press:
    """What brings issues out: all papers, their server, the poller and what it has sent."""

    raw: Raw
    shelf: list[Paper]
    server: Server
    feeder: Feeder
    issues: int

    async def all_out(self) -> bool:
        """Bring out the next issue of each paper whose last one was sent; say whether the last of all were."""
        there = {record.value for record in await self.raw.read()}
        sent = [paper for paper in self.shelf if paper.known == paper.issue]
        assert all(paper.value in there for paper in sent), "known, and lost"
        ready = [paper for paper in sent if paper.issue < self.issues - 1]
        for paper in ready:
            paper.issue += 1
        return len(sent) == len(self.shelf) and not ready

    @property
    def asked(self) -> int:
        return sum(len(times) for times in self.server.asked.values())

    async def run(self, kills: int) -> None:
        """Go on to the last issue, killing the poller while answers are under way."""
        chance = random.Random(kills)  # noqa: S311 - no secret
        deadline = time.monotonic() + 300 + 20 * self.issues + 5 * kills
        asked = 0
        while not await self.all_out() or kills:
            assert time.monotonic() < deadline, self.feeder.text()[-4000:]
            if kills and self.asked > asked + len(self.shelf):
                await asyncio.sleep(chance.uniform(0, 0.3))
                asked = self.asked
                await asyncio.to_thread(self.feeder.kill)
                self.feeder.start()
                kills -= 1
            await asyncio.sleep(0.1)


@asynccontextmanager
async def printing(broker: str, folder: Path, shelf: list[Paper], issues: int) -> AsyncIterator[Press]:
    """Have a server for the papers, and a poller that ends well in the end."""
    raw = await asyncio.to_thread(Raw, broker)
    async with serving() as server:
        for paper in shelf:
            server.answers[f"/{paper.number}"] = paper.answer
        addresses = [f"{server.address}/{paper.number}" for paper in shelf]
        words = ("rss", *addresses, "--every", EVERY, "--timeout", PATIENCE, "--user-agent", AGENT)
        feeder = Feeder(broker, folder / "log", *words, program="tests.broker.hasty")
        feeder.start()
        press = Press(raw, shelf, server, feeder, issues)
        try:
            yield press
            assert await asyncio.to_thread(feeder.stop) == 0
        finally:
            if feeder.process is not None and feeder.process.poll() is None:
                feeder.kill()
        found = Counter(record.value for record in await raw.read())
        assert found == Counter(issue_of(paper.number, issue) for paper in shelf for issue in range(press.issues))


def killed(broker: str, folder: Path, papers: int, issues: int, kills: int) -> None:
    """Poll while papers come out and the poller is killed; every issue is there once."""
    shelf = [Paper(number) for number in range(papers)]

    async def run() -> None:
        async with printing(broker, folder, shelf, issues) as press:
            await press.run(kills)

    asyncio.run(run())
    said = sum((paper.said for paper in shelf), Counter[str]())
    assert said.keys() >= {*TROUBLES, "whole", "not modified"}
    print(f"{papers * issues} issues, each sent once; {kills} kills; the server said {dict(said)}")  # noqa: T201 - the figures, with -s


def test_a_poller_that_is_killed_loses_no_issue_and_repeats_none(broker: str, tmp_path: Path) -> None:
    killed(broker, tmp_path, papers=5, issues=2, kills=3)


@pytest.mark.faults
def test_twenty_feeds_and_ten_kills(broker: str, tmp_path: Path) -> None:
    killed(broker, tmp_path, papers=20, issues=15, kills=10)


@pytest.mark.faults
def test_a_broker_that_hangs_and_is_gone_half_a_minute_each_costs_no_issue_and_repeats_none(tmp_path: Path) -> None:
    shelf = [Paper(number) for number in range(10)]

    # A broker ends with the thread that started it.
    async def run(own: kafka.KafkaBroker, keeper: ThreadPoolExecutor) -> None:
        async def hang() -> None:
            os.kill(own.pid, signal.SIGSTOP)
            await asyncio.sleep(AWAY_SECONDS)
            os.kill(own.pid, signal.SIGCONT)

        async def end() -> None:
            await asyncio.to_thread(own.kill)
            await asyncio.sleep(AWAY_SECONDS)
            await asyncio.get_running_loop().run_in_executor(keeper, own.start)

        async with printing(own.address, tmp_path, shelf, issues=1) as press:
            for trouble in (hang, end):
                await press.run(kills=0)
                press.issues += 1
                # New issues come out as the broker goes.
                assert not await press.all_out()
                await trouble()
                assert "the broker does not answer" in press.feeder.text()
            await press.run(kills=0)
            assert "Traceback" not in press.feeder.text()

    with ThreadPoolExecutor(1) as keeper, kafka.running() as own:
        asyncio.run(run(own, keeper))

"""Feeds of a server that answers as servers do, and a poller that is killed in between: no issue lost, none twice."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from tests.broker.feeding import Feeder, Raw
from tests.broker.feedserver import Server, document, serving

pytestmark = pytest.mark.broker

AGENT = "newswire-test (desk@example.org)"
TROUBLES = ("busy", "error", "slow", "rubbish", "cut")
EVERY, PATIENCE = "200ms", "500ms"
# Longer than the poller's patience.
SLOW_SECONDS = 0.8


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
        deadline = time.monotonic() + 60 + 20 * self.issues + 5 * kills
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


def killed(broker: str, folder: Path, papers: int, issues: int, kills: int) -> None:
    """Poll while papers come out and the poller is killed; every issue is there once."""
    raw = Raw(broker)
    shelf = [Paper(number) for number in range(papers)]

    async def run() -> None:
        async with serving() as server:
            for paper in shelf:
                server.answers[f"/{paper.number}"] = paper.answer
            addresses = [f"{server.address}/{paper.number}" for paper in shelf]
            words = ("rss", *addresses, "--every", EVERY, "--timeout", PATIENCE, "--user-agent", AGENT)
            feeder = Feeder(broker, folder / "log", *words, program="tests.broker.hasty")
            feeder.start()
            try:
                await Press(raw, shelf, server, feeder, issues).run(kills)
                assert await asyncio.to_thread(feeder.stop) == 0
            finally:
                if feeder.process is not None and feeder.process.poll() is None:
                    feeder.kill()

    asyncio.run(run())
    found = Counter(raw.bodies())
    assert found == Counter(issue_of(paper, issue) for paper in range(papers) for issue in range(issues))
    said = sum((paper.said for paper in shelf), Counter[str]())
    assert said.keys() >= {*TROUBLES, "whole", "not modified"}
    print(f"{found.total()} issues, each sent once; {kills} kills; the server said {dict(said)}")  # noqa: T201 - the figures, with -s


def test_a_poller_that_is_killed_loses_no_issue_and_repeats_none(broker: str, tmp_path: Path) -> None:
    killed(broker, tmp_path, papers=5, issues=2, kills=3)


@pytest.mark.faults
def test_twenty_feeds_and_ten_kills(broker: str, tmp_path: Path) -> None:
    killed(broker, tmp_path, papers=20, issues=15, kills=10)

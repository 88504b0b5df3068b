"""A worker: the stages it runs, their pool, its watchdog and probes, from start to a clean end.

Flows in: settings. Flows out: an exit code: 0 stopped as asked, 1 stuck or broken, 2 a wrong setting, 3 fenced.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import faust
from aiokafka import TopicPartition

from streams import metrics
from streams.agents.group import build
from streams.agents.lanes import Lanes
from streams.agents.loop import Kit, Lane, LaneState
from streams.agents.pool import ItemPool
from streams.agents.pulse import Pulse
from streams.agents.stage import Stage
from streams.kafka.ending import finished
from streams.kafka.probes import Probes, Report
from streams.kafka.slot import Slot
from streams.kafka.watchdog import Watchdog
from streams.settings import Settings

log = logging.getLogger(__name__)

# A stop without brokers: nothing is in hand any more, and a group misses who does not say farewell.
LEAVE_SECONDS = 8.0
# So many new objects between searches for garbage: a story makes some thousands and drops them again.
SEARCH_AFTER = 10_000
# A pool that is not ready after this is stuck, and not slow.
WARM_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class WatchedLane:
    """A lane as the watchdog sees it."""

    stage: str
    topic: str
    lane: Lane[Any]

    @property
    def place(self) -> TopicPartition:
        """The topic and partition."""
        return TopicPartition(self.topic, self.lane.partition)

    @property
    def position(self) -> int:
        """The highest offset finished."""
        return self.lane.position

    @property
    def last_progress(self) -> float:
        """When work was last finished."""
        return self.lane.last_progress

    @property
    def rebuilding(self) -> bool:
        """True while the state is being read."""
        return self.lane.status is LaneState.REBUILDING

    @property
    def waiting(self) -> int:
        """How many records are in hand."""
        return self.lane.waiting

    def fetch_again(self) -> None:
        """Have the partition fetched again from what it waits for."""
        self.lane.fetch_again()


class Worker:
    """One process of the service."""

    def __init__(
        self, settings: Settings, stages: Sequence[Stage[Any]], pool: ItemPool, slot: Slot | None = None
    ) -> None:
        self._settings = settings
        self._pool = pool
        metrics.prepare(stage.name for stage in stages)
        self._pulse = Pulse(settings)
        kit = Kit(settings, pool, self._pulse, self._fatal, slot)
        built = [build(stage, kit) for stage in stages]
        self._apps: list[faust.App] = [app for app, _ in built]
        self._lanes: list[Lanes[Any]] = [lanes for _, lanes in built]
        self._probes = Probes(settings.http_host, settings.http_port, self.report)
        self._watchdog = Watchdog(settings, self._watched, self._fatal, self._pulse.woke)
        self._stop = asyncio.Event()

    async def run(self) -> int:
        """Run until a signal or a crash; returns the exit code.

        Raises:
            NewswireError: the pool cannot work, a coder of its cannot be loaded; no group was joined.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        await self._probes.start()
        log.info("metrics and probes on http://%s:%s", self._settings.http_host, self._probes.port)
        stopped = loop.create_task(self._stop.wait())
        # What is loaded stays as long as the process: no search for garbage shall walk through it again and again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(SEARCH_AFTER)
        try:
            # Only then does it join: partitions that the groups gave it meanwhile would wait for its coders.
            return await self._serve(stopped) if await self._warmed(stopped) else 0
        finally:
            await self._probes.stop()
            await _cancelled([stopped])

    async def _warmed(self, stopped: asyncio.Task[Any]) -> bool:
        """Wait until the pool is ready; False: it is to stop before that.

        Raises:
            NewswireError: the pool cannot work.
        """
        warm = asyncio.get_running_loop().create_task(self._pool.warm())
        await asyncio.wait([stopped, warm], timeout=WARM_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if warm.done():
            warm.result()
        elif not stopped.done():
            self._fatal(1, f"its pool is not ready after {WARM_SECONDS:g} s")
        await _cancelled([warm])
        return not stopped.done()

    async def _serve(self, stopped: asyncio.Task[Any]) -> int:
        """Be a member of each stage's group until told to stop, or until a part ends by itself."""
        loop = asyncio.get_running_loop()
        watchdog = loop.create_task(self._watchdog.run())
        pulse = loop.create_task(self._pulse.run())
        for app in self._apps:
            app.finalize()
        starts = [loop.create_task(app.start()) for app in self._apps]
        crashes = [loop.create_task(app._crashed.wait()) for app in self._apps]  # noqa: SLF001 - Faust tells a crash nowhere else
        await asyncio.wait([stopped, watchdog, *crashes], return_when=asyncio.FIRST_COMPLETED)
        code = 0 if stopped.done() else 1
        if code:
            self._say_why(watchdog)
        await self._close(code)
        await _cancelled([*starts, *crashes, watchdog, pulse])
        return code

    def report(self) -> Report:
        """Say what the lanes are doing."""
        stages = {
            lanes.stage.name: {
                **{str(number): lane.status.value for number, lane in sorted(lanes.lanes.items())},
                **{str(number): "standby" for number in lanes.standing_by},
            }
            for lanes in self._lanes
        }
        for lanes in self._lanes:
            rebuilding = sum(lane.status is LaneState.REBUILDING for lane in lanes.lanes.values())
            metrics.REBUILDING.labels(stage=lanes.stage.name).set(rebuilding)
            waiting = sum(lane.waiting for lane in lanes.lanes.values())
            metrics.INFLIGHT_MESSAGES.labels(stage=lanes.stage.name).set(waiting)
        return Report(ready=all(lanes.ready for lanes in self._lanes), stages=stages)

    def _say_why(self, watchdog: asyncio.Task[None]) -> None:
        """Log which part ended by itself: the watchdog, or a stage's app with what crashed it."""
        if watchdog.done():
            log.error("the watchdog ended: %r; the worker ends", None if watchdog.cancelled() else watchdog.exception())
        for app in self._apps:
            if app.crashed:
                log.error("%s crashed: %r; the worker ends", app.conf.id, app.crash_reason)

    async def _close(self, code: int) -> None:
        """Finish what is in hand, then leave the groups; who does not answer then is not waited for."""
        if not await finished([lanes.close() for lanes in self._lanes], self._settings.stop_timeout):
            self._fatal(1, f"did not stop within {self._settings.stop_timeout:g} s")
        if not await finished([app.stop() for app in self._apps], LEAVE_SECONDS):
            self._fatal(code, "stopped; the brokers do not answer and miss this worker only after its session")

    def _watched(self) -> list[WatchedLane]:
        return [
            WatchedLane(lanes.stage.name, lanes.stage.input.name, lane)
            for lanes in self._lanes
            for lane in list(lanes.lanes.values())
        ]

    def _fatal(self, code: int, line: str) -> NoReturn:
        # At once and without clean-up: whoever is fenced or stuck must not write another byte.
        log.critical("%s", line)
        print(f"newswire worker: {line}", file=sys.stderr, flush=True)  # noqa: T201 - the last words of the process
        os._exit(code)


async def _cancelled(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End tasks whose outcome nobody asks for any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

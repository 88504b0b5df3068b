"""The pulse of a worker: whether this process has just slept for so long that others may own its partitions.

Flows in: moments. Flows out: how long to wait before anything is begun, until the group has said what is still ours.
A process that was stopped, or starved, goes on in the middle of what it did, with records that were fetched long ago;
what it would write is fenced, and would fence nobody if it only waits for its own next heartbeat.
"""

import asyncio
import math
import time

from streams.settings import Settings

BEAT_SECONDS = 0.5
# A heartbeat that was due meanwhile is sent at once; this is for its answer and for the revocation that follows.
ANSWER_SECONDS = 1.0


class Pulse:
    """Beats with the event loop; a long silence between two beats was a sleep."""

    def __init__(self, settings: Settings) -> None:
        # The group misses a member a session's length after its last heartbeat, which may lie an interval back.
        self._asleep_after = settings.session_timeout - settings.heartbeat_interval
        self._patience = settings.heartbeat_interval + ANSWER_SECONDS
        self._last: float | None = None
        self._woke = -math.inf

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            self.wait(time.monotonic())
            await asyncio.sleep(BEAT_SECONDS)

    def wait(self, now: float) -> float:
        """Give the seconds to wait before a partition is written to; 0 for a process that was awake.

        Args:
            now: on `time.monotonic`.
        """
        if self._last is not None and now - self._last > self._asleep_after:
            self._woke = now
        self._last = now
        return max(0.0, self._woke + self._patience - now)

    def woke(self, now: float) -> float:
        """Give the moment at which this process last woke from a sleep, on `time.monotonic`; -inf: it never slept."""
        self.wait(now)
        return self._woke

    def slept_since(self, moment: float, now: float) -> bool:
        """Say whether this process has slept since a moment, both on `time.monotonic`."""
        return self.woke(now) >= moment

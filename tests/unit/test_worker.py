"""A worker is not held stuck for what it could not do: load its coders on a slow machine."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from streams import app
from streams.agents.pool import ItemPool
from streams.settings import Settings
from streams.worker import WARM_SECONDS, Worker


@pytest.fixture
def pool() -> Iterator[ItemPool]:
    pool = ItemPool(1, item_timeout=20.0)
    yield pool
    pool.close()


def test_what_waits_for_the_pool_to_be_ready_is_not_stuck_until_that_has_taken_far_too_long(pool: ItemPool) -> None:
    async def run() -> None:
        settings = Settings(stages=("extract",))
        worker = Worker(settings, app.stages(settings), pool)
        worker._warm = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        # Seconds by seconds, as a process that is awake.
        moments = [began + second for second in range(1, int(WARM_SECONDS) + 200, 5)]
        able = [worker.able_since(moment) for moment in moments]
        assert able[:100] == moments[:100]
        assert able[-1] < began + WARM_SECONDS

        worker = Worker(settings, app.stages(settings), pool)
        worker._warm = asyncio.get_running_loop().create_future()
        slow = worker.able_since(moments[50])
        worker._warm.set_result(None)
        assert slow == moments[50]
        assert [worker.able_since(moments[at]) for at in (50, 51, 52)] == [slow] * 3

    asyncio.run(run())

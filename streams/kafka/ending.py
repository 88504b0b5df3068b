"""The end of a Kafka client, waited for so that no cancellation within it is taken for one of ours.

Flows in: a client of aiokafka. Flows out: whether it stopped as it should. Stopped while it waits out an error, as
whenever brokers are away, it raises the cancellation of a task of its own: in a lane, a standby or the watchdog that
looked as if they had been told to end, and they did, without a word.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

# What is stopping though nobody waits for it any more: a loop holds its tasks only weakly.
_stopping: set["asyncio.Task[None]"] = set()


async def stopped(client: AIOKafkaConsumer | AIOKafkaProducer, seconds: float | None = None) -> bool:
    """Stop a client, whether or not it was started.

    Args:
        client: it is of no use after this.
        seconds: how long to wait; None: as long as it takes.

    Returns:
        Whether it stopped in that time and without a fault.
    """
    task = asyncio.get_running_loop().create_task(_stop(client))
    _stopping.add(task)
    task.add_done_callback(_stopping.discard)
    await asyncio.wait([task], timeout=seconds)
    if not task.done():
        task.cancel()
        return False
    return not task.cancelled() and task.exception() is None


async def finished(work: Sequence[Coroutine[Any, Any, None]], seconds: float) -> bool:
    """Wait for several ends, and for none longer than that: who is late is not waited for, even to be told to end.

    `wait_for` waits for what it cancels, and a client's end may take a cancellation for one of its own.

    Returns:
        Whether all ended in that time.
    """
    tasks = [asyncio.ensure_future(one) for one in work]
    done, late = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()
    return not late


async def _stop(client: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    try:
        await client.stop()
    finally:
        # Its connections come last, and stay open when what comes before them fails.
        await (client._client if isinstance(client, AIOKafkaConsumer) else client.client).close()  # noqa: SLF001 - public in one of the two

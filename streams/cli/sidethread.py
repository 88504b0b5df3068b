"""A call that blocks, in a thread that nobody waits for.

Flows in: a call. Flows out: its result. `asyncio.to_thread` would keep a command that is interrupted from ending until
its thread has: a reader of a terminal, until somebody types.
"""

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def aside(call: Callable[[], T]) -> T:
    """Call in a thread of its own, and wait for the result; raises what the call raises."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def settle(done: concurrent.futures.Future[T]) -> None:
        """Hand over, in the loop, where somebody waits yet."""
        if result.done():
            return
        if (error := done.exception()) is not None:
            result.set_exception(error)
        else:
            result.set_result(done.result())

    def work() -> None:
        """Call, in the thread."""
        done: concurrent.futures.Future[T] = concurrent.futures.Future()
        try:
            done.set_result(call())
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            done.set_exception(error)
        with contextlib.suppress(RuntimeError):  # nobody waits any more: the loop is closed
            loop.call_soon_threadsafe(settle, done)

    threading.Thread(target=work, name="aside", daemon=True).start()
    return await result

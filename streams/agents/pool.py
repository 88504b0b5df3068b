"""The pool of processes that parse and code: each item has a time limit, and can be killed alone.

Flows in: a function and its arguments. Flows out: its result, or an `ItemError`; never another item's answer.
"""

import asyncio
import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from pebble import ProcessExpired, ProcessPool

from streams import metrics
from streams.errors import ItemError, NewswireError

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
WARM_SECONDS = 0.2

# What went wrong when this process was made ready, if it is one of the pool's.
_unready: list[NewswireError] = []


def _begin(parent: int, initialisers: Sequence[Callable[[], None]]) -> None:
    """Make a child ready; it must not outlive a parent that is killed, nor answer its terminal's Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    try:
        for initialise in initialisers:
            initialise()
    except NewswireError as error:
        # Raised from here it would end the process and take its words with it; `warm` asks for them.
        _unready.append(error)


def _made_ready() -> int:
    """Say which process this is, after a while in which the others may be asked."""
    time.sleep(WARM_SECONDS)
    if _unready:
        raise _unready[0]
    return os.getpid()


class ItemPool:
    """Processes that work on one item at a time; a crash or hang of one costs that item alone."""

    def __init__(self, processes: int, item_timeout: float, initialisers: Sequence[Callable[[], None]] = ()) -> None:
        self.item_timeout = item_timeout
        self._processes = processes
        # What a process works on and what it is to take next; all else waits here, where giving it up is free.
        self._slots = asyncio.Semaphore(2 * processes)
        self._pool = ProcessPool(
            max_workers=processes,
            initializer=_begin,
            initargs=(os.getpid(), tuple(initialisers)),
            # Not fork: the parent runs aiokafka's threads. Not forkserver: its server would be the parent
            # whose death the children watch.
            context=multiprocessing.get_context("spawn"),
        )

    async def warm(self) -> None:
        """Start the processes and wait until they have loaded what they need, so that the first item need not.

        Raises:
            NewswireError: what a process needs cannot be loaded.
            ItemError: a process ended while it was made ready.
        """
        ready: set[int] = set()
        # One that is ready may take a task that was meant for one that still loads: it is asked until all have said so.
        while len(ready) < self._processes:
            for task in [self._pool.schedule(_made_ready) for _ in range(self._processes)]:
                try:
                    ready.add(await asyncio.wrap_future(task))
                except ProcessExpired as error:
                    raise ItemError("crash", f"a process of the pool ended with code {error.exitcode}") from error

    def submit(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> "asyncio.Future[Any]":
        """Begin one item's work; the future gives its result or an `ItemError` as a value, and never raises.

        The time limit counts from when a process takes the item up, not from here.
        """
        return asyncio.ensure_future(self._answer(function, arguments))

    async def _answer(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401 - the function's result
        await self._slots.acquire()
        task = self._pool.schedule(function, args=arguments, timeout=self.item_timeout)
        answer = asyncio.wrap_future(task)
        answer.add_done_callback(self._free)
        try:
            # Shielded: cancelling what a process has been given kills the process, and with every partition that is
            # given up the workers would load their parsers anew.
            return await asyncio.shield(answer)
        except ItemError as error:
            return error
        except TimeoutError:
            metrics.POOL_RESTARTS.inc()
            return ItemError("timeout", f"took longer than {self.item_timeout:g} s")
        except ProcessExpired as error:
            metrics.POOL_RESTARTS.inc()
            return ItemError("crash", f"its process ended with code {error.exitcode}")
        except MemoryError:
            return ItemError("memory", "ran out of memory")
        except Exception as error:  # noqa: BLE001 - see below
            # Whatever an item does in its process is that item's fault alone.
            log.error("an item failed in a way its stage does not know: %s", type(error).__name__)  # noqa: TRY400 - its words may quote the item
            return ItemError("internal", type(error).__name__)

    def _free(self, answer: "asyncio.Future[Any]") -> None:
        """Let the next item in; and look at the fault of an answer that nobody waits for any more."""
        self._slots.release()
        if not answer.cancelled():
            answer.exception()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's
        self._pool.join(timeout=5)

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
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from streams import metrics
from streams.errors import ItemError, NewswireError

log = logging.getLogger(__name__)

T = TypeVar("T")

PR_SET_PDEATHSIG = 1
# What a process works on, and what it is to take next.
GIVEN_AT_ONCE = 2

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


def _made_ready() -> None:
    """Raise what went wrong when this process was made ready."""
    if _unready:
        raise _unready[0]


class _Process:
    """One process, and the turns of those who wait for it; giving up a turn is free."""

    def __init__(self, initialisers: Sequence[Callable[[], None]]) -> None:
        self.given = 0
        self.turns: deque[asyncio.Future[_Process]] = deque()
        self._initialisers = tuple(initialisers)
        self._pool = self._made()

    async def answer(
        self, function: Callable[..., T], arguments: tuple[Any, ...] = (), seconds: float | None = None
    ) -> T:
        """Have it call a function; where it is found dead, for no fault of any item's, another is started in its place.

        Raises:
            TimeoutError: it took longer than its seconds, from when the process took it up.
            ProcessExpired: the process ended over it.
            BrokenProcessPool: the process ended, and the next one too, before it could begin.
        """
        try:
            return await asyncio.wrap_future(self._living().schedule(function, args=arguments, timeout=seconds))
        except BrokenProcessPool:
            return await asyncio.wrap_future(self._living().schedule(function, args=arguments, timeout=seconds))

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's

    def join(self) -> None:
        """Wait until it has ended."""
        self._pool.join(timeout=5)

    def _living(self) -> ProcessPool:
        # Pebble gives a pool up for good whose process dies with nothing in hand.
        if not self._pool.active:
            self.stop()
            self.join()
            self._pool = self._made()
        return self._pool

    def _made(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            initializer=_begin,
            initargs=(os.getpid(), self._initialisers),
            # Not fork: the parent runs aiokafka's threads. Not forkserver: its server would be the parent
            # whose death the children watch.
            context=multiprocessing.get_context("spawn"),
        )


class ItemPool:
    """Processes that work on one item at a time; a crash or hang of one costs that item alone."""

    def __init__(self, processes: int, item_timeout: float, initialisers: Sequence[Callable[[], None]] = ()) -> None:
        self.item_timeout = item_timeout
        self._processes = [_Process(initialisers) for _ in range(processes)]
        # Numbers are dealt to the processes as they come: a worker's partitions may all be even.
        self._dealt: dict[int, int] = {}

    async def warm(self) -> None:
        """Start the processes and wait until they have loaded what they need, so that the first item need not.

        Raises:
            NewswireError: what a process needs cannot be loaded.
            ItemError: a process ended while it was made ready.
        """
        try:
            await asyncio.gather(*(process.answer(_made_ready) for process in self._processes))
        except (ProcessExpired, BrokenProcessPool) as error:
            raise ItemError("crash", "a process of the pool ended while it was made ready") from error

    def submit(self, function: Callable[..., Any], arguments: tuple[Any, ...], near: int = 0) -> "asyncio.Future[Any]":
        """Begin one item's work; the future gives its result or an `ItemError` as a value.

        It raises only where no process can be had. The time limit counts from when one takes the item up.

        Args:
            function: of a module.
            arguments: can be pickled.
            near: what has the same number goes to the same process where it can without waiting for it alone: it
                may remember what it has read there before.
        """
        return asyncio.ensure_future(self._answer(function, arguments, near))

    async def _answer(self, function: Callable[..., Any], arguments: tuple[Any, ...], near: int) -> Any:  # noqa: ANN401 - the function's result
        number = self._dealt.setdefault(near, len(self._dealt))
        process = await self._turn(self._processes[number % len(self._processes)])
        answer = asyncio.ensure_future(process.answer(function, arguments, self.item_timeout))
        answer.add_done_callback(partial(self._answered, process))
        try:
            # Shielded: cancelling what a process has been given kills the process, and with every partition that is
            # given up the workers would load their parsers anew.
            return await asyncio.shield(answer)
        except ItemError as error:
            return error
        except TimeoutError:
            return self._ended(ItemError("timeout", f"took longer than {self.item_timeout:g} s"))
        except ProcessExpired as error:
            return self._ended(ItemError("crash", f"its process ended with code {error.exitcode}"))
        except MemoryError:
            return ItemError("memory", "ran out of memory")
        except BrokenProcessPool:
            # No process can be made ready any more; no item is to blame, nor to be given up for that.
            raise
        except Exception as error:  # noqa: BLE001 - see below
            # Whatever an item does in its process is that item's fault alone.
            log.error("an item failed in a way its stage does not know: %s", type(error).__name__)  # noqa: TRY400 - its words may quote the item
            return ItemError("internal", type(error).__name__)

    @staticmethod
    def _ended(error: ItemError) -> ItemError:
        """Say that a process ended over an item: what is behind the item waits until another one is ready."""
        metrics.POOL_RESTARTS.inc()
        log.warning("an item ended a process of the pool: %s; another is started", error.detail)
        return error

    async def _turn(self, nearest: _Process) -> _Process:
        """Give the process that has least to do, of two alike the nearest; or wait, at the nearest."""
        freest = min(self._processes, key=lambda one: (one.given, one is not nearest))
        if freest.given < GIVEN_AT_ONCE:
            freest.given += 1
            return freest
        turn: asyncio.Future[_Process] = asyncio.get_running_loop().create_future()
        nearest.turns.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on(turn.result())
            raise

    def _pass_on(self, process: _Process) -> None:
        """Let the next in turn have a process; where none waits for it, one of the longest row."""
        process.given -= 1
        for row in (process, *sorted(self._processes, key=lambda one: -len(one.turns))):
            while row.turns:
                turn = row.turns.popleft()
                if not turn.done():
                    process.given += 1
                    turn.set_result(process)
                    return

    def _answered(self, process: _Process, answer: "asyncio.Future[Any]") -> None:
        """Let the next item in; and look at the fault of an answer that nobody waits for any more."""
        self._pass_on(process)
        if not answer.cancelled():
            answer.exception()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for process in self._processes:
            process.stop()
        for process in self._processes:
            process.join()

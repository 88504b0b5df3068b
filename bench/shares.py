"""Holds processes to a share of one core, so that one worker and two can be measured on the same small machine.

Flows in: process ids. Flows out: signals: who has had its share is stopped until it has some again.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from bench.gauges import use

TICK_SECONDS = 0.01


@contextlib.contextmanager
def held(family: Callable[[], Sequence[int]], share: float) -> Iterator[None]:
    """Hold a family of processes to a share of one core, all of them together, for the length of a block.

    Args:
        family: names the processes; those that end meanwhile are left out.
        share: of one core, 0 to 1.
    """
    over = threading.Event()

    def hold() -> None:
        began, base, stopped = time.monotonic(), _cpu(family()), False
        while not over.wait(TICK_SECONDS):
            ahead = _cpu(family()) - base > share * (time.monotonic() - began)
            if ahead is not stopped:
                _tell(family(), signal.SIGSTOP if ahead else signal.SIGCONT)
                stopped = ahead

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        _tell(family(), signal.SIGCONT)


def _cpu(pids: Sequence[int]) -> float:
    spent = 0.0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            spent += use(pid).cpu
    return spent


def _tell(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)

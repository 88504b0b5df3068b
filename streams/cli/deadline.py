"""A time limit for one item in a filter, which has no pool of processes to kill.

Flows in: seconds. Flows out: an `ItemError` where the work took longer. Only the main thread can be interrupted,
and only between two steps of Python.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from streams.errors import ItemError


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Limit what is done within.

    Raises:
        ItemError: `timeout`, it took longer.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise ItemError("timeout", f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

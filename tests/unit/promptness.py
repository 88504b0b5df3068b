"""How long our own code takes over something, and not what else runs in the process or on the machine."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where this thread works longer than so many seconds of CPU on what is inside.

    What thousands of tests before it left on the heap is kept from the garbage collector meanwhile: walking that
    took longer than what was measured.
    """
    gc.freeze()
    began = time.thread_time()
    try:
        yield
        took = time.thread_time() - began
    finally:
        gc.unfreeze()
    assert took < seconds, f"took {took:.2f} s of CPU, which may take {seconds}"

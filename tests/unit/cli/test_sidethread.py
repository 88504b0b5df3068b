"""A call aside gives what it gives or raises, and keeps nobody from ending."""

import asyncio
import threading

import pytest

from streams.cli.sidethread import aside


def test_what_a_call_gives_or_raises_comes_back() -> None:
    assert asyncio.run(aside(lambda: threading.current_thread().name)) == "aside"
    with pytest.raises(ZeroDivisionError):
        asyncio.run(aside(lambda: 1 / 0))


def test_a_loop_ends_though_its_call_has_not() -> None:
    go_on = threading.Event()

    async def impatient() -> None:
        async with asyncio.timeout(0.05):
            await aside(lambda: go_on.wait(60))

    with pytest.raises(TimeoutError):
        asyncio.run(impatient())
    go_on.set()

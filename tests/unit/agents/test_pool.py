"""A crash or hang of one item costs that item, and nobody else anything."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.agents.pool import ItemPool, _Process
from streams.errors import CodingError, ItemError

# When a process of the pool had loaded what it needs, on `time.monotonic`, which all processes share.
_loaded: list[float] = []


def load() -> None:
    _loaded.append(time.monotonic())


def loaded() -> tuple[int, float]:
    time.sleep(0.05)  # so that no process takes them all
    return os.getpid(), _loaded[0]


def double(number: int) -> int:
    return number * 2


def hang() -> None:
    time.sleep(60)


def crash() -> None:
    os._exit(7)


def refuse() -> None:
    raise CodingError("too_long", "more than it takes", 3)


def break_down() -> None:
    raise ZeroDivisionError("the item's own words")


@pytest.fixture
def pool() -> Iterator[ItemPool]:
    pool = ItemPool(2, item_timeout=1.0)
    yield pool
    pool.close()


def test_items_beside_one_that_hangs_and_one_that_crashes_get_their_own_answers(
    pool: ItemPool, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> list[object]:
        bad = [pool.submit(hang, ()), pool.submit(crash, ())]
        good = [pool.submit(double, (number,)) for number in range(50)]
        return [*await asyncio.gather(*bad), *await asyncio.gather(*good)]

    hung, crashed, *good = asyncio.run(run())
    assert isinstance(hung, ItemError)
    assert hung.reason == "timeout"
    assert isinstance(crashed, ItemError)
    assert crashed.reason == "crash"
    assert "7" in crashed.detail
    assert good == [number * 2 for number in range(50)]
    # What waits behind them waits for a process to be loaded: without a word nobody would know for what.
    assert sorted(record.getMessage() for record in caplog.records) == [
        "an item ended a process of the pool: its process ended with code 7; another is started",
        "an item ended a process of the pool: took longer than 1 s; another is started",
    ]


def test_a_typed_error_crosses_the_process_whole(pool: ItemPool) -> None:
    async def run() -> object:
        return await pool.submit(refuse, ())

    error = asyncio.run(run())
    assert isinstance(error, CodingError)
    assert (error.reason, error.detail, error.index) == ("too_long", "more than it takes", 3)


def test_an_unknown_error_is_named_by_its_type_and_never_by_its_words(pool: ItemPool) -> None:
    async def run() -> object:
        return await pool.submit(break_down, ())

    error = asyncio.run(run())
    assert isinstance(error, ItemError)
    assert (error.reason, error.detail) == ("internal", "ZeroDivisionError")


def test_a_warm_pool_has_every_process_at_work_before_the_first_item() -> None:
    pool = ItemPool(2, item_timeout=20.0, initialisers=[load])

    async def run() -> tuple[float, list[tuple[int, float]]]:
        await pool.warm()
        warm = time.monotonic()
        return warm, await asyncio.gather(*(pool.submit(loaded, ()) for _ in range(20)))

    try:
        warm, answers = asyncio.run(run())
    finally:
        pool.close()
    assert os.getpid() not in dict(answers)
    assert all(moment < warm for _, moment in answers), "a process was still starting"


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death is watched through Linux's prctl")
def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import asyncio, os, time\n"
        "from streams.agents.pool import ItemPool\n"
        "async def run():\n"
        "    pool = ItemPool(2, 30)\n"
        "    print(*(await asyncio.gather(pool.submit(os.getpid, ()), pool.submit(os.getpid, ()))), flush=True)\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(run())\n"
    )
    root = Path(__file__).parents[3]
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert parent.stdout is not None
    children = {int(number) for number in parent.stdout.readline().split()}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 60
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < end, "a child outlived its parent"
        time.sleep(0.05)
    assert children


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_items_that_are_given_up_cost_no_process() -> None:
    pool = ItemPool(1, item_timeout=20.0)

    async def run() -> tuple[int, int, float]:
        first = await pool.submit(pid_after, (0.0,))
        given_up = [pool.submit(pid_after, (0.4,)) for _ in range(50)]
        await asyncio.sleep(0.2)  # one of them runs, the others wait
        for item in given_up:
            item.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        began = time.monotonic()
        return first, await pool.submit(pid_after, (0.0,)), time.monotonic() - began

    try:
        first, then, waited = asyncio.run(run())
    finally:
        pool.close()
    assert then == first
    # The running one was let finish, and the others never began.
    assert waited < 50 * 0.4 / 2


def test_what_is_near_to_each_other_goes_to_one_process_and_nobody_idles_for_it() -> None:
    pool = ItemPool(2, item_timeout=20.0)

    async def run() -> tuple[list[set[int]], set[int]]:
        await pool.warm()
        # Of numbers that are all odd, as the partitions of one of two workers may be.
        mixed = await asyncio.gather(*(pool.submit(pid_after, (0.1,), 1 + number % 2 * 2) for number in range(24)))
        alike = await asyncio.gather(*(pool.submit(pid_after, (0.1,), 1) for _ in range(20)))
        # The later ones of a row may go to who has nothing left to do.
        return [set(mixed[at:12:2]) for at in (0, 1)], set(alike)

    try:
        (even, odd), alike = asyncio.run(run())
    finally:
        pool.close()
    assert (len(even), len(odd), len(even | odd)) == (1, 1, 2)
    assert alike == even | odd


def test_a_turn_that_is_given_up_as_it_comes_is_passed_on() -> None:
    pool = ItemPool(1, item_timeout=20.0)
    pass_on = pool._pass_on

    async def run() -> int:
        working = [pool.submit(pid_after, (0.1,)) for _ in range(2)]
        given_up = pool.submit(pid_after, (0.0,))

        def and_give_up(process: _Process) -> None:
            pass_on(process)
            given_up.cancel()

        pool._pass_on = and_give_up  # type: ignore[method-assign]  # in the very moment at which a turn is passed on
        await asyncio.gather(*working)
        with pytest.raises(asyncio.CancelledError):
            await given_up
        return pool._processes[0].given

    try:
        assert asyncio.run(run()) == 0
    finally:
        pool.close()


def test_a_process_that_is_killed_with_nothing_in_hand_costs_nobody_anything(pool: ItemPool) -> None:
    async def run() -> tuple[int, object]:
        first = await pool.submit(pid_after, (0.0,))
        os.kill(first, signal.SIGKILL)
        await asyncio.sleep(1)  # until the pool has seen it
        return first, await pool.submit(pid_after, (0.0,))

    first, then = asyncio.run(run())
    assert isinstance(then, int)
    assert then != first


def test_a_pool_whose_processes_end_while_they_load_says_so() -> None:
    pool = ItemPool(1, item_timeout=20.0, initialisers=[crash])
    try:
        with pytest.raises(ItemError, match="ended while it was made ready"):
            asyncio.run(pool.warm())
    finally:
        pool.close()

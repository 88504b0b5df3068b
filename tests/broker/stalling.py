"""`newswire` as it is, but that a test can stop or spoil its worker from outside.

Usage: python -m tests.broker.stalling worker   (settings from NEWSWIRE_…), and in the environment
STALL_FLAG=FILE: when FILE is there, a worker whose next transaction is of the stage that FILE names renames it to
FILE.PID and stops itself (SIGSTOP), between the first send and the commit; with STALL_WHEN_REVOKED=1 when a lane closes
over it. FORGET_POSITION=1: writers do not read their position when they open, which is a fault that the ledger must
see. At SIGUSR1 a worker says what it waits for.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import faust
from aiokafka import AIOKafkaProducer

from streams.agents.loop import Lane
from streams.cli.main import main
from streams.kafka import writer
from streams.kafka.record import Record
from streams.worker import Worker

FLAG = "STALL_FLAG"
REVOKED = "STALL_WHEN_REVOKED"
FORGET = "FORGET_POSITION"
FRAMES = ("cr_frame", "ag_frame", "gi_frame")
AWAITED = ("cr_await", "ag_await", "gi_yieldfrom")


def stall_when(flag: Path, *, revoked: bool = False) -> None:
    """Stop this process in the next transaction of the stage that the flag names, once; or as its lane closes."""
    commit, close = AIOKafkaProducer.commit_transaction, Lane.close
    closing = asyncio.Event()

    async def stalling(self: AIOKafkaProducer) -> None:
        if flag.exists() and f"-{flag.read_text()}-" in str(self._txn_manager.transactional_id):  # noqa: ASYNC240 - it is about to stop altogether
            if revoked:
                await closing.wait()
                await asyncio.sleep(2)  # until the client says nothing to the group but its heartbeats
            claim(flag)
        await commit(self)

    async def noted(self: Lane[Any]) -> None:
        # Files of a test's folder: a quick look.
        if flag.exists() and self._stage.name == flag.read_text():  # noqa: ASYNC240 - see above
            closing.set()
        await close(self)

    AIOKafkaProducer.commit_transaction = stalling
    Lane.close = noted  # type: ignore[method-assign]  # to know of it


def claim(flag: Path) -> None:
    """Stop this process, unless another worker took the flag first."""
    try:
        flag.rename(f"{flag}.{os.getpid()}")
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGSTOP)


def stalled(flag: Path) -> int | None:
    """Give the id of the process that stopped itself at a flag last; None while there is none."""
    claims = sorted(flag.parent.glob(f"{flag.name}.*"), key=lambda claim: claim.stat().st_mtime_ns)
    return int(claims[-1].suffix[1:]) if claims and not flag.exists() else None


async def nothing(*_arguments: object) -> AsyncIterator[Record]:
    """Read no record."""
    none: tuple[Record, ...] = ()
    for record in none:
        yield record


def forget_positions() -> None:
    """Let a writer believe that nothing was finished before it opened."""
    writer.read_log = nothing  # type: ignore[assignment, attr-defined]  # a fault put in on purpose


def explain_on_signal() -> None:
    """At SIGUSR1, say on standard error what every lane and every task is waiting for."""
    run = Worker.run

    async def running(self: Worker) -> int:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, explain, self)
        return await run(self)

    Worker.run = running  # type: ignore[method-assign]  # only to get hold of it


def fetching(app: faust.App) -> list[str]:
    """Say what Faust and the Kafka client under it are doing, in a thread of their own."""
    consumer: Any = app.consumer
    thread = consumer._thread
    client = thread._consumer
    fetcher, coordinator, state = client._fetcher, client._coordinator, client._subscription
    lines = [
        f"  flow {consumer.flow_active}, streams {app.flow_control.is_active()}, rebalancing {app.rebalancing}",
        f"  fetcher stopped {app._fetcher.should_stop}, fetched {thread._fetched}",
        f"  coordinator {coordinator.coordinator_id}, error {coordinator._pending_exception!r}",
        f"  ready {list(fetcher._records)}, in flight {fetcher._in_flight}, joining {state.reassignment_in_progress}",
    ]
    assignment = state.subscription and state.subscription.assignment
    for place in assignment.tps if assignment else ():
        at = assignment.state_value(place)
        lines.append(f"  {place.partition}: {at}, highwater {at.highwater}, stable {at.lso}")
    lines.append("  in its thread:")
    for task in asyncio.all_tasks(thread.thread_loop):
        lines += standing(task)
    return lines


def standing(task: asyncio.Task[Any]) -> list[str]:
    """Say where a task stands."""
    lines = [f"    {task.get_name()}"]
    step: Any = task.get_coro()
    while step is not None:
        frame = next((at for name in FRAMES if (at := getattr(step, name, None)) is not None), None)
        if frame is not None:
            lines.append(f"        {Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
        step = next((on for name in AWAITED if (on := getattr(step, name, None)) is not None), None)
    return lines


def explain(worker: Worker) -> None:
    """Say what a worker is doing."""
    lines = [str(worker.report())]
    for lanes in worker._lanes:
        consumer: Any = lanes._app.consumer
        lines.append(f"{lanes.stage.name}: generation {lanes._generation} of {consumer.app.consumer_generation_id}")
        lines += fetching(lanes._app)
        for lane in lanes.lanes.values():
            lines.append(f"  {lane.partition}: {lane.status}, position {lane.position}, waiting {lane.waiting}")
    for task in asyncio.all_tasks():
        lines += standing(task)
    print("\n".join(lines), file=sys.stderr, flush=True)  # noqa: T201 - into the worker's log


if __name__ == "__main__":
    explain_on_signal()
    if FLAG in os.environ:
        stall_when(Path(os.environ[FLAG]), revoked=REVOKED in os.environ)
    if FORGET in os.environ:
        forget_positions()
    sys.exit(main())

"""What is done to workers: killed, ended, stopped, made more and fewer, given what they cannot digest.

Flows in: a run with workers and a wire that goes on. Flows out: the run, struck.
"""

import os
import signal
import time

from tests.broker.processes import Worker
from tests.broker.stalling import stalled
from tests.faults.run import GRACE_SECONDS, Run

# Longer than a session, and than the rebalance that follows.
STALL_SECONDS = 14.0
FENCED = 3


def kill(run: Run) -> None:
    """kill -9 of a worker, two to five seconds after new output was seen."""
    for _ in range(run.plan.rounds):
        run.new_output()
        time.sleep(run.chance.uniform(2, 5))
        victim = run.chance.choice(run.workers)
        run.strike("kill -9")
        victim.kill()
        run.ended(victim, "kill -9", 10, -signal.SIGKILL)
        run.start()
        run.see_that_nobody_ended()


def terminate(run: Run) -> None:
    """SIGTERM, one worker after the other, each replaced before it is told to end."""
    for _ in range(run.plan.rounds):
        run.new_output()
        time.sleep(run.chance.uniform(1, 3))
        victim = run.workers[0]
        run.ready(run.start())
        run.strike("SIGTERM")
        victim.send(signal.SIGTERM)
        run.ended(victim, "SIGTERM", GRACE_SECONDS, 0)
        run.see_that_nobody_ended()


def short(run: Run) -> None:
    """What fits into every run of the tests: a kill -9 and a SIGTERM, of the two that were there at the start."""
    victim, survivor = run.workers
    run.strike("kill -9")
    victim.kill()
    run.ended(victim, "kill -9", 10, -signal.SIGKILL)
    run.ready(run.start())
    run.new_output()
    run.strike("SIGTERM")
    survivor.send(signal.SIGTERM)
    run.ended(survivor, "SIGTERM", GRACE_SECONDS, 0)
    run.new_output()
    run.see_that_nobody_ended()


def stall_busy(run: Run) -> None:
    """SIGSTOP between the first send and the commit; when the worker wakes another has its partition."""
    for number in range(run.plan.rounds):
        stage = ("extract", "screen")[number % 2]
        run.new_output()
        run.flag.write_text(stage)
        run.until(lambda: not run.flag.exists(), 90, f"stall in {stage}")
        run.strike(f"SIGSTOP in a transaction of {stage}")
        zombie = next(worker for worker in run.workers if worker.process.pid == stalled(run.flag))
        time.sleep(STALL_SECONDS)
        # Which takes a new owner of its partition.
        run.new_output()
        run.feeder.pause(on=True)
        run.drained()
        zombie.send(signal.SIGCONT)
        run.ended(zombie, "SIGCONT with a write in hand", GRACE_SECONDS, FENCED)
        if "a newer owner writes" not in zombie.text():
            run.faults.append(f"a fenced worker did not say so: {zombie.text()[-1000:]}")
        if "Traceback" in zombie.text():
            run.faults.append(f"a fenced worker printed a traceback: {zombie.text()[-3000:]}")
        run.feeder.pause(on=False)
        run.ready(run.start())
        run.see_that_nobody_ended()


def stall_idle(run: Run) -> None:
    """SIGSTOP of a worker with nothing in hand; it sees what it lost, and is a member again."""
    for _ in range(run.plan.rounds):
        run.new_output()
        run.feeder.pause(on=True)
        run.drained()
        time.sleep(1)
        sleeper = run.chance.choice(run.workers)
        run.strike("SIGSTOP while idle")
        sleeper.send(signal.SIGSTOP)
        run.feeder.pause(on=False)
        time.sleep(STALL_SECONDS)
        sleeper.send(signal.SIGCONT)
        run.ready(sleeper)
        run.new_output()
        run.see_that_nobody_ended()


def scale(run: Run) -> None:
    """1 worker, 4, 2, 1."""
    for _ in range(run.plan.rounds):
        for wanted in (4, 2, 1):
            run.new_output()
            run.strike(f"to {wanted} workers")
            while len(run.workers) < wanted:
                run.start()
            for worker in run.workers[wanted:]:
                worker.send(signal.SIGTERM)
            for worker in run.workers[wanted:]:
                run.ended(worker, "SIGTERM", GRACE_SECONDS, 0)
            for worker in run.workers:
                run.ready(worker)
            run.see_that_nobody_ended()


def screen_kill(run: Run) -> None:
    """Two workers of screen alone and one of extract: the one of screen that writes is killed."""
    for worker in list(run.workers):
        worker.send(signal.SIGTERM)
        run.ended(worker, "SIGTERM", GRACE_SECONDS, 0)
    pair = [run.start(NEWSWIRE_STAGES="screen") for _ in range(2)]
    run.start(NEWSWIRE_STAGES="extract")
    for _ in range(run.plan.rounds):
        for worker in run.workers:
            run.ready(worker)
        run.new_output()
        time.sleep(run.chance.uniform(2, 5))
        victim = _writer_of_screen(pair)
        run.strike("kill -9 of the writer of screen")
        victim.kill()
        run.ended(victim, "kill -9", 10, -signal.SIGKILL)
        pair = [*(worker for worker in pair if worker is not victim), run.start(NEWSWIRE_STAGES="screen")]
        run.see_that_nobody_ended()


def _writer_of_screen(pair: list[Worker]) -> Worker:
    # The last that was told it has the raw partition.
    return max(pair, key=lambda worker: worker.text().rfind("screen: has partitions [0]"))


def spoilt_state(run: Run) -> None:
    """All workers are killed; what they kept on disk is gone when they start again, or each file's second half is."""
    for number in range(run.plan.rounds):
        run.new_output()
        time.sleep(run.chance.uniform(2, 5))
        run.strike("local state deleted" if number % 2 else "local state cut in half")
        victims = list(run.workers)
        for victim in victims:
            victim.kill()
            run.ended(victim, "kill -9", 10, -signal.SIGKILL)
        kept = [path for path in (run.folder / "state").rglob("*") if path.is_file() and path.name != "lock"]
        if not kept:
            run.faults.append("the workers kept nothing on disk")
        for path in kept:
            if number % 2:
                path.unlink()
            else:
                os.truncate(path, path.stat().st_size // 2)
        for _ in victims:
            run.start()
        run.new_output()
        run.see_that_nobody_ended()


def poison(run: Run) -> None:
    """Items that are broken in every way, and texts at which the extractor raises, hangs, swells or dies."""
    for _ in range(run.plan.rounds):
        run.new_output()
        run.strike("poison")
        time.sleep(20)
        run.see_that_nobody_ended()


def soak(run: Run) -> None:
    """Nothing is done to it: one round is a minute."""
    run.strike("nothing")
    for _ in range(run.plan.rounds):
        time.sleep(60)
        run.see_that_nobody_ended()

"""The faults, by name: what is done, how often, to how many workers and brokers.

Flows in: nothing. Flows out: `FAULTS`, which `python -m tests.faults` lists and runs and docs/reliability.md shows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.faults import outages, workers
from tests.faults.generator import Shares
from tests.faults.run import Plan, Run

BRISK = Shares(poison=0.02, ill=0.01)
HEALTHY = Shares(poison=0.0)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done, how when nothing else is asked for, and the words for it in the docs."""

    strike: Callable[[Run], None]
    plan: Plan
    row: str


def _fault(name: str, strike: Callable[[Run], None], rounds: int, row: str, **options: object) -> Fault:
    return Fault(strike, replace(Plan(name, rounds), **options), row)  # type: ignore[arg-type]  # fields of Plan


FAULTS: dict[str, Fault] = {
    one.plan.fault: one
    for one in (
        _fault("short", workers.short, 1, "`kill -9` and SIGTERM, once each, in every test", shares=BRISK, rate=5.0),
        _fault("kill", workers.kill, 50, "worker `kill -9`, 2 to 5 s after new output was seen"),
        _fault("terminate", workers.terminate, 50, "worker SIGTERM, rolling restart"),
        _fault("stall-busy", workers.stall_busy, 20, "worker SIGSTOP between first send and commit, then SIGCONT"),
        _fault("stall-idle", workers.stall_idle, 20, "worker SIGSTOP while idle, then SIGCONT"),
        _fault("scale", workers.scale, 5, "workers 1, 4, 2, 1", workers=1),
        _fault("screen-kill", workers.screen_kill, 5, "the writer of screen `kill -9`, beside its standby"),
        _fault(
            "poison",
            workers.poison,
            6,
            "poison; an extractor that raises, hangs, swells, dies",
            shares=Shares(0.01, 0.01),
        ),
        _fault("soak", workers.soak, 60, "nothing, for an hour: memory"),
        _fault("broker-kill", outages.broker_kill, 10, "broker SIGKILL, leader and follower in turn", brokers=3),
        _fault("broker-terminate", outages.broker_terminate, 10, "broker SIGTERM, the same", brokers=3),
        _fault("broker-freeze", outages.broker_freeze, 10, "broker SIGSTOP for 12 s, the same", brokers=3),
        _fault(
            "brokers-down",
            outages.brokers_down,
            5,
            "all brokers killed for 60 s, a SIGTERM meanwhile",
            brokers=3,
        ),
        _fault("latency", outages.latency, 5, "500 ms more to and from the brokers", proxied=True),
        _fault("narrow", outages.narrow, 5, "64 KB/s to and from the brokers", proxied=True),
        _fault("resets", outages.resets, 5, "connections reset after a second", proxied=True),
        _fault("no-deadletters", outages.no_deadletters, 1, "the dead letters' topic is missing", shares=HEALTHY),
        _fault("no-output", outages.no_output, 1, "an output's topic is missing", shares=HEALTHY),
        _fault("refused", outages.refused, 3, "an output is refused: too large for the broker", shares=HEALTHY),
        _fault("state", workers.spoilt_state, 4, "all workers killed, their local state deleted or cut in half"),
        _fault("disk-full", outages.disk_full, 1, "the broker's disk is full", small=True),
        _fault("clock", outages.clock, 1, "the workers' clocks jump by an hour and by two, back and forth", clock=True),
    )
}

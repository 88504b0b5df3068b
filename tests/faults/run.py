"""One run under faults: brokers, workers, a wire that goes on meanwhile, and at the end one verdict.

Flows in: what is to be run. Flows out: `Run`, which the faults in tests/faults/faults.py act on, and its verdict.
"""

import contextlib
import random
import signal
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.kafka.record import Record
from streams.settings import Settings
from streams.topics import RAW
from tests.broker.jumping import AHEAD, put
from tests.broker.processes import Crew, Worker
from tests.broker.stalling import FLAG
from tests.faults import checks, cluster
from tests.faults.cluster import Cluster
from tests.faults.feeding import Feeder
from tests.faults.following import Follower, Silence, hanging, read_everything
from tests.faults.generator import Shares, wire
from tests.faults.ledger import judge
from tests.faults.replaying import differences
from tests.faults.watch import Alerts, Watch, alerting, answer, metrics

PARTITIONS = 4
SESSION_SECONDS = 6
# The price of the last fault is to be seen, too: a session, and what a worker may take beside it.
LAST_SECONDS = SESSION_SECONDS + 5.0
# For a backlog, on a machine that others use too.
PATIENCE_SECONDS = 600.0
# Nobody may keep a reader from the last stable offset for longer than a transaction may last, and the broker's check.
HANGING_SECONDS = 40.0
START_SECONDS = 300.0
# What the deployment gives a worker to end, `stop_grace_period`.
GRACE_SECONDS = 60.0
SHARES = Shares(ill=0.002, embargo=0.01, withheld=0.005)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a run; `workers` at its start, `rate` in items a second."""

    fault: str
    rounds: int
    seed: int = 20
    brokers: int = 1
    workers: int = 2
    rate: float = 8.0
    shares: Shares = SHARES
    proxied: bool = False
    small: bool = False
    clock: bool = False
    settings: dict[str, str] = field(default_factory=dict)


class Run:
    """One run; a fault acts on its parts."""

    def __init__(self, plan: Plan, folder: Path, brokers: Cluster, crew: Crew, alerts: Alerts) -> None:
        self.plan = plan
        self.folder = folder
        self.cluster = brokers
        self.crew = crew
        self.chance = random.Random(plan.seed)  # noqa: S311 - a seeded fault
        self.feeder = Feeder(brokers.address, wire(None, plan.seed, plan.shares), plan.rate)
        self.follower = Follower(brokers.address)
        self.watch = Watch(crew, folder)
        self.alerts = alerts
        self.workers: list[Worker] = []
        self.struck: list[tuple[str, float]] = []
        self.said: list[str] = []
        # Of workers that were asked to end, or fenced, or killed: what they ended with.
        self.codes: Counter[str] = Counter()
        self.faults: list[str] = []
        # All topics, once they are judged.
        self.records: dict[str, list[Record]] = {}
        # What every worker that is started from now on has in its environment.
        self.environment: dict[str, str] = {}

    def start(self, **environment: str) -> Worker:
        """Start a worker."""
        worker = self.crew.start(**{FLAG: str(self.flag), **self.environment, **environment})
        self.workers.append(worker)
        return worker

    @property
    def flag(self) -> Path:
        """Where a worker finds word that it is to stop itself in a write."""
        return self.folder / "stall"

    def strike(self, name: str) -> None:
        """Note that a fault begins now."""
        self.struck.append((name, time.monotonic()))

    def ended(self, worker: Worker, why: str, seconds: float, *expected: int) -> None:
        """Wait for a worker's end and take it from the list; another exit code than those expected is a fault."""
        code = worker.process.wait(seconds)
        self.workers.remove(worker)
        self.codes[f"{why}: {code}"] += 1
        if code not in expected:
            self.faults.append(f"a worker ended with {code} ({why}): {worker.text()[-1500:]}")

    def until(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for something.

        Raises:
            TimeoutError: it did not come, with what the workers say they wait for.
        """
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"no {what} in {seconds:g} s: {self.told()}\n{self.crew.explain()}")
            time.sleep(0.05)

    def told(self) -> str:
        """Say how far it is."""
        return f"{self.feeder.sent} sent, {len(self.follower.settled)} settled, {dict(self.follower.seen)}"

    def new_output(self, seconds: float = 180.0) -> None:
        """Wait until an event comes that was not there before."""
        before = len(self.follower.arrivals)
        self.until(lambda: len(self.follower.arrivals) > before, seconds, "new event")

    def drained(self, seconds: float = PATIENCE_SECONDS) -> float:
        """Wait until everything that was sent is through; gives how long that took, in seconds."""
        began = time.monotonic()
        self.until(lambda: self.follower.through(self.feeder.taken), seconds, "end of the backlog")
        return time.monotonic() - began

    def ready(self, worker: Worker) -> None:
        """Wait until a worker answers that it is ready."""

        def is_ready() -> bool:
            return worker.address is not None and answer(worker.address, "/ready") == "200"

        self.until(is_ready, START_SECONDS, f"readiness of {worker.log.name}")

    def see_that_nobody_ended(self) -> None:
        """Note each worker that ended though nothing was done to it."""
        for worker in [one for one in self.workers if not one.alive]:
            self.workers.remove(worker)
            self.codes[f"by itself: {worker.process.returncode}"] += 1
            self.faults.append(f"a healthy worker ended with {worker.process.returncode}: {worker.text()[-1500:]}")

    def silences(self) -> list[Silence]:
        """Give for each fault the longest time without an event that begins before the next one.

        While the wire is paused nothing can come: a silence ends there.
        """
        now, moments = time.monotonic(), [moment for _, moment in self.struck]
        silences = []
        for since, until in zip(moments, [*moments[1:], now], strict=True):
            paused = min((moment for moment in self.feeder.pauses if moment > since), default=now)
            silences.append(self.follower.silence(since, min(until, paused), paused))
        return silences

    def finish(self, began: float) -> dict[str, Any]:
        """Let all come through, read all topics from their start, and judge."""
        time.sleep(LAST_SECONDS)
        silences = self.silences()
        sent = self.feeder.stop()
        self.until(lambda: self.feeder.taken + len(self.feeder.failed) >= sent, 60, "acknowledgements")
        took = self.drained()
        time.sleep(15.0 if self.plan.shares.embargo else 3.0)  # what comes late or twice would come about now
        self.drained()
        self.see_that_nobody_ended()
        counted = self._counted()
        spoken = self.alerts.spoken()
        self.watch.stop()
        for worker in list(self.workers):
            worker.send(signal.SIGTERM)
        for worker in list(self.workers):
            self.ended(worker, "SIGTERM at the end", GRACE_SECONDS, 0)
        return self._verdict(began, silences, took, counted, spoken)

    def _counted(self) -> dict[str, float]:
        """Read what the workers that live count: lag, transactions by how they ended, processes of the pool."""
        counted: defaultdict[str, float] = defaultdict(float)
        end = time.monotonic() + 20
        while True:
            counted.clear()
            for place in filter(None, (worker.address for worker in self.workers)):
                for name, value in metrics(place).items():
                    if name.startswith(("newswire_consumer_lag", "newswire_transactions_total", "newswire_pool")):
                        counted[name.partition("{")[0] if "result" not in name else name] += value
            if counted["newswire_consumer_lag"] == 0 or time.monotonic() > end:
                return dict(counted)
            time.sleep(1)

    def _verdict(
        self,
        began: float,
        silences: list[Silence],
        took: float,
        counted: dict[str, float],
        spoken: dict[str, int] | None,
    ) -> dict[str, Any]:
        end = time.monotonic() + HANGING_SECONDS
        while (left := hanging(self.cluster.address)) and time.monotonic() < end:
            time.sleep(1)
        self.follower.stop()
        records = self.records = read_everything(self.cluster.address)
        ledger = judge(records)
        settings = Settings(partitions=PARTITIONS)
        faults = [
            *self.faults,
            *ledger.faults,
            *checks.twice(records),
            *checks.order(records),
            *checks.held(records),
            *checks.acknowledged(records, self.feeder.acknowledged),
            *differences(records, settings),
            *([f"transactions were left hanging: {left}"] if left else []),
            *(["lag did not return to 0"] if counted.get("newswire_consumer_lag") else []),
        ]
        return {
            "fault": self.plan.fault,
            "seed": self.plan.seed,
            "rounds": self.plan.rounds,
            "brokers": self.plan.brokers,
            "workers": self.plan.workers,
            "rate": self.plan.rate,
            "items": len(records[RAW.name]),
            "acknowledged": self.feeder.taken,
            "lost": ledger.lost,
            "twice": ledger.twice,
            "holds": not faults,
            "faults": faults,
            "outcomes": dict(ledger.outcomes),
            "event_messages": ledger.events,
            "struck": len(self.struck),
            "silence_seconds": [round(one.seconds, 1) for one in silences if not one.ended],
            # An item that hangs or dies holds up what is behind it until another coder is loaded: that is its price.
            "silence_over_an_item_seconds": [round(one.seconds, 1) for one in silences if one.ended],
            "drained_seconds": round(took, 1),
            "exit_codes": dict(self.codes),
            "live": dict(self.watch.live),
            "ready": dict(self.watch.ready),
            "alerts": spoken,
            "said": self.said,
            "counted": {name: value for name, value in counted.items() if value},
            "memory_mb": self.watch.memory,
            "seconds": round(time.monotonic() - began, 1),
        }


@contextlib.contextmanager
def running(plan: Plan, folder: Path) -> Iterator[Run]:
    """Set up a run for a block; nothing of it outlives the block."""
    with contextlib.ExitStack() as stack:
        brokers = stack.enter_context(
            cluster.running(folder, plan.brokers, proxied=plan.proxied, partitions=PARTITIONS, small=plan.small)
        )
        put(folder / "clock", 0)
        environment = {
            "NEWSWIRE_BOOTSTRAP_SERVERS": brokers.front,
            "NEWSWIRE_PARTITIONS": str(PARTITIONS),
            "NEWSWIRE_HTTP_PORT": "0",
            "NEWSWIRE_PROCESSES": "1",
            "NEWSWIRE_APP_ID": f"faults-{uuid.uuid4().hex[:8]}",
            "NEWSWIRE_SESSION_TIMEOUT": str(SESSION_SECONDS),
            "NEWSWIRE_HEARTBEAT_INTERVAL": "1",
            "NEWSWIRE_ITEM_TIMEOUT": "5",
            "OMP_NUM_THREADS": "1",
            **({"NEWSWIRE_STATE_DIR": str(folder / "state")} if "state_dir" in Settings.model_fields else {}),
            **({AHEAD: str(folder / "clock")} if plan.clock else {}),
            **plan.settings,
        }
        alerts = stack.enter_context(alerting(folder))
        crew = stack.enter_context(Crew(["-m", "tests.faults.worker", "worker"], environment, folder))
        run = Run(plan, folder, brokers, crew, alerts)
        stack.callback(run.watch.stop)
        stack.callback(run.follower.stop)
        for _ in range(plan.workers):
            run.start()
        for worker in run.workers:
            run.ready(worker)
        run.feeder.start()
        run.new_output()
        yield run

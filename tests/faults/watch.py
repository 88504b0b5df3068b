"""What the workers' probes, their memory and the alerts say while the faults go on.

Flows in: running workers. Flows out: counts of what /live and /ready answered, memory, the alerts that spoke.
"""

import contextlib
import json
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.gauges import children, use
from tests.broker.kafka import die_with_parent, free_port
from tests.broker.processes import Crew, Worker

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yml"
CONFIGURATION = """
global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 5s}
rule_files: [alerts.yml]
scrape_configs:
  - job_name: newswire
    file_sd_configs: [{files: [targets.json], refresh_interval: 2s}]
"""
MB = 2**20


class Watch:
    """Asks every living worker once a second, from a thread of its own."""

    def __init__(self, crew: Crew, folder: Path) -> None:
        self.live: Counter[str] = Counter()
        self.ready: Counter[str] = Counter()
        # Megabytes of a worker with its pool, by minute of the run: the most of any worker in that minute.
        self.memory: dict[int, float] = {}
        self._crew = crew
        self._folder = folder
        self._stopped = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopped.wait(1):
            living = [worker for worker in list(self._crew.workers) if worker.alive]
            targets = [place for worker in living if (place := worker.address)]
            # Prometheus reads it whole or not at all.
            new = self._folder / "targets.new"
            new.write_text(json.dumps([{"targets": targets}]))
            new.rename(self._folder / "targets.json")
            for place in targets:
                self.live[answer(place, "/live")] += 1
                self.ready[answer(place, "/ready")] += 1
            for worker in living:
                self._weigh(worker)

    def _weigh(self, worker: Worker) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # it may end at this very moment
            family = [worker.process.pid, *children(worker.process.pid)]
            size = sum(use(pid).resident for pid in family) / MB
            minute = int((time.monotonic() - self._began) / 60)
            self.memory[minute] = round(max(size, self.memory.get(minute, 0.0)))


def answer(place: str, path: str) -> str:
    """Ask a probe: the status as it answered, or `silent`."""
    try:
        with urllib.request.urlopen(f"http://{place}{path}", timeout=1) as reply:
            return str(reply.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError:
        return "silent"


def metrics(place: str) -> dict[str, float]:
    """Read a worker's metrics, by name with labels."""
    with urllib.request.urlopen(f"http://{place}/metrics", timeout=5) as reply:
        lines = reply.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")}


@contextlib.contextmanager
def alerting(folder: Path) -> Iterator["Alerts"]:
    """Run a Prometheus with the deployment's own rules over the workers of a run, if there is one on this machine."""
    (folder / "prometheus.yml").write_text(CONFIGURATION)
    (folder / "targets.json").write_text("[]")
    shutil.copy(RULES, folder / "alerts.yml")
    if shutil.which("prometheus") is None:
        yield Alerts(None)
        return
    place = f"127.0.0.1:{free_port()}"
    command = ["prometheus", "--config.file=prometheus.yml", f"--web.listen-address={place}"]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--storage.tsdb.path=alerts"],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - runs one system call; a killed run must leave nothing
        )
    try:
        yield Alerts(place)
    finally:
        process.terminate()
        process.wait(20)


class Alerts:
    """What a Prometheus has seen."""

    def __init__(self, place: str | None) -> None:
        self._place = place

    def spoken(self) -> dict[str, int] | None:
        """Count the evaluations (one in 5 s) in which each alert fired; None where nobody listened."""
        if self._place is None:
            return None
        query = urllib.parse.urlencode(
            {"query": 'sum by (alertname) (count_over_time(ALERTS{alertstate="firing"}[6h]))'}
        )
        with urllib.request.urlopen(f"http://{self._place}/api/v1/query?{query}", timeout=10) as reply:
            found: list[dict[str, Any]] = json.load(reply)["data"]["result"]
        return {one["metric"]["alertname"]: int(float(one["value"][1])) for one in found}

"""Worker processes that a test starts, stops, kills, and always ends, by id."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.broker.kafka import die_with_parent


class Worker:
    """One worker process; its output goes to a file."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                env={**os.environ, **environment},
                stdout=sink,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - runs one system call; a killed run must leave no worker
            )

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def address(self) -> str | None:
        """Host and port at which it says that its metrics and probes are; None: not yet."""
        found = re.search(r"metrics and probes on http://(\S+)", self.text())
        return found[1] if found else None

    def text(self) -> str:
        return self.log.read_text(errors="replace")


class Crew:
    """All workers of one test."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str], folder: Path) -> None:
        self.workers: list[Worker] = []
        self._arguments = arguments
        self._environment = environment
        self._folder = folder

    def start(self, **environment: str) -> Worker:
        log = self._folder / f"worker-{len(self.workers)}.log"
        worker = Worker(self._arguments, {**self._environment, **environment}, log)
        self.workers.append(worker)
        return worker

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.workers:
            if worker.alive:
                with contextlib.suppress(ProcessLookupError):
                    worker.send(signal.SIGCONT)
                    worker.process.terminate()
        deadline = time.monotonic() + 20
        for worker in self.workers:
            try:
                worker.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()

    def explain(self) -> str:
        """As `logs`, with what the workers of `tests.broker.stalling` that live say they wait for."""
        for worker in self.workers:
            if worker.alive:
                worker.send(signal.SIGUSR1)
        time.sleep(1)
        return "\n".join(f"--- {worker.log.name}\n{worker.text()[-12000:]}" for worker in self.workers)

    def logs(self) -> str:
        """Everything all workers said, for a failed assertion."""
        return "\n".join(f"--- {worker.log.name}\n{worker.text()[-4000:]}" for worker in self.workers)

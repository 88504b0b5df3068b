"""The README as a newcomer walks through it: its commands in order, in an empty folder, on a real broker.

Flows in: the page, a broker with fresh topics. Flows out: what each block printed, and one message of the events topic.
"""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from confluent_kafka import Producer

from schemas import Event
from streams.cli.workerprocess import free_port
from streams.topics import EVENTS
from tests.broker.road import PARTITIONS
from tests.readme.page import ROOT, Block, blocks, outputs

# In the page a worker is started in a terminal of its own; everything after it runs beside it.
WORKER = "newswire worker\n"
HERE = "localhost:9092"
# Seconds: on a machine that does much else a worker took more than a minute to be ready.
PATIENCE = 180


class Walk:
    """One walk; what it has started ends with its block."""

    def __init__(self, page: str, broker: str, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.printed: dict[int, str] = {}
        self._broker = broker
        self._running: list[subprocess.Popen[bytes]] = []
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
        self._environment = kept | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "NEWSWIRE_BOOTSTRAP_SERVERS": broker,
            "NEWSWIRE_PARTITIONS": str(PARTITIONS),
            "NEWSWIRE_PROCESSES": "1",
            "NEWSWIRE_HTTP_PORT": str(free_port(0)),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def whole(self) -> None:
        """Do everything that the page shows, in its order."""
        shown = outputs(self.page)
        for number, block in enumerate(blocks(self.page)):
            if block.language == "sh":
                self.printed[number] = self._shell(block)
            elif block.language == "python":
                self.printed[number] = self._python(block, shown.get(number))

    def _shell(self, block: Block) -> str:
        text = block.text
        if starts := text.endswith(WORKER):
            text = text.removesuffix(WORKER)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            cwd=self.folder,
            env=self._environment,
            check=False,
        )
        assert done.returncode == 0, f"README.md:{block.line}: exit code {done.returncode}\n{done.stdout}"
        if starts:
            self._start_worker()
        return done.stdout

    def _start_worker(self) -> None:
        log = self.folder / "worker.log"
        self._start(["newswire", "worker"], log)
        ready = ["newswire", "healthcheck"]
        self._until(
            lambda: subprocess.run(ready, env=self._environment, capture_output=True, check=False).returncode == 0, log
        )

    def _python(self, block: Block, output: Block | None) -> str:
        name = re.search(r"^# (\w+\.py)", block.text)
        assert name is not None, f"README.md:{block.line}: the first line names the file"
        assert HERE in block.text
        script, log = self.folder / name[1], self.folder / f"{name[1]}.log"
        script.write_text(block.text.replace(HERE, self._broker))
        self._start([sys.executable, str(script)], log)
        if output is not None:
            lines = output.text.count("\n")
            self._until(lambda: log.read_text().count("\n") >= lines, log)
        return log.read_text()

    def _start(self, command: list[str], log: Path) -> None:
        with log.open("wb") as sink:
            self._running.append(
                subprocess.Popen(command, cwd=self.folder, env=self._environment, stdout=sink, stderr=subprocess.STDOUT)
            )

    def _until(self, done: Callable[[], bool], log: Path) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert self._running[-1].poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)

    def rows(self, wanted: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """The state of each event in the table that a snippet keeps, once it is as wanted."""
        end = time.monotonic() + PATIENCE
        while True:
            with _connected(self.folder / "events.db") as table:
                found = dict(table.execute("SELECT event_id, state FROM events").fetchall())
            if wanted(found):
                return found
            assert time.monotonic() < end, f"{found}\n{(self.folder / 'table.py.log').read_text()}"
            time.sleep(0.1)

    def messages(self) -> list[Event]:
        """Every message of the events topic."""
        command = ["newswire", "tail", "events", "--from-beginning", "--until-end", "--json"]
        done = subprocess.run(command, env=self._environment, stdout=subprocess.PIPE, text=True, check=True)
        return [Event.model_validate_json(line) for line in done.stdout.splitlines()]

    def bury(self, event_id: str) -> None:
        """Send the tombstone of an event, to every partition."""
        producer = Producer({"bootstrap.servers": self._broker})
        for partition in range(PARTITIONS):
            producer.produce(EVENTS.name, None, key=event_id, partition=partition)
        assert producer.flush(10) == 0

    def interrupt(self, name: str) -> int:
        """Press Ctrl-C on a snippet; gives its exit code."""
        process = next(one for one in self._running if str(one.args[-1]).endswith(name))  # type: ignore[index]  # each was started with a list
        process.send_signal(signal.SIGINT)
        return process.wait(10)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    table = sqlite3.connect(path)
    try:
        yield table
    finally:
        table.close()

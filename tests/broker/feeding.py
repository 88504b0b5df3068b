"""A feeder as its own process beside a real broker, and what a reader of committed records sees of it."""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiokafka import TopicPartition

from streams.cli.connection import assign
from streams.kafka.log import connected, end_offset, reader
from streams.kafka.record import Record
from streams.settings import Settings
from streams.topics import POSITIONS, RAW
from tests.broker.kafka import free_port
from tests.broker.topics import create

PATIENCE = 120.0
"""Seconds for what is only waited for where the machine is busy."""


class Raw:
    """The raw topic from where it ended when this was made."""

    def __init__(self, broker: str) -> None:
        self._settings = Settings(bootstrap_servers=broker)
        asyncio.run(create(broker, [RAW, POSITIONS], self._settings))
        self._start = asyncio.run(end_offset(self._settings, RAW.name, 0))

    def records(self) -> list[Record]:
        """Everything committed since."""
        return asyncio.run(self.read())

    async def read(self) -> list[Record]:
        place = TopicPartition(RAW.name, 0)
        found: list[Record] = []
        async with connected(reader(self._settings)) as consumer:
            # The last stable offset: what a killed sender left open is no record of anybody's.
            end = (await consumer.end_offsets([place]))[place]
            assign(consumer, {place: self._start})
            while await consumer.position(place) < end:
                messages = (await consumer.getmany(place, timeout_ms=100)).get(place, ())
                found.extend(Record.of(message) for message in messages)
        return found

    def bodies(self) -> list[bytes]:
        """Their values."""
        return [record.value or b"" for record in self.records()]


class Feeder:
    """`newswire feed`, in a process that a test may kill; its log goes to a file."""

    def __init__(
        self, broker: str, log: Path, *words: object, program: str = "streams.cli.main", **settings: str
    ) -> None:
        self.port = free_port()
        self._program = program
        self.log = log
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
        self._environment = {
            **kept,
            "NEWSWIRE_BOOTSTRAP_SERVERS": broker,
            "NEWSWIRE_HTTP_PORT": str(self.port),
            "NO_PROXY": "127.0.0.1",
            **settings,
        }
        self._words = [str(word) for word in words]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self._program, "feed", *self._words],
                env=self._environment,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )

    def setting(self, name: str) -> str:
        return self._environment[name]

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As an operator does; gives the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def page(self, path: str) -> str:
        """What the health probe or the metrics say; empty while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=3) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    @property
    def ready(self) -> bool:
        page = self.page("/ready")
        return bool(page and json.loads(page)["ready"])


@contextmanager
def feeding(broker: str, log: Path, *words: object, **settings: str) -> Iterator[Feeder]:
    """Run a feeder for a block, from when it is ready."""
    asyncio.run(create(broker, [RAW, POSITIONS], Settings(bootstrap_servers=broker)))
    feeder = Feeder(broker, log, *words, **settings)
    feeder.start()
    try:
        until(lambda: feeder.ready, feeder)
        yield feeder
    finally:
        if feeder.process is not None and feeder.process.poll() is None:
            feeder.process.kill()
            feeder.process.wait()


def until(true: Callable[[], bool], feeder: Feeder, patience: float = PATIENCE) -> None:
    """Wait for something to be true."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, feeder.text()[-4000:]
        time.sleep(0.05)

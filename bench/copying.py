"""One copy, topic to topic, by each way that Python has to do it: what it costs, and what `kill -9` does to it.

Usage: python -m bench.copying [--messages N] [--kills N]   The ways are the modules of `bench.copiers`.
Flows in: a real broker, which it starts. Flows out: a table in Markdown on standard output.
"""

import argparse
import asyncio
import contextlib
import os
import random
import subprocess
import sys
import threading
import time
import uuid
import venv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from bench.gauges import use
from streams.settings import Settings
from streams.topics import DEADLETTERS, POSITIONS
from tests.broker import kafka
from tests.broker.topics import create

ROOT = Path(__file__).parents[1]
QUIX = "quixstreams==3.28.1"
WAYS = ("confluent", "bare_aiokafka", "bare_faust", "hardened_faust", "quix", "fenced")
PARTITIONS = 4
SIZE = 4096
# Before the clock starts: the group has met, and everything is loaded.
WARM = 2000
RATE = 200.0
SETTLE_SECONDS = 20.0
PATIENCE_SECONDS = 300.0
SEED = 1


@dataclass(frozen=True, slots=True)
class Copied:
    """One way; CPU in microseconds a message of 4 KB, and of the messages sent under kills how many ended how."""

    way: str
    cpu: float
    sent: int
    lost: int
    twice: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each way, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.copying", description=main.__doc__)
    parser.add_argument("--messages", type=int, default=20_000, help="to copy, for the cost (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=10, help="of each way's process (default: %(default)s)")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    given = parser.parse_args(arguments)
    try:
        with kafka.running() as broker:
            found = copied(broker.address, given.messages, given.kills, given.ways)
    except kafka.NoBrokerError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(found))
    return 0


def copied(broker: str, messages: int, kills: int, ways: Sequence[str] = WAYS) -> list[Copied]:
    """Measure each way on a broker.

    Raises:
        TimeoutError: a way copied nothing for minutes.
    """
    asyncio.run(create(broker, [POSITIONS, DEADLETTERS], Settings(bootstrap_servers=broker, partitions=PARTITIONS)))
    found = []
    for way in ways:
        print(f"bench: {way}", file=sys.stderr, flush=True)
        cost = _cost(broker, way, messages)
        sent, seen = _under_kills(broker, way, kills)
        lost = sent - len(seen)
        found.append(Copied(way, cost, sent, lost, sum(count > 1 for count in seen.values())))
    return found


def table(found: Sequence[Copied]) -> str:
    """Lay out what was found as a table in Markdown."""
    base = next((one.cpu for one in found if one.way == "hardened_faust"), None)
    lines = ["| Way | CPU a message, µs | To hardened Faust | Sent | Lost | Twice |", "|---|---:|---:|---:|---:|---:|"]
    for one in found:
        ratio = "" if base is None else f"{one.cpu / base:.2f}"
        name = one.way.replace("_", " ")
        lines.append(f"| {name} | {one.cpu:.0f} | {ratio} | {one.sent} | {one.lost} | {one.twice} |")
    return "\n".join(lines)


class _Line:
    """A source and a target of one way, and a process that copies."""

    def __init__(self, broker: str, way: str) -> None:
        run = uuid.uuid4().hex[:8]
        self.source, self.target = f"copy.{run}.in", f"copy.{run}.out"
        names = [self.source, self.target]
        admin = AdminClient({"bootstrap.servers": broker})
        for future in admin.create_topics([NewTopic(name, PARTITIONS) for name in names]).values():
            future.result()
        self._command = [*_command(way), broker, self.source, self.target, f"copy-{run}"]
        self._process: subprocess.Popen[bytes] | None = None
        self._reader = Consumer(
            {"bootstrap.servers": broker, "group.id": run, "isolation.level": "read_committed", "fetch.wait.max.ms": 50}
        )
        self._reader.assign([TopicPartition(self.target, number, 0) for number in range(PARTITIONS)])
        self.seen: Counter[bytes] = Counter()

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("nothing copies")
        return self._process.pid

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
            preexec_fn=kafka.die_with_parent,  # noqa: PLW1509 - runs one system call; a killed run must leave nothing
        )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def read(self, seconds: float) -> int:
        """Count what comes in a time, and give how much that was."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            for message in self._reader.consume(1000, timeout=min(left, 0.1)):
                if message.error() is None:
                    self.seen[(message.value() or b"")[:12]] += 1
                    count += 1
        return count

    def read_until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not done():
            if time.monotonic() > end or (self._process is not None and self._process.poll() is not None):
                raise TimeoutError(f"{len(self.seen)} messages were copied, and no more come")
            self.read(0.1)

    def close(self) -> None:
        self.kill()
        self._reader.close()


def _cost(broker: str, way: str, messages: int) -> float:
    with contextlib.closing(_Line(broker, way)) as line:
        producer = Producer({"bootstrap.servers": broker, "acks": "all", "linger.ms": 5})
        for number in range(WARM + messages):
            _send(producer, line.source, number, SIZE)
        producer.flush()
        line.start()
        line.read_until(lambda: len(line.seen) >= WARM)
        before, done = use(line.pid).cpu, len(line.seen)
        line.read_until(lambda: len(line.seen) >= WARM + messages)
        return 1e6 * (use(line.pid).cpu - before) / (WARM + messages - done)


def _under_kills(broker: str, way: str, kills: int) -> tuple[int, Counter[bytes]]:
    """Kill it again and again, each time a few seconds after new output was seen; give what was sent and came."""
    chance = random.Random(SEED)  # noqa: S311 - the same kills on each run
    with contextlib.closing(_Line(broker, way)) as line, _feeding(broker, line.source) as sent:
        line.start()
        for _ in range(kills):
            line.read_until(lambda: line.read(0.1) > 0)
            line.read(chance.uniform(2, 5))
            line.kill()
            line.start()
        line.read_until(lambda: line.read(0.1) > 0)
        count = sent()
        end = time.monotonic() + PATIENCE_SECONDS
        # What is lost never comes; what comes twice may come late.
        while line.read(SETTLE_SECONDS) and time.monotonic() < end:
            continue
        return count, line.seen


@contextlib.contextmanager
def _feeding(broker: str, topic: str) -> Iterator[Callable[[], int]]:
    """Send at an even pace, until the given function is called; it gives how many the broker has."""
    over, delivered = threading.Event(), []

    def feed() -> None:
        producer = Producer({"bootstrap.servers": broker, "acks": "all", "enable.idempotence": True, "linger.ms": 5})
        began, number = time.monotonic(), 0
        while not over.wait(max(0.0, began + number / RATE - time.monotonic())):
            _send(producer, topic, number, 200)
            producer.poll(0)
            number += 1
        if producer.flush(60) == 0:
            delivered.append(number)

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()

    def end() -> int:
        over.set()
        thread.join()
        return delivered[0]

    try:
        yield end
    finally:
        over.set()
        thread.join()


def _send(producer: Producer, topic: str, number: int, size: int) -> None:
    while True:
        try:
            producer.produce(topic, value=b"%012d" % number + b"x" * (size - 12), partition=number % PARTITIONS)
        except BufferError:
            producer.poll(0.1)
        else:
            return


def _command(way: str) -> list[str]:
    if way != "quix":
        return [sys.executable, "-m", f"bench.copiers.{way}"]
    # Its libraries warn of each other at every start.
    return [str(_python_with_quix()), "-W", "ignore::Warning", str(ROOT / "bench" / "copiers" / "quix.py")]


def _python_with_quix() -> Path:
    """Give a Python that has Quix Streams, made once; it does not agree with the versions of the project's own."""
    folder = ROOT / ".cache" / QUIX.replace("==", "-")
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", QUIX], check=True)
    return python


if __name__ == "__main__":
    os.environ.setdefault("NEWSWIRE_PROCESSES", "1")
    sys.exit(main())

"""A real Apache Kafka broker for tests: one KRaft node, made of Maven artifacts, on free ports, gone when done.

Flows in: `pom.xml`, `server.properties`. Flows out: the address of a broker that takes transactions.
By hand: `python -m tests.broker.kafka [--port N]` (or `make broker`) runs one until Ctrl-C.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

VERSION = "4.1.0"
HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / f"kafka-{VERSION}"
JAVA_AT_LEAST = 17
START_SECONDS = 180
STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1

HOW_TO = (
    "install Java 17 or newer and Maven (Debian: apt-get install default-jdk-headless maven), "
    "or set NEWSWIRE_TEST_BROKER to the host:port of a Kafka 4 broker"
)


class NoBrokerError(Exception):
    """No broker can be had here; the text is one line that says what to install."""


class KafkaBroker:
    """One broker process with its own ports and folder; it can be stopped, killed and started again."""

    def __init__(self, java: str, libraries: Path, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._java = [java, "-cp", f"{libraries}/*"]
        self._log = folder / "kafka.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._format()

    @property
    def address(self) -> str:
        """The bootstrap address."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process, for signals of one's own."""
        if self._process is None:
            raise RuntimeError("the broker is not running")
        return self._process.pid

    def start(self) -> None:
        """Start, or start again with the same data; returns when requests are answered (about 4 s)."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start the process, and wait for nothing: of several brokers none answers before most of them run."""
        options = [
            # Short-lived, and beside the workers on a small machine: a quick start before throughput.
            *("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
        ]
        with self._log.open("ab") as sink:
            self._process = subprocess.Popen(
                [*self._java, *options, "kafka.Kafka", str(self.folder / "server.properties")],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,  # a Ctrl-C for the tests is not for the broker, which they still need to end
                preexec_fn=die_with_parent,  # noqa: PLW1509 - runs one system call; a killed test run must leave no broker
            )

    def stop(self) -> None:
        """Stop as an operator would; killed when that takes too long."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def log(self) -> str:
        """The last of what the broker said."""
        return self._log.read_text(errors="replace")[-3000:]

    def _properties(self) -> str:
        """Say what of the properties is this broker's own."""
        controller = free_port()
        return (
            f"listeners=PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}\n"
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{self.port}\n"
            f"controller.quorum.bootstrap.servers=127.0.0.1:{controller}\n"
            f"log.dirs={self.folder / 'data'}\n"
        )

    def _format(self, *options: str) -> None:
        path = self.folder / "server.properties"
        path.write_text((HERE / "server.properties").read_text() + self._properties())
        options = options or ("--standalone",)
        tool = [*self._java, "-XX:TieredStopAtLevel=1", "kafka.tools.StorageTool", "format", *options]
        # Any id will do; this one is 16 zero bytes and a one, in Kafka's base64.
        done = subprocess.run(
            [*tool, "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the broker's storage cannot be formatted:\n{done.stdout[-2000:]}")

    def wait(self) -> None:
        """Wait until requests are answered.

        Raises:
            RuntimeError: it ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        client = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                raise RuntimeError(f"the broker ended at its start:\n{self.log()}")
            with contextlib.suppress(KafkaException):
                client.list_topics(timeout=0.5)
                return
        raise RuntimeError(f"the broker did not answer within {START_SECONDS} s:\n{self.log()}")


@contextlib.contextmanager
def running(port: int | None = None) -> Iterator[KafkaBroker]:
    """Run a broker for the length of a block; its folder goes with it.

    Raises:
        NoBrokerError: Java or Maven is missing.
    """
    java = find_java()
    libraries = fetch()
    with tempfile.TemporaryDirectory(prefix="newswire-kafka-", ignore_cleanup_errors=True) as name:
        broker = KafkaBroker(java, libraries, Path(name), port)
        try:
            broker.start()
            yield broker
        finally:
            broker.stop()


def find_java() -> str:
    """Find a Java that can run the broker.

    Raises:
        NoBrokerError: there is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    java = java or shutil.which("java")
    if java is None:
        raise NoBrokerError(f"no Java found: {HOW_TO}")
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(?:1\.)?(\d+)', answer.stderr)
    if found is None or int(found[1]) < JAVA_AT_LEAST:
        raise NoBrokerError(f"Java {found[1] if found else 'of an unknown version'} is too old: {HOW_TO}")
    return java


def fetch() -> Path:
    """Give the folder of the broker's jars; the first time, Maven copies them there (54 MB).

    Raises:
        NoBrokerError: Maven is missing or cannot get them.
    """
    CACHE.parent.mkdir(exist_ok=True)
    with _locked(CACHE.with_name(f"{CACHE.name}.lock")):
        if CACHE.is_dir():
            return CACHE
        maven = shutil.which("mvn")
        if maven is None:
            raise NoBrokerError(f"no Maven found: {HOW_TO}")
        partial = CACHE.with_name(f"{CACHE.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={partial}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), "no reason given")
            raise NoBrokerError(f"Maven cannot get Kafka {VERSION} ({reason[:300]}): {HOW_TO}")
        # Whole or not at all: a copy that was cut off must not look like a broker.
        partial.rename(CACHE)
        return CACHE


def free_port() -> int:
    """Give a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def die_with_parent() -> None:
    """Have this process killed when its parent ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> int:
    """Run a broker in the foreground until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.broker.kafka", description=main.__doc__)
    parser.add_argument("--port", type=int, default=9092, help="where to listen (default: %(default)s)")
    arguments = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        with running(arguments.port) as broker:
            print(f"Apache Kafka {VERSION} at {broker.address}; Ctrl-C ends it", flush=True)  # noqa: T201 - a command
            ended.wait()
    except NoBrokerError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

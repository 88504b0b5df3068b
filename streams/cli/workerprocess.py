"""A worker as a child process: started, asked whether it is ready, ended with all it has started.

Flows in: settings as environment variables. Flows out: a process, and its last words when it dies.
"""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.errors import NewswireError
from streams.settings import PREFIX

STOP_SECONDS = 8.0
# Who ends the demo does not wait for a worker that is still starting.
INTERRUPTED_SECONDS = 0.7
HOST = "127.0.0.1"


class WorkerDied(NewswireError):
    """The worker ended though nobody told it to."""


class WorkerProcess:
    """One worker, from `with` to the end of its block."""

    def __init__(self, settings: Mapping[str, str], port: int, log: Path) -> None:
        """Make it ready to start.

        Args:
            settings: by name without prefix; nothing of this process's own settings reaches the worker.
            port: where it is to answer /ready and /metrics.
            log: the file that takes its output.
        """
        self.port = port
        self._log = log
        self._settings = dict(settings)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def _start(self) -> None:
        self._settings = {**self._settings, "http_host": HOST, "http_port": str(self.port)}
        environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        environment |= {f"{PREFIX}{name.upper()}": value for name, value in self._settings.items()}
        self._let_go()
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streams.cli.tether", "worker"],
                # Never written to; the worker ends when it closes, also where we are killed.
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                # A group of its own: a Ctrl-C in the terminal is ours to pass on, and what it starts ends with it.
                start_new_session=True,
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        try:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(INTERRUPTED_SECONDS if kind is KeyboardInterrupt else STOP_SECONDS)
        finally:
            # Also whatever of its pool has outlived it, and at a second Ctrl-C; its group is its own.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._let_go()

    def _let_go(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def ready(self) -> bool:
        """Ask whether it is ready; one that found its port taken meanwhile is started again on another.

        Raises:
            WorkerDied: it has ended.
        """
        if self._lost_its_port():
            self.port = free_port(0)
            self._start()
        self.check()
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=1) as answer:  # noqa: S310 - our own address
                return int(answer.status) == HTTPStatus.OK
        except (OSError, urllib.error.URLError):
            return False

    def check(self) -> None:
        """See that it is alive.

        Raises:
            WorkerDied: it is not; with its exit code and the last line it wrote.
        """
        code = None if self._process is None else self._process.poll()
        if code is not None:
            raise WorkerDied(f"the worker ended by itself (exit code {code}): {self.last_words()}")

    def _lost_its_port(self) -> bool:
        ended = self._process is not None and self._process.poll() is not None
        return ended and "cannot listen" in self.last_words() and free_port(self.port) != self.port

    def last_words(self) -> str:
        """Give the last line it wrote that is not empty."""
        lines = self._log.read_text("utf-8", "replace").splitlines() if self._log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"


def free_port(wanted: int) -> int:
    """Give a port that nobody listens on: the wanted one if it is free, else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As the worker's server will: a port in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise NewswireError(f"no port is free on {HOST}")

"""Toxiproxy between workers and brokers: connections that are slow, narrow or cut off.

Flows in: an upstream address. Flows out: an address that leads there, with whatever fault is put in between.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.broker.kafka import NoBrokerError, die_with_parent, free_port

VERSION = "v2.12.0"
FOLDER = Path(__file__).parents[2] / ".cache" / f"toxiproxy-{VERSION}"
MODULE = f"github.com/Shopify/toxiproxy/v2/cmd/server@{VERSION}"
START_SECONDS = 10.0


def fetch() -> Path:
    """Give the program; the first time, Go builds it (10 s).

    Raises:
        NoBrokerError: it is not there and Go cannot build it.
    """
    program = FOLDER / "server"
    if not program.exists():
        go = shutil.which("go")
        if go is None:
            raise NoBrokerError("no Go found, and faults of the network need toxiproxy: install Go (golang-go)")
        done = subprocess.run(
            [go, "install", MODULE], env={**os.environ, "GOBIN": str(FOLDER)}, capture_output=True, check=False
        )
        if done.returncode:
            raise NoBrokerError(f"Go cannot build toxiproxy: {done.stderr.decode(errors='replace')[-300:]}")
    return program


class Toxiproxy:
    """One process, with a proxy for each address behind it."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._names: list[str] = []

    def lead(self, upstream: str) -> int:
        """Open a port that leads to an address."""
        port = free_port()
        name = f"p{port}"
        self._ask("/proxies", {"name": name, "listen": f"127.0.0.1:{port}", "upstream": upstream})
        self._names.append(name)
        return port

    def spoil(self, toxic: str, **attributes: int) -> None:
        """Put a fault into every connection, both ways."""
        for name in self._names:
            for stream in ("upstream", "downstream"):
                body = {"type": toxic, "stream": stream, "attributes": attributes}
                self._ask(f"/proxies/{name}/toxics", body)

    def heal(self) -> None:
        """Take all faults away."""
        self._ask("/reset", {})

    def _ask(self, path: str, body: dict[str, Any]) -> None:
        # It refuses what looks like a browser.
        request = urllib.request.Request(  # noqa: S310 - our own process
            f"{self._url}{path}", json.dumps(body).encode(), {"User-Agent": "tests", "Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - our own process
            pass


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Toxiproxy]:
    """Run it for the length of a block."""
    program, port = fetch(), free_port()
    with (folder / "toxiproxy.log").open("wb") as log:
        process = subprocess.Popen(
            [str(program), "-host", "127.0.0.1", "-port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - runs one system call; a killed run must leave nothing
        )
    try:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/version", timeout=1):
                    break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield Toxiproxy(port)
    finally:
        process.terminate()
        process.wait(10)

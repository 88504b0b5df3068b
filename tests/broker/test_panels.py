"""Every panel of a worker has something to show: a real Prometheus scrapes a real worker that reads a wire."""

import asyncio
import contextlib
import json
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.broker.kafka import die_with_parent, free_port
from tests.broker.road import running
from tests.broker.test_metrics import WIRE, address
from tests.deploy.test_dashboard import QUERIES

pytestmark = [pytest.mark.broker, pytest.mark.deploy]

CONFIGURATION = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: newswire
    static_configs: [{{targets: ["{target}"]}}]
"""
WINDOW = "40s"


@contextlib.contextmanager
def prometheus(folder: Path, target: str) -> Iterator[str]:
    """Run a Prometheus that scrapes one worker; gives its address."""
    folder.mkdir()
    (folder / "prometheus.yml").write_text(CONFIGURATION.format(target=target))
    place = f"127.0.0.1:{free_port()}"
    command = [
        "prometheus",
        "--config.file=prometheus.yml",
        f"--web.listen-address={place}",
        "--storage.tsdb.path=data",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - runs one system call; a killed run must leave nothing
        )
        try:
            yield f"http://{place}"
        finally:
            process.terminate()
            process.wait(20)


def ask(url: str, query: str) -> int:
    """Count the series that a query gives."""
    words = urllib.parse.urlencode({"query": query.replace("$__rate_interval", WINDOW)})
    with urllib.request.urlopen(f"{url}/api/v1/query?{words}", timeout=5) as answer:  # noqa: S310 - our own Prometheus
        return len(json.load(answer)["data"]["result"])


async def empty(url: str, queries: Sequence[tuple[str, str]], seconds: float) -> list[str]:
    """Give the names of the queries that have nothing to show by a deadline."""
    end = time.monotonic() + seconds
    names = [name for name, _ in queries]
    while names and time.monotonic() < end:
        await asyncio.sleep(0.5)
        with contextlib.suppress(OSError):  # it starts
            names = [name for name, query in queries if not await asyncio.to_thread(ask, url, query)]
    return names


# One worker feeds nothing and stands by for nobody: that feeders export what their panels ask for, tests/deploy sees
# to; that a standby does, test_state.py.
ELSEWHERE = ("newswire_feed_", "newswire_standby_")
WORKERS = [(title, query) for title, query in QUERIES if not any(name in query for name in ELSEWHERE)]


def test_every_panel_has_something_to_show(broker: str, tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            target = await address(road)
            with prometheus(tmp_path / "prometheus", target.removeprefix("http://")) as url:
                # A rate is seen between two scrapes: the first must be before the wire.
                assert await empty(url, [("scraped", "newswire_build_info")], 30) == []
                for item in WIRE.read_bytes().splitlines():
                    await road.send(item, x_provider="meridian", x_published_at="2026-11-24T12:00:00Z")
                await road.settled()
                return await empty(url, WORKERS, 20)

    assert asyncio.run(run()) == []

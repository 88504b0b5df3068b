"""schema, config, healthcheck, doctor: what they print and the code they end with."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas import Event
from streams.cli import doctor, readiness
from streams.cli.healthcheck import ready_url
from streams.kafka.probes import Probes, Report
from streams.settings import Settings

from .conftest import Newswire


@contextmanager
def worker(*, ready: bool) -> Iterator[int]:
    """A worker's probes, on a port of their own."""
    loop = asyncio.new_event_loop()
    probes = Probes("127.0.0.1", 0, lambda: Report(ready=ready, stages={"screen": {"0": "open"}}))
    loop.run_until_complete(probes.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield probes.port
    finally:
        asyncio.run_coroutine_threadsafe(probes.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.parametrize(("ready", "code"), [(True, 0), (False, 1)])
def test_healthcheck_asks_the_worker(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch, ready: bool, code: int
) -> None:
    with worker(ready=ready) as port:
        monkeypatch.setenv("NEWSWIRE_HTTP_PORT", str(port))
        done = newswire("healthcheck")
        assert done.code == code
        assert "screen 0 open" in done.out + done.err
        assert readiness.port(Settings()).ok is ready
        assert newswire("healthcheck", "--url", f"http://127.0.0.1:{port}/live").code == 0


def test_healthcheck_without_a_worker_fails_in_one_line(newswire: Newswire) -> None:
    done = newswire("healthcheck", "--url", "http://127.0.0.1:1/ready")
    assert (done.code, done.out) == (1, "")
    assert done.err == "no worker at http://127.0.0.1:1/ready (Connection refused)\n"
    assert newswire("healthcheck", "--url", "file:///etc/hostname").code == 2


def test_a_worker_that_listens_on_all_addresses_is_asked_on_one() -> None:
    assert ready_url(Settings(http_host="0.0.0.0", http_port=81)) == "http://127.0.0.1:81/ready"  # noqa: S104 - nothing listens there


def test_schema_prints_the_contract(newswire: Newswire) -> None:
    names = newswire("schema").out.split()
    assert {"event", "article", "verdict", "enriched-article", "asyncapi"} <= set(names)
    for name in names:
        assert json.loads(newswire("schema", name).out)
    schema = json.loads(newswire("schema", "Event").out)
    assert set(Event.model_fields) == set(schema["properties"])
    unknown = newswire("schema", "evnt")
    assert (unknown.code, unknown.out) == (2, "")
    assert "enriched-article" in unknown.err


def test_config_hides_secrets_and_says_where_values_come_from(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "newswire.toml"
    file.write_text('partitions = 12\nsasl_username = "feed"\nsasl_password = "hunter2"\n')
    monkeypatch.setenv("NEWSWIRE_CONFIG", str(file))
    monkeypatch.setenv("NEWSWIRE_PROCESSES", "3")
    text = newswire("config").out
    assert "hunter2" not in text
    shown = dict(zip(text.splitlines()[::2], text.splitlines()[1::2], strict=True))
    assert shown["NEWSWIRE_PARTITIONS=12"].endswith(f"[{file}]")
    assert shown["NEWSWIRE_PROCESSES=3"].endswith("[environment]")
    assert shown["NEWSWIRE_HTTP_PORT=8080"].endswith("[default]")
    assert len(shown) == len(Settings.model_fields)
    done = newswire("config", "--json")
    assert "hunter2" not in done.out
    assert json.loads(done.out)["partitions"] == 12


def test_doctor_says_what_to_do(newswire: Newswire, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("NEWSWIRE_HTTP_PORT", str(taken.getsockname()[1]))
        monkeypatch.setenv("NEWSWIRE_BOOTSTRAP_SERVERS", "127.0.0.1:1")
        monkeypatch.setenv("NEWSWIRE_SPACY_MODEL", "en_no_such_model")
        done = newswire("doctor")
    assert done.code == 1
    assert [line.split()[:2] for line in done.out.splitlines()] == [
        ["ok", "python"],
        ["ok", "packages"],
        ["fail", "coders"],
        ["fail", "broker"],
        ["fail", "http"],
    ]
    assert done.err == ""


def test_doctor_names_a_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["no-such-package>=1", "rich>=13"])
    assert doctor.packages().line == "missing: no-such-package"
    assert not doctor.packages().ok

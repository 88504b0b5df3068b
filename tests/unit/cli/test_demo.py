"""The demo runs by itself, to its end, to a Ctrl-C or to a worker's death, and leaves nothing behind."""

import argparse
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.cli.demo import add_arguments
from streams.cli.workerprocess import HOST, WorkerDied, WorkerProcess, free_port
from tests.demo_run import DemoRun

COMMAND = [sys.executable, "-m", "streams.cli.main", "demo"]


def start(*arguments: str, **more: str) -> "subprocess.Popen[str]":
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200", "NEWSWIRE_PARTITIONS": "1"} | more
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, *arguments], stdout=pipe, stderr=pipe, text=True, env=environment)


def children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(word) for word in found.read_text().split()] if found.exists() else []


def wait_for_worker(parent: int) -> int:
    """Wait until the worker has been started; gives its process id."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        # Between fork and exec it is a copy of the demo, with the demo's environment.
        if (found := children(parent)) and b"tether" in Path(f"/proc/{found[0]}/cmdline").read_bytes():
            return found[0]
        time.sleep(0.05)
    raise AssertionError("no worker was started")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def test_it_shows_the_whole_road_and_ends_by_itself(demo: DemoRun) -> None:
    out = demo.out
    assert (demo.code, demo.err) == (0, "")

    assert re.search(r"● ASSAULT\S*  TUR MIL → .*\n +Turkish troops \[shelled\]", out), "a flash becomes an event"
    assert "a reprint, word for word, of item 1" in out
    assert out.count("a reprint, nearly word for word, of item 1") == 2
    toll = re.search(r"RUS → UKR.*  ([0-9a-f]{8})  \d+ ms\n +same event, updated: killed 12\D*→ 15", out)
    assert toll is not None, "a toll rises"
    assert out.count(toll[1]) == 2, "on the same event"
    adjacent = r"\[PLANNED\].*\n.*\[visit\].*\n.*\[DENIED\].*\n.*\[attacked\].*\n.*\[BACKGROUND\].*\n.*\[severed\]"
    assert re.search(adjacent, out), "a planned, a denied and a background event stand on adjacent lines"
    assert "same event, corrected: " in out
    assert re.search(r"25  baltic-press +held .*under embargo", out)
    assert re.search(r"25  baltic-press +released", out)
    assert out.count("✗ dead letter: ") == 2
    assert "passed over: written in Spanish" in out
    assert "passed over: written in French" in out
    assert "repeat    the same version again" in out

    killed = re.findall(r"retracted: killed; the table falls to (\d+) active rows", out)
    assert len(killed) >= 3
    assert [int(count) for count in killed] == list(range(int(killed[0]), int(killed[0]) - len(killed), -1))
    assert "its original was killed, this copy stands" in out
    assert "48 of 48 answered" in out
    assert re.search(r"p50 \d+ ms, p99 \d+ ms", out)
    assert "newswire explain -" in out
    assert "extension" not in out, "a note to the desk goes nowhere"
    assert "\x1b" not in out, "a pipe gets plain lines"

    with sqlite3.connect(demo.table) as kept:
        active, gone, quoted = kept.execute(
            "SELECT sum(state = 'active'), sum(state = 'retracted'), sum(state = 'retracted' AND sentence IS NOT NULL)"
            " FROM events"
        ).fetchone()
    kept.close()
    assert f"{active} active rows, {gone} retracted" in out
    assert (gone, quoted) == (len(killed), 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_ctrl_c_ends_everything_that_was_started(number: signal.Signals) -> None:
    running = start()
    worker = wait_for_worker(running.pid)
    began = time.monotonic()
    running.send_signal(number)
    _, err = running.communicate(timeout=60)
    assert time.monotonic() - began < 10, "who ends it waits"
    assert (running.returncode, err) == (130, "")
    assert not Path(f"/proc/{worker}").exists()


def test_a_killed_demo_leaves_no_worker_behind(tmp_path: Path) -> None:
    running = start(TMPDIR=str(tmp_path))  # its own folder cannot be tidied up
    worker = wait_for_worker(running.pid)
    running.kill()
    running.communicate(timeout=60)
    end = time.monotonic() + 10
    while Path(f"/proc/{worker}/cmdline").exists() and Path(f"/proc/{worker}/cmdline").read_bytes():
        assert time.monotonic() < end, "the worker outlives the demo"
        time.sleep(0.05)


def test_a_taken_port_is_changed_for_another(taken_port: int) -> None:
    running = start("--http-port", str(taken_port))
    worker = wait_for_worker(running.pid)
    told = dict(word.partition("=")[::2] for word in Path(f"/proc/{worker}/environ").read_text().split("\0"))
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert told["NEWSWIRE_HTTP_HOST"] == HOST
    assert told["NEWSWIRE_HTTP_PORT"] not in {str(taken_port), "0", ""}


def test_a_table_that_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    running = start("--table", str(tmp_path))
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (1, "")
    assert err == f"newswire demo: the table {tmp_path} cannot be used: unable to open database file\n"


def test_a_worker_that_dies_is_one_line_and_a_failure() -> None:
    running = start()
    os.kill(wait_for_worker(running.pid), signal.SIGKILL)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err == "newswire demo: the worker ended by itself (exit code -9): it said nothing\n"


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    wrong = {"bootstrap_servers": "localhost:1", "partitions": "none"}
    with WorkerProcess(wrong, free_port(0), tmp_path / "log") as worker:
        assert worker._process is not None
        assert worker._process.wait(60) == 2
        with pytest.raises(WorkerDied, match=r"exit code 2.*PARTITIONS"):
            worker.ready()


def test_a_port_that_was_taken_after_it_was_chosen_is_changed_for_another(taken_port: int, tmp_path: Path) -> None:
    # The worker binds its port before it looks for a broker that is not there.
    log = tmp_path / "log"
    worker = WorkerProcess({"bootstrap_servers": "localhost:1"}, taken_port, log)
    log.write_text(f"newswire worker: cannot listen on {HOST}:{taken_port}: in use\n")
    with worker:
        assert worker._process is not None
        worker._process.kill()
        worker._process.wait()
        log.write_text(f"newswire worker: cannot listen on {HOST}:{taken_port}: in use\n")
        assert not worker.ready()
        assert worker.port != taken_port
        worker.check()


def test_a_free_port_is_kept_and_a_taken_one_is_not(taken_port: int) -> None:
    assert free_port(taken_port) != taken_port
    chosen = free_port(0)
    assert free_port(chosen) == chosen


@pytest.mark.parametrize(
    "words", [["--speed", "0"], ["--speed", "fast"], ["--http-port", "70000"], ["--http-port", "-1"]]
)
def test_a_wrong_option_is_refused(words: list[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(words)

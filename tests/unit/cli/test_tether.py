"""A worker ends with the process that started it, however that ended."""

import os
import subprocess
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "streams.cli.tether", "worker", "--http-port", "0"]
# It waits for a broker that is not there.
ENVIRONMENT = os.environ | {"NEWSWIRE_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
PARENT = """
import subprocess, sys, time
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
child.stderr.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


def running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_killed_parent_leaves_no_worker_behind() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *COMMAND], stdout=subprocess.PIPE, env=ENVIRONMENT)
    with parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert running(worker)
        parent.kill()
    end = time.monotonic() + 10
    while running(worker):
        assert time.monotonic() < end, "the worker outlives its parent"
        time.sleep(0.05)


def test_it_is_the_command_as_long_as_the_parent_lives() -> None:
    tethered = subprocess.Popen(
        [sys.executable, "-m", "streams.cli.tether", "worker", "--stages", "none"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with tethered:
        assert tethered.wait(60) == 2
        assert tethered.stderr is not None
        assert "NEWSWIRE_STAGES" in tethered.stderr.read()


def test_a_closed_input_ends_it_where_it_leads_no_group_without_ending_anybody_else() -> None:
    tethered = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    with tethered:
        assert tethered.stdin is not None
        assert tethered.stderr is not None
        tethered.stderr.readline()
        tethered.stdin.close()
        assert tethered.wait(10) == 1

"""A command's folder goes with it, and those that killed commands have left go with the next one."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from streams.cli.scratch import LOCK, scratch

PREFIX = "newswire-test-"
HOLD = f"""
import time
from streams.cli.scratch import scratch
with scratch({PREFIX!r}) as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_a_folder_ends_with_its_block(tmp_path: Path) -> None:
    with scratch(PREFIX) as folder:
        assert folder.parent == tmp_path
        (folder / "state").mkdir()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_one_at_work_holds_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        left = Path(other.stdout.readline().strip())
        (left / "state").write_bytes(b"x")
        with scratch(PREFIX):
            assert (left / "state").exists()
        other.send_signal(signal.SIGKILL)
    with scratch(PREFIX) as own:
        assert [path for path in tmp_path.iterdir() if path.name.startswith(PREFIX)] == [own]


def test_what_is_not_a_folder_of_ours_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK).touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    (tmp_path / f"{PREFIX}empty").mkdir()
    (tmp_path / f"{PREFIX}file").touch()
    with scratch(PREFIX):
        assert (elsewhere / LOCK).exists()
        assert {"empty", "file", "link"} <= {path.name.removeprefix(PREFIX) for path in tmp_path.iterdir()}

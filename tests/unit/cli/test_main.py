"""Whatever happens, a command ends in an exit code and at most one line, never in a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from streams.cli.main import COMMANDS

from .conftest import Newswire, Run

COMMAND = [sys.executable, "-m", "streams.cli.main"]
ITEM = b'{"id": "a", "body": "The harbour of Orlen was closed on Monday."}\n'


def environment(**extra: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")} | extra


def test_help_lists_every_command_without_importing_what_they_need() -> None:
    code = (
        "import sys; from streams.cli.main import main; code = main(['--help']);"
        "heavy = {'pydantic', 'aiokafka', 'spacy', 'faust', 'rich'} & set(sys.modules);"
        "print(sorted(heavy), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"
    assert all(f"    {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("words", [[], ["nonsense"], ["normalise", "--nonsense"], ["topics"], ["tail"], ["-v"]])
def test_wrong_usage_is_two(newswire: Newswire, words: list[str]) -> None:
    done = newswire(*words)
    assert done.code == 2
    assert "usage: newswire" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "words", [["normalise"], ["screen"], ["extract"], ["topics", "list"], ["tail", "raw"], ["dlq", "list"], ["config"]]
)
def test_a_wrong_setting_is_one_line_and_two(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("NEWSWIRE_PARTITIONS", "many")
    done = newswire(*words)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "NEWSWIRE_PARTITIONS" in done.err


def test_a_setting_that_does_not_exist_is_named(newswire: Newswire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_PARTITION", "4")
    done = newswire("config")
    assert (done.code, done.out) == (2, "")
    assert "NEWSWIRE_PARTITION: no such setting" in done.err


@pytest.mark.parametrize(
    "words",
    [["topics", "check"], ["tail", "raw"], ["dlq", "list"], ["dlq", "replay", "--all"], ["replay", os.devnull]],
)
def test_a_broker_that_is_not_there_is_one_line_within_seconds(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("NEWSWIRE_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    began = time.monotonic()
    done = newswire(*words)
    assert time.monotonic() - began < 10
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "no broker at 127.0.0.1:1" in done.err
    assert done.err.endswith(": start it, or set NEWSWIRE_BOOTSTRAP_SERVERS\n")


def test_an_interruption_while_the_command_is_read_is_no_traceback(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("streams.cli.main._load", interrupted)
    assert newswire("config") == Run(130, "", "")


def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_on(newswire: Newswire, tmp_path: Path) -> None:
    good = tmp_path / "good.jsonl"
    good.write_bytes(ITEM)
    done = newswire("normalise", tmp_path / "gone.txt", tmp_path, good)
    assert done.code == 1
    assert [line["guid"] for line in done.lines] == ["a"]
    assert done.err.splitlines() == [
        f"newswire normalise: {tmp_path / 'gone.txt'}: No such file or directory",
        f"newswire normalise: {tmp_path}: Is a directory",
    ]


def test_a_terminal_without_unicode_gets_what_it_can_spell() -> None:
    poor = environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    done = subprocess.run(
        [*COMMAND, "explain", "-"],
        input='{"id": "a", "pubstatus": "canceled", "byline": "Zoé Noël"}'.encode(),
        capture_output=True,
        env=poor,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\nbyline      Zo? No?l\n" in done.stdout


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_bytes(ITEM * 3000)
    with subprocess.Popen(
        [*COMMAND, "normalise", str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, the disk that is always full")
@pytest.mark.parametrize("words", [["normalise"], ["config"], ["schema", "event"]])
def test_a_full_disk_is_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words], input=ITEM, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode() == f"newswire {words[0]}: No space left on device\n"


def test_ctrl_c_is_130_without_a_word() -> None:
    with subprocess.Popen(
        [*COMMAND, "normalise"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(ITEM)
        process.stdin.flush()
        # It answers each line as it comes, before its input ends.
        assert b'"guid":"a"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (130, b"", b"")


def test_a_package_that_is_missing_is_named(newswire: Newswire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "streams.cli.schema", raising=False)
    monkeypatch.setitem(sys.modules, "schemas.export", None)
    done = newswire("schema")
    assert (done.code, done.out) == (1, "")
    assert done.err == "newswire schema: schemas.export cannot be imported: see `newswire doctor`\n"


def test_an_unforeseen_error_tells_where_and_quotes_nothing(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "not for publication: call the desk"

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr("streams.cli.normalise.read", broken)
    done = newswire("normalise", stdin=ITEM)
    assert done.code == 1
    assert done.lines[0]["error"] == {"stage": "normalise", "reason": "internal", "detail": "RuntimeError"}
    monkeypatch.setattr("streams.cli.items.items", broken)
    done = newswire("normalise", stdin=ITEM)
    assert done.code == 1
    assert done.err.startswith("newswire normalise: internal error, RuntimeError at test_main.py:")
    assert words not in done.err + done.out

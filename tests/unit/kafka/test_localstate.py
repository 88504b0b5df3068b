"""What a lane keeps on disk is what it committed, with the offsets of exactly that; nothing else there is used."""

import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksdict import Cache

from streams.errors import StateError
from streams.kafka.localstate import TOO_OLD_SECONDS, LocalState
from streams.kafka.slot import Cluster, taken
from streams.stories.tables import TEXT, MemoryQueue

PLACE = ("log", 0)
NOW = datetime.now(UTC)
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def state(folder: Path, identity: str = "one") -> LocalState:
    made = LocalState(folder, identity, Cache(1_000_000))
    made.open()
    return made


def filled(folder: Path, count: int = 20_000) -> None:
    """Leave a state that reaches to offset 7, whose values fill several files."""
    first = state(folder)
    table = first.table("t", TEXT)
    for number in range(count):
        table.put(f"key {number}", f"{number} " + "x" * 400 + os.urandom(100).hex())
    first.save({PLACE: 7}, NOW)
    first.close()


def test_what_was_saved_is_there_after_a_restart_and_what_was_not_is_not(tmp_path: Path) -> None:
    first = state(tmp_path)
    table = first.table("t", TEXT)
    table.put("kept", "yes")
    table.put("gone", "yes")
    first.save({PLACE: 3}, NOW)
    table.put("gone", None)
    table.put("later", "no")
    assert (table.get("gone"), table.get("later")) == (None, "no")
    first.close()
    second = state(tmp_path)
    again = second.table("t", TEXT)
    assert (again.get("kept"), again.get("gone"), again.get("later")) == ("yes", "yes", None)
    assert second.offsets == {PLACE: 3}
    second.close()


def test_a_process_that_is_killed_leaves_changes_and_offset_of_one_moment(tmp_path: Path) -> None:
    script = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from rocksdict import Cache
from streams.kafka.localstate import LocalState
from streams.stories.tables import TEXT
made = LocalState(Path({str(tmp_path)!r}), "one", Cache(1_000_000))
made.open()
table = made.table("t", TEXT)
for number in range(10**9):
    for part in range(20):
        table.put(f"part {{part}}", f"{{number}}" + "x" * 1000)
    made.save({{("log", 0): number}}, datetime.now(UTC))
    if number == 2000:
        print("on", flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"on\n"
        process.send_signal(signal.SIGKILL)
    left = state(tmp_path)
    table = left.table("t", TEXT)
    assert left.offsets[PLACE] >= 2000
    assert {(table.get(f"part {part}") or "").rstrip("x") for part in range(20)} == {str(left.offsets[PLACE])}
    left.close()


def cut(pattern: str) -> Callable[[Path], None]:
    def breaks(folder: Path) -> None:
        for path in folder.glob(pattern):
            os.truncate(path, path.stat().st_size // 2)

    return breaks


def overwritten(folder: Path) -> None:
    for path in folder.glob("*.sst"):
        body = bytearray(path.read_bytes())
        body[200:4000] = os.urandom(3800)
        path.write_bytes(body)


def removed(folder: Path) -> None:
    next(folder.glob("*.sst")).unlink()


@pytest.mark.parametrize("breaks", [cut("*.sst"), cut("MANIFEST*"), cut("CURRENT"), removed])
def test_a_state_that_is_broken_is_said_thrown_away_and_begun_anew(
    tmp_path: Path, breaks: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    filled(tmp_path)
    breaks(tmp_path)
    with caplog.at_level(logging.WARNING):
        anew = state(tmp_path)
    assert anew.offsets == {}
    assert anew.table("t", TEXT).get("key 1") is None
    assert [record.getMessage() for record in caplog.records if "read from its topics again" in record.getMessage()]
    anew.table("t", TEXT).put("key 1", "new")
    anew.save({PLACE: 1}, NOW)
    anew.close()


def test_a_log_of_writes_that_is_cut_is_a_state_of_earlier(tmp_path: Path) -> None:
    first = state(tmp_path)
    table = first.table("t", TEXT)
    for number in range(100):
        table.put("key", f"{number} " + "x" * 1000)
        first.save({PLACE: number}, NOW)
    copy = tmp_path.with_name("copy")
    shutil.copytree(tmp_path, copy)  # as a killed process leaves it: not closed
    first.close()
    for path in copy.glob("*.log"):
        os.truncate(path, path.stat().st_size // 2)
    left = state(copy)
    value = left.table("t", TEXT).get("key")
    assert value is not None
    assert 0 < left.offsets[PLACE] < 99
    assert value.split()[0] == str(left.offsets[PLACE])
    left.close()


def test_bytes_that_changed_on_disk_are_never_read_as_values(tmp_path: Path) -> None:
    filled(tmp_path)
    overwritten(tmp_path)
    broken = LocalState(tmp_path, "one", Cache(1_000_000))
    broken.open()
    table = broken.table("t", TEXT)
    try:
        read = [table.get(f"key {number}") for number in range(0, 20_000, 50)] if broken.offsets else []
    except StateError:
        read = []
    # Either it is noticed at once, or at the first value that is touched: none is ever other than it was.
    assert all(value is not None and value.split()[0] == str(50 * at) for at, value in enumerate(read))
    assert not read
    broken.close()


@pytest.mark.parametrize(
    ("identity", "until"), [("other", NOW), ("one", NOW - timedelta(seconds=TOO_OLD_SECONDS + 60))]
)
def test_a_state_of_other_topics_or_of_long_ago_is_not_used(tmp_path: Path, identity: str, until: datetime) -> None:
    first = state(tmp_path)
    first.table("t", TEXT).put("key", "old")
    first.save({PLACE: 7}, until)
    first.close()
    second = state(tmp_path, identity)
    assert second.offsets == {}
    assert second.table("t", TEXT).get("key") is None
    second.save({PLACE: 1}, NOW)
    second.close()
    third = state(tmp_path, identity)
    assert third.offsets == {PLACE: 1}
    third.close()


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StateError, match="cannot be used"), taken(tmp_path / "file", Cluster("c", "")):
        pass


def test_of_two_who_want_a_place_each_has_one_and_a_place_is_had_again(tmp_path: Path) -> None:
    place = Cluster("cluster", "ids")
    with taken(tmp_path, place) as first:
        with taken(tmp_path, place) as second:
            assert (first.folder.name, second.folder.name) == ("slot-0", "slot-1")
        with taken(tmp_path, Cluster("another", "ids")) as other:
            assert other.folder != first.folder
    with taken(tmp_path, place) as again:
        assert again.folder.name == "slot-0"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from("abcdef"), st.one_of(st.none(), st.integers(0, 9))),
        st.tuples(st.just("save"), st.just(""), st.none()),
        st.tuples(st.just("due"), st.just(""), st.integers(0, 9)),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=60)  # each opens a state anew
@given(steps=STEPS)
def test_a_queue_on_disk_is_as_one_in_memory(
    steps: list[tuple[str, str, int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("queue")
    disk = state(folder)
    queue, model = disk.queue("q"), MemoryQueue()
    for what, key, hours in steps:
        at = None if hours is None else START + timedelta(hours=hours)
        if what == "move":
            queue.move(key, at)
            model.move(key, at)
        elif what == "save":
            disk.save({PLACE: 1}, NOW)
        elif at is not None:
            assert queue.due(at, 3) == model.due(at, 3)
        assert queue.next() == model.next()
    disk.close()
    shutil.rmtree(folder)

"""A drop folder's files are read as they are, moved once, and nobody's file is lost by a move."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from streams.errors import SettingsError
from streams.feeders.drop import DONE, IDENTITY, REFUSED, Drop, Refusal


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_only_plain_files_that_may_be_items_are_seen_and_others_are_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drop = Drop(tmp_path)
    (tmp_path / "a.xml").write_bytes(b"a")
    (tmp_path / "b.part").write_bytes(b"b")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.xml").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.xml")
    assert [one.name for one in drop.look()] == [one.name for one in drop.look()] == ["a.xml"]
    told = sorted(record.message.partition(" is passed over")[0] for record in caplog.records)
    assert told == ["'folder'", "'link.xml'", "'pipe.xml'"]


def test_a_file_that_changed_since_the_look_is_not_read(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    file = tmp_path / "a.xml"
    file.write_bytes(b"first")
    (seen,) = drop.look()
    assert drop.read(seen, 100) == b"first"
    file.write_bytes(b"second")
    assert drop.read(seen, 100) is None
    file.unlink()
    assert drop.read(seen, 100) is None


def test_a_file_that_took_the_place_of_the_one_that_was_sent_stays(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    (tmp_path / "a.xml").write_bytes(b"first")
    (sent,) = drop.look()
    (tmp_path / "fresh.tmp").write_bytes(b"second")
    (tmp_path / "fresh.tmp").rename(tmp_path / "a.xml")
    drop.take([sent])
    assert (tmp_path / "a.xml").read_bytes() == b"second"
    assert names(tmp_path / DONE) == []


@pytest.mark.parametrize("name", ["a.xml", "x" * 251 + ".xml", "\udcff\udcfe.xml", "ü" * 120 + ".xml"])
def test_files_of_one_name_all_keep_their_place_whatever_the_name(tmp_path: Path, name: str) -> None:
    drop = Drop(tmp_path)
    for number in range(3):
        (tmp_path / name).write_bytes(b"%d" % number)
        drop.take(drop.look())
        (tmp_path / name).write_bytes(b"%d" % number)
        drop.refuse(drop.look()[0], Refusal("why"))
    done = tmp_path / DONE
    assert sorted((done / one).read_bytes() for one in names(done)) == [b"0", b"1", b"2"]
    refused = tmp_path / REFUSED
    assert sum(one.endswith(".reason") for one in names(refused)) == 3
    assert len(names(refused)) == 6


def test_sent_files_may_go_elsewhere_or_away(tmp_path: Path) -> None:
    inbox, archive = tmp_path / "in", tmp_path / "archive"
    inbox.mkdir()
    (inbox / "a").write_bytes(b"a")
    drop = Drop(inbox, archive)
    drop.take(drop.look())
    assert names(archive) == ["a"]
    (inbox / "b").write_bytes(b"b")
    drop = Drop(inbox, delete=True)
    drop.take(drop.look())
    assert [name for name in names(inbox) if not name.startswith(".")] == []


def test_a_folder_keeps_its_name_wherever_it_is_mounted(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    identity = Drop(here).identity
    here.rename(there)
    assert Drop(there).identity == identity == (there / IDENTITY).read_text().strip()
    assert Drop(tmp_path).identity != identity


def test_two_that_start_at_once_agree_on_the_name_and_a_cut_off_one_is_made_anew(tmp_path: Path) -> None:
    barrier = Barrier(8)

    def opened(_number: int) -> str:
        barrier.wait()
        return Drop(tmp_path).identity

    with ThreadPoolExecutor(8) as pool:
        (identity,) = set(pool.map(opened, range(8)))
    (tmp_path / IDENTITY).write_bytes(b"")
    assert Drop(tmp_path).identity not in {"", identity}
    assert names(tmp_path) == sorted([DONE, REFUSED, IDENTITY])


def test_a_reason_that_cannot_be_written_keeps_no_file_in_the_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drop = Drop(tmp_path)
    (tmp_path / "a.xml").write_bytes(b"a")
    (tmp_path / REFUSED / "a.xml.reason").mkdir()
    drop.refuse(drop.look()[0], Refusal("why"))
    assert drop.look() == []
    assert (tmp_path / REFUSED / "a.xml").read_bytes() == b"a"
    assert "a.xml.reason: Is a directory; the file is refused all the same" in caplog.text


def test_a_folder_that_cannot_be_used_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such directory; make it"):
        Drop(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="cannot go where files arrive"):
        Drop(tmp_path, tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SettingsError, match="must be able to write"):
        Drop(tmp_path, tmp_path / "file")
    if Path("/dev/shm").is_dir() and os.stat("/dev/shm").st_dev != tmp_path.stat().st_dev:  # noqa: S108, PTH116 - another disk
        with pytest.raises(SettingsError, match="on the same disk"):
            Drop(tmp_path, Path("/dev/shm"))  # noqa: S108 - as above

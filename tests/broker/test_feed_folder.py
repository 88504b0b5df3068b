"""A drop folder on a real broker: each whole file once and in order, whatever is killed when."""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from streams.errors import FeederError
from streams.feeders.arrivals import Arrival
from streams.feeders.drop import DONE, REFUSED, Drop
from streams.feeders.folder import FolderFeeder
from streams.feeders.incoming import Incoming
from streams.feeders.outbox import Outbox
from streams.settings import Settings
from streams.topics import RAW
from tests.broker.feeding import Feeder, Raw, feeding, until

pytestmark = pytest.mark.broker


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, value: bytes, *, at: float | None = None) -> Path:
    """As a careful sender does: under another name first."""
    partial = folder / f"{name}.tmp"
    partial.write_bytes(value)
    if at is not None:
        os.utime(partial, (at, at))
    return partial.rename(folder / name)


def waiting(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_whole_files_are_sent_as_they_are_in_the_order_they_came_and_moved(broker: str, drop: Path) -> None:
    raw = Raw(broker)
    began = time.time() - 100
    put(drop, "c.xml", b"third \xff\x00", at=began + 2)
    put(drop, "b.xml", b"first", at=began)
    put(drop, "a.xml", b"second", at=began + 1)
    (drop / "half.xml.part").write_bytes(b"not yet")
    (drop / ".hidden").write_bytes(b"never")
    with feeding(
        broker, drop.parent / "log", "folder", drop, "--provider", "acme", "--content-type", "text/plain"
    ) as one:
        until(lambda: len(raw.bodies()) == 3, one)
        until(lambda: waiting(drop) == ["half.xml.part"], one)
        put(drop, "a.xml", b"second, again")
        began = time.monotonic()
        until(lambda: len(raw.bodies()) == 4, one)
        assert time.monotonic() - began < 4, "renamed in: seen at once, not when it has settled"
        until(lambda: waiting(drop) == ["half.xml.part"], one)
        assert 'newswire_feed_items_total{feeder="folder",result="sent"} 4.0' in one.page("/metrics")
        assert one.stop() == 0
    assert raw.bodies() == [b"first", b"second", b"third \xff\x00", b"second, again"]
    assert dict(raw.records()[0].headers) == {"x-provider": b"acme", "content-type": b"text/plain"}
    assert (drop / DONE / "a.xml").read_bytes() == b"second"
    assert len(list((drop / DONE).iterdir())) == 4


def test_what_is_still_written_waits_and_what_cannot_be_sent_is_refused_with_the_reason(
    broker: str, drop: Path
) -> None:
    raw = Raw(broker)
    put(drop, "large.xml", b"x" * 2000)
    empty = put(drop, "empty.xml", b"")
    os.utime(empty, (0, 0))
    with feeding(broker, drop.parent / "log", "folder", drop, "--settle", "1s", NEWSWIRE_MAX_ITEM_BYTES="1024") as one:
        with (drop / "slow.xml").open("wb", buffering=0) as slow:
            for _ in range(7):
                slow.write(b"word ")
                time.sleep(0.2)
                assert raw.bodies() == []
        until(lambda: raw.bodies() == [b"word " * 7], one)
        until(lambda: waiting(drop) == [], one)
    assert (drop / REFUSED / "large.xml").stat().st_size == 2000
    assert "2000 bytes are more than 1024" in (drop / REFUSED / "large.xml.reason").read_text()
    assert (drop / REFUSED / "empty.xml.reason").read_text() == "empty\n"


def test_a_file_that_is_larger_than_the_broker_takes_is_refused_and_those_beside_it_are_sent(
    broker: str, drop: Path
) -> None:
    raw = Raw(broker)
    began = time.time() - 100
    for number, value in enumerate((b"first", b"x" * 5_500_000, b"third")):
        put(drop, f"{number}.txt", value, at=began + number)
    with feeding(broker, drop.parent / "log", "folder", drop, NEWSWIRE_MAX_ITEM_BYTES="8000000") as one:
        until(lambda: waiting(drop) == [], one)
        assert one.stop() == 0
    assert raw.bodies() == [b"first", b"third"]
    assert f"max.message.bytes of {RAW.name}" in (drop / REFUSED / "1.txt.reason").read_text()


def test_a_second_feeder_of_the_same_folder_takes_the_place_of_the_first(broker: str, drop: Path) -> None:
    raw = Raw(broker)
    with (
        feeding(broker, drop.parent / "first", "folder", drop) as first,
        feeding(broker, drop.parent / "second", "folder", drop) as second,
    ):
        for number in range(20):
            put(drop, f"{number}.txt", f"item {number}".encode())
            time.sleep(0.05)
        until(lambda: waiting(drop) == [], second)
        assert first.process is not None
        until(lambda: first.process is not None and first.process.poll() == 3, first)
        assert "another feeder of this folder was started later" in first.text()
        assert "Traceback" not in first.text() + second.text()
        assert second.stop() == 0
    assert sorted(raw.bodies()) == sorted(f"item {number}".encode() for number in range(20))


class Cut(Drop):
    """The disk of a process that ends when the broker has the files, before they are moved."""

    def take(self, arrivals: Iterable[Arrival]) -> None:
        if list(arrivals):
            raise FeederError("cut off here")


def test_what_was_sent_before_the_end_and_not_moved_is_moved_at_the_start_and_not_sent_again(
    broker: str, drop: Path
) -> None:
    raw = Raw(broker)
    put(drop, "a.txt", b"sent before the end")
    settings = Settings(bootstrap_servers=broker)

    async def run(disk: Drop) -> None:
        outbox = Outbox(settings, "folder", disk.identity)
        try:
            feeder = FolderFeeder(settings, disk, outbox, Incoming(b""), 0.1)
            await asyncio.wait_for(feeder.run(asyncio.Event(), once=True), 20)
        finally:
            await outbox.close()

    with pytest.raises(FeederError, match="cut off here"):
        asyncio.run(run(Cut(drop)))
    assert waiting(drop) == ["a.txt"]
    (drop / "a.txt").rename(drop / "b.txt")
    (drop / "b.txt").rename(drop / "a.txt")
    put(drop, "b.txt", b"new")
    asyncio.run(run(Drop(drop)))
    assert raw.bodies() == [b"sent before the end", b"new"]
    assert waiting(drop) == []


def killed(broker: str, drop: Path, files: int, kills: int) -> None:
    """Files arrive while the feeder is killed and started; all of them are there once, in order."""
    raw = Raw(broker)
    chance = random.Random(kills)  # noqa: S311 - no secret
    began = time.time() - 1_000_000
    expected = [f"item {number}".encode() for number in range(files)]
    half = files // 2
    for number in range(half):
        put(drop, f"{number}.txt", expected[number], at=began + number)
    feeder = Feeder(broker, drop.parent / "log", "folder", drop, NEWSWIRE_BATCH_MAX="8")
    try:
        for round_ in range(kills):
            feeder.start()
            done = len(list((drop / DONE).iterdir())) if (drop / DONE).is_dir() else 0
            until(lambda: (drop / DONE).is_dir() and len(list((drop / DONE).iterdir())) > done, feeder)  # noqa: B023 - used at once
            time.sleep(chance.uniform(0, 0.15))
            feeder.kill()
            rest = range(half + (files - half) * round_ // kills, half + (files - half) * (round_ + 1) // kills)
            for number in rest:
                put(drop, f"{number}.txt", expected[number], at=began + number)
        feeder.start()
        until(lambda: waiting(drop) == [], feeder, 120)
        assert feeder.stop() == 0
    finally:
        if feeder.process is not None and feeder.process.poll() is None:
            feeder.kill()
    found = Counter(raw.bodies())
    assert found == Counter(expected)
    assert raw.bodies() == expected, "in the order they came"
    assert len(list((drop / DONE).iterdir())) == files
    assert not list((drop / REFUSED).iterdir())


def test_a_feeder_that_is_killed_loses_nothing_and_repeats_nothing(broker: str, drop: Path) -> None:
    killed(broker, drop, 500, 3)


@pytest.mark.faults
def test_ten_thousand_files_and_ten_kills(broker: str, drop: Path) -> None:
    killed(broker, drop, 10_000, 10)

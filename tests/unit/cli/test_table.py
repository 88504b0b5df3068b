"""The table is what a consumer has that upserts by event id and revision: the same, however messages come."""

from itertools import permutations
from pathlib import Path

import pytest

from schemas import Change, Event, EventState
from streams.cli import samples
from streams.cli.table import EventTable
from streams.errors import NewswireError

FIRST = samples.event(
    "e1", "The navy shelled rebels, killing 12.", "shelled", who=samples.actor("FRA MIL", "the navy"), killed=12
)
SECOND = samples.event(
    "e1", "The navy shelled rebels, killing 15.", "shelled", who=samples.actor("FRA MIL", "the navy"), killed=15
).model_copy(update={"revision": 2, "change": Change.UPDATED})
KILLED = samples.killed(SECOND)


def test_an_event_is_one_row_at_its_latest_revision() -> None:
    with EventTable() as table:
        assert table.upsert(FIRST)
        assert table.upsert(SECOND)
        (row,) = table.latest(10)
    assert (row.event_id, row.revision, row.killed, row.actors) == ("e1", 2, 15, "FRA MIL")


@pytest.mark.parametrize("order", list(permutations([FIRST, SECOND, KILLED])))
def test_whatever_the_order_the_highest_revision_stands(order: tuple[Event, ...]) -> None:
    with EventTable() as table:
        for event in (*order, *order):
            table.upsert(event)
        (row,) = table.latest(10)
        assert (row.revision, row.state, row.reason) == (3, "retracted", "killed")
        assert (table.count(), table.count(EventState.RETRACTED)) == (0, 1)


def test_a_message_that_comes_late_or_twice_changes_nothing_and_says_so() -> None:
    with EventTable() as table:
        table.upsert(SECOND)
        assert not table.upsert(SECOND)
        assert not table.upsert(FIRST)
        assert table.latest(1)[0].killed == 15


def test_a_killed_events_row_holds_no_words_of_it_and_no_name() -> None:
    with EventTable() as table:
        table.upsert(SECOND)
        assert "shelled" in (table.latest(1)[0].sentence or "")
        table.upsert(KILLED)
        row = table.latest(1)[0]
    assert row.sentence is None
    assert "navy" not in repr(row)


def test_a_tombstone_takes_the_row_away_and_one_for_a_stranger_nothing() -> None:
    with EventTable() as table:
        table.upsert(FIRST)
        table.forget("somebody else")
        assert table.count() == 1
        table.forget("e1")
        assert table.latest(10) == []


def test_the_newest_written_comes_first() -> None:
    other = FIRST.model_copy(update={"event_id": "e2"})
    with EventTable() as table:
        for event in (FIRST, other, SECOND):
            table.upsert(event)
        assert [row.event_id for row in table.latest(10)] == ["e1", "e2"]
        assert len(table.latest(1)) == 1


def test_a_file_keeps_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    with EventTable(file) as table:
        table.upsert(FIRST)
    with EventTable(file) as table:
        assert table.count() == 1


def test_a_file_that_is_no_table_or_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"this is no database" * 100)
    with pytest.raises(NewswireError, match=r"other\.db cannot be used: file is not a database"):
        EventTable(other)
    with pytest.raises(NewswireError, match="cannot be used: unable to open database file"):
        EventTable(tmp_path / "no" / "folder.db")


def test_a_disk_that_fills_up_is_one_line(tmp_path: Path) -> None:
    with EventTable(tmp_path / "events.db") as table:
        table._connection.execute("PRAGMA max_page_count = 4")
        many = [FIRST.model_copy(update={"event_id": f"e{number}"}) for number in range(2000)]
        with pytest.raises(NewswireError, match=r"events\.db cannot be used: database or disk is full"):
            any(not table.upsert(event) for event in many)

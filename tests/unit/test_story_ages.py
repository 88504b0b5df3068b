"""What a kill, a correction and an old version do to a story of long ago: the same in memory, on disk, and reopened."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rocksdict import Cache

from schemas import Article, Outcome, Pubstatus, Raw, RetractionReason, ScreenedKind, Signal, article_id, story_id
from streams.kafka.localstate import LocalState
from streams.screening import Desk, Screening
from streams.stories.archive import Archive
from streams.stories.lineage import KEPT, StoryBook
from streams.stories.tables import InMemory, Tables

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TEXT = (
    "The coastal town of Orlen declared a state of emergency on Monday after 12 fishing boats were lost in a storm, "
    "and the harbour master asked the navy to search the strait for survivors before nightfall."
)


class Room:
    """A desk over tables, on disk if there is a folder; each item is decided on a draft, as by a worker."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.offset = 0
        self.open()

    def open(self) -> None:
        self.disk = None if self.folder is None else LocalState(self.folder, "one", Cache(1_000_000))
        if self.disk is not None:
            self.disk.open()
        self.tables: Tables = self.disk or InMemory()
        self.desk = Desk(StoryBook(self.tables))

    def reopen(self) -> None:
        """As after a restart 73 hours later: the texts of the window are gone, the stories are not."""
        if self.disk is None:
            self.desk = Desk(StoryBook(self.tables))
        else:
            self.disk.close()
            self.open()

    def arrive(self, days: float, guid: str = "a", version: int | None = 1, **fields: object) -> Screening:
        self.offset += 1
        at = START + timedelta(days=days)
        story = story_id("meridian", guid)
        base: dict[str, object] = {
            "article_id": article_id(story, version),
            "story_id": story,
            "lineage_id": story,
            "version": version,
            "provider": "meridian",
            "guid": guid,
            "body": TEXT,
            "received_at": at,
            "raw": Raw(topic="raw", partition=0, offset=self.offset, content_type="x", sha256="x"),
        }
        draft = self.desk.draft()
        done = draft.screen(Article.model_validate({**base, **fields}), at)
        self.desk.accept(draft)
        if self.disk is not None:
            self.disk.save({("news.stories.v1", 0): self.offset}, datetime.now(UTC))
        return done


@pytest.fixture(params=["memory", "disk"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path if request.param == "disk" else None)
    yield made
    if made.disk is not None:
        made.disk.close()


@pytest.mark.parametrize("day", [4, 30, 300, 399])
def test_a_kill_retracts_what_was_published_long_ago(room: Room, day: int) -> None:
    room.arrive(0, version=3)
    room.reopen()
    killed = room.arrive(day, version=3, pubstatus=Pubstatus.CANCELED, body="")
    assert killed.record.outcome == Outcome.WITHDRAWN
    assert [(one.kind, one.lineage_id, one.cause.reason) for one in killed.screened] == [
        (ScreenedKind.WITHDRAW, "meridian/a", RetractionReason.KILLED)
    ]
    assert killed.record.reason == "canceled by its provider"


@pytest.mark.parametrize("day", [4, 30, 300, 399])
def test_a_correction_continues_and_an_old_version_changes_nothing(room: Room, day: int) -> None:
    room.arrive(0, version=3)
    room.reopen()
    old = room.arrive(day, version=2, body="An older telling of it, in which the harbour master was not asked at all.")
    assert (old.record.outcome, old.screened, old.stories) == (Outcome.STALE, (), ())
    corrected = room.arrive(day, version=4, body=TEXT.replace("12", "13"), signal=Signal.CORRECTION)
    assert corrected.verdict is not None
    assert corrected.record.lineage_id == "meridian/a"
    assert corrected.verdict.supersedes == article_id("meridian/a", 3)


def test_a_rewrite_joins_its_story_of_long_ago(room: Room) -> None:
    room.arrive(0)
    room.reopen()
    rewritten = room.arrive(300, guid="b", evolved_from="a")
    assert rewritten.record.lineage_id == "meridian/a"


def test_after_400_days_a_kill_says_that_nothing_is_left_and_emits_nothing(room: Room) -> None:
    room.arrive(0)
    room.reopen()
    killed = room.arrive(401, pubstatus=Pubstatus.CANCELED, body="")
    assert (killed.record.outcome, killed.screened) == (Outcome.WITHDRAWN, ())
    assert "nothing left to retract" in killed.record.reason


def test_an_advisory_that_kills_a_story_of_401_days_ago_says_the_same(room: Room) -> None:
    room.arrive(0)
    body = "Please kill the item on Orlen."
    killed = room.arrive(401, guid="order", signal=Signal.KILL, concerns=("a",), body=body)
    assert killed.screened == ()
    assert "nothing left to retract" in killed.record.reason


def test_a_story_lasts_400_days_from_what_changed_it_last_not_from_its_first(room: Room) -> None:
    room.arrive(0, version=1)
    room.arrive(300, version=2, body=TEXT.replace("12", "13"))
    killed = room.arrive(690, version=2, pubstatus=Pubstatus.CANCELED, body="")
    assert [one.kind for one in killed.screened] == [ScreenedKind.WITHDRAW]


def test_what_is_too_old_gives_its_room_back_and_what_is_not_stays(room: Room) -> None:
    for number in range(40):
        room.arrive(number, guid=f"g{number}", body=f"{number} " + TEXT)
    room.arrive(420.5, guid="late", body="Quite another story.")
    book = StoryBook(room.tables)
    kept = [number for number in range(40) if book.get(f"meridian/g{number}") is not None]
    # A day's margin: 420.5 - 400 - 1 = 19.5.
    assert kept == list(range(20, 40))
    assert [book.lineage_of(f"meridian/g{number}") for number in (0, 39)] == [None, "meridian/g39"]


def test_a_record_of_400_days_ago_is_no_story_that_a_new_version_continues() -> None:
    archive = Archive(0)
    body = b'{"lineage_id":"p/a","article":null,"verdict":null,"emitted_at":"2026-03-02T08:00:00Z"}'
    archive.put("p/a", body, START, None)
    assert archive.before("p/a", START + KEPT) is not None
    assert archive.before("p/a", START + KEPT + timedelta(seconds=1)) is None
    draft = archive.draft()
    draft.before("p/a", START + KEPT + timedelta(days=16))
    archive.accept(draft)
    assert archive.get("p/a") is None


def test_a_killed_story_is_forgotten_at_its_time_also_after_a_restart(tmp_path: Path) -> None:
    disk = LocalState(tmp_path, "one", Cache(1_000_000))
    disk.open()
    draft = (archive := Archive(0, disk)).draft()
    for name, days in (("p/a", 30), ("p/b", 10), ("p/c", None)):
        draft.put(name, b"{}", START, None if days is None else START + timedelta(days=days))
    assert archive.next_forgotten() is None
    archive.accept(draft)
    disk.save({}, datetime.now(UTC))
    disk.close()
    again = LocalState(tmp_path, "one", Cache(1_000_000))
    again.open()
    archive = Archive(0, again)
    assert archive.next_forgotten() == START + timedelta(days=10)
    assert archive.forgotten(START + timedelta(days=40), 9) == ["p/b", "p/a"]
    assert archive.forgotten(START + timedelta(days=40), 1) == ["p/b"]
    archive.put("p/b", None, START, None)
    assert archive.next_forgotten() == START + timedelta(days=30)
    again.close()

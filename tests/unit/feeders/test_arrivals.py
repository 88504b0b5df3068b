"""A file is taken when it is whole, and in its turn."""

import pytest

from streams.feeders.arrivals import Arrival, Now, is_ignored, watched, whole

SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND
SETTLE = 5.0


def arrival(name: str = "a.xml", *, modified: float = 0, changed: float | None = None, size: int = 9) -> Arrival:
    modified_ns = START + int(modified * SECOND)
    changed_ns = modified_ns if changed is None else START + int(changed * SECOND)
    return Arrival(name, 1, size, modified_ns, changed_ns)


def now(seconds: float) -> Now:
    return Now(seconds, START + int(seconds * SECOND))


def chosen(*found: Arrival, at: float, since: dict[Arrival, float] | None = None) -> list[str]:
    return [one.name for one in whole(watched(since or {}, found, at), set(), now(at), SETTLE)]


def test_a_file_just_written_waits_until_it_has_settled() -> None:
    assert chosen(arrival(), at=4.9) == []
    assert chosen(arrival(), at=5.1) == ["a.xml"]


def test_a_file_that_grows_begins_to_settle_again() -> None:
    small, grown = arrival(modified=100), arrival(modified=100, size=10)
    since = watched({}, [small], 0)
    assert chosen(small, at=5.1, since=since) == ["a.xml"]
    assert chosen(grown, at=5.1, since=since) == []


def test_a_file_of_a_senders_wrong_clock_settles_by_ours() -> None:
    ahead = arrival(modified=9_999)
    assert chosen(ahead, at=0) == []
    assert chosen(ahead, at=5, since={ahead: 0.0}) == ["a.xml"]


def test_what_was_renamed_in_or_closed_by_its_copy_is_whole_at_once() -> None:
    fresh = arrival()
    assert whole({fresh: 0.0}, {fresh}, now(0), SETTLE) == [fresh]
    assert chosen(arrival(changed=0.1), at=0.2) == ["a.xml"]


def test_an_empty_file_is_given_a_minute() -> None:
    empty = arrival(size=0, changed=1)
    assert whole({empty: 0.0}, {empty}, now(59), SETTLE) == []
    assert whole({empty: 0.0}, set(), now(61), SETTLE) == [empty]


def test_files_go_by_time_and_then_by_name() -> None:
    found = [arrival("c", modified=2), arrival("b", modified=1), arrival("a", modified=2)]
    assert chosen(*found, at=100) == ["b", "a", "c"]


@pytest.mark.parametrize("name", [".hidden", "a.tmp", "a.XML.PART", "a.filepart", "a~"])
def test_names_of_what_is_not_finished_are_passed_over(name: str) -> None:
    assert is_ignored(name)
    assert not is_ignored("a.xml")

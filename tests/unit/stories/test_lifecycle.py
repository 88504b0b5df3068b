"""The editorial life cycle, row by row: status is read before version, and the order of versions is total."""

from datetime import datetime, timedelta

import pytest

from schemas import Kind, Pubstatus
from schemas.story import StoryStatus, VersionKey
from streams.stories.lifecycle import Fate, concerns_held, concerns_older_text, decide, is_rewritten
from streams.stories.versions import rank, same_version
from tests.unit.stories.items import START, article, held, record, version

USABLE, WITHHELD, CANCELED = Pubstatus.USABLE, Pubstatus.WITHHELD, Pubstatus.CANCELED
LIVE, HOLD, KILLED = StoryStatus.LIVE, StoryStatus.WITHHELD, StoryStatus.KILLED


@pytest.mark.parametrize(
    ("known", "status", "arrives", "pubstatus", "fate"),
    [
        (version(1), LIVE, version(2), USABLE, Fate.PASS),
        (version(9), LIVE, version(10), USABLE, Fate.PASS),
        (version(10), LIVE, version(9), USABLE, Fate.STALE),
        (version(2), LIVE, version(2), USABLE, Fate.REPEAT),
        (version(2, "x", START), LIVE, version(2, "x", START + timedelta(hours=1)), USABLE, Fate.REPEAT),
        (version(2, "x", START), LIVE, version(2, "y", START + timedelta(hours=1)), USABLE, Fate.PASS),
        (version(2, "x", START), LIVE, version(2, "y", START - timedelta(hours=1)), USABLE, Fate.STALE),
        (version(2, "b", START), LIVE, version(2, "c", START), USABLE, Fate.PASS),
        (version(2, "b", START), LIVE, version(2, "a", START), USABLE, Fate.STALE),
        (version(1), LIVE, version(None, "y"), USABLE, Fate.STALE),
        (version(None), LIVE, version(1, "y"), USABLE, Fate.PASS),
        (version(None), LIVE, version(None), USABLE, Fate.REPEAT),
        (version(None, "b"), LIVE, version(None, "a"), USABLE, Fate.PASS),
        (version(2), LIVE, version(2), CANCELED, Fate.KILL),
        (version(2), LIVE, version(None), CANCELED, Fate.KILL),
        (version(2), LIVE, version(3), CANCELED, Fate.KILL),
        (version(2), LIVE, version(1), CANCELED, Fate.STALE),
        (version(2), KILLED, version(2), CANCELED, Fate.REPEAT),
        (version(2), KILLED, version(2), USABLE, Fate.STALE),
        (version(2), KILLED, version(None), USABLE, Fate.STALE),
        (version(2), KILLED, version(2), WITHHELD, Fate.STALE),
        (version(2), KILLED, version(3), USABLE, Fate.PASS),
        (version(2), KILLED, version(3), WITHHELD, Fate.WITHHOLD),
        (version(2), LIVE, version(2), WITHHELD, Fate.WITHHOLD),
        (version(2), LIVE, version(None), WITHHELD, Fate.WITHHOLD),
        (version(2), LIVE, version(1), WITHHELD, Fate.STALE),
        (version(2), HOLD, version(2), USABLE, Fate.PASS),
        (version(2), HOLD, version(3), USABLE, Fate.PASS),
        (version(2), HOLD, version(1), USABLE, Fate.STALE),
        (version(2), HOLD, version(2), CANCELED, Fate.KILL),
    ],
)
def test_status_is_read_before_version(
    known: VersionKey, status: StoryStatus, arrives: VersionKey, pubstatus: Pubstatus, fate: Fate
) -> None:
    item = article("a", arrives.number, pubstatus=pubstatus, version_created_at=arrives.created_at)
    assert decide(item, arrives, record("a", status=status, seen=known), (), START).fate is fate


@pytest.mark.parametrize(
    ("known", "status", "arrives", "fate"),
    [
        (version(2, "b", START), LIVE, version(2, "a", START), Fate.PASS),
        (version(2, "b", START), LIVE, version(2, "b", START), Fate.PASS),
        (version(2, "b", START), LIVE, version(2, "c", START), Fate.PASS),
        (version(None, "b"), LIVE, version(None, "b"), Fate.PASS),
        (version(3, "b", START), LIVE, version(2, "a", START), Fate.STALE),
        (version(2, "b", START), LIVE, version(2, "a", START - timedelta(hours=1)), Fate.STALE),
        (version(2, "b", START), KILLED, version(2, "a", START), Fate.STALE),
    ],
)
def test_a_mended_item_takes_the_place_of_the_version_that_failed_and_of_no_later_one(
    known: VersionKey, status: StoryStatus, arrives: VersionKey, fate: Fate
) -> None:
    item = article("a", arrives.number, version_created_at=arrives.created_at)
    story = record("a", status=status, seen=known)
    assert decide(item, arrives, story, (), START, mended=True).fate is fate


@pytest.mark.parametrize(
    ("known", "status", "arrives", "conflict"),
    [
        (version(2, "x"), LIVE, version(2, "y", START), True),
        (version(2, "x", START), LIVE, version(2, "y"), True),
        (version(2, "x"), LIVE, version(2, "x"), False),
        (version(2, "x"), LIVE, version(3, "y"), False),
        (version(None, "x"), LIVE, version(None, "y"), False),
        (version(2, "x"), HOLD, version(2, "y"), False),
        (version(2, "x"), KILLED, version(2, "y"), False),
    ],
)
def test_a_version_that_stands_for_two_contents_is_a_conflict_whichever_counts(
    known: VersionKey, status: StoryStatus, arrives: VersionKey, conflict: bool
) -> None:
    item = article("a", arrives.number)
    assert decide(item, arrives, record("a", status=status, seen=known), (), START).conflict is conflict
    assert not decide(item, arrives, record("a", status=status, seen=known), (), START, mended=True).conflict


def test_a_version_under_embargo_may_conflict_too() -> None:
    later = START + timedelta(hours=1)
    story, waiting = record("a", seen=version(1, "x")), held(article(embargoed_until=later))
    decision = decide(article(embargoed_until=later), version(1, "y", START), story, (waiting,), START)
    assert (decision.fate, decision.conflict) == (Fate.EMBARGO, True)


@pytest.mark.parametrize("pubstatus", list(Pubstatus))
def test_an_unknown_story_is_taken_by_its_status(pubstatus: Pubstatus) -> None:
    fate = {USABLE: Fate.PASS, WITHHELD: Fate.WITHHOLD, CANCELED: Fate.KILL}[pubstatus]
    assert decide(article(pubstatus=pubstatus), version(1), None, (), START).fate is fate


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.NEWS])
def test_what_is_not_news_is_not_coded_but_its_kill_acts(kind: Kind) -> None:
    assert decide(article(kind=kind), version(1), None, (), START).fate is Fate.NOT_NEWS
    assert decide(article(kind=kind, pubstatus=CANCELED), version(1), None, (), START).fate is Fate.KILL


EARLY, LATE = START - timedelta(hours=1), START + timedelta(hours=1)


def test_a_hold_without_text_acts_as_nothing_tells_what_it_is() -> None:
    bare = article(pubstatus=WITHHELD, kind=Kind.MEDIA)
    assert decide(bare, version(1), record("a", seen=version(1)), (), START).fate is Fate.WITHHOLD
    captioned = article(pubstatus=WITHHELD, kind=Kind.MEDIA, body="A ship.")
    assert decide(captioned, version(1), record("a", seen=version(1)), (), START).fate is Fate.NOT_NEWS


@pytest.mark.parametrize(
    ("written", "pubstatus", "fate"),
    [
        (EARLY, WITHHELD, Fate.STALE),
        (LATE, WITHHELD, Fate.WITHHOLD),
        (EARLY, CANCELED, Fate.STALE),
        (LATE, CANCELED, Fate.KILL),
    ],
)
def test_an_order_without_number_counts_by_its_own_time(written: datetime, pubstatus: Pubstatus, fate: Fate) -> None:
    known = record("a", seen=version(2, created_at=START))
    order = article("a", None, pubstatus=pubstatus, version_created_at=written)
    assert decide(order, version(None, created_at=written), known, (), START).fate is fate


@pytest.mark.parametrize(("written", "fate"), [(EARLY, Fate.STALE), (LATE, Fate.PASS), (None, Fate.PASS)])
@pytest.mark.parametrize("guid", ["a", "b"])
def test_a_higher_version_or_a_rewrite_written_before_an_order_does_not_undo_it(
    guid: str, written: datetime | None, fate: Fate
) -> None:
    item, key = article(guid, 3, version_created_at=written), version(3, created_at=written)
    killed = record("a", status=KILLED, seen=version(2, created_at=EARLY), killed_at=START)
    assert decide(item, key, killed, (), START).fate is fate
    withheld = record("a", status=HOLD, seen=version(2, created_at=EARLY), withheld_at=START)
    assert decide(item, key, withheld, (), START).fate is fate


@pytest.mark.parametrize(("written", "fate"), [(EARLY, Fate.STALE), (START, Fate.PASS), (LATE, Fate.PASS)])
def test_a_version_written_before_its_hold_does_not_lift_it(written: datetime, fate: Fate) -> None:
    waiting = held(article("a", 1, pubstatus=WITHHELD, version_created_at=START))
    item = article("a", 1, version_created_at=written)
    known = record("a", status=HOLD, seen=version(1, created_at=START))
    assert decide(item, version(1, created_at=written), known, (waiting,), START).fate is fate


@pytest.mark.parametrize(
    ("number", "written", "fate"),
    [
        (0, LATE, Fate.STALE),
        (1, LATE, Fate.SUSPEND),
        (None, START, Fate.SUSPEND),
        (None, LATE, Fate.WITHHOLD),
        (2, START, Fate.SUSPEND),
        (2, LATE, Fate.WITHHOLD),
        (3, START, Fate.WITHHOLD),
    ],
)
def test_a_hold_of_what_is_published_leaves_a_later_version_under_its_embargo(
    number: int | None, written: datetime, fate: Fate
) -> None:
    waiting = held(article("a", 2, version_created_at=LATE, embargoed_until=LATE))
    hold = article("a", number, pubstatus=WITHHELD, version_created_at=written)
    known = record("a", seen=version(1, created_at=START))
    assert decide(hold, version(number, created_at=written), known, (waiting,), START).fate is fate


def test_what_was_written_after_a_kill_waits_on() -> None:
    waiting = held(article("a", None, version_created_at=LATE, embargoed_until=LATE))
    assert not concerns_held(article("a", None, version_created_at=START), waiting)
    assert concerns_held(article("a", None, version_created_at=LATE), waiting)
    assert concerns_held(article("x", 1), waiting)
    numbered = held(article("a", 3, version_created_at=EARLY, embargoed_until=LATE))
    assert [concerns_held(article("a", one, version_created_at=START), numbered) for one in (2, 3)] == [False, True]


def test_an_embargo_counts_by_append_time_and_ends_on_the_moment() -> None:
    item = article(embargoed_until=START)
    assert decide(item, version(1), None, (), START - timedelta(microseconds=1)).fate is Fate.EMBARGO
    assert decide(item, version(1), None, (), START).fate is Fate.PASS


def test_a_story_that_was_rewritten_is_stale_and_its_kill_kills_the_chain() -> None:
    chain = record("a", "b", seen=version(1, created_at=START), awaits=("meridian/late",))
    assert is_rewritten("meridian/a", chain)
    assert not is_rewritten("meridian/b", chain)
    for guid in ("a", "late"):
        assert decide(article(guid, 9), version(9), chain, (), START).fate is Fate.STALE
        assert decide(article(guid, 1, pubstatus=CANCELED), version(1), chain, (), START).fate is Fate.KILL


def test_a_kill_ordered_before_the_rewrite_was_written_leaves_the_rewrite() -> None:
    chain = record("a", "b", seen=version(1, created_at=START))
    before = article("a", 1, pubstatus=CANCELED, version_created_at=START - timedelta(minutes=1))
    assert decide(before, version(1), chain, (), START).fate is Fate.STALE


def test_a_rewrite_is_not_measured_by_its_story_s_version() -> None:
    assert decide(article("b", 1), version(1), record("a", seen=version(7)), (), START).fate is Fate.PASS


def test_a_hold_sent_twice_is_a_repeat_though_it_carries_no_number() -> None:
    waiting = held(article("a", None, pubstatus=WITHHELD))
    known = record("a", status=HOLD)
    assert decide(article("a", None, pubstatus=WITHHELD), version(None), known, (waiting,), START).fate is Fate.REPEAT
    assert decide(article("a", None), version(None), known, (waiting,), START).fate is Fate.PASS


def test_an_order_without_time_is_about_what_we_have() -> None:
    known = record("a", seen=version(1, created_at=START))
    assert not concerns_older_text(article("n"), known)
    assert not concerns_older_text(article("n", version_created_at=START), None)
    assert concerns_older_text(article("n", version_created_at=START - timedelta(seconds=1)), known)


def test_versions_are_numbers_and_no_version_is_below_any() -> None:
    keys = [version(10), version(9), version(None), version(0), version(9, "y"), version(9, "a", START)]
    assert [rank(key)[0] for key in sorted(keys, key=rank)] == [-1, 0, 9, 9, 9, 10]
    assert same_version(version(1, "x", START), version(1, "x"))
    assert not same_version(version(1, "x"), version(2, "x"))
    assert not same_version(version(None, "x"), version(None, "y"))

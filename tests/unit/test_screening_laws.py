"""What holds of the desk whatever arrives: one live version, one story a chain, no decision lost, a ledger."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Kind, Label, Outcome, Pubstatus, ScreenedKind, ScreeningRecord, Signal
from schemas.story import HeldRecord, StoryRecord
from streams.screening import Desk, Screening
from tests.unit.desk import OTHER, START, TEXT, Wire

numbered = st.tuples(st.integers(1, 4), st.sampled_from([Pubstatus.USABLE] * 3 + [Pubstatus.CANCELED]))


@settings(max_examples=200, deadline=None)
@given(st.lists(numbered, min_size=1, max_size=8))
def test_versions_in_any_order_and_number_end_in_the_same_live_version(items: list[tuple[int, Pubstatus]]) -> None:
    wire = Wire()
    live: str | None = None
    for version, status in items:
        arrived = wire.arrives("a", version, f"{TEXT} Report {version}.", pubstatus=status)
        for message in arrived.screened:
            live = message.article.article_id if message.article is not None else None
    highest = max(version for version, _ in items)
    killed = (highest, Pubstatus.CANCELED) in items
    assert live == (None if killed else f"meridian/a@{highest}")


CHAIN = [("a", 1, None), ("a", 2, None), ("b", 1, "a"), ("c", 1, "b"), ("c", 2, "b")]


@settings(max_examples=200, deadline=None)
@given(st.permutations(CHAIN), st.sets(st.integers(0, 4), max_size=4))
def test_a_chain_in_any_order_ends_as_one_story_with_its_last_text(
    order: list[tuple[str, int, str | None]], repeated: set[int]
) -> None:
    wire = Wire()
    live: dict[str, str] = {}
    originals: dict[str, str | None] = {}
    again = [one for number, one in enumerate(order) if number in repeated]
    for guid, version, parent in [*order, *again]:
        body = f"{TEXT} Take {guid} {version}."
        for message in wire.arrives(guid, version, body, evolved_from=parent).screened:
            if message.kind == ScreenedKind.ITEM and message.article is not None:
                live[message.lineage_id] = message.article.article_id
            elif message.kind != ScreenedKind.MARK:
                live.pop(message.lineage_id, None)
            originals[message.lineage_id] = message.verdict.duplicate_of if message.verdict else None
    assert list(live.values()) == ["meridian/c@2"]
    assert [originals[lineage] for lineage in live] == [None]


STORY: dict[str, Any] = {"version": 1, "version_created_at": START}
HELD_BACK: dict[str, Any] = {
    "version": 1,
    "body": "",
    "pubstatus": Pubstatus.WITHHELD,
    "version_created_at": START + timedelta(minutes=1),
}
EMBARGOED: dict[str, Any] = {
    "version": 2,
    "body": OTHER,
    "version_created_at": START + timedelta(seconds=30),
    "embargoed_until": START + timedelta(hours=2),
}


@pytest.mark.parametrize("order", list(permutations([STORY, HELD_BACK, EMBARGOED])))
def test_a_hold_counts_for_its_own_version_whatever_is_under_embargo(order: Sequence[dict[str, Any]]) -> None:
    wire = Wire()
    told = [message for fields in order for message in wire.arrives("a", **fields).screened]
    assert [one.kind for one in told] in ([], [ScreenedKind.ITEM, ScreenedKind.WITHHOLD])
    again = wire.arrives("a", **HELD_BACK)
    assert (again.record.outcome, again.screened) == (Outcome.REPEAT, ())
    wire.offset = 200
    (released,) = wire.releases()
    assert [one.article and one.article.article_id for one in released.screened] == ["meridian/a@2"]


step = st.fixed_dictionaries(
    {
        "guid": st.sampled_from("abcd"),
        "version": st.sampled_from([None, 1, 2, 3]),
        "body": st.sampled_from([TEXT, OTHER, TEXT.replace("12", "15"), f"{TEXT} {OTHER}", "Harbour closed.", ""]),
        "headline": st.sampled_from(["", "UPDATE 2-Storm"]),
        "provider": st.sampled_from(["meridian", "northstar"]),
        "pubstatus": st.sampled_from([Pubstatus.USABLE] * 5 + [Pubstatus.CANCELED, Pubstatus.WITHHELD]),
        "signal": st.sampled_from([Signal.NEW, Signal.NEW, Signal.UPDATE, Signal.KILL, Signal.HOLD]),
        "concerns": st.sampled_from([(), (), (), ("a",), ("b", "zzz")]),
        "evolved_from": st.sampled_from([None, None, "a", "b", "c", "d"]),
        "version_created_at": st.sampled_from([None, START, START + timedelta(hours=1)]),
        "embargoed_until": st.sampled_from([None, None, None, START + timedelta(minutes=4)]),
        "kind": st.sampled_from([Kind.NEWS] * 6 + [Kind.ADVISORY]),
    }
)
# How many minutes later the next arrives: none at all, one, or after the window.
steps = st.lists(st.tuples(step, st.sampled_from([0, 0, 1, 1, 74 * 60])), min_size=1, max_size=12)


def restored(screenings: Sequence[Screening]) -> Desk:
    """Make a desk from what another put out, topic by topic, through JSON and compacted, as a stage does."""
    desk = Desk()
    for one in screenings:
        desk.restore_record(ScreeningRecord.model_validate_json(one.record.model_dump_json()))
        for closing in one.closings:
            desk.restore_record(closing)
    stories: dict[str, StoryRecord | None] = {}
    held: dict[str, HeldRecord | None] = {}
    for one in screenings:
        for lineage, story in [*dict.fromkeys(one.forgotten).items(), *((s.lineage_id, s) for s in one.stories)]:
            # A compacted topic keeps a key's last record only, where that was written.
            stories.pop(lineage, None)
            stories[lineage] = story
        for key, item in one.held:
            held.pop(key, None)
            held[key] = item
    for lineage, story in stories.items():
        desk.restore_story(story and StoryRecord.model_validate_json(story.model_dump_json()), lineage)
    for key, item in held.items():
        desk.restore_held(key, item and HeldRecord.model_validate_json(item.model_dump_json()))
    return desk


@settings(max_examples=300, deadline=None)
@given(steps, st.integers(0, 11), st.integers(1, 4))
def test_a_restart_anywhere_and_dropped_drafts_change_no_decision(
    arrivals: list[tuple[dict[str, Any], int]], cut: int, batch: int
) -> None:
    """Hold one desk that never stops against one that works in batches, loses some, and is restored."""
    steady = Wire()
    desk = Desk()
    log: list[Screening] = []
    draft = desk.draft()
    at = START
    for number, (fields, later) in enumerate(arrivals):
        at += timedelta(minutes=later)
        if number % batch == 0:
            desk.accept(draft)
            if number >= cut:
                desk, cut = restored(log), len(arrivals)
            lost = desk.draft()
            lost.screen(steady.item(**{**fields, "version": 9}), at)
            draft = desk.draft()
        assert draft.due(at) == steady.desk.due(at)
        for story in steady.desk.due(at):
            released = steady.desk.release(story, at)
            assert draft.release(story, at) == released
            log.append(released)
        article = steady.item(**fields)
        steady.offset += 1
        expected = steady.desk.screen(article, at)
        assert draft.screen(article, at) == expected
        assert draft.next_due() == steady.desk.next_due()
        log.append(expected)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_the_ledger_balances_whatever_arrives(arrivals: list[tuple[dict[str, Any], int]]) -> None:
    wire = Wire()
    live: set[str] = set()
    open_: set[str] = set()
    clusters: dict[str, str] = {}
    for fields, later in arrivals:
        wire.offset += later
        released = wire.releases()
        for screening in [*released, wire.arrives(**fields)]:
            record = screening.record
            for closing in screening.closings:
                open_.remove(str(closing.position))
            if record.outcome == Outcome.HELD:
                open_.add(str(record.position))
            if any(screening is one for one in released):
                assert record.outcome in {Outcome.RELEASED, Outcome.WITHDRAWN}
                open_.remove(str(record.position))
            for message in screening.screened:
                assert clusters.setdefault(message.lineage_id, message.cluster_id) == message.cluster_id
                if message.kind is ScreenedKind.ITEM:
                    live.add(message.lineage_id)
                elif message.kind is ScreenedKind.MARK:
                    assert message.lineage_id in live
                else:
                    live.remove(message.lineage_id)
            items = [message for message in screening.screened if message.kind is ScreenedKind.ITEM]
            assert len(items) == (record.outcome in {Outcome.PASSED, Outcome.RELEASED})
            if record.label in {Label.EXACT, Label.NEAR}:
                assert {message.verdict.duplicate_of for message in items if message.verdict} <= live
    assert len(open_) == len([1 for _, held in wire_held(wire).items() if held is not None])


def wire_held(wire: Wire) -> dict[str, HeldRecord | None]:
    return {key: held for screening in wire.log for key, held in screening.held}

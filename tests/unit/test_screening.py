"""The desk: one outcome for every item, the editorial life cycle, reprints; and a restart changes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article, Kind, Label, Outcome, Pubstatus, Raw, ScreenedKind, Signal, article_id, story_id
from streams.screening import Desk, Screening

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TEXT = (
    "The coastal town of Orlen declared a state of emergency on Monday after 12 fishing boats were lost in a storm, "
    "and the harbour master asked the navy to search the strait for survivors before nightfall."
)
OTHER = (
    "Parliament in the highland republic voted by 61 to 40 to open its salt mines to foreign firms, a step that the "
    "miners' union called a betrayal and answered with a march through the old quarter of the capital."
)


class Wire:
    """A desk and its arrivals, one a minute."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk or Desk()
        self.offset = 0
        self.log: list[Screening] = []

    def item(self, guid: str, version: int | None = 1, body: str = TEXT, **fields: object) -> Article:
        provider = str(fields.pop("provider", "meridian"))
        story = story_id(provider, guid)
        raw = Raw(topic="raw", partition=0, offset=self.offset, content_type="x", sha256="x")
        base = {
            "article_id": article_id(story, version),
            "story_id": story,
            "lineage_id": story,
            "version": version,
            "provider": provider,
            "guid": guid,
            "body": body,
            "received_at": START,
            "raw": raw,
        }
        return Article.model_validate({**base, **fields})

    def arrives(self, guid: str, version: int | None = 1, body: str = TEXT, **fields: object) -> Screening:
        article = self.item(guid, version, body, **fields)
        screening = self.desk.screen(article, START + timedelta(minutes=self.offset))
        self.offset += 1
        self.log.append(screening)
        return screening


def kinds(screening: Screening) -> list[tuple[str, str]]:
    return [(str(message.kind), message.lineage_id) for message in screening.screened]


def outcomes(screenings: Sequence[Screening]) -> list[str]:
    return [str(screening.record.outcome) for screening in screenings]


def test_versions_pass_once_and_in_order() -> None:
    wire = Wire()
    wire.arrives("a", 1)
    wire.arrives("a", 1)
    wire.arrives("a", 10, TEXT + " Two were found.")
    wire.arrives("a", 9, TEXT + " One was found.")
    assert outcomes(wire.log) == ["passed", "repeat", "passed", "stale"]
    assert wire.log[2].verdict is not None
    assert wire.log[2].verdict.label == Label.UPDATE
    assert wire.log[2].verdict.supersedes == "meridian/a@1"


def test_another_wires_copy_is_its_own_story_and_marked() -> None:
    wire = Wire()
    wire.arrives("a")
    copy = wire.arrives("b", provider="northstar")
    assert copy.verdict is not None
    assert (copy.verdict.label, copy.verdict.duplicate_of) == (Label.EXACT, "meridian/a")
    assert copy.verdict.cluster_id == "meridian/a"
    assert kinds(copy) == [("item", "northstar/b")]


def test_a_changed_number_is_never_a_reprint() -> None:
    wire = Wire()
    wire.arrives("a")
    changed = wire.arrives("b", provider="northstar", body=TEXT.replace("12 fishing", "15 fishing"))
    assert changed.verdict is not None
    assert changed.verdict.label == Label.REVISION
    assert changed.verdict.duplicate_of is None


def test_one_changed_word_is_a_near_copy() -> None:
    wire = Wire()
    wire.arrives("a", body=f"{TEXT} {OTHER}")
    near = wire.arrives("b", provider="northstar", body=f"{TEXT} {OTHER}".replace("storm", "gale"))
    assert near.verdict is not None
    assert near.verdict.label == Label.NEAR


def test_short_texts_are_only_compared_whole() -> None:
    wire = Wire()
    wire.arrives("a", body="Harbour closed after storm.")
    assert wire.arrives("b", provider="x", body="Harbour shut after storm.").record.label == Label.NEW
    assert wire.arrives("c", provider="x", body="HARBOUR CLOSED after storm").record.label == Label.EXACT


def test_after_the_window_a_copy_is_news() -> None:
    wire = Wire()
    wire.arrives("a")
    wire.offset = 73 * 60
    late = wire.arrives("b", provider="northstar")
    assert late.record.label == Label.NEW


def test_a_kill_withdraws_the_story_and_marks_its_reprints_which_find_a_new_root() -> None:
    wire = Wire()
    wire.arrives("a")
    wire.arrives("b", provider="northstar")
    wire.arrives("c", provider="harbour")
    killed = wire.arrives("a", 2, "", pubstatus=Pubstatus.CANCELED)
    assert killed.record.outcome == Outcome.WITHDRAWN
    assert kinds(killed) == [("withdraw", "meridian/a"), ("mark", "northstar/b"), ("mark", "harbour/c")]
    marks = [message.verdict for message in killed.screened[1:]]
    assert [mark.duplicate_of if mark else "" for mark in marks] == [None, "northstar/b"]
    assert {message.cluster_id for message in killed.screened} == {"meridian/a"}


def test_a_kill_without_version_and_body_acts() -> None:
    wire = Wire()
    wire.arrives("a", 3)
    assert kinds(wire.arrives("a", None, "", pubstatus=Pubstatus.CANCELED)) == [("withdraw", "meridian/a")]
    assert outcomes([wire.arrives("a", 3), wire.arrives("a", 2), wire.arrives("a", 4)]) == ["stale", "stale", "passed"]


def test_a_kill_before_its_story_is_remembered() -> None:
    wire = Wire()
    early = wire.arrives("a", 2, "", pubstatus=Pubstatus.CANCELED)
    assert (early.record.outcome, kinds(early)) == (Outcome.WITHDRAWN, [])
    assert wire.arrives("a", 1).record.outcome == Outcome.STALE
    assert wire.arrives("a", 3).record.outcome == Outcome.PASSED


def test_withheld_retracts_and_usable_at_the_same_version_lifts_it() -> None:
    wire = Wire()
    wire.arrives("a", 1)
    hold = wire.arrives("a", 1, pubstatus=Pubstatus.WITHHELD)
    assert (hold.record.outcome, kinds(hold)) == (Outcome.HELD, [("withhold", "meridian/a")])
    lifted = wire.arrives("a", 1)
    assert (lifted.record.outcome, kinds(lifted)) == (Outcome.PASSED, [("item", "meridian/a")])
    assert [closing.outcome for closing in lifted.closings] == [Outcome.WITHDRAWN]


def test_an_embargo_holds_until_its_time_and_a_kill_ends_it() -> None:
    wire = Wire()
    until = START + timedelta(hours=1)
    held = wire.arrives("a", 1, embargoed_until=until)
    assert (held.record.outcome, kinds(held)) == (Outcome.HELD, [])
    assert wire.desk.next_due() == until
    assert wire.desk.due(until - timedelta(seconds=1)) == []
    assert wire.desk.due(until) == ["meridian/a"]
    released = wire.desk.release("meridian/a", until)
    assert released.record.outcome == Outcome.RELEASED
    assert released.record.position.offset == 0
    assert kinds(released) == [("item", "meridian/a")]
    assert wire.desk.next_due() is None

    wire.arrives("b", 1, OTHER, embargoed_until=START + timedelta(hours=5))
    killed = wire.arrives("b", 2, "", pubstatus=Pubstatus.CANCELED)
    assert [closing.outcome for closing in killed.closings] == [Outcome.WITHDRAWN]
    assert wire.desk.next_due() is None


def test_what_is_held_is_never_a_root() -> None:
    wire = Wire()
    wire.arrives("a", 1, embargoed_until=START + timedelta(hours=5))
    assert wire.arrives("b", provider="northstar").record.label == Label.NEW


def test_a_rewrite_under_a_new_guid_continues_the_lineage() -> None:
    wire = Wire()
    wire.arrives("a")
    rewrite = wire.arrives("b", 1, TEXT + " More.", evolved_from="a")
    assert rewrite.record.lineage_id == "meridian/a"
    assert rewrite.verdict is not None
    assert rewrite.verdict.label == Label.UPDATE
    assert wire.arrives("a", 2, TEXT + " Late.").record.outcome == Outcome.STALE


def test_a_late_original_arrives_already_superseded_and_a_cycle_is_cut() -> None:
    wire = Wire()
    wire.arrives("b", evolved_from="a")
    late = wire.arrives("a")
    assert (late.record.outcome, late.record.lineage_id) == (Outcome.STALE, "meridian/b")
    assert wire.arrives("c", evolved_from="c").record.outcome == Outcome.PASSED


def test_an_advisory_kills_the_story_it_names() -> None:
    wire = Wire()
    wire.arrives("a")
    advisory = wire.arrives("note", 1, "", signal=Signal.KILL, concerns=("a",))
    assert (advisory.record.outcome, kinds(advisory)) == (Outcome.WITHDRAWN, [("withdraw", "meridian/a")])


def test_what_is_not_news_is_not_coded() -> None:
    assert outcomes([Wire().arrives("a", kind=Kind.PLANNING)]) == ["not_news"]


def test_two_lineages_that_meet_become_the_older_one() -> None:
    wire = Wire()
    wire.arrives("a")
    wire.arrives("b", 1, OTHER)
    joined = wire.arrives("b", 2, OTHER + " More.", evolved_from="a")
    assert kinds(joined) == [("withdraw", "meridian/b"), ("item", "meridian/a")]
    assert joined.forgotten == ("meridian/b",)


step = st.fixed_dictionaries(
    {
        "guid": st.sampled_from("abc"),
        "version": st.sampled_from([None, 1, 2, 3]),
        "body": st.sampled_from([TEXT, OTHER, TEXT.replace("12", "15")]),
        "provider": st.sampled_from(["meridian", "northstar"]),
        "pubstatus": st.sampled_from([Pubstatus.USABLE] * 4 + [Pubstatus.CANCELED, Pubstatus.WITHHELD]),
        "evolved_from": st.sampled_from([None, None, None, "a", "b", "c"]),
        "embargoed_until": st.sampled_from([None, None, START + timedelta(minutes=8)]),
    }
)


def restored(screenings: Sequence[Screening]) -> Desk:
    """Make a desk from what another put out, topic by topic, as a stage does."""
    desk = Desk()
    for one in screenings:
        desk.restore_record(one.record)
    stories = {}
    for one in screenings:
        stories.update(dict.fromkeys(one.forgotten))
        stories.update({story.lineage_id: story for story in one.stories})
    for lineage, story in stories.items():
        desk.restore_story(story, lineage)
    for one in screenings:
        for story_key, held in one.held:
            desk.restore_held(story_key, held)
    return desk


@settings(max_examples=150, deadline=None)
@given(st.lists(step, min_size=1, max_size=14), st.integers(0, 13))
def test_a_restart_anywhere_and_dropped_drafts_change_no_decision(steps: list[dict[str, object]], cut: int) -> None:
    steady, broken = Wire(), Wire()
    for number, one in enumerate(steps):
        if number == cut:
            broken.desk = restored(broken.log)
        dropped = Wire(broken.desk.draft())
        dropped.arrives(**one)  # type: ignore[arg-type]
        expected = steady.arrives(**one)  # type: ignore[arg-type]
        draft = broken.desk.draft()
        arrived = broken.item(**one)  # type: ignore[arg-type]
        actual = draft.screen(arrived, START + timedelta(minutes=broken.offset))
        broken.desk.accept(draft)
        broken.offset += 1
        broken.log.append(actual)
        assert actual == expected
        assert broken.desk.next_due() == steady.desk.next_due()


@settings(max_examples=150, deadline=None)
@given(st.lists(step, min_size=1, max_size=14))
def test_the_ledger_balances_whatever_arrives(steps: list[dict[str, object]]) -> None:
    wire = Wire()
    live: set[str] = set()
    open_: set[str] = set()
    for one in steps:
        screening = wire.arrives(**one)  # type: ignore[arg-type]
        for closing in screening.closings:
            assert str(closing.position) in open_
            open_.discard(str(closing.position))
        if screening.record.outcome == Outcome.HELD:
            open_.add(str(screening.record.position))
        for message in screening.screened:
            if message.kind is ScreenedKind.ITEM:
                live.add(message.lineage_id)
            elif message.kind in {ScreenedKind.WITHDRAW, ScreenedKind.WITHHOLD}:
                assert message.lineage_id in live, "nothing was published that could be taken back"
                live.discard(message.lineage_id)
        items = [message for message in screening.screened if message.kind is ScreenedKind.ITEM]
        assert len(items) == (screening.record.outcome == Outcome.PASSED)


def test_an_unreadable_item_is_logged_dead() -> None:
    position = Wire().item("a").raw.position()
    dead = Desk().dead(position, START, "bad_json")
    assert (dead.record.outcome, dead.screened) == (Outcome.DEAD, ())


def test_nothing_is_held_under_an_unknown_story() -> None:
    with pytest.raises(KeyError):
        Desk().release("meridian/zzz", START)

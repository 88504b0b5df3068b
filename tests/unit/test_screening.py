"""The desk: one outcome for every item, the editorial life cycle, reprints; and a restart changes nothing."""

from datetime import timedelta

import pytest

from schemas import (
    Kind,
    Label,
    Outcome,
    Pubstatus,
    Signal,
    Verdict,
)
from streams.screening import Desk
from tests.unit.desk import OTHER, START, TEXT, Wire, kinds, outcomes


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


def test_two_takes_of_one_story_whose_embargoes_end_together_come_out_as_one() -> None:
    wire = Wire()
    until = START + timedelta(minutes=2)
    wire.arrives("a", 1, evolved_from="d", embargoed_until=until)
    wire.arrives("d", 1, OTHER, evolved_from="a", embargoed_until=until)
    assert wire.desk.due(until) == ["meridian/a"]
    (released,) = wire.releases()
    assert kinds(released) == [("item", "meridian/a")]
    assert [closing.position.offset for closing in released.closings] == [1]
    assert wire.desk.due(until) == []


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


def test_a_rewrite_taken_for_a_reprint_of_its_original_is_none_once_the_link_is_known() -> None:
    wire = Wire()
    wire.arrives("a")
    assert wire.arrives("b", evolved_from="between").record.label == Label.EXACT
    link = wire.arrives("between", evolved_from="a")
    assert kinds(link) == [("withdraw", "meridian/a"), ("mark", "meridian/b")]
    told = link.screened[1]
    assert told.cause.origin_killed is False
    assert told.verdict is not None
    assert (told.verdict.label, told.verdict.duplicate_of) == (Label.UPDATE, None)
    copy = wire.arrives("c", provider="northstar")
    assert (copy.verdict and copy.verdict.duplicate_of, copy.record.reason) == (
        "meridian/b",
        "the same words as meridian/b",
    )
    assert wire.desk.draft().screen(wire.item("b", 2, OTHER), START).verdict == Verdict(
        label=Label.UPDATE,
        cluster_id="meridian/a",
        supersedes="meridian/b@1",
        reason="a later version of its own story, after meridian/b@1",
    )


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


def test_a_kill_of_an_embargoed_version_ends_the_embargo_even_when_the_story_was_killed_before() -> None:
    wire = Wire()
    wire.arrives("a", 1)
    wire.arrives("a", 1, "", pubstatus=Pubstatus.CANCELED)
    wire.arrives("a", 5, embargoed_until=START + timedelta(hours=5))
    killed = wire.arrives("a", 5, "", pubstatus=Pubstatus.CANCELED)
    assert killed.record.outcome == Outcome.WITHDRAWN
    assert [closing.outcome for closing in killed.closings] == [Outcome.WITHDRAWN]
    assert wire.desk.next_due() is None


def test_an_embargo_lifted_or_moved_by_the_desk_is_not_a_repeat() -> None:
    wire = Wire()
    until = START + timedelta(hours=5)
    wire.arrives("a", 1, embargoed_until=until)
    assert wire.arrives("a", 1, embargoed_until=until).record.outcome == Outcome.REPEAT
    assert wire.arrives("a", 1, embargoed_until=until + timedelta(hours=1)).record.outcome == Outcome.HELD
    assert wire.desk.next_due() == until + timedelta(hours=1)
    lifted = wire.arrives("a", 1)
    assert (lifted.record.outcome, wire.desk.next_due()) == (Outcome.PASSED, None)


def test_an_embargoed_rewrite_joins_its_story_only_when_it_is_released() -> None:
    wire = Wire()
    wire.arrives("a")
    held = wire.arrives("b", 1, OTHER, evolved_from="a", embargoed_until=START + timedelta(minutes=3))
    assert (held.record.outcome, kinds(held)) == (Outcome.HELD, [])
    assert wire.arrives("a", 2, TEXT + " More.").record.outcome == Outcome.PASSED
    (released,) = wire.releases()
    assert kinds(released) == [("item", "meridian/a")]
    assert released.forgotten == ("meridian/b",)
    assert wire.arrives("a", 3, TEXT + " Late.").record.outcome == Outcome.STALE


def test_a_held_item_never_comes_out_after_the_rewrite_that_took_its_place() -> None:
    wire = Wire()
    wire.arrives("a", 1, embargoed_until=START + timedelta(hours=1))
    rewrite = wire.arrives("b", 1, OTHER, evolved_from="a")
    assert [closing.outcome for closing in rewrite.closings] == [Outcome.WITHDRAWN]
    assert wire.desk.next_due() is None


def test_a_withheld_reprint_whose_original_is_killed_comes_back_marked() -> None:
    wire = Wire()
    wire.arrives("a")
    wire.arrives("b", provider="northstar")
    wire.arrives("b", provider="northstar", pubstatus=Pubstatus.WITHHELD)
    assert kinds(wire.arrives("a", 1, "", pubstatus=Pubstatus.CANCELED)) == [("withdraw", "meridian/a")]
    lifted = wire.arrives("b", provider="northstar")
    assert lifted.verdict is not None
    assert (lifted.verdict.origin_killed, lifted.verdict.duplicate_of) == (True, None)
    assert lifted.verdict.cluster_id == "meridian/a"


def test_a_story_first_published_after_a_hold_or_kill_is_new_and_still_compared() -> None:
    wire = Wire()
    wire.arrives("a")
    wire.arrives("b", 1, "", provider="northstar", pubstatus=Pubstatus.CANCELED)
    opened = wire.arrives("b", 2, provider="northstar")
    assert opened.verdict is not None
    assert (opened.verdict.label, opened.verdict.duplicate_of) == (Label.EXACT, "meridian/a")
    wire.arrives("c", 1, OTHER, provider="harbour", pubstatus=Pubstatus.WITHHELD)
    assert wire.arrives("c", 1, OTHER, provider="harbour").record.label == Label.NEW


def test_a_hold_without_a_version_does_not_forget_the_version_known() -> None:
    wire = Wire()
    wire.arrives("a", 3)
    wire.arrives("a", None, "", pubstatus=Pubstatus.WITHHELD)
    assert outcomes([wire.arrives("a", 2), wire.arrives("a", 3)]) == ["stale", "passed"]


def test_a_kill_without_version_before_its_story_holds_until_a_version_written_after_it() -> None:
    wire = Wire()
    written = START - timedelta(hours=1)
    wire.arrives("a", None, "", pubstatus=Pubstatus.CANCELED, version_created_at=written)
    early = wire.arrives("a", 1, version_created_at=written - timedelta(minutes=5))
    later = wire.arrives("a", 2, version_created_at=written + timedelta(minutes=5))
    assert outcomes([early, later]) == ["stale", "passed"]


def test_an_advisory_says_nothing_of_a_version_written_after_it() -> None:
    wire = Wire()
    wire.arrives("a", 2, version_created_at=START)
    for written in (START - timedelta(hours=1), START + timedelta(hours=1), START + timedelta(hours=1)):
        wire.arrives("note", 1, "", version_created_at=written, signal=Signal.KILL, concerns=("a",))
    assert outcomes(wire.log[1:]) == ["stale", "withdrawn", "repeat"]


def test_an_advisory_may_hold_a_story_until_it_is_usable_again() -> None:
    wire = Wire()
    wire.arrives("a")
    held = wire.arrives("note", 1, "", signal=Signal.HOLD, concerns=("a",))
    assert kinds(held) == [("withhold", "meridian/a")]
    assert kinds(wire.arrives("a")) == [("item", "meridian/a")]


def test_nobody_kills_or_rewrites_another_providers_story() -> None:
    wire = Wire()
    wire.arrives("a")
    assert kinds(wire.arrives("n", 1, "", provider="x", signal=Signal.KILL, concerns=("meridian/a",))) == []
    taken = wire.arrives("b", 1, OTHER, provider="y", evolved_from="meridian/a")
    assert taken.record.lineage_id == "y/b"


def test_a_resent_version_that_first_names_its_older_story_is_passed_under_the_older_name() -> None:
    wire = Wire()
    wire.arrives("a", 7)
    wire.arrives("b", 1, OTHER)
    linked = wire.arrives("b", 1, OTHER, evolved_from="a")
    assert kinds(linked) == [("withdraw", "meridian/b"), ("item", "meridian/a")]
    assert wire.arrives("b", 2, OTHER + " More.").record.outcome == Outcome.PASSED


def test_a_reprint_is_preferred_to_a_closer_text_with_another_number() -> None:
    wire = Wire()
    text = f"{TEXT} {OTHER}"
    wire.arrives("a", body=text.replace("12 fishing", "15 fishing"))
    wire.arrives("b", 1, text.replace("storm", "gale").replace("mines", "pits"), provider="northstar")
    third = wire.arrives("c", 1, text, provider="harbour")
    assert third.verdict is not None
    assert (third.verdict.label, third.verdict.duplicate_of) == (Label.NEAR, "northstar/b")


def test_a_providers_own_marked_update_under_a_new_name_is_a_revision() -> None:
    wire = Wire()
    wire.arrives("a", headline="Storm takes boats")
    update = wire.arrives("b", 1, f"{TEXT} Rain is to last.", headline="UPDATE 1-Storm takes boats")
    assert update.record.label == Label.REVISION
    copied = wire.arrives("c", 1, f"{TEXT} Rain is to last.", headline="UPDATE 1-Storm takes boats", provider="x")
    assert copied.record.label == Label.EXACT


def test_nothing_that_is_logged_or_told_for_a_kill_or_hold_carries_text() -> None:
    wire = Wire()
    wire.arrives("a", headline="Orlen in distress")
    wire.arrives("b", provider="northstar")
    secret = wire.arrives("c", 1, OTHER, embargoed_until=START + timedelta(hours=4))
    killed = wire.arrives("a", 2, TEXT, pubstatus=Pubstatus.CANCELED)
    for one in (secret, killed):
        out = [one.record, *one.closings, *one.stories, *one.screened]
        said = "".join(model.model_dump_json() for model in out)
        assert "Orlen" not in said
        assert "salt mines" not in said


def test_an_unreadable_item_is_logged_dead() -> None:
    position = Wire().item("a").raw.position()
    dead = Desk().dead(position, START, "bad_json")
    assert (dead.record.outcome, dead.screened) == (Outcome.DEAD, ())


def test_nothing_is_held_under_an_unknown_story() -> None:
    with pytest.raises(KeyError):
        Desk().release("meridian/zzz", START)

"""Chains of stories: who is head, who keeps the name, who inherits a killed story's reprints."""

from datetime import timedelta

from schemas import Label, Verdict
from schemas.story import StoryRecord, StoryStatus
from streams.stories.chain import heirs, joined, united
from tests.unit.stories.items import START, article, record, version


def join(known: StoryRecord | None, guid: str, parent: str | None = None, *, parent_known: bool = False) -> StoryRecord:
    return joined(known, article(guid), START, parent, parent_known=parent_known)


def test_the_first_of_a_chain_gives_it_its_name() -> None:
    first = join(None, "a")
    assert (first.lineage_id, first.cluster_id, first.members) == ("meridian/a", "meridian/a", ("meridian/a",))


def test_a_rewrite_becomes_head_and_its_versions_count_anew() -> None:
    after = join(record("a", seen=version(7)), "b", "meridian/a", parent_known=True)
    assert (after.members, after.seen, after.awaits) == (("meridian/a", "meridian/b"), None, ())


def test_an_awaited_story_goes_behind_the_others_and_may_name_one_more() -> None:
    known = record("b", seen=version(2), awaits=("meridian/a",))
    after = join(known, "a", "meridian/z")
    assert after.members == ("meridian/a", "meridian/b")
    assert after.awaits == ("meridian/z",)
    assert after.seen == version(2)


def test_a_link_learnt_by_a_later_version_is_kept() -> None:
    assert join(record("a"), "a", "meridian/z").awaits == ("meridian/z",)
    assert join(record("a", "b"), "b", "meridian/a").awaits == ()


def test_the_older_keeps_its_name_and_the_head_s_versions_count() -> None:
    parent = record("a", seen=version(9), reprints=("x/1", "meridian/b"))
    head = record("b", seen=version(1), first_at=START + timedelta(minutes=1), reprints=("x/2", "x/1"))
    whole, gone = united(head, parent, keep_head=False)
    assert (whole.lineage_id, gone.lineage_id) == ("meridian/a", "meridian/b")
    assert (whole.members, whole.seen) == (("meridian/a", "meridian/b"), version(1))
    assert whole.reprints == ("x/1", "x/2")
    assert united(head, parent, keep_head=True)[0].lineage_id == "meridian/b"
    late_parent = parent.model_copy(update={"first_at": START + timedelta(minutes=2)})
    assert united(head, late_parent, keep_head=False)[0].lineage_id == "meridian/b"


def test_a_story_is_no_reprint_of_one_that_it_continues() -> None:
    verdict = Verdict(label=Label.EXACT, duplicate_of="meridian/a", cluster_id="meridian/a", jaccard=1, reason="x")
    parent = record("a", article_id="meridian/a@3", first_at=START - timedelta(minutes=1))
    head = record("b", duplicate_of="meridian/a", verdict=verdict, origin_killed=True)
    whole, _ = united(head, parent, keep_head=True)
    assert (whole.lineage_id, whole.duplicate_of) == ("meridian/b", None)
    assert whole.verdict is not None
    assert (whole.verdict.label, whole.verdict.duplicate_of) == (Label.UPDATE, None)
    assert (whole.verdict.supersedes, whole.verdict.origin_killed) == ("meridian/a@3", True)
    other = head.model_copy(update={"duplicate_of": "x/1"})
    assert united(other, parent, keep_head=True)[0].duplicate_of == "x/1"


def test_the_oldest_living_reprint_of_another_provider_inherits() -> None:
    verdict = Verdict(label=Label.NEAR, duplicate_of="meridian/a", cluster_id="meridian/a", jaccard=0.9, reason="x")
    own = record("own", first_at=START)
    held = record("held", provider="held", status=StoryStatus.WITHHELD, first_at=START)
    late = record("late", provider="late", first_at=START + timedelta(minutes=2), verdict=verdict)
    early = record("early", provider="early", first_at=START + timedelta(minutes=1), verdict=verdict)
    after = {heir.lineage_id: heir for heir in heirs(record("a"), [own, held, late, early])}
    assert all(heir.origin_killed for heir in after.values())
    root = after["meridian/early"]
    assert (root.duplicate_of, set(root.reprints)) == (None, {"meridian/own", "meridian/held", "meridian/late"})
    assert {after[f"meridian/{name}"].duplicate_of for name in ("own", "held", "late")} == {"meridian/early"}
    told = after["meridian/late"].verdict
    assert told is not None
    assert (told.label, told.jaccard, told.origin_killed, told.duplicate_of) == (
        Label.NEAR,
        0.9,
        True,
        "meridian/early",
    )


def test_without_a_living_reprint_nobody_inherits() -> None:
    held = record("held", status=StoryStatus.WITHHELD, duplicate_of="meridian/a")
    assert [(heir.duplicate_of, heir.origin_killed) for heir in heirs(record("a"), [held])] == [(None, True)]

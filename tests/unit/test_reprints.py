"""Verdicts on reprints: whose words they are, what is compared, who takes a killed root's place; and why."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import (
    Label,
    Outcome,
    Pubstatus,
    ScreenedKind,
    ScreeningRecord,
    Verdict,
)
from streams.screening import Desk, Screening
from tests.unit.desk import START
from tests.unit.desk import Wire as OneAMinute
from tests.unit.duplicates.texts import changed, text

FOOT = "\n\n".join(
    f"The Harbour Daily {verb} since its founding, and is owned by readers who {habit} for want of a better paper."
    for verb, habit in (
        ("has been printed in Orlen", "pay"),
        ("has stood by its sailors", "write"),
        ("warns of high seas", "stay"),
        ("carries letters from the islands", "wait"),
    )
)


class Wire(OneAMinute):
    """A desk and its arrivals, each by its text."""

    def tells(
        self, guid: str, body: str, version: int | None = 1, provider: str = "meridian", **fields: object
    ) -> Screening:
        return self.arrives(guid, version, body, provider=provider, **fields)

    def verdict(
        self, guid: str, body: str, version: int | None = 1, provider: str = "meridian", **fields: object
    ) -> Verdict:
        found = self.tells(guid, body, version, provider, **fields).verdict
        assert found is not None
        return found

    def kills(self, guid: str, provider: str = "meridian") -> Screening:
        return self.tells(guid, "", 9, provider, pubstatus=Pubstatus.CANCELED)


def story(seed: int, length: int = 100) -> str:
    return " ".join(text(seed, length))


def own(number: int) -> str:
    """Give a lead of its own, of some 22 words."""
    return story(1000 + number, 22).capitalize()


# What is compared.


def test_pages_that_share_little_but_their_foot_are_no_copies_once_it_is_learnt() -> None:
    wire = Wire()
    labels = [wire.verdict(f"p{n}", f"{own(n)}\n\n{FOOT}", provider="harbour-daily").label for n in range(8)]
    assert set(labels[3:]) == {Label.NEW}
    # And without it they would be taken for one another's.
    alone = Wire()
    alone.tells("p6", f"{own(6)}\n\n{FOOT}", provider="harbour-daily")
    assert alone.verdict("p7", f"{own(7)}\n\n{FOOT}", provider="harbour-daily").label != Label.NEW


def test_a_reprint_is_found_whatever_foot_its_provider_has() -> None:
    wire = Wire()
    for number in range(3):
        wire.tells(f"p{number}", f"{own(number)}\n\n{FOOT}", provider="harbour-daily")
    wire.tells("a", story(1, 60))
    reprint = wire.verdict("p9", f"{story(1, 60)}\n\n{FOOT}", provider="harbour-daily")
    assert (reprint.label, reprint.duplicate_of, reprint.jaccard) == (Label.NEAR, "meridian/a", 1.0)


def test_three_reprints_of_one_text_by_one_provider_are_still_reprints() -> None:
    wire = Wire()
    paragraphs = "\n\n".join(story(seed, 30) for seed in range(4))
    copies = [wire.verdict(f"a{n}", f"{own(0)}\n\n{paragraphs}", provider="harbour-daily") for n in range(5)]
    assert [copy.label for copy in copies] == [Label.NEW, *[Label.EXACT] * 4]
    near = wire.verdict("b", f"{own(0)} again\n\n{paragraphs}", provider="northstar")
    assert (near.label, near.duplicate_of) == (Label.NEAR, "harbour-daily/a0")


def test_a_text_emptied_of_boilerplate_has_no_signature_and_equals_no_other_such() -> None:
    wire = Wire()
    pictures = "Our pictures of the day from the sea, number"
    shots = [
        wire.tells(f"p{number}", f"{pictures} {number}.\n\n{FOOT}", provider="harbour-daily").record
        for number in range(6)
    ]
    assert [len(shot.sketch.signature) if shot.sketch else None for shot in shots[2:]] == [0] * 4
    assert {shot.label for shot in shots[2:]} == {Label.NEW}


def test_a_number_in_a_learnt_line_still_tells_copies_apart() -> None:
    wire = Wire()
    rates = ("The bank lends at 5 percent.", "The bank lends at 6 percent.")
    for number in range(8):
        wire.tells(f"p{number}", f"{own(number)}\n\n{rates[number % 2]}", provider="harbour-daily")
    wire.tells("a", f"{story(5)}\n\n{rates[0]}")
    other = wire.verdict("b", f"{story(5)}\n\n{rates[1]}", provider="northstar")
    assert (other.label, other.duplicate_of, other.numbers_equal) == (Label.REVISION, None, False)


def test_the_same_item_again_is_a_repeat_though_its_foot_has_been_learnt_since() -> None:
    wire = Wire()
    for number in range(5):
        wire.tells(f"p{number}", f"{own(number)}\n\n{FOOT}", provider="harbour-daily")
    again = wire.tells("p0", f"{own(0)}\n\n{FOOT}", provider="harbour-daily")
    assert again.record.outcome == Outcome.REPEAT


def test_a_desk_restored_from_its_log_knows_the_same_boilerplate() -> None:
    wire = Wire()
    for number in range(3):
        wire.tells(f"p{number}", f"{own(number)}\n\n{FOOT}", provider="harbour-daily")
    restored = Desk()
    for screening in wire.log:
        for record in screening.stories:
            restored.restore_story(record, record.lineage_id)
        restored.restore_record(ScreeningRecord.model_validate_json(screening.record.model_dump_json()))
    after = Wire(restored)
    after.offset = wire.offset
    for one in (wire, after):
        one.tells("p7", f"{own(7)}\n\n{FOOT}", provider="harbour-daily")
        one.tells("p8", f"{own(7)}\n\nWritten in Orlen.\n\n{FOOT}", provider="northstar")
    assert [one.record for one in after.log] == [one.record for one in wire.log[3:]]


# Roots.


def test_the_heir_of_a_killed_root_is_the_oldest_of_another_origin() -> None:
    wire = Wire()
    wire.tells("a", story(1), provider="ap.org")
    wire.tells("b", story(1), provider="harbour-daily", origin="AP")
    wire.tells("c", story(1), provider="northstar")
    wire.tells("d", story(1), provider="beacon")
    killed = wire.kills("a", "ap.org")
    heirs = {
        message.lineage_id: message.verdict.duplicate_of
        for message in killed.screened
        if message.kind == ScreenedKind.MARK and message.verdict
    }
    assert heirs == {
        "northstar/c": None,
        "beacon/d": "northstar/c",
        "harbour-daily/b": "northstar/c",
    }
    assert all(message.verdict.origin_killed for message in killed.screened if message.verdict)
    assert {message.cluster_id for message in killed.screened} == {"ap.org/a"}


def test_whoever_comes_after_a_kill_joins_the_heir_and_the_old_cluster() -> None:
    wire = Wire()
    wire.tells("a", story(1))
    wire.tells("b", story(1), provider="northstar")
    wire.kills("a")
    late = wire.verdict("c", story(1), provider="beacon")
    assert (late.label, late.duplicate_of, late.cluster_id) == (Label.EXACT, "northstar/b", "meridian/a")


def test_where_all_have_their_words_from_the_killed_agency_the_oldest_of_them_is_the_root() -> None:
    wire = Wire()
    wire.tells("a", story(1), provider="ap")
    wire.tells("b", story(1), provider="northstar", origin="AP")
    wire.tells("c", story(1), provider="beacon", origin="AP")
    killed = wire.kills("a", "ap")
    assert [one.verdict.duplicate_of for one in killed.screened if one.verdict] == [None, "northstar/b"]


def test_a_cluster_is_fixed_at_a_storys_first_version_whatever_later_ones_are_like() -> None:
    wire = Wire()
    wire.tells("a", story(1))
    wire.tells("x", story(2), provider="beacon")
    first = wire.verdict("b", story(1), provider="northstar")
    second = wire.verdict("b", story(2), version=2, provider="northstar")
    assert (first.cluster_id, second.cluster_id) == ("meridian/a", "meridian/a")
    assert (second.label, second.supersedes) == (Label.UPDATE, "northstar/b@1")
    alone = wire.verdict("c", story(3), provider="northstar")
    assert wire.verdict("c", story(1), version=2, provider="northstar").cluster_id == alone.cluster_id


def test_a_text_is_never_compared_with_its_own_lineage() -> None:
    wire = Wire()
    wire.tells("a", story(1))
    wire.kills("a")
    opened = wire.verdict("a", story(1), version=10)
    assert (opened.duplicate_of, opened.cluster_id) == (None, "meridian/a")
    rewrite = wire.verdict("b", story(1), evolved_from="a")
    assert (rewrite.label, rewrite.duplicate_of) == (Label.UPDATE, None)


@pytest.mark.parametrize("fate", ["held", "withheld", "withdrawn"])
def test_what_does_not_stand_is_no_root(fate: str) -> None:
    wire = Wire()
    if fate == "held":
        wire.tells("a", story(1), embargoed_until=START + timedelta(hours=9))
    else:
        wire.tells("a", story(1))
        gone = Pubstatus.WITHHELD if fate == "withheld" else Pubstatus.CANCELED
        wire.tells("a", story(1), 2, pubstatus=gone)
    assert wire.verdict("b", story(1), provider="northstar").label == Label.NEW


def test_a_reprint_is_its_providers_own_story_in_the_cluster_of_its_root() -> None:
    wire = Wire()
    wire.tells("a", story(1))
    (message,) = wire.tells("b", story(1), provider="northstar").screened
    assert (message.kind, message.lineage_id, message.cluster_id) == (ScreenedKind.ITEM, "northstar/b", "meridian/a")
    assert message.article is not None
    assert message.article.body == story(1)


# In words.


def test_the_reason_names_the_text_that_is_like_it_and_where_that_has_its_words_from() -> None:
    wire = Wire()
    wire.tells("a", story(1))
    assert wire.log[-1].record.reason == "nothing like it within the window"
    assert wire.verdict("b", " ".join(changed(text(1), 2, 1)), provider="x").reason == (
        "nearly the same words as meridian/a, the same numbers"
    )
    assert wire.verdict("c", " ".join(changed(text(1), 2, 1)), provider="y").reason == (
        "the same words as x/b, which has them from meridian/a"
    )
    number = story(1).replace("harbour", "12 boats", 1)
    assert wire.verdict("d", number, provider="z").reason.endswith("other numbers")


def test_every_verdict_bears_the_measures_it_rests_on() -> None:
    wire = Wire()
    first = wire.verdict("a", story(1))
    assert (first.jaccard, first.containment, first.numbers_equal) == (None, None, None)
    near = wire.verdict("b", " ".join(changed(text(1), 2, 1)), provider="x")
    assert near.jaccard is not None
    assert near.containment is not None
    assert (0.8 <= near.jaccard < 1, near.jaccard <= near.containment <= 1, near.numbers_equal) == (True, True, True)


# Order.


def clusters(copies: Sequence[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    """Give the clusters of copies, each named by its text and its number."""
    wire = Wire()
    found: dict[str, set[tuple[int, int]]] = {}
    roots: dict[str, set[str | None]] = {}
    for of, number in copies:
        body = " ".join(changed(text(of), number % 3, number))
        verdict = wire.verdict(f"{of}-{number}", body, provider=f"p{number}")
        found.setdefault(verdict.cluster_id, set()).add((of, number))
        roots.setdefault(verdict.cluster_id, set()).add(verdict.duplicate_of)
    # Exactly one root in each: the first to come, from which all others are taken.
    assert all(of - {None} <= {cluster} and None in of for cluster, of in roots.items())
    return {frozenset(members) for members in found.values()}


@settings(max_examples=40, deadline=None)
@given(st.permutations(list(itertools.product(range(4), range(4)))))
def test_arrival_order_permuted_gives_the_same_clusters(copies: list[tuple[int, int]]) -> None:
    assert clusters(copies) == {frozenset((of, number) for number in range(4)) for of in range(4)}

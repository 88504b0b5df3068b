"""Whether it has happened: planned, possible, denied, or none of these, by the words around a predicate."""

from datetime import date

import pytest

from schemas import AuxiliaryMode, DateBasis, EventDate, EventType, Granularity
from streams.coding.lexicon import lexicon
from streams.coding.modality import Modality, is_negated, is_planned, is_possible, modality
from streams.coding.predicates import Scene
from streams.coding.reading import Reading
from streams.coding.tree import Token
from tests.unit.coding.stories import Parse

DAY = date(2023, 9, 6)


def word(parse: Parse, text: str, trigger: str) -> Token:
    return next(token for token in parse(text) if token.text == trigger)


def judged(parse: Parse, text: str, trigger: str, kind: str, on: date | None = None) -> Modality:
    token = word(parse, text, trigger)
    when = (
        EventDate(start=on, end=on, granularity=Granularity.DAY, edtf=on.isoformat(), basis=DateBasis.TEXT)
        if on
        else None
    )
    scene = Scene.of(token.doc[:], lexicon())
    return modality(Reading(scene, token, kind, None, None, None, 0.9), when, DAY)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The two presidents will meet in Lima.", "meet"),
        ("Ghana is about to ban plastic bags.", "ban"),
        ("Police are to seize the farm on Friday.", "seize"),
        ("The bishops are going to urge both parties to talk.", "urge"),
        ("The offensive on Sirte will begin at dawn.", "offensive"),
        ("The curfew will come into force at ten.", "curfew"),
        ("Officials said on Monday that Chad would send an envoy.", "send"),
        ("Chad, officials said on Monday, would send an envoy.", "send"),
        ("The air force will continue to bomb the hills.", "bomb"),
    ],
)
def test_what_will_is_to_or_is_about_to_be_is_planned(parse: Parse, text: str, trigger: str) -> None:
    assert is_planned(word(parse, text, trigger))


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The two presidents met in Lima.", "met"),
        ("The offensive on Sirte will cost the army dear.", "offensive"),
        ("They held talks about sending peacekeepers.", "held"),
        ("The army continued to shell the town.", "shell"),
        ("Chad has asked for tents, and the minister asked for flour.", "asked"),
    ],
)
def test_what_has_been_done_is_not_planned(parse: Parse, text: str, trigger: str) -> None:
    assert not is_planned(word(parse, text, trigger))


def test_a_visit_that_is_conceivable_is_possible_and_one_that_is_brief_is_not(parse: Parse) -> None:
    assert is_possible(word(parse, "A visit to Lagos is conceivable.", "visit"))
    assert not is_possible(word(parse, "A visit to Lagos was brief.", "visit"))


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Angola has not banned the party or closed any church.", "closed"),
        ("Japan stopped short of endorsing the plan.", "endorsing"),
        ("Mali failed to pay its teachers.", "pay"),
        ("The army never shelled the town.", "shelled"),
    ],
)
def test_what_somebody_stopped_short_of_is_denied(parse: Parse, text: str, trigger: str) -> None:
    assert is_negated(word(parse, text, trigger))


def test_a_second_clause_is_not_denied_by_the_first(parse: Parse) -> None:
    assert not is_negated(word(parse, "Angola did not answer and closed three churches.", "closed"))


def test_a_hard_act_to_come_or_denied_is_that_act_and_no_promise_or_refusal(parse: Parse) -> None:
    ahead = judged(parse, "Malta will deport ninety men before the summer.", "deport", "AGREE")
    assert (ahead.type, ahead.auxiliary_modes) == (EventType.COERCE, (AuxiliaryMode.FUTURE,))
    planned = judged(parse, "Mali plans to expel the envoy.", "plans", "AGREE")
    assert (planned.type, planned.auxiliary_modes) == (EventType.SANCTION, (AuxiliaryMode.FUTURE,))
    denied = judged(parse, "Chad has not expelled the envoy.", "expelled", "REJECT")
    assert (denied.type, denied.auxiliary_modes) == (EventType.SANCTION, (AuxiliaryMode.NEGATION,))


def test_a_kind_act_to_come_is_a_promise_and_a_denied_one_a_refusal(parse: Parse) -> None:
    ahead = judged(parse, "Malta will send tents to Mali.", "send", "AID")
    assert (ahead.type, ahead.base_type) == (EventType.AGREE, EventType.AID)
    denied = judged(parse, "Malta has not sent tents to Mali.", "sent", "AID")
    assert (denied.type, denied.base_type) == (EventType.REJECT, EventType.AID)


def test_what_is_not_ruled_out_is_possible(parse: Parse) -> None:
    found = judged(parse, "Malta does not rule out sending tents to Mali.", "rule", "REJECT")
    assert (found.type, found.auxiliary_modes) == (EventType.AGREE, (AuxiliaryMode.HYPOTHETICAL,))


def test_a_threat_is_made_now_but_can_be_expected_or_denied(parse: Parse) -> None:
    made = judged(parse, "Mali will burn the villages, the general said.", "burn", "THREATEN")
    assert made.auxiliary_modes == ()
    expected = judged(parse, "Mali is expected to threaten Chad again.", "threaten", "THREATEN")
    assert expected.auxiliary_modes == (AuxiliaryMode.FUTURE,)
    denied = judged(parse, "Mali has not threatened Chad.", "threatened", "THREATEN")
    assert denied.auxiliary_modes == (AuxiliaryMode.NEGATION,)


def test_a_day_ahead_makes_a_present_tense_a_plan_and_no_past_one(parse: Parse) -> None:
    monday = date(2023, 9, 11)
    ahead = judged(parse, "Chad and Mali sign a treaty next Monday.", "sign", "SUPPORT", monday)
    assert (ahead.type, ahead.auxiliary_modes) == (EventType.AGREE, (AuxiliaryMode.FUTURE,))
    done = judged(parse, "Chad and Mali signed a treaty that takes effect next Monday.", "signed", "SUPPORT", monday)
    assert (done.type, done.auxiliary_modes) == (EventType.SUPPORT, ())


def test_what_was_promised_long_ago_is_background_and_not_to_come(parse: Parse) -> None:
    found = judged(parse, "Chad agreed in 2005 to lift the ban.", "agreed", "AGREE", date(2005, 1, 1))
    assert found.auxiliary_modes == (AuxiliaryMode.HISTORICAL,)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("British police guarded the house and detained nobody.", "detained"),
        ("Washington and Seoul have postponed a joint exercise.", "exercise"),
        ("None signed the accord.", "signed"),
    ],
)
def test_what_is_done_to_nobody_or_put_off_is_denied(parse: Parse, text: str, trigger: str) -> None:
    assert is_negated(word(parse, text, trigger))


def test_a_condition_may_open_with_should(parse: Parse) -> None:
    assert is_possible(word(parse, "Should Lima reject the offer, the talks will go on.", "reject"))
    assert not is_possible(word(parse, "Lima rejected what should be free.", "rejected"))


def test_a_headline_announces_by_to_alone(parse: Parse) -> None:
    assert is_planned(word(parse, "Vietnamese president to visit Chile in March", "visit"))
    assert not is_planned(word(parse, "The president used a trip to visit Chile.", "trip"))

import pytest

from scoring.calibration import Judged, calibration, covered, error, own, reliability
from tests.unit.scoring.tales import annotated, gold, told

TEXT = "Peru met Chile and then expelled an envoy of Cuba."


def judged(*rows: tuple[float, bool]) -> list[Judged]:
    return [Judged(confidence, right, right) for confidence, right in rows]


def test_bins_tell_mean_confidence_beside_the_share_right() -> None:
    bins = reliability(judged((1.0, True), (0.92, False), (0.41, True), (0.43, False), (0.45, False)))
    assert [(one.low, one.high, one.n) for one in bins] == [(0.4, 0.5, 3), (0.9, 1.0, 2)]
    assert [one.confidence for one in bins] == pytest.approx([0.43, 0.96])
    assert [one.right for one in bins] == pytest.approx([1 / 3, 0.5])


def test_the_error_weighs_bins_by_their_events() -> None:
    # .9 against 1.0 on one event, .2 against 0 on three.
    assert error(reliability(judged((0.9, True), (0.2, False), (0.2, False), (0.2, False)))) == pytest.approx(0.175)
    assert error(()) is None


def test_as_much_is_covered_as_stays_precise_whatever_lies_on_the_way() -> None:
    rows = [(0.9, True), (0.8, False), (0.7, True), (0.6, True), (0.5, False)]
    assert covered(judged(*rows), 0.75) == 0.8
    assert covered(judged(*rows), 0.95) == 0.2
    assert covered(judged((0.9, False)), 0.95) == 0.0
    assert covered([]) is None


def test_events_of_one_confidence_stand_or_fall_together() -> None:
    assert covered(judged((0.9, True), (0.9, False)), 0.95) == 0.0


def test_coverage_asks_for_the_parties_too() -> None:
    assert covered([Judged(0.9, type_right=True, dyad_right=False)]) == 0.0


def test_every_event_told_is_judged_and_one_that_nobody_annotated_is_wrong() -> None:
    sentence = annotated(TEXT, gold("CONSULT", "met", "Peru", "Chile"), gold("SANCTION", "expelled", "Peru", "Cuba"))
    events = [
        told(TEXT, "CONSULT", "met", "Peru", "Chile"),
        told(TEXT, "SANCTION", "expelled", "Peru", "Chile"),
        told(TEXT, "AID", "envoy"),
    ]
    assert [(one.type_right, one.dyad_right) for one in own([(sentence, events)])] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_what_is_not_there_is_not_measured() -> None:
    theirs, ours, *_ = calibration({"theirs": [], "ours": judged((0.9, True))}).figures
    assert (theirs.told(), ours.told()) == ("not measured here", "1.000")

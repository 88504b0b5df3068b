from scoring.figure import Measured
from scoring.sentences import running, seconds
from tests.unit.scoring.tales import annotated, gold, told

TEXT = "Peru met Chile and then expelled an envoy of Cuba."
MET, EXPELLED = told(TEXT, "CONSULT", "met", "Peru", "Chile"), told(TEXT, "SANCTION", "expelled", "Peru", "Cuba")
TWO = annotated(TEXT, gold("CONSULT", "met"), gold("SANCTION", "expelled"))


def values(measured: Measured) -> list[float | None]:
    return [figure.value for figure in measured.figures]


def test_a_silent_sentence_counts_for_running_news_and_one_that_emits_against_it() -> None:
    quiet = annotated("Rain fell.")
    loud = annotated("The striker shot twice.")
    (figure,) = running(
        [(quiet, []), (loud, [told(loud.text, "ASSAULT", "shot")] * 2), (quiet, []), (quiet, [])]
    ).figures
    assert (figure.value, figure.n) == (0.25, 4)
    assert figure.falling


def test_first_second_and_both_events_are_counted_apart() -> None:
    spare = told(TEXT, "AID", "envoy")
    measured = seconds([(TWO, [MET, EXPELLED]), (TWO, [EXPELLED, spare]), (TWO, []), (TWO, [MET])])
    assert [figure.n for figure in measured.figures] == [4, 4, 4, 4]
    assert values(measured) == [0.5, 0.5, 0.25, 0.25]
    assert len(measured.cases) == 3


def test_one_event_told_twice_is_not_two() -> None:
    again = annotated(TEXT, gold("CONSULT", "met"), gold("CONSULT", "then"))
    assert values(seconds([(again, [MET])]))[:2] == [0.0, 1.0]


def test_a_sentence_with_one_event_has_no_second() -> None:
    measured = seconds([(annotated(TEXT, gold("CONSULT", "met")), [MET])])
    assert values(measured) == [None, None, None, None]

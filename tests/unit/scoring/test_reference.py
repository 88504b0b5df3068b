import subprocess
from pathlib import Path
from typing import Any

import pytest

from schemas import Assertion
from scoring.reference import judged, parsed, prediction, score, scored, silent, spread
from tests.unit.scoring.tales import told

TEXT = "Peru freed rebels after it met Chile."
FREED = told(TEXT, "RETREAT", "freed", "Peru", "rebels", confidence=0.9)
MET = told(TEXT, "CONSULT", "met", "Peru", "Chile", confidence=0.7)
PRINTED = """sentences 3 with >=1 predicted event 0.900
type         P 0.816 R 0.743 F1 0.778  (tp 7 fp 1 fn 3)
dyad_strict  P 0.598 R 0.542 F1 0.569  (tp 5 fp 3 fn 4)
swapped dyads {'text': 4, 'strict': 1}
macro F1 over 2 types 0.730
   AID P 0.784 R 0.453 F1 0.574  (tp 2 fp 8 fn 3)
   YIELD P 0.946 R 0.752 F1 0.838  (tp 1 fp 6 fn 1)
   AGREE P 0.000 R 0.000 F1 0.000  (tp 0 fp 9 fn 0)
"""


def record(quad: int, text: str = TEXT) -> dict[str, Any]:
    return {"id": "1", "text": text, "events": [{"quad": quad}]}


def typed(kind: str, source: str, target: str | None) -> dict[str, Any]:
    event = {"plover": kind, "source": {"text": source}, "target": {"text": target} if target else None}
    return {"id": "1", "text": TEXT, "events": [event]}


def test_the_scorers_lines_become_rows_and_types_without_gold_are_left_out() -> None:
    scores = parsed(PRINTED)
    assert scores.lines == {"type": (0.778, 10), "dyad_strict": (0.569, 9)}
    assert scores.types == {"AID": (0.574, 5), "YIELD": (0.838, 2)}
    macro, worst = spread(scores).figures
    assert (macro.value, macro.n) == (0.730, 7)
    assert (worst.name, worst.value, worst.n) == ("worst type (AID), F1", 0.574, 5)


def test_rows_without_a_score_say_that_they_were_not_measured() -> None:
    rows = (*scored([], None).figures, *silent([]).figures, *spread(None).figures)
    assert {row.told() for row in rows} == {"not measured here"}
    assert scored([], parsed(PRINTED)).figures[1].value is None


def test_events_are_counted_by_coded_sentence() -> None:
    figures = scored([(record(0), [FREED, MET]), (record(0), [FREED]), (record(0), [])], None).figures
    assert (figures[-1].value, figures[-1].n) == (1.5, 2)


def test_statements_and_events_are_told_apart_and_appeals_are_neither() -> None:
    told_of = [
        (record(0), [FREED]),
        (record(0), []),
        (record(0, "Peru urged Chile to yield."), [FREED]),
        (record(3), [FREED]),
        (record(1), []),
        (record(2), [MET]),
    ]
    emits, recall = silent(told_of).figures
    assert (emits.value, emits.n) == (0.5, 2)
    assert recall.value == pytest.approx(2 / 3)
    assert recall.n == 3


@pytest.mark.parametrize(
    ("gold", "event", "right"),
    [
        (typed("YIELD", "Peru", "the rebels"), FREED, (True, True)),
        (typed("YIELD", "Peru", "Chile"), FREED, (True, False)),
        (typed("YIELD", "Peru", None), FREED, (True, True)),
        (typed("AID", "Peru", "the rebels"), FREED, (False, False)),
    ],
)
def test_the_most_confident_event_is_judged(gold: dict[str, Any], event: Assertion, right: tuple[bool, bool]) -> None:
    (one,) = judged([(gold, [MET, event]), (gold, [])])
    assert (one.confidence, one.type_right, one.dyad_right) == (0.9, *right)


def test_a_prediction_is_the_most_confident_event_and_both_parties_of_a_mutual_one() -> None:
    assert prediction("7", [MET, FREED])["events"] == [
        {"plover": "RETREAT", "source_text": "Peru", "target_text": "rebels"}
    ]
    mutual = MET.model_copy(update={"reciprocal": True, "actors": (*MET.actors, *MET.recipients), "recipients": ()})
    assert prediction("7", [mutual])["events"][0]["target_text"] == "Chile"
    assert prediction("7", []) == {"id": "7", "events": []}


def test_a_pronoun_is_scored_by_whom_it_stands_for() -> None:
    (peru,) = MET.actors
    pronoun = peru.model_copy(update={"text": "it", "resolution": "pronoun"})
    assert prediction("7", [MET.model_copy(update={"actors": (pronoun,)})])["events"][0]["source_text"] == "Peru"


def test_the_scorer_is_called_with_gold_and_predictions_and_its_failure_is_ours(tmp_path: Path) -> None:
    scorer = tmp_path / "scorer.py"
    scorer.write_text("import sys\nprint(sys.argv[1], sys.argv[3:], open(sys.argv[2]).read())\n", "utf-8")
    printed = score(scorer, tmp_path / "gold.jsonl", [(record(1), [FREED])])
    assert str(tmp_path / "gold.jsonl") in printed
    assert "['--all', '--types']" in printed
    assert '"plover": "RETREAT"' in printed
    scorer.write_text("raise SystemExit(3)\n", "utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        score(scorer, tmp_path / "gold.jsonl", [])

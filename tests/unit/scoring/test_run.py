import json
from pathlib import Path

import pytest

from scoring import __main__ as run
from scoring import resolution
from streams.coding.coder import load

ROOT = Path(__file__).parents[3]
SENTENCE = (
    '{"text": "French troops shelled rebels in northern Mali on Monday.", "date": "2020-05-04", "kind": "modes", '
    '"events": [{"type": "ASSAULT", "base_type": "ASSAULT", "mode": "heavy-weapons", "aux": [], "actor": '
    '"French troops", "recipient": "rebels", "trigger": "shelled", "attribution": null}]}\n'
)
STORY = (
    '{"headline": "French troops shell rebels", "body": "French troops shelled rebels in Mali on Monday.", '
    '"before": "French troops shelled rebels in Mali on Monday.", "after": "French troops shelled rebels in Mali on '
    'Monday, again.", "date": "2020-05-04", "real_events": 1, "facts": [{"type": "ASSAULT", "trigger_words": '
    '["shelled", "shell"]}]}\n'
)
TOLD = {
    "text": "Malian troops shelled rebels near Kidal on Monday, killing 12",
    "date": "2020-05-04",
    "words": "shelled",
}
WHO = {"text": "Malian troops shelled rebels.", "date": "2020-05-04", "words": "Malian troops", "country": "MLI"}
DETAILS: dict[str, dict[str, object]] = {
    "strangers": {**WHO, "sectors": ["MIL"]},
    "offices": {**WHO, "words": "Malian troops", "sectors": ["MIL"], "name": "Malian troops"},
    "overrides": {**WHO, "sectors": ["MIL"], "name": "Malian troops"},
    "places-not-actors": {"text": "Rain fell in Kidal.", "date": "2020-05-04", "actors": [], "places": ["Kidal"]},
    "dates": {
        **TOLD, "published": "2020-05-05", "dateline": "", "expression": "Monday",
        "start": "2020-05-04", "end": "2020-05-04", "granularity": "day",
    },
    "event-places": {**TOLD, "dateline": "", "place": "Kidal", "country": "MLI", "city": "Kidal", "precision": "city"},
    "quantities": {**TOLD, "quantities": [{"kind": "killed", "min": 12, "max": 12, "unit": "persons", "text": "12"}]},
}  # fmt: skip


@pytest.fixture
def material(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("running", "pairs", "modes"):
        (tmp_path / f"{name}.jsonl").write_text(SENTENCE, "utf-8")
    for name in ("retold", "rewrites"):
        (tmp_path / f"{name}.jsonl").write_text(STORY, "utf-8")
    for name, line in DETAILS.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    monkeypatch.setattr(run, "QUALITY", tmp_path)
    monkeypatch.setattr(resolution, "QUALITY", tmp_path)
    monkeypatch.setattr(resolution, "STORIES", tmp_path / "stories")
    monkeypatch.chdir(ROOT)
    return tmp_path


def test_one_run_of_the_shipped_coder_fills_the_table_and_the_page(
    material: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = '{"id": "1", "text": "Gunmen killed two men in Lima.", "events": [{"plover": "ASSAULT", "quad": 4}]}\n'
    for name in ("typed", "quad"):
        (material / f"{name}_sentences.jsonl").write_text(gold, "utf-8")
    scorer = material / "scorer.py"
    scorer.write_text("print('type  P 1.000 R 1.000 F1 0.999  (tp 1 fp 0 fn 0)')\n", "utf-8")
    page = material / "quality.md"
    given = ["--gold", str(material), "--scorer", str(scorer), "--page", str(page), "--verbose"]
    assert run.main(given) == 0
    written, printed = page.read_text("utf-8"), capsys.readouterr().out
    assert written in printed
    assert load().info.version in written
    for row in (
        "| event type, F1 | **0.999** | 1 |",
        "| event recall: sentences with an event that emit one | **1.000** | 1 |",
        "| running news without an event that emits one | 1.000 | 1 |",
        "| a rewrite that changes no fact: ids changed | **0.000** | 1 |",
        "| mode right, where the type has modes | **1.000** | 1 |",
        "| country of people and bodies in no table | **1.000** | 1 |",
        "| a place taken for an actor | **0.000** | 1 |",
        "| date: interval and granularity both right | **1.000** | 1 |",
        "| event place: country | **1.000** | 1 |",
        "| quantities: kind, number and bounds | **1.000** | 1 |",
    ):
        assert row in written
    assert "== Golden articles" in printed
    assert "== Golden articles" not in written
    assert "typed\ntype  P 1.000" in printed


def test_without_measuring_sentences_their_rows_say_so_and_the_rest_stands(
    material: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main([]) == 0
    printed = capsys.readouterr().out
    assert "| event type, F1 | not measured here |" in printed
    assert "| attribution found and right | not measured here |" in printed
    assert "| running news without an event that emits one | 1.000 | 1 |" in printed
    assert not (material / "quality.md").exists()


def test_a_scorer_without_sentences_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["--scorer", "scorer.py"])
    assert "--scorer needs --gold" in capsys.readouterr().err

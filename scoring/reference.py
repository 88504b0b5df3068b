"""The measuring sentences that are no part of the project: `typed_sentences.jsonl` and `quad_sentences.jsonl`.

Flows in: their records, each with what the coder told, and a scorer's output. Flows out: `Measured`, judged events,
and the F1 of each type. Type, dyad, triple and quad are those of the most confident event of a sentence.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import Actor, Assertion
from scoring.calibration import Judged
from scoring.figure import Figure, Measured, fault, ratio, share
from scoring.material import Gold
from scoring.pairing import parties_right

Told = Sequence[tuple[dict[str, Any], Sequence[Assertion]]]
_APPEALS = ("urge", "call", "ask", "appeal", "plea")
_PRONOUNS = frozenset({"pronoun", "quote"})
_YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
_LINE = re.compile(
    r"^(?P<name> *\w+) +P [\d.]+ R [\d.]+ F1 (?P<f1>[\d.]+) +\(tp (?P<tp>\d+) fp \d+ fn (?P<fn>\d+)\)", re.MULTILINE
)
_MACRO = re.compile(r"^macro F1 over (?P<types>\d+) types (?P<f1>[\d.]+)", re.MULTILINE)
_BOUNDS = {
    "type": ("event type, F1", 0.80, 0.88),
    "dyad_text": ("dyad (actor and recipient both right), F1", 0.82, 0.90),
    "triple_text": ("triple (dyad and type), F1", 0.68, 0.80),
    "dyad_strict": ("dyad by the strict match, F1", 0.66, 0.78),
    "triple_strict": ("triple by the strict match, F1", 0.56, 0.68),
    "quad": ("quad class, F1", 0.88, 0.93),
}


@dataclass(frozen=True, slots=True)
class Scores:
    """What a scorer printed of the typed sentences: F1 and gold cases by line, by type, and over types."""

    lines: Mapping[str, tuple[float, int]]
    types: Mapping[str, tuple[float, int]]
    macro: float | None


def is_statement(record: Mapping[str, Any]) -> bool:
    """Say whether a sentence holds no event: class 0, and no appeal, which is REQUEST here and class 0 there."""
    return all(event["quad"] == 0 for event in record["events"]) and not any(
        word in record["text"].lower() for word in _APPEALS
    )


def scored(typed: Told, scores: Scores | None) -> Measured:
    """Tell what the scorer says of type, dyad, triple and quad; without a scorer the rows say so."""
    coded = [told for _, told in typed if told]
    return Measured(
        "Measuring sentences",
        "Sentences that are no part of the project, by their scorer, on the most confident event of each.",
        (*(_row(key, scores) for key in _BOUNDS), ratio("events a coded sentence", sum(map(len, coded)), len(coded))),
    )


def silent(quad: Told) -> Measured:
    """Count the statements that emit an event, and the sentences with an event that do."""
    statements = [bool(told) for record, told in quad if is_statement(record)]
    events = [bool(told) for record, told in quad if any(event["quad"] for event in record["events"])]
    return Measured(
        "Statements",
        "Measuring sentences of class 0 without an appeal; event recall on those of another class.",
        (
            fault("statements without an event that emit one", statements, 0.06, 0.03),
            share("event recall: sentences with an event that emit one", events, 0.90),
        ),
    )


def spread(scores: Scores | None) -> Measured:
    """Tell how evenly the types are found: the mean of their F1, and the worst one's."""
    types = scores.types if scores else {}
    worst = min(types, key=lambda name: types[name][0], default=None)
    value, n = types[worst] if worst else (None, 0)
    return Measured(
        "Types",
        "The F1 of each type by the same scorer; CONCEDE and RETREAT are one, YIELD, there.",
        (
            Figure(
                "macro F1 over types", scores.macro if scores else None, sum(n for _, n in types.values()), 0.76, 0.86
            ),
            Figure(f"worst type{f' ({worst})' if worst else ''}, F1", value, n, 0.60, 0.75),
        ),
    )


def _row(key: str, scores: Scores | None) -> Figure:
    name, reach, summit = _BOUNDS[key]
    value, n = scores.lines.get(key, (None, 0)) if scores else (None, 0)
    return Figure(name, value, n, reach, summit)


def most_confident(told: Sequence[Assertion]) -> Assertion | None:
    """Give the event that a sentence is scored on; the first of equals."""
    return max(told, key=lambda event: event.confidence, default=None)


def prediction(identity: str, told: Sequence[Assertion]) -> dict[str, Any]:
    """Put a sentence's most confident event in the scorer's form."""
    one = most_confident(told)
    return {"id": identity, "events": [_form(one)] if one else []}


def _form(told: Assertion) -> dict[str, str | None]:
    first, second = (told.actors[:1], told.actors[1:2]) if told.reciprocal else (told.actors[:1], told.recipients[:1])
    return {"plover": told.type.value, "source_text": _words(first), "target_text": _words(second)}


def _words(actors: Sequence[Actor]) -> str | None:
    return next(((actor.name if actor.resolution in _PRONOUNS else actor.text) for actor in actors), None)


def judged(typed: Told) -> list[Judged]:
    """Judge the most confident event of each typed sentence; CONCEDE and RETREAT are one type there."""
    found = []
    for record, told in typed:
        one = most_confident(told)
        if one is None:
            continue
        kind = _YIELD.get(one.type, one.type.value)
        alike = [event for event in record["events"] if event.get("plover") == kind]
        right = any(parties_right(_gold(event), one) for event in alike)
        found.append(Judged(one.confidence, bool(alike), right))
    return found


def _gold(event: Mapping[str, Any]) -> Gold:
    source, target = (event.get(side) or {} for side in ("source", "target"))
    return Gold(event["plover"], event["plover"], "", source.get("text"), target.get("text"))


def score(scorer: Path, gold: Path, told: Told) -> str:
    """Let the scorer judge predictions of one file: SCORER GOLD PREDICTIONS --all --types.

    Returns:
        What it printed.

    Raises:
        subprocess.CalledProcessError: it failed; its own words stand on standard error.
    """
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        lines = (json.dumps(prediction(record["id"], events)) + "\n" for record, events in told)
        predictions.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, str(scorer), str(gold), str(predictions), "--all", "--types"]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - the scorer that the caller names


def parsed(printed: str) -> Scores:
    """Read a scorer's output; types are the indented lines, and only those that the gold sentences hold."""
    lines, types = {}, {}
    for match in _LINE.finditer(printed):
        name, value = match["name"], (float(match["f1"]), int(match["tp"]) + int(match["fn"]))
        if not name.startswith(" "):
            lines[name] = value
        elif value[1]:
            types[name.strip()] = value
    macro = _MACRO.search(printed)
    return Scores(lines, types, float(macro["f1"]) if macro else None)

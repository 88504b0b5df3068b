"""Measures the coder on annotated sentences: `python -m training.score --gold DIR [--scorer FILE]`.

Flows in: `typed_sentences.jsonl` and `quad_sentences.jsonl` of a folder, which measure and never train. Flows
out: what the scorer prints for the most confident event of each sentence, how many statements without an event
emit one, and the time an article of average length would take.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas import Actor, Article, Assertion, Raw
from streams.coding.coder import Coder, load

_APPEALS = ("urge", "call", "ask", "appeal", "plea")
_PRONOUN = "pronoun"


def article(text: str, identity: str) -> Article:
    """Wrap one sentence as an article."""
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    story = f"score/{identity}"
    raw = Raw(topic="score", partition=0, offset=0, content_type="text/plain", sha256="0" * 64)
    return Article(
        article_id=f"{story}@-", story_id=story, lineage_id=story, provider="score", language="en",
        body=text, published_at=moment, received_at=moment, raw=raw,
    )  # fmt: skip


def prediction(record: dict[str, Any], coder: Coder) -> dict[str, Any]:
    """Code one sentence; its most confident event in the scorer's form."""
    told = sorted(coder.code(article(record["text"], record["id"])).assertions, key=lambda event: -event.confidence)
    return {"id": record["id"], "events": [_event(event) for event in told[:1]], "all": len(told)}


def _event(told: Assertion) -> dict[str, str | None]:
    first, second = (told.actors[:1], told.actors[1:2]) if told.reciprocal else (told.actors[:1], told.recipients[:1])
    return {"plover": told.type.value, "source_text": _words(first), "target_text": _words(second)}


def _words(actors: Sequence[Actor]) -> str | None:
    return next(((actor.name if actor.resolution in {_PRONOUN, "quote"} else actor.text) for actor in actors), None)


def read(path: Path) -> list[dict[str, Any]]:
    """Read a file of one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_statement(record: dict[str, Any]) -> bool:
    """Say whether a sentence holds no event: class 0, and no appeal, which is REQUEST here and class 0 there."""
    return all(event["quad"] == 0 for event in record["events"]) and not any(
        word in record["text"].lower() for word in _APPEALS
    )


def share(predictions: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Count the sentences that emit an event, and all."""
    emits = [bool(found["events"]) for found in predictions]
    return sum(emits), len(emits)


def main() -> int:
    """Score the shipped coder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, required=True, help="folder with the measuring sentences")
    options.add_argument("--scorer", type=Path, help="the scorer to call: SCORER GOLD PREDICTIONS --all --types")
    chosen = options.parse_args()
    coder = load()
    typed, quad = (read(chosen.gold / f"{name}_sentences.jsonl") for name in ("typed", "quad"))
    begun = time.perf_counter()
    found = [prediction(record, coder) for record in typed]
    spent = time.perf_counter() - begun
    judged = [(record, prediction(record, coder)) for record in quad]
    print(f"coder {coder.info.name} {coder.info.version}")
    print(f"{spent / len(typed) * 1000:.1f} ms a sentence, coded one by one")
    print(f"events a coded sentence {sum(f['all'] for f in found) / max(1, share(found)[0]):.2f}")
    false, statements = share(guess for record, guess in judged if is_statement(record))
    hit, events = share(guess for record, guess in judged if any(event["quad"] for event in record["events"]))
    print(f"statements that emit an event {false}/{statements} = {false / statements:.3f}")
    print(f"sentences with an event that emit one {hit}/{events} = {hit / events:.3f}")
    if chosen.scorer is None:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for name, guesses in (("typed", found), ("quad", [guess for _, guess in judged])):
            predictions = Path(folder) / f"{name}.jsonl"
            predictions.write_text("".join(json.dumps(guess) + "\n" for guess in guesses), encoding="utf-8")
            gold = str(chosen.gold / f"{name}_sentences.jsonl")
            print(f"\n{name}", flush=True)
            ran = subprocess.run(  # noqa: S603 - the scorer that the caller names
                [sys.executable, str(chosen.scorer), gold, str(predictions), "--all", "--types"], check=False
            )
            if ran.returncode:
                return ran.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())

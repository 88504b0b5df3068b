"""Measures the shipped coder: `make score`, `python -m scoring [--gold DIR [--scorer FILE]] [--page FILE] [--verbose]`.

Flows in: the project's measuring sentences and stories; with `--gold` also `typed_sentences.jsonl` and
`quad_sentences.jsonl` of a folder, which measure and never train. Flows out: the quality table, and the page.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas import Article, Assertion
from scoring import golden, modality, sentences, stories
from scoring.figure import Measured
from scoring.material import QUALITY, Annotated, annotated, article, records, story
from streams.coding.coder import Coder, load

Sentences = list[tuple[Annotated, Sequence[Assertion]]]


def _tell(coder: Coder, one: Article) -> tuple[Assertion, ...]:
    return coder.code(one).assertions


def sentences_of(coder: Coder, name: str) -> Sentences:
    """Code the sentences of one file of the measuring material."""
    read = [annotated(record) for record in records(QUALITY / f"{name}.jsonl")]
    return [(one, _tell(coder, article(one.text, f"{name}-{at}", one.day))) for at, one in enumerate(read)]


def retold_of(coder: Coder) -> list[tuple[stories.Story, Sequence[Assertion]]]:
    """Code the stories that tell their facts several times."""
    found = []
    for at, record in enumerate(records(QUALITY / "retold.jsonl")):
        one = _version(record, "body", at, 1)
        facts = tuple(stories.Fact(fact["type"], tuple(fact["trigger_words"])) for fact in record["facts"])
        found.append((stories.Story(one, facts, record["real_events"]), _tell(coder, one)))
    return found


def rewrites_of(coder: Coder) -> list[tuple[stories.Version, stories.Version]]:
    """Code the two versions of each rewritten story."""
    found = []
    for at, record in enumerate(records(QUALITY / "rewrites.jsonl")):
        first, second = _version(record, "before", at, 1), _version(record, "after", at, 2)
        found.append((stories.Version(first, _tell(coder, first)), stories.Version(second, _tell(coder, second))))
    return found


def _version(record: dict[str, Any], body: str, at: int, version: int) -> Article:
    day = date.fromisoformat(record["date"])
    return story(f"{body if version == 1 and body == 'body' else 'rewrite'}-{at}", version, record["headline"], record[body], day)


def main() -> int:
    """Score the shipped coder."""
    options = argparse.ArgumentParser(prog="python -m scoring", description=__doc__)
    options.add_argument("--verbose", action="store_true", help="also print every case that went wrong")
    chosen = options.parse_args()
    coder = load()
    measured: dict[str, Measured] = {
        "running": sentences.running(sentences_of(coder, "running")),
        "pairs": sentences.seconds(sentences_of(coder, "pairs")),
        "retold": stories.retold(retold_of(coder)),
        "rewrites": stories.rewrites(rewrites_of(coder)),
        "modes": modality.modality(sentences_of(coder, "modes")),
        "golden": golden.golden([(one, _tell(coder, one.article)) for one in golden.read()]),
    }
    for name, one in measured.items():
        print(f"== {name}")
        for figure in one.figures:
            print(f"{figure.name}: {figure.told()} of {figure.n}")
        if chosen.verbose:
            print("\n".join(one.cases))
    return 0


if __name__ == "__main__":
    sys.exit(main())

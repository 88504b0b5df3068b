"""What more text would bring: `python -m scoring.curve --gold DIR --scorer FILE [--folds N] [--page FILE]`.

Flows in: the corpus, and measuring sentences. Flows out: their scores by a coder that learned from an eighth, a
quarter, a half and all of the corpus; and, for comparison only, by coders that also learned from the measuring
sentences of other folds, which no shipped weights do. Takes half an hour.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import spacy

from scoring.__main__ import Desk
from scoring.material import article, records
from scoring.reference import Told, parsed, score, silent
from streams.coding.coder import Coder
from streams.coding.lexicon import lexicon
from streams.coding.parser import Parser
from streams.coding.predicates import Scene
from streams.coding.roles import candidates
from streams.coding.signs import Signs
from streams.coding.weights import unpack, weights
from training.corpus import Example, Gold, head_among, parse, spot
from training.fit import MODEL, examples, fitted

_SHARES = (0.125, 0.25, 0.5, 1.0)
_LINES = ("type", "dyad_text", "triple_text", "dyad_strict", "triple_strict", "quad")
_YIELD = {"YIELD": ("CONCEDE", "RETREAT")}
_MAXIMUM = 2**32


class Bench:
    """Fits coders to some sentences and measures them on others."""

    def __init__(self, gold: Path, scorer: Path) -> None:
        self._parser = Parser.load(MODEL)
        self._scorer = scorer
        self._typed, self._quad = (gold / f"{name}_sentences.jsonl" for name in ("typed", "quad"))
        self.typed = records(self._typed)

    def told(self, learned: Sequence[Example], asked: Iterable[Mapping[str, Any]]) -> Told:
        """Fit a coder and let it tell the events of some sentences."""
        desk = Desk(self.coder(learned))
        return [(dict(record), desk.tell(article(record["text"], record["id"]))) for record in asked]

    def coder(self, learned: Sequence[Example]) -> Coder:
        """Fit a coder."""
        return Coder(self._parser, lexicon(), unpack(fitted(learned)))

    def row(self, name: str, learned: Sequence[Example]) -> str:
        """Fit a coder, measure it on all measuring sentences, and lay out one row."""
        desk = Desk(self.coder(learned))
        emits, recall = silent(desk.reference(self._quad)).figures
        cells = (*self.scores(desk.reference(self._typed)), emits.told(), recall.told())
        return f"| {name} | {len(learned)} | {' | '.join(cells)} |"

    def scores(self, told: Told) -> list[str]:
        """Score what was told of the typed sentences."""
        lines = parsed(score(self._scorer, self._typed, told)).lines
        return [f"{lines[name][0]:.3f}" for name in _LINES]


def rank(text: str) -> float:
    """Give a sentence its place, 0 to 1, in an order that has nothing to do with its file."""
    return int(sha256(text.encode()).hexdigest()[:8], 16) / _MAXIMUM


def as_examples(typed: Sequence[Mapping[str, Any]]) -> list[Example]:
    """Read measuring sentences as if they were the corpus; the predicate is the likeliest for their type."""
    kind_of = weights().models["type"]
    words, found = lexicon(), []
    for record, doc in zip(typed, parse(spacy.load(MODEL), [record["text"] for record in typed]), strict=True):
        scene, (event, *_) = Scene.of(doc[:], words), record["events"]
        shares = {token: kind_of.probabilities(Signs(scene).features(token)) for token in scene.predicates()}
        kinds = [kind for kind in _YIELD.get(event["plover"], (event["plover"],)) if kind in kind_of.classes]
        likely = [
            (float(row[kind_of.classes.index(kind)]), -token.i, kind) for token, row in shares.items() for kind in kinds
        ]
        _, place, kind = max(likely, default=(0.0, 1, event["plover"]))
        trigger = doc[-place] if place <= 0 else None
        nouns = candidates(doc[:])
        actor, recipient = (
            head_among(spot(doc, record["text"], (event.get(side) or {}).get("text")), nouns)
            for side in ("source", "target")
        )
        gold = Gold(kind, None, (), trigger, actor, recipient, has_recipient=True)
        found.append(Example(record["id"], "measuring", scene, (gold,)))
    return found


def table(bench: Bench, folds: int) -> str:
    """Lay out the curve, and the row of cross-validation if folds are asked for."""
    corpus = sorted(examples(), key=lambda example: rank(example.scene.span.text))
    heads = ["learned from", "sentences", *_LINES, "statements that emit", "event recall"]
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    for share in _SHARES:
        lines.append(bench.row(f"{share:.1%} of the corpus", corpus[: round(share * len(corpus))]))
        print(lines[-1], file=sys.stderr, flush=True)
    if folds:
        theirs = as_examples(bench.typed)
        told: list[Any] = []
        for fold in range(folds):
            learned = [*corpus, *(one for at, one in enumerate(theirs) if at % folds != fold)]
            told += bench.told(learned, bench.typed[fold::folds])
        cells = " | ".join(bench.scores(told))
        lines.append(f"| the corpus and measuring sentences, {folds} folds | {len(learned)} | {cells} | – | – |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the learning curve, and write it to a page."""
    options = argparse.ArgumentParser(prog="python -m scoring.curve", description=main.__doc__)
    options.add_argument("--gold", type=Path, required=True, help="folder with the measuring sentences")
    options.add_argument("--scorer", type=Path, required=True, help="the scorer to call")
    options.add_argument("--folds", type=int, default=0, help="also cross-validate on the measuring sentences")
    options.add_argument("--page", type=Path, help="also write the page there")
    given = options.parse_args(arguments)
    found = table(Bench(given.gold, given.scorer), given.folds)
    print(found)
    if given.page:
        given.page.write_text(_PAGE.format(table=found), encoding="utf-8")
    return 0


_PAGE = """# What more text would bring

Made by `make curve ARGS="--gold DIR --scorer FILE --folds 3 --page docs/learning-curve.md"`; nothing here is written
by hand. F1 on the measuring sentences, by coders that learned from parts of the corpus, drawn by a hash. The last row
is no coder of ours: it learned from two thirds of the measuring sentences too, and was measured on the third; it
tells how much their own kind and conventions would bring.

{table}
"""

if __name__ == "__main__":
    sys.exit(main())

"""Measures the shipped coder: `python -m scoring [--gold DIR [--scorer FILE]] [--page FILE] [--verbose]`.

Flows in: the project's measuring sentences and stories; with `--gold` also `typed_sentences.jsonl` and
`quad_sentences.jsonl` of a folder, which measure and never train. Flows out: the quality table, and the page.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from schemas import Article, Assertion
from scoring import agreement, calibration, golden, modality, page, reference, resolution, sentences, stories
from scoring.material import QUALITY, Annotated, annotated, article, records, story
from streams.coding.coder import Coder, load
from training import corpus

AGREEMENT = Path("training/agreement.jsonl")


class Desk:
    """Gives the measuring material to one coder."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder

    def tell(self, one: Article) -> tuple[Assertion, ...]:
        """Code an article."""
        return self._coder.code(one).assertions

    def articles(self, folder: Path) -> list[tuple[golden.Golden, Sequence[Assertion]]]:
        """Code the golden articles of one folder."""
        return [(one, self.tell(one.article)) for one in golden.read(folder)]

    def sentences(self, name: str) -> list[tuple[Annotated, Sequence[Assertion]]]:
        """Code the annotated sentences of one file of the project."""
        read = [annotated(record) for record in records(QUALITY / f"{name}.jsonl")]
        return [(one, self.tell(article(one.text, f"{name}-{at}", one.day))) for at, one in enumerate(read)]

    def reference(self, file: Path) -> list[tuple[dict[str, Any], Sequence[Assertion]]]:
        """Code the measuring sentences of one file."""
        return [(record, self.tell(article(record["text"], record["id"]))) for record in records(file)]

    def retold(self) -> list[tuple[stories.Story, Sequence[Assertion]]]:
        """Code the stories that tell their facts several times."""
        found: list[tuple[stories.Story, Sequence[Assertion]]] = []
        for at, record in enumerate(records(QUALITY / "retold.jsonl")):
            one = _version(f"retold-{at}", 1, record, "body")
            facts = tuple(stories.Fact(fact["type"], tuple(fact["trigger_words"])) for fact in record["facts"])
            found.append((stories.Story(one, facts, record["real_events"]), self.tell(one)))
        return found

    def rewrites(self) -> list[tuple[stories.Version, stories.Version]]:
        """Code the two versions of each rewritten story."""
        found = []
        for at, record in enumerate(records(QUALITY / "rewrites.jsonl")):
            name = f"rewrite-{at}"
            first, second = (_version(name, at, record, body) for at, body in ((1, "before"), (2, "after")))
            found.append((self._read(first), self._read(second)))
        return found

    def struck(self) -> list[tuple[stories.Version, stories.Version, str]]:
        """Code the first version of each rewritten story, and what is left of it without each sentence of an event."""
        found = []
        for at, record in enumerate(records(QUALITY / "rewrites.jsonl")):
            name = f"struck-{at}"
            first = self._read(_version(name, 1, record, "before"))
            for sentence in dict.fromkeys(event.sentence.text for event in first.told if event.sentence):
                if sentence in record["before"]:
                    left = {**record, "before": record["before"].replace(sentence, "").strip() or "-"}
                    found.append((first, self._read(_version(name, 2, left, "before")), sentence))
        return found

    def _read(self, one: Article) -> stories.Version:
        coded = self._coder.code(one)
        return stories.Version(one, coded.assertions, coded.faint)


def _version(name: str, version: int, record: dict[str, Any], body: str) -> Article:
    return story(name, version, record["headline"], record[body], date.fromisoformat(record["date"]))


def measure(coder: Coder, gold: Path | None, scorer: Path | None) -> tuple[page.Quality, str]:
    """Measure everything in one run.

    Args:
        coder: the coder to measure.
        gold: folder with the measuring sentences; None leaves their rows out.
        scorer: what scores them.

    Returns:
        The figures, and what the scorer printed.
    """
    desk = Desk(coder)
    typed = desk.reference(gold / "typed_sentences.jsonl") if gold else []
    quad = desk.reference(gold / "quad_sentences.jsonl") if gold else []
    printed = {
        name: reference.score(scorer, gold / f"{name}_sentences.jsonl", told)
        for name, told in (("typed", typed), ("quad", quad))
        if gold and scorer
    }
    scores = reference.parsed(printed["typed"]) if printed else None
    running, pairs, modes = (desk.sentences(name) for name in ("running", "pairs", "modes"))
    hard, plain = desk.articles(golden.GOLDEN), desk.articles(golden.ORDINARY)
    judged = {
        "measuring sentences": reference.judged(typed),
        "own sentences": calibration.own([*running, *pairs, *modes]),
        "own articles": golden.judged([*hard, *plain]),
    }
    again = records(AGREEMENT) if AGREEMENT.exists() else []
    quality = page.Quality(
        coder=f"{coder.info.name} {coder.info.version}",
        measures=(
            reference.scored(typed, scores),
            reference.silent(quad),
            sentences.running(running),
            reference.spread(scores),
            sentences.seconds(pairs),
            stories.retold(desk.retold()),
            stories.rewrites(desk.rewrites()),
            stories.struck(desk.struck()),
            modality.modality(modes),
            golden.golden(hard),
            golden.ordinary(plain),
            calibration.calibration(judged),
            *resolution.measured(coder, gold),
        ),
        agreement=agreement.agreement(again, corpus.records()),
        reliability={name: calibration.reliability(told) for name, told in judged.items()},
        types=scores.types if scores else {},
    )
    return quality, "\n".join(f"{name}\n{lines}" for name, lines in printed.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the shipped coder, and print what was found."""
    options = argparse.ArgumentParser(prog="python -m scoring", description=main.__doc__)
    options.add_argument("--gold", type=Path, help="folder with the measuring sentences")
    options.add_argument("--scorer", type=Path, help="the scorer to call: SCORER GOLD PREDICTIONS --all --types")
    options.add_argument("--page", type=Path, help="also write the page there")
    options.add_argument("--verbose", action="store_true", help="also print every case that went wrong")
    given = options.parse_args(arguments)
    if given.scorer and not given.gold:
        options.error("--scorer needs --gold")
    quality, printed = measure(load(), given.gold, given.scorer)
    written = page.page(quality)
    print(written)
    if given.verbose:
        for one in (*quality.measures, quality.agreement):
            print(f"== {one.title}", *one.cases, sep="\n")
    if printed:
        print(printed)
    if given.page:
        given.page.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

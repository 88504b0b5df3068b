"""What the coder misses of the golden and the ordinary articles, in the form of `misses.toml`.

Flows in: an article and what was told of it. Flows out: its entry. `python -m tests.golden.misses` writes both files
anew: read the difference before it is committed, each line of it is a regression or a miss that was mended.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from schemas import Assertion
from scoring.golden import GOLDEN, ORDINARY, Golden, pairs, read, wrong
from streams.coding.coder import load

FILE = "misses.toml"
Entry = Mapping[str, Sequence[str]]


def entry(one: Golden, told: Sequence[Assertion]) -> dict[str, list[str]]:
    """Tell of an article which events are missed, which are told wrongly and in what, what is told that is none.

    Pieces of its text that should give nothing and do stand there too.
    """
    found = pairs(one, told)
    named = list(zip(one.events, found, strict=True))
    misses = {
        "missed": [f"{event['type']}: {event['words']}" for event, hit in named if hit is None],
        "wrong": [
            f"{event['type']}: {event['words']} ({', '.join(faults)})"
            for event, hit in named
            if hit is not None and (faults := [*wrong(event, hit), *_tolls(event, hit)])
        ],
        "false": [_short(event) for event in told if not any(event is hit for hit in found)],
        "not silent": [piece for piece in one.none if any(_stands_in(event, piece, one) for event in told)],
    }
    return {kind: cases for kind, cases in misses.items() if cases}


def _stands_in(told: Assertion, piece: str, one: Golden) -> bool:
    if told.trigger is None:
        return False
    text = one.article.headline if told.trigger.field == "headline" else one.article.body
    start = text.find(piece)
    return start >= 0 and start <= told.trigger.start < start + len(piece)


def _tolls(event: Mapping[str, object], told: Assertion) -> Iterator[str]:
    numbers = {(one.kind, one.min, one.max) for one in told.quantities}
    given = event.get("quantities", [])
    for toll in given if isinstance(given, list) else []:
        if (toll["kind"], toll.get("min"), toll.get("max")) not in numbers:
            yield toll["kind"]


def _short(event: Assertion) -> str:
    return f"{event.type.value}: {event.trigger.text if event.trigger else '-'}"


def _written(found: Mapping[str, Entry]) -> str:
    lines = ["# What the coder misses here, article by article; `python -m tests.golden.misses` writes it."]
    for name, misses in found.items():
        lines += ["", f'["{name}"]']
        for kind, cases in misses.items():
            lines += [
                f"{json.dumps(kind) if ' ' in kind else kind} = [",
                *(f"  {json.dumps(case, ensure_ascii=False)}," for case in cases),
                "]",
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for folder in (GOLDEN, ORDINARY):
        entries = {one.name: entry(one, load().code(one.article).assertions) for one in read(folder)}
        (folder / FILE).write_text(_written({name: misses for name, misses in entries.items() if misses}), "utf-8")

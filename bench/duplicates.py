"""How well and how fast copies are found, beside datasketch and a plain exact hash: `make bench-duplicates`.

Usage: python -m bench.duplicates [--full] [--mccormick FOLDER] [--page FILE]   All in one run, on one core.
Flows in: texts whose likenesses are known. Flows out: a table in Markdown on standard output, and the page
docs/duplicates.md.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH

from bench.duplicates_page import Days, Figures, Found, Guarded, Speed, Volume, page, table
from bench.gauges import machine
from bench.reprints import Pair, Text, generated, grams, hundred_words, mccormick, numeral, pairs, words
from bench.window import days, decide_all, volume
from scoring import origins
from streams.duplicates.index import CopyIndex, Entry
from streams.duplicates.likeness import REPRINTS, Likeness, compare
from streams.duplicates.packed import pack
from streams.duplicates.sketch import sketch
from streams.duplicates.thresholds import thresholds

Numbers = tuple[int, int]
Judged = Mapping[Numbers, tuple[float, Likeness | None]]
ROOTS = 3000
ALIKE = 0.7
HELD = 0.8
TURNS = 3
STORIES = 6000
SMALL, LARGE = 30_000, 3_000_000
DAYS, A_DAY = 10, 20_000
_WINDOW = timedelta(hours=thresholds().window_hours)
# Below 20 words only the exact hash is asked: so many 3-grams has the shortest text of 20 words.
_LEAST_SHINGLES = thresholds().least_tokens - 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=main.__doc__)
    parser.add_argument("--full", action="store_true", help=f"also a window of {LARGE:,} texts (ten minutes)")
    parser.add_argument("--mccormick", type=Path, help="the folder of McCormick's set")
    parser.add_argument("--page", type=Path, help="write a page about this run here")
    parser.add_argument("--volume", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--days", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if given.volume:
        print(json.dumps(asdict(volume(given.volume))))
        return 0
    if given.days:
        print(json.dumps(asdict(days(given.days, A_DAY))))
        return 0
    texts = generated(ROOTS, seed=1)
    truth = list(pairs(texts, _WINDOW))
    ours = likenesses(texts)
    found = {"generated": quality(texts, truth, ours)}
    if given.mccormick:
        foreign = mccormick(given.mccormick)
        found["McCormick's"] = quality(foreign, list(pairs(foreign, _WINDOW)), likenesses(foreign))
    sizes = (SMALL, LARGE) if given.full else (SMALL,)
    figures = Figures(
        machine=machine(),
        load=load,
        found=found,
        kinds=kinds(texts, truth, ours),
        numbers=numbers(texts, truth, ours),
        speeds=speeds(),
        volumes=[Volume(**_in_a_process("--volume", size)) for size in sizes],
        days=Days(**_in_a_process("--days", DAYS)),
        origins=origins.measure().figures,
    )
    print(table(figures))
    if given.page:
        given.page.write_text(page(figures), encoding="utf-8")
    return 0


def _in_a_process(what: str, size: int) -> dict[str, Any]:
    # Of its own, so that what others left in memory is not counted.
    command = [sys.executable, "-m", "bench.duplicates", what, str(size)]
    done: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return done


# How well.


def quality(texts: Sequence[Text], truth: Sequence[Pair], ours: Judged) -> dict[str, Found]:
    """Say of each way what it finds of the pairs that are alike, and of the revisions; by the window's pairs alone."""
    alike = {(pair.earlier, pair.later) for pair in truth if pair.jaccard >= ALIKE}
    revisions = {
        (pair.earlier, pair.later) for pair in truth if pair.containment >= HELD and pair.shingles >= _LEAST_SHINGLES
    }
    within = {(pair.earlier, pair.later) for pair in truth}
    near = {pair for pair, (jaccard, _) in ours.items() if jaccard >= ALIKE}
    related = {pair for pair, (_, likeness) in ours.items() if likeness is not None}
    candidates, estimated = _datasketch(texts)
    exact = _exact(texts)
    return {
        "newswire": Found.of(near, alike, related, revisions),
        "datasketch 14 × 9, verified": Found.of(estimated & within, alike, candidates & within, revisions),
        "datasketch 14 × 9": Found.of(candidates & within, alike, candidates & within, revisions),
        "exact hash": Found.of(exact & within, alike, exact & within, revisions),
    }


def likenesses(texts: Sequence[Text]) -> Judged:
    """Send texts through the index; give the Jaccard index and the judgement on every pair it finds."""
    index = CopyIndex()
    found: dict[Numbers, tuple[float, Likeness | None]] = {}
    for text in texts:
        packed = pack(sketch("", text.body, "en"))
        for match in index.candidates(packed, text.at):
            found[int(match.lineage_id), text.number] = match.jaccard, compare(packed, match)
        index.add(Entry(str(text.number), text.at, packed))
    return found


def _datasketch(texts: Sequence[Text]) -> tuple[set[Numbers], set[Numbers]]:
    lsh, prints = MinHashLSH(num_perm=128, params=(14, 9)), {}
    candidates: set[Numbers] = set()
    for text in texts:
        prints[text.number] = minhash = _minhash(text.body)
        candidates |= {(earlier, text.number) for earlier in lsh.query(minhash)}
        lsh.insert(text.number, minhash)
    return candidates, {
        (earlier, later) for earlier, later in candidates if prints[earlier].jaccard(prints[later]) >= ALIKE
    }


def _minhash(body: str) -> MinHash:
    minhash = MinHash(num_perm=128)
    minhash.update_batch([gram.encode() for gram in grams(body)])
    return minhash


def _exact(texts: Sequence[Text]) -> set[Numbers]:
    seen: dict[bytes, list[int]] = {}
    found: set[Numbers] = set()
    for text in texts:
        same = seen.setdefault(_hash(text.body), [])
        found |= {(earlier, text.number) for earlier in same}
        same.append(text.number)
    return found


def _hash(body: str) -> bytes:
    return hashlib.blake2b("".join(words(body)).encode(), digest_size=16).digest()


def kinds(texts: Sequence[Text], truth: Sequence[Pair], ours: Judged) -> dict[str, Counter[str]]:
    """Say what texts with each kind of edit were called beside their root, where that is in the window."""
    counted = {text.kind: Counter[str]() for text in texts if text.root is not None}
    for pair in truth:
        later = texts[pair.later]
        if later.root == pair.earlier:
            likeness = ours.get((pair.earlier, pair.later), (0.0, None))[1]
            counted[later.kind][likeness.label.value if likeness is not None else "unrelated"] += 1
    return dict(sorted(counted.items()))


def numbers(texts: Sequence[Text], truth: Sequence[Pair], ours: Judged) -> Guarded:
    """Count the pairs that are much alike and differ in their numbers, and those of them that were called reprints."""
    taken = {text.number: words(text.body) for text in texts}
    digits = {number: sorted(filter(None, map(numeral, found))) for number, found in taken.items()}

    def differs(one: int, other: int) -> bool:
        if len(taken[one]) == len(taken[other]):
            return digits[one] != digits[other]
        return set(digits[one]) != set(digits[other])

    alike = ((pair.earlier, pair.later) for pair in truth if pair.jaccard >= ALIKE)
    differ = [pair for pair in alike if differs(*pair)]
    labels = [ours[pair][1] for pair in differ if pair in ours]
    return Guarded(len(differ), sum(one is not None and one.label in REPRINTS for one in labels))


# How fast.


def speeds() -> list[Speed]:
    """Measure what one text of 100 words costs each way, in turns; processor time."""
    texts = hundred_words(STORIES)
    ways: dict[str, Callable[[Sequence[Text]], object]] = {
        "newswire": lambda texts: decide_all(CopyIndex(), texts),
        "datasketch 14 × 9": _query,
        "exact hash": _exact,
    }
    spent: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(TURNS):
        for way, run in ways.items():
            began = time.process_time()
            run(texts)
            spent[way].append((time.process_time() - began) / len(texts))
    return [Speed(way, statistics.median(turns)) for way, turns in spent.items()]


def _query(texts: Sequence[Text]) -> None:
    lsh, prints = MinHashLSH(num_perm=128, params=(14, 9)), {}
    for text in texts:
        prints[text.number] = minhash = _minhash(text.body)
        [prints[earlier].jaccard(minhash) for earlier in lsh.query(minhash)]
        lsh.insert(text.number, minhash)


if __name__ == "__main__":
    raise SystemExit(main())

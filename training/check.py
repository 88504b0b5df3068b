"""Checks annotated sentences: `python -m training.check [FILE ...] [--against DIR]`.

Flows in: the corpus, or some of its files, and folders of sentences that must not be in it. Flows out: one line a
fault, and an exit code of 1 if there is any: words that do not stand in the sentence, labels outside the ontology,
a sentence told twice, runs of words shared with a sentence that measures. Beside them, what leans (`balance`).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas import AuxiliaryMode, EventType
from streams.coding.ontology import has_mode
from training.balance import contradictions, lopsided
from training.corpus import files as all_files
from training.corpus import sentences

PARTS = ("trigger", "actor", "recipient")
SHARED_WITH_MEASURE = 8
"""As many words in a row say that a sentence was copied, or remembered."""
NEAR = 0.6
_SHOWN = 8
_TYPES = frozenset(kind.value for kind in EventType)
_MODES = frozenset(mode.value for mode in AuxiliaryMode)
_WORD = re.compile(r"[^\W_]+")
Ngrams = frozenset[tuple[str, ...]]


def faults_of(record: Mapping[str, Any]) -> Iterator[str]:
    """Give what is wrong with one annotated sentence."""
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no text"
        return
    for event in record.get("events", [None]):
        if not isinstance(event, dict) or not event.keys() >= {"type", "mode", "aux", *PARTS}:
            yield "an event without all of type, mode, aux, trigger, actor, recipient"
            continue
        if event["type"] not in _TYPES:
            yield f"no such type: {event['type']}"
        elif event["mode"] and not has_mode(EventType(event["type"]), event["mode"]):
            yield f"{event['type']} has no mode {event['mode']}"
        if not set(event["aux"]) <= _MODES:
            yield f"no such auxiliary mode: {event['aux']}"
        if not event["trigger"]:
            yield "no trigger"
        for part in PARTS:
            if event[part] and event[part] not in text:
                yield f"{part} {event[part]!r} does not stand in the text"


def ngrams(text: str, length: int) -> Ngrams:
    """Give all runs of so many words, in small letters."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    return frozenset(tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def records(file: Path) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Read a file of JSON Lines: each sentence's place and object, None for a line that is none."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            yield str(number), None
            continue
        told = sentences(found)
        yield from ((f"{number}.{at}" if len(told) > 1 else str(number), one) for at, one in enumerate(told))


def check(files: Iterable[Path], measures: Iterable[str] = ()) -> Iterator[str]:
    """Give every fault of the files.

    Args:
        files: annotated sentences, JSON Lines.
        measures: texts that measure, of which no run of eight words may stand in the corpus.
    """
    forbidden = {run for text in measures for run in ngrams(text, SHARED_WITH_MEASURE)}
    seen: dict[tuple[str, ...], list[tuple[str, Ngrams]]] = {}
    for file in files:
        for number, record in records(file):
            place = f"{file.name}:{number}"
            if record is None:
                yield f"{place}: no JSON object"
                continue
            yield from (f"{place}: {fault}" for fault in faults_of(record))
            text = str(record.get("text", ""))
            if forbidden & ngrams(text, SHARED_WITH_MEASURE):
                yield f"{place}: shares {SHARED_WITH_MEASURE} words in a row with a sentence that measures"
            twin = _twin(seen, place, text)
            if twin:
                yield f"{place}: nearly the same as {twin}"


def _twin(seen: dict[tuple[str, ...], list[tuple[str, Ngrams]]], place: str, text: str) -> str | None:
    runs = ngrams(text, 3)
    close = {other: grams for run in runs for other, grams in seen.get(run, ())}
    for run in runs:
        seen.setdefault(run, []).append((place, runs))
    return next((other for other, grams in close.items() if len(runs & grams) >= NEAR * len(runs | grams)), None)


def counted(sentences: Iterable[Mapping[str, Any]]) -> str:
    """Say how many sentences there are, with how many events, and of which types."""
    events = [record.get("events", []) for record in sentences]
    kinds = Counter(event["type"] for told in events for event in told)
    several = sum(len(told) > 1 for told in events)
    types = ", ".join(f"{kind} {times}" for kind, times in kinds.most_common())
    return f"{len(events)} sentences, {sum(map(bool, events))} with events, {several} with several; {types}"


def leaning(told: Sequence[Mapping[str, Any]], texts: Mapping[str, Iterable[str]]) -> str:
    """Say which labels the lexicon does not know for their words, and which words stand in one file alone."""
    strange, known = contradictions(told)
    own = lopsided(texts)
    labels = ", ".join(f"{word} {kind} {times}" for (word, kind), times in strange.most_common(_SHOWN))
    words = ", ".join(f"{word} {times} ({file})" for word, file, times in own[:_SHOWN])
    return (
        f"{strange.total()} of {known} labels contradict the lexicon: {labels or 'none'}\n"
        f"{len(own)} words stand nearly all in one file: {words or 'none'}"
    )


def main() -> int:
    """Check the files named, or the whole corpus."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path, help="files of the corpus (default: all, articles too)")
    options.add_argument("--against", type=Path, help="folder of JSON Lines whose `text` must not be in the corpus")
    chosen = options.parse_args()
    folder = sorted(chosen.against.glob("*.jsonl")) if chosen.against else []
    measures = [str(record["text"]) for file in folder for _, record in records(file) if record and "text" in record]
    files = chosen.files or all_files()
    found = list(check(files, measures))
    print("\n".join([*found, f"{len(found)} faults"]))
    read = {file.name: [record for _, record in records(file) if record] for file in files}
    told = [record for some in read.values() for record in some]
    print(counted(told))
    if not found:
        print(leaning(told, {name: [str(record["text"]) for record in some] for name, some in read.items()}))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

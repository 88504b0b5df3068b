"""Holds the wires against what their standards publish: `python -m scoring.wires FOLDER [--page FILE]`.

Flows in: a folder with copies of what the IPTC and dpa publish, which are not ours to ship: `ninjs` (the conformance
suite, examples), `newsml-g2` (examples, unit tests), `dpa-digitalwires` (inputs, and the NewsML-G2 that the agency
makes of them). Flows out: what became of each file, and in which fields an input agrees with the output beside it;
counts alone, and no words of theirs.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schemas import Article, Kind
from streams.errors import WireError
from streams.wires import ninjs, ninjs_standard
from streams.wires.envelope import Envelope
from streams.wires.registry import read

Outcomes = Sequence[Article | WireError]

# Where an item stood and what its bytes were differ by nature, and what is named after them.
_OUTSIDE = frozenset({"raw", "received_at", "ingest", "provider"})
PUBLISHED = (
    ("ninjs, examples", "ninjs/examples", "*.json"),
    ("NewsML 1, examples", "ninjs/examples/NewsML", "*.xml"),
    ("NewsML-G2, examples", "newsml-g2/examples", "*.xml"),
    ("NewsML-G2, tests that should pass", "newsml-g2/tests", "should_pass/*.xml"),
    ("NewsML-G2, tests that should fail", "newsml-g2/tests", "should_fail/*.xml"),
    ("dpa digitalwires, inputs", "dpa-digitalwires/data/input", "*.json"),
    ("dpa digitalwires, outputs in NewsML-G2", "dpa-digitalwires/data/output", "*.xml"),
)
_SCHEMA = "schema"


@dataclass(slots=True)
class Agreement:
    """How often one field is the same in two items, and where it is not."""

    same: int = 0
    empty: int = 0
    ours: int = 0
    theirs: int = 0
    other: int = 0

    def count(self, ours: object, theirs: object) -> None:
        """Count one pair: what the input says, and what the output says."""
        if ours == theirs:
            self.same += bool(_says(ours))
            self.empty += not _says(ours)
        elif not _says(theirs):
            self.ours += 1
        elif not _says(ours):
            self.theirs += 1
        else:
            self.other += 1


def _says(value: object) -> bool:
    return value not in (None, "", (), False)


def outcomes(file: Path, *, standard: str | None = None) -> Outcomes:
    """Read one published file, to the letter of a version of ninjs where that is asked."""
    received = datetime(2026, 3, 10, 12, tzinfo=UTC)
    envelope = Envelope(value=file.read_bytes(), content_type=None, provider="published", received_at=received)
    return read(envelope, wires=(ninjs.strict(standard),)) if standard else read(envelope)


def published(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Give the collections that a folder holds, each with its files; schemas are none."""
    for name, place, pattern in PUBLISHED:
        files = (file for file in sorted((folder / place).rglob(pattern)) if _SCHEMA not in file.name)
        if found := list(files):
            yield name, found


def cases(folder: Path, version: str, outcome: str) -> list[Path]:
    """Give the cases of the conformance suite that should pass, or fail, in one version of ninjs."""
    return sorted((folder / "ninjs" / "test_suite" / version / f"should_{outcome}").glob("*.json"))


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Give the agency's inputs that have an output, with it."""
    place = folder / "dpa-digitalwires" / "data"
    beside = ((file, place / "output" / f"{file.stem}.xml") for file in sorted((place / "input").glob("*.json")))
    return [(ours, theirs) for ours, theirs in beside if theirs.exists()]


def agreement(found: Iterable[tuple[Path, Path]]) -> Mapping[str, Agreement]:
    """Compare the articles of pairs of files, field by field.

    Raises:
        TypeError: a file of a pair holds no article, or more than one.
    """
    fields = {name: Agreement() for name in Article.model_fields if name not in _OUTSIDE}
    for ours, theirs in found:
        entry, item = _article(ours), _article(theirs)
        for name, counted in fields.items():
            counted.count(getattr(entry, name), getattr(item, name))
    return fields


def _article(file: Path) -> Article:
    found = outcomes(file)
    if len(found) != 1 or not isinstance(found[0], Article):
        message = f"{file.name} holds no article, or more than one"
        raise TypeError(message)
    return found[0]


def page(folder: Path) -> str:
    """Tell it all in Markdown."""
    compared = pairs(folder)
    return f"""# The wires beside what their standards publish

Made by `python -m scoring.wires FOLDER --page docs/wires-examples.md`, where the folder holds what the IPTC and dpa
publish (`ninjs`, `newsml-g2`, `dpa-digitalwires`). None of it is part of this project; nothing here is written by hand.

## IPTC's conformance suite of ninjs

*Strict* is `newswire normalise --strict --ninjs X.Y FILE`: as many as there are must be read, or refused. Without it,
what should fail is refused only where it is no JSON, has no identity, or has a wrong type in a field that is read.

{_conformance(folder)}

## What becomes of what is published

{_became(folder)}

What is refused as `unknown_format` is a part of an item, or a catalogue, that stands in a file of its own.

## Fields of dpa's entries and of the NewsML-G2 that dpa makes of them

{len(compared)} entries, each beside its output: both are read by newswire, as digitalwires and as NewsML-G2.

{_fields(agreement(compared))}

What differs is what the agency's conversion leaves out (`kicker`, the people and the place of a picture, further
subjects, the sports desk's keywords, the paragraphs of a caption) and what it adds (who made a picture or sound; the
word "None" for terms that are not there).
"""


def _conformance(folder: Path) -> str:
    rows = []
    for version in ninjs_standard.versions():
        good, bad = cases(folder, version, "pass"), cases(folder, version, "fail")
        rows.append([
            version,
            f"{sum(_is_read(one, version) for one in good)} of {len(good)}",
            f"{sum(not _is_read(one, version) for one in bad)} of {len(bad)}",
            f"{sum(map(_is_read, good))} of {len(good)}",
            _reasons(outcomes(one) for one in bad),
        ])  # fmt: skip
    head = ["Version", "Strict: read", "Strict: refused", "Default: read", "Default: of what should fail"]
    return _table(head, rows)


def _is_read(file: Path, standard: str | None = None) -> bool:
    return all(isinstance(one, Article) for one in outcomes(file, standard=standard))


def _became(folder: Path) -> str:
    rows = []
    for name, files in published(folder):
        found = [one for file in files for one in outcomes(file)]
        kinds = Counter(one.kind.value for one in found if isinstance(one, Article))
        news = kinds.pop(Kind.NEWS.value, 0)
        refused = Counter(one.reason for one in found if isinstance(one, WireError))
        rows.append([name, f"{len(files)}", f"{len(found)}", f"{news}", _counts(kinds), _counts(refused)])
    return _table(["Published", "Files", "Items", "News", "Classified as no news", "Refused"], rows)


def _reasons(found: Iterable[Outcomes]) -> str:
    return _counts(Counter("read" if isinstance(each[0], Article) else each[0].reason for each in found))


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in Counter(counted).most_common())


def _fields(found: Mapping[str, Agreement]) -> str:
    rows = [
        [f"`{name}`", *(f"{count or ''}" for count in (one.same, one.empty, one.other, one.ours, one.theirs))]
        for name, one in found.items()
    ]
    return _table(["Field", "The same", "Both without", "Another", "Input alone", "Output alone"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read all files of the folder, and tell what became of them."""
    parser = argparse.ArgumentParser(prog="python -m scoring.wires", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="what the IPTC and dpa publish")
    parser.add_argument("--page", type=Path, help="write the page here")
    given = parser.parse_args(arguments)
    told = page(given.folder)
    print(told)
    if given.page:
        given.page.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

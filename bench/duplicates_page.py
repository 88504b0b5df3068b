"""Figures of the duplicates' benchmark as people read them.

Flows in: `Figures`. Flows out: tables in Markdown, and the page docs/duplicates.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scoring.figure import Figure

Pairs = Collection[tuple[int, int]]
_US, _MS, _KB = 1e6, 1e3, 1e3


@dataclass(frozen=True, slots=True)
class Found:
    """What one way found in one set.

    Attributes:
        alike: how many pairs have J >= .7.
        precision: the share of those found that are alike; None if none was found.
        recall: the share of those alike that were found.
        revisions: how many pairs have one text for the most part within the other.
        revision_recall: the share of these that were found.
    """

    alike: int
    precision: float | None
    recall: float
    revisions: int
    revision_recall: float

    @classmethod
    def of(cls, found: Pairs, alike: Pairs, related: Pairs, revisions: Pairs) -> "Found":
        """Compare what was found to be alike, and to be related, with what is."""
        hits = len(set(found) & set(alike))
        return cls(
            len(alike),
            hits / len(found) if found else None,
            hits / len(alike),
            len(revisions),
            len(set(related) & set(revisions)) / len(revisions),
        )


@dataclass(frozen=True, slots=True)
class Guarded:
    """Pairs much alike that differ in a number, and how many of them were called exact or near."""

    pairs: int
    reprints: int


@dataclass(frozen=True, slots=True)
class Speed:
    """One way; seconds of processor time for one text."""

    way: str
    cost: float


@dataclass(frozen=True, slots=True)
class Volume:
    """A window of so many texts; times in seconds: of the processor, but for p50 and p99 of the look-ups."""

    texts: int
    bytes_a_text: float
    logged_bytes_a_text: float
    rebuild_seconds: float
    look_up_p50: float
    look_up_p99: float
    look_up_work_p99: float
    cost: float


@dataclass(frozen=True, slots=True)
class Days:
    """Days of so many texts each.

    Attributes:
        a_day: how many.
        grown: by how many bytes the process had grown at the end of each.
        held: how many texts were in the window after the last.
        kept: how many of these were left when, after a day without any, one more came.
    """

    a_day: int
    grown: Sequence[int]
    held: int
    kept: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One run."""

    machine: str
    load: float
    found: Mapping[str, Mapping[str, Found]]
    kinds: Mapping[str, Counter[str]]
    numbers: Guarded
    speeds: Sequence[Speed]
    volumes: Sequence[Volume]
    days: Days
    origins: Sequence[Figure]


def table(figures: Figures) -> str:
    """Give all figures as tables."""
    parts = _quality(figures), _kinds(figures), _origins(figures), _speeds(figures), _volumes(figures), _days(figures)
    return "\n\n".join(parts)


def page(figures: Figures) -> str:
    """Give the page about a run."""
    guarded = figures.numbers
    return f"""# Duplicates

Made by `make bench-duplicates ARGS="--full --page docs/duplicates.md"`; nothing here is written by hand.

One process on one core. On {figures.machine}, load average {figures.load:.1f} before the run.

## What is found

{_quality(figures)}

- Texts are made of the project's own corpus: stories of four to eight sentences that no two share, and of each second
  story four copies with the edits below, up to 100 hours later. *McCormick's* is the larger training file of Chris
  McCormick's MinHash data set (MIT licence), which is not part of this project.
- *Alike* are pairs with an exact Jaccard index of word 3-grams of .7 and more, by brute force, at most 72 hours apart.
  *Revisions* are pairs of which one holds .8 and more of the other. Each way takes texts apart by itself. Only the
  index knows of time; pairs outside the window that the others find are not counted against them.
- *newswire*: what the index measures .7 and more, and for revisions what `compare` gives any label. *datasketch*:
  MinHashLSH with 128 hashes, 14 bands of 9 rows, which is its choice for a threshold of .7; *verified*: of what it
  finds, the pairs that its own estimate puts at .7 and more.
- Of {guarded.pairs} pairs alike that differ in a number, {guarded.reprints} are called `exact` or `near`. Where a
  paragraph came or went and only repeats numbers of the rest, they do not differ.

What copies are called beside their root:

{_kinds(figures)}

Whom a text is credited to (`python -m scoring.origins`: cases of our own, on most of which the rules were made):

{_origins(figures)}

## What it costs

{_speeds(figures)}

- Texts of 100 words, three in ten copies with a word changed; processor time, the median of turns. newswire: sketch,
  look-up, judgement, entry, on an overlay for each item as in the worker. datasketch: 3-grams, MinHash, query, estimate
  of what was found, insertion, in a dictionary in memory.

{_volumes(figures)}

- A desk rebuilt from the bytes of its log (`news.screening.v1`): validation, index, boilerplate; reading them from a
  broker comes on top. Memory is what the process grew by, all told. Look-ups are by the clock, on two overlays, their
  *work* is processor time: on a busy machine the clock counts what others do, too. A *decision* is processor time and
  holds sketch, look-up, judgement and entry. How long a worker takes with a broker, and its warm standby, is on the
  page of the [takeover](takeover.md).

{_days(figures)}

- The same desk over {len(figures.days.grown)} days of {figures.days.a_day:,} texts each, by the times of the records.
  After them {figures.days.held:,} were in its window; a day without any turned nothing: when one more text then came,
  {figures.days.kept:,} were left; {2 * figures.days.a_day:,} of them were less than 72 hours old.
"""


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _quality(figures: Figures) -> str:
    rows = [
        [
            f"{texts}: {way}",
            f"{one.alike}",
            "" if one.precision is None else f"{one.precision:.4f}",
            f"{one.recall:.4f}",
            f"{one.revisions}",
            f"{one.revision_recall:.3f}",
        ]
        for texts, ways in figures.found.items()
        for way, one in ways.items()
    ]
    return _rows(["", "Alike", "Precision", "Recall", "Revisions", "Recall of these"], rows)


def _kinds(figures: Figures) -> str:
    labels = sorted({label for counted in figures.kinds.values() for label in counted})
    rows = [[kind, *(str(counted[label] or "") for label in labels)] for kind, counted in figures.kinds.items()]
    return _rows(["Edit", *(f"`{label}`" for label in labels)], rows)


def _origins(figures: Figures) -> str:
    return _rows(["", "Share", "Of"], [[one.name, one.told(), f"{one.n}"] for one in figures.origins])


def _days(figures: Figures) -> str:
    grown = figures.days.grown
    head = ["Day", *(f"{day}" for day in range(1, len(grown) + 1))]
    return _rows(head, [["Memory at its end, MB", *(f"{size / _US:.0f}" for size in grown)]])


def _speeds(figures: Figures) -> str:
    rows = [[one.way, f"{one.cost * _US:.0f}", f"{1 / one.cost:,.0f}"] for one in figures.speeds]
    return _rows(["", "Microseconds a text", "Texts/s"], rows)


def _volumes(figures: Figures) -> str:
    rows = [
        [
            f"{one.texts:,}",
            f"{one.bytes_a_text:.0f}",
            f"{one.logged_bytes_a_text:.0f}",
            f"{one.rebuild_seconds:.0f}",
            f"{one.look_up_p50 * _MS:.3f}",
            f"{one.look_up_p99 * _MS:.3f}",
            f"{one.look_up_work_p99 * _MS:.3f}",
            f"{one.cost * _US:.0f}",
        ]
        for one in figures.volumes
    ]
    head = ["Texts in the window", "Bytes of memory a text", "Bytes of log a text", "Rebuilt in s"]
    return _rows([*head, "Look-up p50, ms", "p99, ms", "p99 of its work, ms", "Decision, µs"], rows)

"""The quality table and the page that holds it.

Flows in: what was measured. Flows out: Markdown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.calibration import Bin
from scoring.figure import ABSENT, Figure, Measured

_HEAD = ["| Measure | Here | n | Reach | Summit |", "|---|---:|---:|---:|---:|"]


@dataclass(frozen=True, slots=True)
class Quality:
    """One run: the coder, its measures in the order of the table, and what stands below it.

    Attributes:
        coder: name and version, which bears the mark of the weights.
        measures: the rows.
        agreement: how far two annotators agree, a table of its own.
        reliability: bins of confidence by what they were counted on.
        types: F1 and gold cases of each type on the measuring sentences.
    """

    coder: str
    measures: tuple[Measured, ...]
    agreement: Measured
    reliability: Mapping[str, Sequence[Bin]]
    types: Mapping[str, tuple[float, int]]


def table(quality: Quality) -> str:
    """Lay out the figures that are held against a bound; a figure that meets it is set in bold."""
    rows = [figure for one in quality.measures for figure in one.figures if figure.reach is not None]
    return "\n".join([*_HEAD, *map(_row, rows)])


def beside(figures: Sequence[Figure]) -> str:
    """Lay out figures that are only told."""
    lines = ["| Measure | Here | n |", "|---|---:|---:|"]
    return "\n".join([*lines, *(f"| {one.name} | {one.told()} | {one.n or ''} |" for one in figures)])


def _row(figure: Figure) -> str:
    here = f"**{figure.told()}**" if figure.meets(figure.reach) else figure.told()
    bounds = (_bound(figure, bound) for bound in (figure.reach, figure.summit))
    return f"| {figure.name} | {here} | {figure.n or ''} | {' | '.join(bounds)} |"


def _bound(figure: Figure, bound: float | None) -> str:
    return "" if bound is None else f"{'≤' if figure.falling else '≥'} {bound:g}"


def reliability(bins: Mapping[str, Sequence[Bin]]) -> str:
    """Lay out the bins: how many events, their mean confidence, the share whose type is right."""
    lines = ["| Told of | Confidence | n | Mean | Right |", "|---|---|---:|---:|---:|"]
    for name, found in bins.items():
        lines += [f"| {name} | {ABSENT} | | | |"] if not found else []
        lines += [
            f"| {name} | {one.low:.1f} to {one.high:.1f} | {one.n} | {one.confidence:.3f} | {one.right:.3f} |"
            for one in found
        ]
    return "\n".join(lines)


def by_type(types: Mapping[str, tuple[float, int]]) -> str:
    """Lay out the F1 of each type."""
    if not types:
        return f"{ABSENT[0].upper()}{ABSENT[1:]}."
    lines = ["| Type | F1 | n |", "|---|---:|---:|"]
    return "\n".join([*lines, *(f"| {name} | {f1:.3f} | {n} |" for name, (f1, n) in types.items())])


def page(quality: Quality) -> str:
    """Write the page."""
    others = [figure for one in quality.measures for figure in one.figures if figure.reach is None]
    notes = "\n".join(f"- *{one.title}*: {one.how}" for one in (*quality.measures, quality.agreement))
    return f"""# Quality

Made by `make score ARGS="--gold DIR --scorer FILE --page docs/quality.md"`; nothing here is written by hand.
`DIR` holds the measuring sentences, which are no part of this repository and train nothing; `FILE` is their scorer.
Without them their rows say "{ABSENT}". `make score ARGS=--verbose` also prints every case that went wrong.

All of it in one run of {quality.coder}, as it ships. What reaches its bound is in bold.

These are figures of development: what went wrong here told which rules to mend and which kinds of sentence to write,
though never the sentence itself. Text that nobody has looked at will do somewhat worse.

{table(quality)}

## Beside them

{beside(others)}

## Confidence and how often it is right

{reliability(quality.reliability)}

## Types of the measuring sentences

{by_type(quality.types)}

## Agreement of two annotators

{beside(quality.agreement.figures)}

## How it is measured

{notes}
"""

"""Measures who is credited with a story: `python -m scoring.origins [--verbose]`.

Flows in: the project's own cases, `tests/quality/origins.jsonl`, written before anything was built that reads credits
(44 after it, and the last 50 by one who had seen neither cases nor code: 27 of 36 credits and 11 of 14 without one were
right at first). Flows out: the share whose origin is right.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from scoring.figure import Measured, share
from scoring.material import QUALITY, records
from streams.wires.envelope import Envelope
from streams.wires.registry import read

PROVIDER = "harbour-daily"
REACH = 0.95


def origin(case: dict[str, Any]) -> str | None:
    """Give the origin that a case's text is credited to, as the road reads it.

    Raises:
        WireError: the case cannot be read.
    """
    fields = {"headline": "Storm shuts a harbour", **case, "guid": "case"}
    provider = str(fields.pop("provider", PROVIDER))
    fields.pop("origin")
    envelope = Envelope(
        value=json.dumps(fields).encode(),
        content_type="application/json",
        provider=provider,
        received_at=datetime.now(UTC),
    )
    (article,) = read(envelope)
    if isinstance(article, Exception):
        raise article
    return article.origin


def measure() -> Measured:
    """Read every case; a case with a credit must name its agency, one without must name none."""
    cases = records(QUALITY / "origins.jsonl")
    told = [(case, origin(case)) for case in cases]
    credited = [got == case["origin"] for case, got in told if case["origin"]]
    bare = [got is None for case, got in told if not case["origin"]]
    wrong = [f"{case['origin']} read as {got}: {case['body']!r}" for case, got in told if got != case["origin"]]
    return Measured(
        "Origins",
        "Texts of our own: datelines, bylines, lines of credit and reports told, in nine languages; and agencies that "
        "are only in the news.",
        (
            share("origin right, where a credit stands in the text", credited, REACH),
            share("no origin, where none stands or it is the provider's own", bare, REACH),
        ),
        tuple(wrong),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; returns 1 when one does not reach its bound."""
    options = argparse.ArgumentParser(prog="python -m scoring.origins", description=main.__doc__)
    options.add_argument("--verbose", action="store_true", help="also print every case that went wrong")
    given = options.parse_args(arguments)
    measured = measure()
    for figure in measured.figures:
        print(f"{figure.name}: {figure.told()} of {figure.n}")
    if given.verbose:
        print(*measured.cases, sep="\n")
    return 0 if all(figure.meets(figure.reach) for figure in measured.figures) else 1


if __name__ == "__main__":
    sys.exit(main())

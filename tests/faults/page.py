"""The table of docs/reliability.md: for each fault the command of its last run, and what the verdict said.

Flows in: a page with two marks, and verdicts as JSON lines. Flows out: the page, made new between the marks.
"""

import json
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tests.faults.faults import FAULTS

BEGIN, END = "<!-- verdicts -->", "<!-- end of verdicts -->"
HEAD = (
    "| fault | command (`python -m tests.faults …`) | items | lost | twice | silence (median, most) | exits | holds |",
    "|---|---|---|---|---|---|---|---|",
)


def filled(page: str, verdicts: Sequence[str]) -> str:
    """Put the table between the page's marks; of several verdicts on a fault the last counts."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    last = {verdict["fault"]: verdict for verdict in map(json.loads, verdicts)}
    rows = [_row(name, last.get(name)) for name in FAULTS]
    return "\n".join([before + BEGIN, *HEAD, *rows, END + after])


def _row(name: str, verdict: Mapping[str, Any] | None) -> str:
    words = FAULTS[name].row
    if verdict is None:
        return f"| {words} | `{name}` | | | | | | not run |"
    # The rate is not in verdicts of before it was one of them.
    known = [option for option in ("rounds", "workers", "brokers", "seed", "rate") if option in verdict]
    options = " ".join(f"--{option} {verdict[option]:g}" for option in known)
    cells = [
        words,
        f"`{name} {options}`",
        verdict["items"],
        verdict["lost"],
        verdict["twice"],
        _silences(verdict),
        "; ".join(f"{times} × {code}" for code, times in verdict["exit_codes"].items()),
        "yes" if verdict["holds"] else f"**no**: {_plain(verdict['faults'])}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _silences(verdict: Mapping[str, Any]) -> str:
    """Give the silences in seconds, those apart in which an item ended a process of the pool."""
    silences = verdict["silence_seconds"] or [0.0]
    told = f"{median(silences):.1f}, {max(silences):.1f}"
    # Verdicts of before they were told apart have them among the others.
    over_items = verdict.get("silence_over_an_item_seconds", ())
    return f"{told}; {len(over_items)} over an item: {max(over_items):.1f}" if over_items else told


def _plain(faults: Sequence[str]) -> str:
    """Give each fault's first words, in one cell."""
    return "; ".join(fault.partition(": ")[0][:120].replace("|", "/") for fault in faults)

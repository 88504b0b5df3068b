"""What a demo came to, in a few lines at its end.

Flows in: the tally and the table. Flows out: lines on a terminal or a pipe.
"""

import os
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from schemas import Change, EventState
from streams.cli.table import EventTable
from streams.cli.tally import Tally, percentile

_CHANGES = (Change.CREATED, Change.UPDATED, Change.RETRACTED, Change.RESTORED)


def summary(
    tally: Tally, table: EventTable, metrics: str, first_event: float | None, lasted: float
) -> list[tuple[str, str]]:
    """Give the lines, each as what it is about and what is said.

    Args:
        tally: what was counted.
        table: the table at the end.
        metrics: where the worker's metrics were.
        first_event: seconds from the start to the first event; None when there was none.
        lasted: seconds from the start.
    """
    events = ", ".join(f"{tally.events[change]} {change}" for change in _CHANGES if tally.events[change])
    first = f"{first_event:.1f} s after the start" if first_event is not None else "none"
    return [
        ("items", f"{tally.answered} of {tally.expected} answered: {_listed(tally.outcomes)}"),
        ("events", f"{events or 'none'}; {tally.reprints} of them from reprints"),
        ("dead letters", _listed(tally.dead) or "none"),
        ("SQLite table", f"{table.count()} active rows, {table.count(EventState.RETRACTED)} retracted"),
        ("end to end", _latency(tally)),
        ("first event", f"{first}; the whole run took {lasted:.0f} s"),
        ("metrics", f"were at {metrics}"),
    ]


def show(console: Console, rows: Sequence[tuple[str, str]]) -> None:
    """Print the lines, and a command to go on with; on a terminal words are wrapped, on a pipe nothing is."""
    plain = not console.is_terminal
    console.print()
    console.print(Rule(Text("What it came to", "bold"), align="left", style="dim"))
    if plain:
        for name, words in rows:
            console.print(f" {name:<13} {words}", soft_wrap=True)
    else:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="bold", no_wrap=True)
        grid.add_column()
        for row in rows:
            grid.add_row(*row)
        console.print(Padding(grid, (0, 0, 0, 1), expand=False))
    console.print()
    console.print("Now a sentence of your own:")
    # In one piece, so that it can be copied as it stands.
    line = f'echo "French troops shelled rebels in Mali." | {shlex.quote(called())} explain -'
    console.print(Text(line, "bold cyan"), soft_wrap=True)


def called() -> str:
    """Say how this very `newswire` is called from here, where it may not be on the path."""
    script = Path(sys.executable).with_name("newswire")
    on_path = shutil.which("newswire")
    if not script.exists() or (on_path is not None and script.samefile(on_path)):
        return "newswire"
    return os.path.relpath(script) if script.is_relative_to(Path.cwd()) else str(script)


def _listed(counts: Counter[str]) -> str:
    listed = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in listed)


def _latency(tally: Tally) -> str:
    half, most = percentile(tally.latencies, 0.5), percentile(tally.latencies, 0.99)
    if half is None or most is None:
        return "not measured"
    return (
        f"p50 {half * 1000:.0f} ms, p99 {most * 1000:.0f} ms (raw item sent → its event read, {len(tally.latencies)})"
    )

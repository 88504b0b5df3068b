"""What a demo came to, in a few lines at its end.

Flows in: the tally and the table. Flows out: renderables.
"""

from collections import Counter
from collections.abc import Iterator

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
) -> Iterator[Rule | Padding | Text]:
    """Give the lines.

    Args:
        tally: what was counted.
        table: the table at the end.
        metrics: where the worker's metrics were.
        first_event: seconds from the start to the first event; None when there was none.
        lasted: seconds from the start.
    """
    yield Text()
    yield Rule(Text("What it came to", "bold"), align="left", style="dim")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    grid.add_row("items", f"{tally.answered} of {tally.expected} answered: {_listed(tally.outcomes)}")
    events = ", ".join(f"{tally.events[change]} {change}" for change in _CHANGES if tally.events[change])
    grid.add_row("events", f"{events or 'none'}; {tally.reprints} of them from reprints")
    grid.add_row("dead letters", _listed(tally.dead) or "none")
    grid.add_row("SQLite table", f"{table.count()} active rows, {table.count(EventState.RETRACTED)} retracted")
    grid.add_row("end to end", _latency(tally))
    first = f"{first_event:.1f} s after the start" if first_event is not None else "none"
    grid.add_row("first event", f"{first}; the whole run took {lasted:.0f} s")
    grid.add_row("metrics", f"were at {metrics}")
    yield Padding(grid, (0, 0, 0, 1), expand=False)
    yield Text()
    yield Text.assemble(
        "Now a sentence of your own: ",
        ('echo "French troops shelled rebels in Mali." | newswire explain -', "bold cyan"),
    )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.most_common())


def _latency(tally: Tally) -> str:
    half, most = percentile(tally.latencies, 0.5), percentile(tally.latencies, 0.99)
    if half is None or most is None:
        return "not measured"
    return (
        f"p50 {half * 1000:.0f} ms, p99 {most * 1000:.0f} ms (raw item sent → its event read, {len(tally.latencies)})"
    )

"""Figures of a run as people read them.

Flows in: `Figures`. Flows out: a table in Markdown, and the page docs/performance.md.
"""

from dataclasses import dataclass

from bench.copying import QUIX, Copied
from bench.copying import RATE as COPY_RATE
from bench.copying import table as copies
from bench.paces import TOKENS, Burst, Latency

HOPS = 2
"""Of the road, topic to topic: screen and extract."""

QUIET = 0.7
"""The load average below which a machine is taken to be at rest."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """All stages in one worker that has all it can do; memory in MB."""

    items: int
    items_per_second: float
    event_messages_per_second: float
    worker_cpu_ms: float
    pool_cpu_ms: float
    worker_peak_mb: float
    pool_peak_mb: float


@dataclass(frozen=True, slots=True)
class StageCost:
    """A stage alone in its worker: CPU milliseconds an item, in the worker's own process and in its pool."""

    items: int
    items_per_second: float
    worker_cpu_ms: float
    pool_cpu_ms: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Items a second of one extract worker and of two, each held to a share of a core."""

    share: float
    one: float
    two: float


@dataclass(frozen=True, slots=True)
class Bare:
    """The same texts through spaCy alone, in one process."""

    items: int
    items_per_second: float
    tokens_per_second: float
    cpu_ms: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One run; `load` is the machine's load average before it began: what others were doing."""

    machine: str
    load: float
    broker: str
    words: float
    throughput: Throughput
    screen: StageCost
    extract: StageCost
    latency: Latency
    releases: Latency
    burst: Burst
    scale: Scale
    bare: Bare
    copies: tuple[Copied, ...]


def table(figures: Figures) -> str:
    """Lay the figures out as a table in Markdown; the last column is the ratio to bare spaCy."""
    through, bare, late = figures.throughput, figures.bare, figures.latency
    free, over, scale = figures.releases, figures.burst, figures.scale
    rows = [
        (
            "Items a second, one worker",
            f"{through.items_per_second:.1f}",
            through.items_per_second / bare.items_per_second,
        ),
        ("Event messages a second", f"{through.event_messages_per_second:.1f}", None),
        *_cost("screen", figures.screen, bare),
        *_cost("extract", figures.extract, bare),
        ("CPU an item over the road, pools aside", f"{_road_ms(figures):.1f} ms", _road_ms(figures) / bare.cpu_ms),
        *_in_hops(figures),
        ("Peak memory, the worker's process", f"{through.worker_peak_mb:.0f} MB", None),
        ("Peak memory, its pool process", f"{through.pool_peak_mb:.0f} MB", through.pool_peak_mb / bare.peak_mb),
        (f"Latency at {late.rate:g} items a second, p50", f"{late.p50_ms:.0f} ms", None),
        (f"Latency at {late.rate:g} items a second, p99", f"{late.p99_ms:.0f} ms", None),
        ("An embargo's end to its story's record, p50", f"{free.p50_ms:.0f} ms", None),
        ("... most", f"{free.max_ms:.0f} ms", None),
        (f"Burst of {over.items} at {over.rate:g} items a second: over after", f"{over.over_seconds:.0f} s", None),
        ("... of which ended as dead letters", f"{over.dead}", None),
        ("... peak memory of a process", f"{over.peak_mb:.0f} MB", None),
        ("Items a second, two extract workers", f"{scale.two:.1f}", None),
        ("... times one", f"{scale.two / scale.one:.2f} ×", None),
        ("Bare spaCy, items a second", f"{bare.items_per_second:.1f}", 1.0),
        ("Bare spaCy, CPU an item", f"{bare.cpu_ms:.1f} ms", 1.0),
        ("Bare spaCy, peak memory", f"{bare.peak_mb:.0f} MB", 1.0),
    ]
    lines = ["| Figure | Here | To bare spaCy |", "|---|---:|---:|"]
    lines += [f"| {name} | {value} | {'' if ratio is None else f'{ratio:.2f}'} |" for name, value, ratio in rows]
    return "\n".join(lines)


def _cost(name: str, cost: StageCost, bare: Bare) -> list[tuple[str, str, float | None]]:
    return [
        (
            f"CPU an item, {name}: the worker's process",
            f"{cost.worker_cpu_ms:.1f} ms",
            cost.worker_cpu_ms / bare.cpu_ms,
        ),
        (f"CPU an item, {name}: its pool process", f"{cost.pool_cpu_ms:.1f} ms", cost.pool_cpu_ms / bare.cpu_ms),
    ]


def _road_ms(figures: Figures) -> float:
    return figures.screen.worker_cpu_ms + figures.extract.worker_cpu_ms


def _in_hops(figures: Figures) -> list[tuple[str, str, float | None]]:
    """Compare with the same number of copies by Faust as it must be to be trusted; none where that was not run."""
    hop = next((one.cpu / 1000 for one in figures.copies if one.way == "hardened_faust"), None)
    if hop is None:
        return []
    return [("... times as many hops of hardened Faust", f"{_road_ms(figures) / (HOPS * hop):.1f} ×", None)]


def _company(load: float) -> str:
    if load < QUIET:
        return "The machine did nothing else."
    return (
        f"**The machine did other work at the same time** (load average {load:.1f} before the run):\n"
        "rates and latencies are those of a busy machine; CPU an item and the ratios suffer less."
    )


def page(figures: Figures) -> str:
    """Write the page."""
    return f"""# Performance

Made by `make bench ARGS="--page docs/performance.md"`; nothing here is written by hand.

{figures.throughput.items} generated articles of {figures.words:.0f} words on average, each a story of its own,
through one worker with one pool process.

On {figures.machine}.
{figures.broker}, feeder and reader on the same machine; one broker, nothing replicated.
{_company(figures.load)}

{table(figures)}

- *Items a second*: all items sent at once to a worker that is ready, until the last story's record is read.
- *CPU an item*: each stage alone in a worker, {figures.extract.items} items, its pool process apart.
- *Latency*: from just before an item is sent to raw until its story's record, written in one transaction with its
  events, is read by a `read_committed` reader; {figures.latency.items} stories of {TOKENS} tokens at an even pace, a
  quarter of their sentences with an event, maximum {figures.latency.max_ms:.0f} ms. One worker, a pool process a core.
- *An embargo's end*: {figures.releases.items} further stories whose embargoes end meanwhile, one a second, each until
  its story's record is read as above.
- *Burst*: the same worker and such stories, {figures.burst.reprints} of them reprints; the time from its last item
  sent to its last item through.
- *Two extract workers*: each with its pool process held to {figures.scale.share:g} of a core; one so held makes
  {figures.scale.one:.1f} items a second.
- *Bare spaCy*: the same texts and the same model through `nlp.pipe` in one process, in the same run. The ratios travel
  between machines, the rates do not.

## The same copy by other ways

{copies(figures.copies)}

- *CPU a message*: of the copying process, 4 KB from topic to topic, all replicas asked to acknowledge; *fenced* is a
  stage of the road that passes on what it gets.
- *Lost*, *twice*: of the messages sent at {COPY_RATE:g} a second while the process was killed (`kill -9`) again and
  again, each time 2 to 5 s after new output was seen, and started anew; read `read_committed`.
- *quix*: {QUIX} with its exactly-once, committing ten times a second.
"""

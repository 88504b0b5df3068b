"""The coder's speed as people read it.

Flows in: `Figures`. Flows out: a table in Markdown, and the page docs/coding-speed.md.
"""

from dataclasses import dataclass

from bench.page import QUIET


@dataclass(frozen=True, slots=True)
class Turns:
    """Articles through bare spaCy and through the coder in turns; milliseconds of processor time an article."""

    articles: int
    tokens: float
    events: float
    bare_ms: float
    coder_ms: float

    @property
    def ratio(self) -> float:
        """How many times as fast as bare spaCy the coder is."""
        return self.bare_ms / self.coder_ms


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident megabytes of a process that only codes, after so many articles."""

    sizes: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from a new process to its first sentence coded, median."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One run; `load` is the machine's load average before it began."""

    machine: str
    load: float
    coder: str
    mixed: Turns
    dense: Turns
    again: Turns
    reprints: Turns
    details: float
    sentences: int
    p50_ms: float
    p99_ms: float
    memory: Memory
    start: Start


def table(figures: Figures) -> str:
    """Lay the figures out as a table in Markdown; the last column is the ratio to bare spaCy."""
    (_, early), (last, late) = figures.memory.sizes[0], figures.memory.sizes[-1]
    rows = [
        *_row("Mixed news, none seen before", figures.mixed),
        *_row("Every sentence an event", figures.dense),
        *_row("The same stories again", figures.again),
        *_row("Reprints: other headline, a paragraph changed, a credit line", figures.reprints),
        ("Of mixed news: actors, dates, places and numbers", "", f"{figures.details:.0%}", ""),
        ("One sentence alone, p50", "", f"{figures.p50_ms:.1f} ms", ""),
        ("One sentence alone, p99", "", f"{figures.p99_ms:.1f} ms", ""),
        (f"Memory of a coding process after {last} articles", "", f"{late:.0f} MB", ""),
        ("... grown by, since a tenth of them", "", f"{late - early:.0f} MB", ""),
        ("Start of a process to its first sentence coded", "", f"{figures.start.seconds:.2f} s", ""),
    ]
    lines = ["| Figure | Bare spaCy | Coder | As fast as bare spaCy |", "|---|---:|---:|---:|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def _row(name: str, turns: Turns) -> list[tuple[str, str, str, str]]:
    return [(name, f"{turns.bare_ms:.1f} ms", f"{turns.coder_ms:.1f} ms", f"{turns.ratio:.1f} x")]


def page(figures: Figures) -> str:
    """Write the page."""
    quiet = (
        "The machine did nothing else."
        if figures.load < QUIET
        else f"The machine did other work, too (load average {figures.load:.1f} before the run)."
    )
    return f"""# The coder's speed

Made by `make bench-coding ARGS="--page docs/coding-speed.md"`; nothing here is written by hand.

Coder {figures.coder}, one process on one core. On {figures.machine}. {quiet}

{table(figures)}

- Milliseconds of processor time an article. *Bare spaCy* is the coder's own model with all its components, through
  `nlp.pipe`; it takes turns with the coder in one process.
- *Mixed news*: {figures.mixed.articles} articles of {figures.mixed.tokens:.0f} tokens composed of sentences of the
  project's corpus, none twice; a quarter tell an event, of the others three in four are running news (sport, business,
  weather, courts) and one in four statements and politics. {figures.mixed.events:.1f} events an article.
- *Every sentence an event*: {figures.dense.articles} articles of {figures.dense.tokens:.0f} tokens,
  {figures.dense.events:.1f} events an article.
- *One sentence alone*: {figures.sentences} sentences, one in two with an event, each an article of its own.
- *Memory*: resident, while every twentieth word is one that was never seen before.
- *Start*: the imports, the model and all tables.
"""

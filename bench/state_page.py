"""The figures of a state as people read them.

Flows in: `Figures`. Flows out: a table in Markdown, and the page docs/state.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to stories of an age in days: how many were asked for, and rightly answered."""

    what: str
    age: int
    asked: int
    right: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The state of one stage; sizes of all stories together."""

    stories: int
    rebuild_seconds: float
    bytes_read: int
    bytes_on_disk: int
    bytes_in_memory: int
    open_seconds: float
    bytes_in_memory_at_work: int
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """One run; `load` is the machine's load average before it began."""

    machine: str
    load: float
    days: int
    screen: Kept
    extract: Kept


def table(figures: Figures) -> str:
    """Lay the figures out as two tables in Markdown."""
    both = figures.screen, figures.extract
    rows = [
        ("Stories in it", [f"{one.stories:,}" for one in both]),
        ("Bytes a story, as on its topic", [f"{one.bytes_read / one.stories:.0f}" for one in both]),
        ("Bytes a story, on disk", [f"{one.bytes_on_disk / one.stories:.0f}" for one in both]),
        ("Bytes a story, in memory at work", [f"{one.bytes_in_memory_at_work / one.stories:.0f}" for one in both]),
        ("Memory grown by the rebuild", [f"{one.bytes_in_memory / 1e6:.0f} MB" for one in both]),
        ("Memory grown at work, opened again", [f"{one.bytes_in_memory_at_work / 1e6:.0f} MB" for one in both]),
        ("Rebuilt from its log in", [f"{one.rebuild_seconds:.0f} s" for one in both]),
        ("Opened when it is there in", [f"{one.open_seconds * 1000:.0f} ms" for one in both]),
    ]
    lines = ["| State | screen | extract |", "|---|---:|---:|"]
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows]
    lines += ["", "| To a story of | what | right | an item |", "|---|---|---:|---:|"]
    lines += [
        f"| {deed.age} days | {deed.what} | {deed.right} of {deed.asked} | {deed.seconds * 1000:.1f} ms |"
        for deed in figures.screen.deeds
    ]
    return "\n".join(lines)


def page(figures: Figures) -> str:
    """Write the page."""
    return f"""# Story state on disk

Made by `make bench-state ARGS="--page docs/state.md"`; nothing here is written by hand.

{figures.screen.stories:,} stories over {figures.days} days: all of them on the one desk of screen, and a partition's
share of them in extract.
On {figures.machine}, load average {figures.load:.1f} before the run.

{table(figures)}

- The records are those of generated articles of 100 to 400 words, screened and coded by the real code, under as many
  names; they go through the code by which a worker reads its logs. The broker's own time to send them is not in it.
- *Opened again*: another process opens what the first left. Memory at work is after the table below (screen), and
  after 2,000 stories were read from all over the state (extract).
- *To a story of*: the real desk over the state of all stories, at the append time of the last; a kill must retract, a
  correction must continue the story, an older version must change nothing.
- A worker has one such state for each partition of each stage; 32 MB of cache are shared by all of them.
- The window of texts (72 hours) and held items are not in it: screen reads them anew at each start.
"""

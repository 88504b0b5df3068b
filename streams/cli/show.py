"""The demo as a person sees it: a line for each item, its events beneath it, and the table beside it.

Flows in: contract models as they are seen. Flows out: lines on a terminal or a pipe. No text of an item is shown but
what its public events quote. `python -m streams.cli.show` shows the view with events of a made-up afternoon.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas import (
    Actor,
    Article,
    Change,
    DeadLetter,
    Event,
    EventState,
    Factuality,
    Label,
    Outcome,
    Quantity,
    ScreeningRecord,
)
from streams.cli.phrases import FACTUALITY_STYLES, how_many
from streams.cli.table import EventTable, codes

ROWS = 6
GUTTER = 5
INDENT = 7
# Below this the panel would leave no room for the lines.
LEAST_HEIGHT = 20
WIDE = 80
_QUAD_STYLES = {1: "green", 2: "bright_green", 3: "yellow", 4: "red"}
_GLYPHS = {Change.CREATED: "●", Change.UPDATED: "▲", Change.RETRACTED: "✗", Change.RESTORED: "↻"}
_OUTCOME_STYLES = {
    Outcome.PASSED: "green",
    Outcome.RELEASED: "green",
    Outcome.HELD: "magenta",
    Outcome.WITHDRAWN: "bold red",
    Outcome.DEAD: "bold red",
}
_REPRINTS = {
    Label.EXACT: "a reprint, word for word, of",
    Label.NEAR: "a reprint, nearly word for word, of",
    Label.REVISION: "a rewrite of",
    Label.EXPANSION: "grown from",
}
_LANGUAGES = {"es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese", "und": "unknown"}


class View:
    """Everything that is printed while items come in."""

    def __init__(self, console: Console, table: EventTable) -> None:
        """Make a view.

        Args:
            console: where it is shown; with a live panel beneath the lines if it is a terminal.
            table: the table that is shown beside the events.
        """
        self._console = console
        self._table = table
        self._marks = console.color_system is None or not console.is_terminal
        self._known: dict[str, Event] = {}
        self._items: dict[str, int] = {}
        self._current: int | None = None
        self._live: Live | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._console.is_dumb_terminal and self._console.height >= LEAST_HEIGHT:
            live = Live(self.panel(), console=self._console, auto_refresh=False, transient=True)
            self._live = self._stack.enter_context(live)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live = None
        self._stack.close()

    def scene(self, words: str) -> None:
        """Introduce the items that follow."""
        self._print(Text())
        self._console.rule(Text(words, "bold"), align="left", style="dim")
        self._current = None

    def note(self, words: str, style: str = "dim") -> None:
        """Say something about the run itself."""
        self._print(Text(words, style))

    def item(self, number: int, record: ScreeningRecord) -> None:
        """Show what became of an item.

        Args:
            number: its place on the wire.
            record: its outcome.
        """
        self._current = number
        original = record.cluster_id
        seen = record.lineage_id in self._items
        if record.lineage_id is not None:
            self._items.setdefault(record.lineage_id, number)
        text = Text()
        text.append(f"{record.provider or '—':<13}", "cyan")
        text.append(f"{str(record.outcome).replace('_', ' '):<10}", _OUTCOME_STYLES.get(record.outcome, "dim"))
        said = _REPRINTS.get(record.label) if record.label is not None else None
        if said is not None and original is not None:
            text.append(f"{said} {self._item_of(original)}", "italic blue")
        elif record.label == Label.UPDATE:
            text.append(f"a later version of {self._item_of(record.lineage_id)}", "italic")
        elif record.outcome == Outcome.WITHDRAWN and seen:
            text.append(f"takes {self._item_of(record.lineage_id)} back: {record.reason}", "italic")
        elif record.outcome == Outcome.RELEASED:
            text.append("its embargo is over", "italic")
        elif record.outcome != Outcome.PASSED:
            text.append(record.reason, "italic")
        else:
            text.append("a new story", "dim")
        self._line(Text(f"{number:>3}", "bold"), text)

    def event(self, event: Event, seconds: float | None, number: int | None = None) -> None:
        """Show what became of an event.

        Args:
            event: its message.
            seconds: from the raw item's append to here; None where that says nothing (it was under embargo).
            number: the item that caused it.
        """
        before = self._known.get(event.event_id)
        self._known[event.event_id] = event
        style = _QUAD_STYLES.get(event.quad_class, "white")
        retracted = event.state == EventState.RETRACTED
        said = Text.assemble(
            (f"{_GLYPHS.get(event.change, '·')} ", "bold red" if retracted else f"bold {style}"),
            (f"{event.type}{f'/{event.mode}' if event.mode else ''}", f"bold {style}"),
            (f"  {_who(event)}", "bold"),
        )
        if event.factuality != Factuality.OCCURRED and not retracted:
            said.append("  ")
            tag = str(event.factuality).upper()
            tag = f"[{tag}]" if self._marks else f" {tag} "
            said.append(tag, f"reverse {FACTUALITY_STYLES.get(event.factuality, '')}")
        if event.change == Change.CREATED:
            for quantity in event.quantities:
                said.append(f"  {how_many(quantity)}", "yellow")
        if retracted:
            said.stylize("strike", 2)
        text = said
        if event.change == Change.CREATED and event.story.duplicate_of is not None:
            text.append("  reprint", "italic blue")
        text.append(f"  {event.event_id[:8]}", "dim")
        if seconds is not None:
            text.append(f"  {seconds * 1000:.0f} ms", "bold" if event.change == Change.CREATED else "dim")
        self._line(self._gutter(number), text)
        for line in self._beneath(event, before):
            self._beneath_line(line)
        self.refresh()

    def nothing(self, article: Article, number: int | None) -> None:
        """Show that an item gave no event."""
        text = Text()
        primary = article.language.partition("-")[0]
        if primary != "en":
            text.append(f"passed over: written in {_LANGUAGES.get(primary, primary)}", "italic magenta")
        else:
            text.append("no event in it", "dim italic")
        self._line(self._gutter(number), text)

    def dead(self, letter: DeadLetter, size: int, number: int | None) -> None:
        """Show a dead letter.

        Args:
            letter: where and why.
            size: of its original, in bytes.
            number: the item it was.
        """
        text = Text()
        text.append(f"✗ dead letter: {letter.reason}", "bold red")
        text.append(f"  {letter.detail}; its {size} bytes are kept", "red")
        self._line(self._gutter(number), text)

    def panel(self) -> Table:
        """Draw the rows of the table that were written last, and its counts."""
        drawn = Table(
            title=self._counts(), title_justify="left", title_style="", expand=True, show_edge=False, padding=(0, 1)
        )
        drawn.add_column("event_id", width=8, no_wrap=True)
        drawn.add_column("rev", width=3, justify="right")
        drawn.add_column("type", width=10, no_wrap=True)
        drawn.add_column("who → whom", ratio=1, no_wrap=True, overflow="ellipsis")
        # On a narrow terminal the reason gives way, not who it was: the row is struck through anyhow.
        wide = self._console.width >= WIDE
        drawn.add_column("state", width=18 if wide else 9, no_wrap=True)
        for row in self._table.latest(ROWS):
            gone = row.state == EventState.RETRACTED
            whom = f" → {row.recipients}" if row.recipients else ""
            drawn.add_row(
                row.event_id[:8],
                str(row.revision),
                row.type,
                f"{row.actors or '—'}{whom}",
                f"{row.state}: {row.reason}" if row.reason and wide else row.state,
                style="red strike" if gone else "",
            )
        return drawn

    def refresh(self) -> None:
        """Draw the panel anew, after the table has changed."""
        if self._live is not None:
            self._live.update(Group(Text(), self.panel()), refresh=True)

    @property
    def live(self) -> bool:
        """Whether there is a panel that a person can watch."""
        return self._live is not None

    def _counts(self) -> Text:
        return Text.assemble(
            ("SQLite table events: ", "bold"),
            (f"{self._table.count()} active", "bold green"),
            f", {self._table.count(EventState.RETRACTED)} retracted",
        )

    def _beneath(self, event: Event, before: Event | None) -> Sequence[Text]:
        if event.retraction is not None:
            counts = f"; the table falls to {self._table.count()} active rows"
            return [Text(f"retracted: {str(event.retraction.reason).replace('_', ' ')}{counts}", "red")]
        lines = []
        if event.change in {Change.UPDATED, Change.RESTORED}:
            lines.append(_changes(before, event))
        elif event.story.duplicate_of is not None:
            return []
        if event.sentence is not None and not event.origin_killed:
            lines.append(self._quoted(event))
        return lines

    def _quoted(self, event: Event) -> Text:
        sentence, trigger = event.sentence, event.trigger
        if sentence is None:
            return Text()
        text = Text(" ".join(sentence.text.split()), "")
        if trigger is None or trigger.field != sentence.field or not (sentence.start <= trigger.start < sentence.end):
            return text
        start, end = trigger.start - sentence.start, trigger.end - sentence.start
        left, words, right = sentence.text[:start], sentence.text[start:end], sentence.text[end:]
        # Where a style would not be seen, the words stand in brackets.
        words = f"[{words}]" if self._marks else words
        style = f"bold underline {_QUAD_STYLES.get(event.quad_class, 'white')}"
        return Text.assemble(left, (words, style), right)

    def _item_of(self, lineage: str | None) -> str:
        # `duplicate_of` names an article (`story@version`), a cluster its lineage.
        name = (lineage or "").rpartition("@")[0] or (lineage or "")
        number = self._items.get(lineage or "") or self._items.get(name)
        return f"item {number}" if number is not None else name or "an earlier item"

    def _gutter(self, number: int | None) -> Text:
        return Text("" if number is None or number == self._current else f"{number:>3}:", "dim")

    def _line(self, gutter: Text, text: Text) -> None:
        if self._console.is_terminal:
            grid = Table.grid()
            grid.add_column(width=GUTTER)
            grid.add_column()
            grid.add_row(gutter, text)
            self._print(grid)
        else:
            gutter.pad_right(max(0, GUTTER - len(gutter)))
            self._print(Text.assemble(gutter, text))

    def _beneath_line(self, text: Text) -> None:
        if self._console.is_terminal:
            self._print(Padding(text, (0, 0, 0, INDENT), expand=False))
        else:
            self._print(Text(" " * INDENT).append_text(text))

    def _print(self, what: Text | Padding | Table) -> None:
        self._console.print(what, highlight=False, soft_wrap=not self._console.is_terminal)


def _who(event: Event) -> str:
    if event.recipients:
        return f"{_labels(event.actors)} → {_labels(event.recipients)}"
    return _labels(event.actors)


def _labels(actors: Sequence[Actor]) -> str:
    return codes(tuple(actors)) or "—"


def _changes(before: Event | None, after: Event) -> Text:
    """Name what changed: of quantities the numbers, of all else the field."""
    text = Text(f"same event, {'corrected' if after.story.correction else after.change}: ", "yellow")
    if "origin_killed" in after.changed_fields:
        return text.append("its original was killed, this copy stands", "bold yellow")
    said = []
    for name in after.changed_fields:
        old = getattr(before, name, None) if before is not None else None
        new = getattr(after, name, None)
        if name == "quantities" and old is not None:
            said.append(_numbers_then_and_now(old, new or ()))
        elif name in {"actors", "recipients"} and old is not None:
            # Who is told by codes: the same ones in other words would say nothing.
            then, now = _labels(old), _labels(new or ())
            said.append(f"{then} → {now}" if then != now else "")
        elif isinstance(old, str) and isinstance(new, str):
            said.append(f"{name} {old} → {new}")
        else:
            said.append(name)
    return text.append("; ".join(filter(None, said)) or "its wording", "bold yellow")


def _numbers_then_and_now(old: Sequence[Quantity], new: Sequence[Quantity]) -> str:
    """Write `killed 12 → 15`; where several are counted, only those that changed."""
    then, now = ({str(one.kind): how_many(one) for one in some} for some in (old, new))
    said = []
    for kind in dict.fromkeys([*then, *now]):
        was, is_ = then.get(kind), now.get(kind)
        if was != is_:
            said.append(f"{was or f'no {kind}'} → {(is_ or 'none').removeprefix(f'{kind} ')}")
    return ", ".join(said) or "quantities"


if __name__ == "__main__":
    from streams.cli.samples import play

    play(Console())

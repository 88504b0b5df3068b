"""`newswire demo`: the whole road in one go: a broker, a worker, a wire, and a table that follows its events.

Flows in: the bundled wire. Flows out: what a person sees, and an exit code: 0 all items answered, 1 not so,
130 interrupted. The broker is librdkafka's mock cluster (`streams.kafka.embedded`): everything but exactly once.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Self

from rich.console import Console

from schemas import Change, DeadLetter, EnrichedArticle, Event, ScreenedKind, ScreeningRecord
from schemas.headers import POSITION
from streams.cli import wire
from streams.cli.feeder import Feeder
from streams.cli.follower import Follower, Seen
from streams.cli.moments import speed
from streams.cli.scratch import scratch
from streams.cli.show import View
from streams.cli.summary import show, summary
from streams.cli.table import EventTable
from streams.cli.tally import Tally, is_raw, raw_position
from streams.cli.wire import WireItem
from streams.cli.workerprocess import WorkerProcess, free_port
from streams.errors import NewswireError
from streams.kafka.embedded import PARTITIONS, EmbeddedBroker
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, RAW, SCREENING, TOPICS

DEFAULT_PORT = 8080
READY_SECONDS = 60.0
# After the last item: how long an answer may take, and how long it must be quiet before the end.
ANSWER_SECONDS = 30.0
QUIET_SECONDS = 0.8
# What is taken back goes row by row, and what it leaves standing comes so, that an eye can follow.
RETRACTION_PAUSE = 0.35


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--speed", type=speed, default=1.0, metavar="X", help="send the wire X times as fast")
    parser.add_argument("--no-color", action="store_true", help="without colour (as NO_COLOR does)")
    parser.add_argument(
        "--http-port", type=_port, default=DEFAULT_PORT, metavar="N", help="port of /metrics; another if it is taken"
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="keep the SQLite table in a file (default: memory)")


def _port(word: str) -> int:
    if not word.isdigit() or int(word) > 65535:  # noqa: PLR2004 - the highest port
        raise argparse.ArgumentTypeError(f"not a port: {word!r}")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    """Run the demo to its end; returns the exit code.

    Raises:
        NewswireError: the broker or the worker did not do their part; in one line.
    """
    console = Console(no_color=True if arguments.no_color else None, highlight=False)
    items = wire.load()
    with ExitStack() as stack:
        ending = stack.enter_context(_Ending())
        folder = stack.enter_context(scratch("newswire-demo-"))
        table = stack.enter_context(EventTable(arguments.table))
        demo = Demo(console, table, items, arguments.speed)
        broker = stack.enter_context(EmbeddedBroker())
        broker.touch(topic.name for topic in TOPICS)
        port = free_port(arguments.http_port)
        with ending.held():
            worker = stack.enter_context(WorkerProcess(_settings(broker, folder), port, folder / "worker.log"))
        demo.introduce()
        follower = stack.enter_context(
            Follower(broker.bootstrap_servers, [topic.name for topic in (SCREENING, ENRICHED, EVENTS, DEADLETTERS)])
        )
        return demo.run(broker, worker, follower)


def _settings(broker: EmbeddedBroker, folder: Path) -> dict[str, str]:
    return {
        "state_dir": str(folder / "state"),
        "bootstrap_servers": broker.bootstrap_servers,
        "partitions": str(PARTITIONS),
        "processes": str(max(1, min(2, (os.cpu_count() or 2) - 1))),
        # A viewer who stops the demo does not wait.
        "stop_timeout": "5",
        # Its transaction markers carry no checksum.
        "check_crcs": "false",
        # It answers a fetch when the wait is over, and not when a record comes.
        "fetch_max_wait": "0.02",
        "log_level": "WARNING",
    }


class _Ending:
    """Lets SIGTERM and SIGHUP end the demo as Ctrl-C does: with everything it has started."""

    def __init__(self) -> None:
        self._held = False
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._end)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing end the demo before the block has: what it starts must be known to be ended, too."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked:
            raise KeyboardInterrupt

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if not self._held:
            raise KeyboardInterrupt


class Demo:
    """One run: the wire goes in, what comes out is shown, counted, and kept in the table."""

    def __init__(self, console: Console, table: EventTable, items: Sequence[WireItem], speed: float) -> None:
        self._console = console
        self._table = table
        self._items = items
        self._tally = Tally(expected=sum(item.articles for item in items))
        self._feeder = Feeder(items, speed)
        self._began = time.monotonic()
        self._first_event: float | None = None
        self._answered: set[int] = set()
        self._waiting: dict[int, list[Seen]] = {}
        self._metrics = ""

    def introduce(self) -> None:
        """Say what is about to be seen, and what is still being started."""
        self._say("newswire: an invented wire goes in, events come out (the broker is in memory)")
        self._say("numbered lines are items, with their events: ● new, ▲ changed, ✗ taken back")
        self._say("an event tells what, who → whom, its id, and how long after its item it came")
        self._say("the worker is being started ...")

    def _say(self, line: str) -> None:
        self._console.print(line, style="dim", soft_wrap=not self._console.is_terminal)

    def run(self, broker: EmbeddedBroker, worker: WorkerProcess, follower: Follower) -> int:
        """Feed the wire and show what comes of it; returns the exit code."""
        self._await_ready(worker)
        self._metrics = f"{worker.url}/metrics"
        self._say(f"... and is ready after {time.monotonic() - self._began:.1f} s; its metrics: {self._metrics}")
        with View(self._console, self._table) as view, self._feeder.feeding(broker.bootstrap_servers):
            whole = self._follow(view, worker, follower)
        lasted = time.monotonic() - self._began
        show(self._console, summary(self._tally, self._table, self._metrics, self._first_event, lasted))
        if not whole:
            missing = self._tally.expected - self._tally.answered
            print(
                f"newswire demo: not everything was answered in {ANSWER_SECONDS:.0f} s "
                f"({missing} items without an outcome; worker: {worker.last_words()})",
                file=sys.stderr,
            )
        return 0 if whole else 1

    def _await_ready(self, worker: WorkerProcess) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not worker.ready():
            if time.monotonic() > deadline:
                raise NewswireError(f"the worker was not ready in {READY_SECONDS:.0f} s: {worker.last_words()}")
            time.sleep(0.05)

    def _follow(self, view: View, worker: WorkerProcess, follower: Follower) -> bool:
        """Show records until all is answered and quiet; False when an answer does not come."""
        last = time.monotonic()
        while True:
            seen = follower.next(0.1)
            worker.check()
            self._feeder.check()
            if seen is not None:
                last = seen.at
                self._show(view, seen)
            elif self._feeder.done:
                quiet = time.monotonic() - max(last, self._feeder.ended)
                if self._tally.settled and quiet > QUIET_SECONDS:
                    return True
                if quiet > ANSWER_SECONDS:
                    return False

    def _show(self, view: View, seen: Seen) -> None:
        number = self._number(seen)
        if seen.topic == SCREENING.name and seen.value is not None:
            self._show_outcome(view, ScreeningRecord.model_validate_json(seen.value))
        elif number is not None and number not in self._answered:
            # Each topic is in order, all of them together are not: an item's outcome is shown first.
            self._waiting.setdefault(number, []).append(seen)
        elif seen.topic == DEADLETTERS.name:
            letter = DeadLetter.from_headers(seen.headers)
            self._tally.died(letter)
            view.dead(letter, len(seen.value or b""), number)
        elif seen.topic == ENRICHED.name and seen.value is not None:
            if seen.header("cause") == ScreenedKind.ITEM:
                self._tally.item_enriched()
                story = EnrichedArticle.model_validate_json(seen.value)
                if story.article is not None and not story.events:
                    view.nothing(story.article, number)
        elif seen.topic == EVENTS.name:
            self._show_event(view, seen, number)

    def _show_outcome(self, view: View, record: ScreeningRecord) -> None:
        self._tally.screened(record)
        number = record.position.offset + 1
        item = self._items[number - 1]
        if number not in self._answered and item.scene:
            view.scene(item.scene)
        self._answered.add(number)
        # Of an item that cannot be read the record does not know the provider; its header does.
        view.item(number, record.model_copy(update={"provider": record.provider or item.provider}))
        for seen in self._waiting.pop(number, ()):
            self._show(view, seen)

    def _show_event(self, view: View, seen: Seen, number: int | None) -> None:
        if seen.value is None:
            self._table.forget((seen.key or b"").decode())
            return
        event = Event.model_validate_json(seen.value)
        self._table.upsert(event)
        position = raw_position(seen.header(POSITION) or "")
        sent = self._feeder.sent.get(position.offset) if is_raw(position) else None
        latency = self._tally.event(event, position, None if sent is None else seen.at - sent)
        if self._first_event is None:
            self._first_event = seen.at - self._began
        view.event(event, latency, number)
        if view.live and (event.change == Change.RETRACTED or "origin_killed" in event.changed_fields):
            time.sleep(RETRACTION_PAUSE)

    @staticmethod
    def _number(seen: Seen) -> int | None:
        """Give the number of the item that caused a record."""
        header = seen.header(POSITION)
        if header is not None:
            return raw_position(header).offset + 1
        offset = seen.header("x-dlq-offset")
        return int(offset) + 1 if offset is not None and seen.header("x-dlq-topic") == RAW.name else None

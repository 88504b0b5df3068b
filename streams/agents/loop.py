"""The one loop all stages share: a lane for each input partition that this worker owns.

Flows in: records of one partition, in order. Flows out: one transaction for whatever is ready, of outputs, log
records, dead letters and the position. A lane opens by fencing earlier owners and reading its own log; items are
prepared in the pool side by side, and applied one after another.
"""

import asyncio
import contextlib
import logging
import math
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from typing import Any, Generic, Protocol

from aiokafka.errors import KafkaError

from schemas.deadletter import DeadLetter, original_headers
from streams import metrics
from streams.agents.memory import Memory
from streams.agents.pool import ItemPool
from streams.agents.pulse import Pulse
from streams.agents.stage import Applied, S, Stage
from streams.errors import BrokerError, Fenced, ItemError, Refused, StateError, StateLost, TooEarly
from streams.kafka.log import first_record, read_log
from streams.kafka.record import Output, Record
from streams.kafka.slot import Slot
from streams.kafka.writer import CLOSE_SECONDS, FencedWriter
from streams.settings import Settings
from streams.topics import DEADLETTERS

log = logging.getLogger(__name__)

VERSION = "1"
ATTEMPTS_HEADER = "x-attempts"
RETRY_SECONDS = 1.0
CANCEL_SECONDS = 0.5
# So often at most a partition is fetched again: what was on its way then must have come.
REWIND_SECONDS = 1.0
# Above the first, fetching pauses, below the second it goes on.
PAUSE_AT = 2048
RESUME_AT = 1024
# Since the last transaction, for each item that is behind, and at most: a backlog takes longer to be through anyway.
COMPANY_SECONDS = 0.02
MOST_COMPANY_SECONDS = 1.0
# So often the clock is read while something waits for it: it may be set, or the machine may sleep.
CLOCK_SECONDS = 0.5
# So soon after the broker's clock forbade a write it is asked again: ours may have been set right meanwhile.
EARLY_SECONDS = 5.0


class Source(Protocol):
    """Where a lane's records come from."""

    async def rewind(self, partition: int, offset: int) -> None:
        """Have the partition fetched from an offset on; raises `KafkaError` or `TimeoutError` when it cannot be now."""
        ...

    async def pause(self, partition: int, *, on: bool) -> None:
        """Stop fetching the partition, or go on."""
        ...

    async def confirmed(self) -> bool | None:
        """Ask whether the group's partitions are still this worker's; None: it does not say."""
        ...


class LaneState(Enum):
    """What a lane is doing; `REBUILDING` is neither ready nor stuck."""

    REBUILDING = "rebuilding"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Kit:
    """What all lanes of a worker share.

    `fatal` ends the process with an exit code and a line; `slot` is its place on disk, None for a worker whose
    stages keep nothing there.
    """

    settings: Settings
    pool: ItemPool
    pulse: Pulse
    fatal: Callable[[int, str], None]
    slot: Slot | None = None


@dataclass(slots=True)
class _Item:
    record: Record
    prepared: "asyncio.Future[Any] | None" = None


@dataclass(slots=True)
class _Batch:
    position: int | None
    outputs: list[Output] = field(default_factory=list)
    committed: list[Callable[[], None]] = field(default_factory=list)
    not_before: datetime | None = None

    def add(self, applied: Applied) -> None:
        self.outputs += applied.outputs
        if applied.committed is not None:
            self.committed.append(applied.committed)
        if applied.not_before is not None:
            self.not_before = applied.not_before


class Lane(Generic[S]):
    """One input partition of one stage, from assignment to revocation."""

    def __init__(self, stage: Stage[S], partition: int, memory: Memory[S], kit: Kit, source: Source) -> None:
        self.partition = partition
        self.status = LaneState.REBUILDING
        self.last_progress = time.monotonic()
        self._stage = stage
        self._memory = memory
        self._kit = kit
        self._source = source
        # The offset that the next record must follow on from, and once open whether one came that did not.
        self._next = 0
        # While the position is not known yet: what the first record in hand follows on from.
        self._held_from = 0
        self._gap = False
        self._rewound = -math.inf
        self._paused = False
        self._closing = False
        # The write that was refused to us for another's, while it is not known whether there is another.
        self._fenced: Fenced | None = None
        # When the last transaction began, on `time.monotonic`.
        self._began = math.inf
        # On the clock that never goes back: when the broker may be asked again for what it found too early.
        self._early_until = 0.0
        self._writer = FencedWriter(kit.settings, stage.name, stage.input.name, partition)
        self._queue: deque[_Item] = deque()
        # Up to this offset items go one by one: the broker refused one of them for its size.
        self._alone_until = -1
        self._wake = asyncio.Event()
        # Why it could not open, as it was said last.
        self._complaint = ""
        self._transaction: asyncio.Task[None] | None = None
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"{stage.name}/{partition}")

    @property
    def position(self) -> int:
        """The highest input offset finished; -1: none, or not known yet."""
        return self._writer.position

    @property
    def waiting(self) -> int:
        """Count the records in hand that are not finished."""
        return len(self._queue)

    def put(self, record: Record, follows: int) -> None:
        """Take a record, if it goes on from what was taken before; there is none between `follows` and it.

        After a rebalance there may come what was fetched before it, from further on: taken as it comes, a partition
        would be gone on with behind records that nobody has read.
        """
        if self.status is LaneState.REBUILDING and not self._queue:
            self._next = self._held_from = follows
        if record.offset < self._next:
            return
        if follows > self._next:
            self._gap = True
        else:
            self._queue.append(_Item(record))
            self._next = record.offset + 1
        self._wake.set()

    def fetch_again(self) -> None:
        """Have fetched again what has not come."""
        self._gap = True
        self._wake.set()

    async def close(self) -> None:
        """Give the partition up: a transaction on its way is awaited, all other work dropped.

        If that is fenced and this process slept, the group is asked: it may have wanted the partition back before that.
        """
        self._closing = True
        while not self._task.done():
            # Again and again: up to Python 3.11 a cancellation is lost that comes at the moment in which what a
            # `wait_for` waits for is done, and the clients wait so at every step of an opening.
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CANCEL_SECONDS)
        if self._transaction is not None:
            # Unanswered, it is left to whoever opens the partition next: that ends it, one way or the other.
            patience = self._kit.settings.stop_timeout - CLOSE_SECONDS - CANCEL_SECONDS
            await asyncio.wait([self._transaction], timeout=max(CANCEL_SECONDS, patience))
            if not self._transaction.done() and self._slept():  # its time is over, and the answer unread
                await asyncio.wait([self._transaction], timeout=CLOSE_SECONDS)
            if not self._transaction.done():
                # What it wrote, if it did, is read from the log: an answer that comes now must change nothing here.
                self._transaction.cancel()
            elif not self._transaction.cancelled():
                self._say_how_it_ended(self._transaction.exception())
        if self._fenced is not None and self._slept():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._find_the_owner(self._fenced), CLOSE_SECONDS)
        self._drop(len(self._queue))
        self.status = LaneState.CLOSED
        await self._writer.close()

    def _say_how_it_ended(self, error: BaseException | None) -> None:
        """Say that a lane's last transaction failed."""
        if isinstance(error, Fenced):
            self._fenced = error
        if isinstance(error, StateError):
            # Written, but what is known of it here is not whole.
            self._memory.lose(str(error))
        elif error is not None:
            log.info("%s/%s: its last transaction was not committed", self._stage.name, self.partition)

    async def _find_the_owner(self, error: Fenced) -> None:
        """Return if the partition is ours as before; end the process if it is another's and this one slept.

        A writer is also fenced when the broker gives its transaction up for the time it took, as when brokers were
        away. The group tells the two apart: it gives a partition to nobody while its owner is a member. And one that
        was awake is missed by the group when the group's own broker was away: it is told so soon, and joins again.
        """
        self._fenced = error
        while not (ours := await self._source.confirmed()):
            if ours is False and self._slept():
                self._kit.fatal(3, f"{self._stage.name}/{self.partition}: {error}; this process lost it and ends")
            log.warning("%s/%s: %s; waiting for the group's word", self._stage.name, self.partition, error)
            await asyncio.sleep(RETRY_SECONDS)
        self._fenced = None

    def _slept(self) -> bool:
        """Say whether this process has slept with the last transaction in hand."""
        return self._kit.pulse.slept_since(self._began, time.monotonic())

    async def _awake(self) -> None:
        """Wait, after a sleep, until the group has had the time to take the partition away."""
        while (pause := self._kit.pulse.wait(time.monotonic())) > 0:
            log.warning("%s/%s: this process slept; waiting %.1f s", self._stage.name, self.partition, pause)
            await asyncio.sleep(pause)

    async def _run(self) -> None:
        while True:
            try:
                await self._open()
                await self._serve()
            except Fenced as error:
                await self._find_the_owner(error)
                log.warning("%s/%s: the broker gave a transaction up; opening again", self._stage.name, self.partition)
            except StateLost as error:
                self._memory.lose(str(error))
            except StateError as error:
                self._kit.fatal(1, f"{self._stage.name}/{self.partition}: {error}")
            except (BrokerError, KafkaError, OSError) as error:
                # Also a commit without an answer: what is there is learnt by opening again.
                self._say_once(str(error) if isinstance(error, BrokerError) else repr(error))
                await asyncio.sleep(RETRY_SECONDS)
            except asyncio.CancelledError:
                if self._closing:
                    raise
                # Out of a client, of a task of its own.
                log.warning("%s/%s: cancelled by nobody; opening again", self._stage.name, self.partition)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                log.exception("%s/%s: a fault of our own", self._stage.name, self.partition)
                self._kit.fatal(1, f"{self._stage.name}/{self.partition}: a fault of our own, see the log above")

    def _say_once(self, complaint: str) -> None:
        """Say why it opens again, if that is not what it said before: while brokers are away it tries every second."""
        if complaint != self._complaint:
            log.warning("%s/%s: %s; opening again", self._stage.name, self.partition, complaint)
            self._complaint = complaint

    async def _open(self) -> None:
        self.status = LaneState.REBUILDING
        await self._awake()
        await self._writer.open()
        await self._memory.open(self._kit.settings)
        started, count = time.monotonic(), 0
        for topic, partition in self._stage.logs(self.partition):
            start = self._memory.offsets.get((topic, partition))
            async for record in read_log(self._kit.settings, topic, partition, start):
                self._memory.restore(self._stage, record)
                count += 1
                self.last_progress = time.monotonic()
        self._memory.save()
        self._stage.restored(self._memory.state, self.partition)
        seconds = time.monotonic() - started
        log.info("%s/%s: read %d records of its logs in %.1f s", self._stage.name, self.partition, count, seconds)
        self._align()
        self.status, self._complaint = LaneState.OPEN, ""
        self.last_progress = time.monotonic()

    def _align(self) -> None:
        """Keep what was handed over meanwhile if it goes on from what is finished; have it fetched otherwise."""
        start = self.position + 1
        if not self._queue or not self._held_from <= start <= self._next:
            self._drop(len(self._queue))
            self._next, self._gap = start, True

    def _drop(self, count: int) -> None:
        for _ in range(count):
            item = self._queue.popleft()
            if item.prepared is not None:
                item.prepared.cancel()

    async def _fill(self) -> None:
        """Have a gap fetched, and as much more as there is room for."""
        if self._gap and time.monotonic() - self._rewound > REWIND_SECONDS:
            self._rewound = time.monotonic()
            try:
                await self._source.rewind(self.partition, self._next)
            except (KafkaError, TimeoutError) as error:
                log.info("%s/%s: not fetched again from %s: %r", self._stage.name, self.partition, self._next, error)
            else:
                self._gap = False
        if self.waiting >= PAUSE_AT if not self._paused else self.waiting <= RESUME_AT:
            self._paused = not self._paused
            await self._source.pause(self.partition, on=self._paused)

    async def _serve(self) -> None:
        while True:
            self._wake.clear()
            await self._fill()
            self._skip_finished()
            self._prepare()
            ready = self._ready()
            rest = self._company(ready)
            tick = self._stage.next_tick(self._memory.state)
            due = None if tick is None else self._due(tick)
            if tick is not None and due == 0 and await self._heard_until(tick):
                await self._tick()
            elif ready and not rest:
                await self._finish(ready[:1] if ready[0].record.offset <= self._alone_until else ready)
            else:
                clock = [min(due or CLOCK_SECONDS, CLOCK_SECONDS)] * (due is not None)
                waits = [REWIND_SECONDS] * self._gap + [rest] * bool(ready) + clock
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), min(waits, default=None))

    def _skip_finished(self) -> None:
        while self._queue and self._queue[0].record.offset <= self.position:
            self._drop(1)

    def _prepare(self) -> None:
        for item, _ in zip(self._queue, range(self._kit.settings.batch_max), strict=False):
            if item.prepared is None:
                task = self._stage.task(item.record)
                if task is None:
                    item.prepared = asyncio.get_running_loop().create_future()
                    item.prepared.set_result(None)
                else:
                    item.prepared = self._kit.pool.submit(task.function, task.arguments, task.near)
                    item.prepared.add_done_callback(lambda _: self._wake.set())

    def _ready(self) -> list[_Item]:
        ready: list[_Item] = []
        for item in self._queue:
            if item.prepared is None or not item.prepared.done():
                break
            ready.append(item)
        return ready

    def _company(self, ready: Sequence[_Item]) -> float:
        """Say for how many seconds what is ready waits for what is being prepared behind it, at least 0.

        What a transaction costs, it costs whatever is in it: of a backlog one takes many; what is alone goes at once.
        """
        if not ready or ready[0].record.offset <= self._alone_until:
            return 0.0
        behind = min(self.waiting, self._kit.settings.batch_max) - len(ready)
        return max(0.0, min(behind * COMPANY_SECONDS, MOST_COMPANY_SECONDS) - (time.monotonic() - self.last_progress))

    def _due(self, tick: datetime) -> float:
        """Say in how many seconds the clock is to be read, at least 0."""
        return max((tick - datetime.now(UTC)).total_seconds(), self._early_until - time.monotonic(), 0.0)

    async def _heard_until(self, tick: datetime) -> bool:
        """Say whether all that came before a moment is finished: a kill of what is to be released then goes first."""
        if self._queue:
            return self._queue[0].record.at > tick
        unread = await first_record(self._kit.settings, self._stage.input.name, self.partition, self._next)
        return unread is None or unread.at > tick

    async def _finish(self, items: Sequence[_Item]) -> None:
        draft = self._memory.state.draft()
        batch = _Batch(items[-1].record.offset)
        for item in items:
            self._apply(draft, item, batch)
        batch.committed.append(partial(metrics.MESSAGES_CONSUMED.labels(topic=self._stage.input.name).inc, len(items)))
        metrics.BATCH_SIZE.labels(stage=self._stage.name).observe(len(items))
        try:
            await self._commit(draft, batch)
        except Refused:
            self._single_out(items)
            raise
        for _ in items:
            self._queue.popleft()

    def _single_out(self, items: Sequence[_Item]) -> None:
        """Let each item of a refused batch go alone when the writer is open again; one that went alone is dead."""
        self._alone_until = items[-1].record.offset
        if len(items) == 1:
            items[0].prepared = asyncio.get_running_loop().create_future()
            items[0].prepared.set_result(ItemError("output_too_large", "larger than the broker takes"))

    def _apply(self, draft: S, item: _Item, batch: _Batch) -> None:
        """Apply one item on a draft of its own, so that its failure leaves the others alone."""
        prepared = item.prepared.result() if item.prepared is not None else None
        try:
            self._attempt(draft, item.record, prepared, batch)
        except ItemError as error:
            self._attempt(draft, item.record, error, batch)
        except StateError:
            raise  # no fault of the item's
        except Exception as error:  # noqa: BLE001 - see below
            # Where it happened, never its words: they may quote what is not for publication.
            where = "".join(traceback.format_tb(error.__traceback__))
            name = type(error).__name__
            log.error("%s/%s: offset %s: %s\n%s", self._stage.name, self.partition, item.record.offset, name, where)  # noqa: TRY400 - see above
            self._attempt(draft, item.record, ItemError("internal", type(error).__name__), batch)

    def _attempt(self, draft: S, record: Record, prepared: Any, batch: _Batch) -> None:  # noqa: ANN401 - the stage's own
        started = time.perf_counter()
        trial = draft.draft()
        applied = self._stage.apply(trial, record, prepared)
        self._check_sizes(applied)
        draft.accept(trial)
        metrics.STAGE_DURATION.labels(stage=self._stage.name).observe(time.perf_counter() - started)
        batch.add(applied)
        batch.outputs += [self._dead_letter(record, error) for error in applied.errors]
        batch.committed += [self._dead(error) for error in applied.errors]

    def _check_sizes(self, applied: Applied) -> None:
        limit = self._kit.settings.max_output_bytes
        for output in applied.outputs:
            if output.size() > limit:
                raise ItemError("output_too_large", f"{output.size()} bytes for {output.topic}, {limit} allowed")

    def _dead(self, error: ItemError) -> Callable[[], None]:
        return metrics.DLQ_MESSAGES.labels(stage=self._stage.name, reason=error.reason).inc

    def _dead_letter(self, record: Record, error: ItemError) -> Output:
        metrics.MESSAGES_FAILED.labels(stage=self._stage.name, reason=error.reason).inc()
        attempts = record.header(ATTEMPTS_HEADER)
        letter = DeadLetter(
            stage=self._stage.name,
            reason=error.reason,
            detail=error.detail,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            index=error.index,
            attempts=int(attempts) if attempts and attempts.isdigit() else 1,
            version=VERSION,
            failed_at=datetime.now(UTC),
        )
        headers = [*original_headers(record.headers), *letter.headers()]
        return Output(DEADLETTERS.name, 0, record.key, record.value, headers)

    async def _tick(self) -> None:
        draft = self._memory.state.draft()
        batch = _Batch(None)
        batch.add(self._stage.tick(draft, datetime.now(UTC)))
        try:
            await self._commit(draft, batch)
        except TooEarly as error:
            log.warning("%s/%s: our clock is ahead of the broker's: %s", self._stage.name, self.partition, error)
            self._early_until = time.monotonic() + min(error.seconds, EARLY_SECONDS)

    async def _commit(self, draft: S, batch: _Batch) -> None:
        await self._awake()
        self._began = time.monotonic()
        # Once sent, a transaction is followed to its end, by `close` when the partition is taken away meanwhile.
        transaction = self._transaction = asyncio.get_running_loop().create_task(self._transact(draft, batch))
        await asyncio.wait([transaction])
        self._transaction = None
        transaction.result()

    async def _transact(self, draft: S, batch: _Batch) -> None:
        written = await self._writer.write(batch.outputs, batch.position, not_before=batch.not_before)
        self._memory.state.accept(draft)
        for place in self._stage.logs(self.partition):
            if place in written:
                self._memory.offsets[place] = written[place] + 1
        self._memory.save()
        for count in batch.committed:
            count()
        for output in batch.outputs:
            metrics.MESSAGES_PUBLISHED.labels(topic=output.topic).inc()
        self.last_progress = time.monotonic()
        metrics.LAST_PROGRESS.labels(stage=self._stage.name, partition=str(self.partition)).set_to_current_time()

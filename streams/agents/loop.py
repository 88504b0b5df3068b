"""The one loop all stages share: a lane for each input partition that this worker owns.

Flows in: records of one partition, in order. Flows out: one transaction for whatever is ready, of outputs, log
records, dead letters and the position. A lane opens by fencing earlier owners and reading its own log; items are
prepared in the pool meanwhile, side by side, and applied one after another.
"""

import asyncio
import logging
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Generic

from schemas.deadletter import DeadLetter, original_headers
from streams import metrics
from streams.agents.memory import Memory
from streams.agents.pool import ItemPool
from streams.agents.pulse import Pulse
from streams.agents.stage import Applied, S, Stage
from streams.errors import BrokerError, Fenced, ItemError, Refused, StateError, StateLost, TooEarly
from streams.kafka.log import first_offset, read_log
from streams.kafka.record import Output, Record
from streams.kafka.slot import Slot
from streams.kafka.writer import FencedWriter
from streams.settings import Settings
from streams.topics import DEADLETTERS

log = logging.getLogger(__name__)

VERSION = "1"
ATTEMPTS_HEADER = "x-attempts"
RETRY_SECONDS = 1.0
CANCEL_SECONDS = 0.5
REWIND_SECONDS = 1.0
# So often the clock is read while something waits for it: it may be set, or the machine may sleep.
CLOCK_SECONDS = 0.5
# So soon after the broker's clock forbade a write it is asked again: ours may have been set right meanwhile.
EARLY_SECONDS = 5.0

Rewind = Callable[[int, int], Awaitable[None]]
"""Has a partition fetched again from an offset on."""


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

    def __init__(self, stage: Stage[S], partition: int, memory: Memory[S], kit: Kit, rewind: Rewind) -> None:
        self.partition = partition
        self.status = LaneState.REBUILDING
        self.last_progress = time.monotonic()
        self._stage = stage
        self._memory = memory
        self._kit = kit
        self._rewind = rewind
        # Once open: the offset that must come first, None when it has come or nothing is there yet.
        self._awaited: int | None = None
        # On the clock that never goes back: when the broker may be asked again for what it found too early.
        self._early_until = 0.0
        self._writer = FencedWriter(kit.settings, stage.name, stage.input.name, partition)
        self._queue: deque[_Item] = deque()
        # Up to this offset items go one by one: the broker refused one of them for its size.
        self._alone_until = -1
        self._wake = asyncio.Event()
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

    def put(self, record: Record) -> None:
        """Take a record; one that was handed over before, or too early, is left."""
        if self.status is LaneState.OPEN:
            if self._awaited is not None and record.offset != self._awaited:
                return
            if self._queue and record.offset <= self._queue[-1].record.offset:
                return
            self._awaited = None
        self._queue.append(_Item(record))
        self._wake.set()

    async def close(self) -> None:
        """Give the partition up: a transaction on its way is awaited, all other work dropped."""
        while not self._task.done():
            # Again and again: up to Python 3.11 a cancellation is lost that comes at the moment in which what a
            # `wait_for` waits for is done, and the clients wait so at every step of an opening.
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CANCEL_SECONDS)
        if self._transaction is not None:
            await asyncio.wait([self._transaction], timeout=self._kit.settings.stop_timeout)
            if self._transaction.done() and not self._transaction.cancelled():
                self._say_how_it_ended(self._transaction.exception())
        for item in self._queue:
            if item.prepared is not None:
                item.prepared.cancel()
        self._queue.clear()
        self.status = LaneState.CLOSED
        await self._writer.close()

    def _say_how_it_ended(self, error: BaseException | None) -> None:
        """Say that a lane's last transaction failed; one that was fenced ends the process, as it does in `_run`.

        Nobody opens a partition before its owner has closed the lane, so a fenced transaction in hand means that the
        group gave this worker up while it slept. Whether its revocation or the answer comes first must not matter.
        """
        if isinstance(error, Fenced):
            self._lost(error)
        if isinstance(error, StateError):
            # Written, but what is known of it here is not whole.
            self._memory.lose(str(error))
        elif error is not None:
            log.info("%s/%s: its last transaction was not committed", self._stage.name, self.partition)

    def _lost(self, error: Fenced) -> None:
        self._kit.fatal(3, f"{self._stage.name}/{self.partition}: {error}; this process lost it and ends")

    async def _awake(self) -> None:
        """Wait, after a sleep, until the group has had the time to take the partition away."""
        while (pause := self._kit.pulse.wait(time.monotonic())) > 0:
            log.warning("%s/%s: this process slept; waiting %.1f s", self._stage.name, self.partition, pause)
            await asyncio.sleep(pause)

    async def _run(self) -> None:
        while True:
            try:
                await self._open()
                await self._begin()
                await self._serve()
            except Fenced as error:
                self._lost(error)
            except StateLost as error:
                self._memory.lose(str(error))
                await self._writer.close()
            except StateError as error:
                self._kit.fatal(1, f"{self._stage.name}/{self.partition}: {error}")
            except BrokerError as error:
                # Also a commit without an answer: what is there is learnt by opening again.
                log.warning("%s/%s: %s; opening again", self._stage.name, self.partition, error)
                await self._writer.close()
                await asyncio.sleep(RETRY_SECONDS)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("%s/%s: a fault of our own", self._stage.name, self.partition)
                self._kit.fatal(1, f"{self._stage.name}/{self.partition}: a fault of our own, see the log above")

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
        first = await first_offset(self._kit.settings, self._stage.input.name, self.partition, self.position + 1)
        self._align(first)
        self.status = LaneState.OPEN
        self.last_progress = time.monotonic()

    def _align(self, first: int | None) -> None:
        """Keep of what was handed over meanwhile only what goes on from the first record that is not finished."""
        held, self._awaited = list(self._queue), first
        self._queue.clear()
        for item in held:
            last = self._queue[-1].record.offset if self._queue else self.position
            if item.record.offset == self._awaited or (self._awaited is None and item.record.offset > last):
                self._queue.append(item)
                self._awaited = None
            elif item.prepared is not None:
                item.prepared.cancel()

    async def _begin(self) -> None:
        """Wait for the record that must come first, and have it fetched again when it does not.

        After a rebalance Faust may hand over what it had fetched before, from further on, and then drops what lies
        between as old: taken as it comes, a partition would be gone on with behind records that nobody has read.
        """
        while self._awaited is not None:
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), REWIND_SECONDS)
            except TimeoutError:
                log.info("%s/%s: fetching again from %s", self._stage.name, self.partition, self._awaited)
                await self._rewind(self.partition, self._awaited)

    async def _serve(self) -> None:
        while True:
            self._wake.clear()
            self._skip_finished()
            self._prepare()
            ready = self._ready()
            due = self._due()
            if due is not None and due <= 0:
                await self._tick()
            elif ready:
                await self._finish(ready[:1] if ready[0].record.offset <= self._alone_until else ready)
            else:
                try:
                    await asyncio.wait_for(self._wake.wait(), due if due is None else min(due, CLOCK_SECONDS))
                except TimeoutError:
                    continue

    def _skip_finished(self) -> None:
        while self._queue and self._queue[0].record.offset <= self.position:
            skipped = self._queue.popleft()
            if skipped.prepared is not None:
                skipped.prepared.cancel()

    def _prepare(self) -> None:
        for item, _ in zip(self._queue, range(self._kit.settings.batch_max), strict=False):
            if item.prepared is None:
                task = self._stage.task(item.record)
                if task is None:
                    item.prepared = asyncio.get_running_loop().create_future()
                    item.prepared.set_result(None)
                else:
                    item.prepared = self._kit.pool.submit(task.function, task.arguments)
                    item.prepared.add_done_callback(lambda _: self._wake.set())

    def _ready(self) -> list[_Item]:
        ready: list[_Item] = []
        for item in self._queue:
            if item.prepared is None or not item.prepared.done():
                break
            ready.append(item)
        return ready

    def _due(self) -> float | None:
        tick = self._stage.next_tick(self._memory.state)
        if tick is None:
            return None
        return max((tick - datetime.now(UTC)).total_seconds(), self._early_until - time.monotonic())

    async def _finish(self, items: Sequence[_Item]) -> None:
        draft = self._memory.state.draft()
        batch = _Batch(items[-1].record.offset)
        for item in items:
            self._apply(draft, item, batch)
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

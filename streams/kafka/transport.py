"""Faust's Kafka transport, with the few things it does not promise.

Flows in: assignments and records from the broker. Flows out: committed records, each with the offset it goes on from,
and as committed offset nothing but the position of that partition's fenced writer.

What is mended here, of Faust 0.15.3 by the numbers of its issues: commits past unfinished work (527, 606), acked work
forgotten at a rebalance (502), a commit that crawls over transaction markers, aborted records read, partitions that
are not fetched any more after a rebalance or an outage (175, 523, 629). For the last, the loop that fetches is ours:
Faust's drops records without a word whenever its flow is suspended, its generation has changed or a partition is
paused, and whether they come again hangs on a seek that its recovery may never come to. Here nothing is dropped but
under an older generation, and where a lane begins, the lane says.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import (
    ConsumerStoppedError,
    IllegalGenerationError,
    IllegalStateError,
    KafkaError,
    NoError,
    RebalanceInProgressError,
    UnknownMemberIdError,
    for_code,
)
from aiokafka.protocol.group import HeartbeatRequest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.utils.futures import maybe_async
from yarl import URL

from streams.errors import BrokerError
from streams.kafka.ending import stopped
from streams.settings import Settings

log = logging.getLogger(__name__)

NextOffset = Callable[[TP], int | None]

FETCH_SECONDS = 1.0
RETRY_SECONDS = 0.5
# A committed offset is a hint, and a rewind is asked for again: neither is worth a longer wait.
ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """Records of one partition in order; there is none between `follows` and the first of them."""

    follows: int
    records: list[Any]


class CommittedConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that fetches; it sees no record of an open or aborted transaction."""

    fetch_max_wait_ms: int
    assignor: type[StickyPartitionAssignor]

    def __post_init__(self) -> None:
        super().__post_init__()
        # By partition: the offset fetched up to, and the one after the last record before it.
        self._fetched: dict[TP, tuple[int, int]] = {}

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001 - Faust offers no setting for it
        consumer._fetch_max_wait_ms = self.fetch_max_wait_ms  # noqa: SLF001 - nor for this
        # Who has read a partition's logs keeps it (decision 012); Faust deals all out anew whenever somebody joins.
        consumer._partition_assignment_strategy = (self.assignor,)  # noqa: SLF001 - nor for this
        return consumer

    async def on_thread_stop(self) -> None:
        """Stop the client; Faust's own waits for ever for one that was stopped while brokers were away."""
        await super(driver.AIOKafkaConsumerThread, self).on_thread_stop()
        if self._consumer is not None:
            await stopped(self._consumer)

    async def call_thread(self, fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call's answer
        """Run a call in this thread at once; in Faust's queue two that wait for a broker hold up all others."""

        async def call() -> Any:  # noqa: ANN401 - as above
            """Call it, and wait for what it may have to wait for."""
            return await maybe_async(fun(*args, **kwargs))

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(call(), self.thread_loop))

    async def fetch(self) -> Mapping[TP, Fetched]:
        """Give what was fetched, when there is something, by partition.

        Raises:
            KafkaError: the group or a partition cannot be read.
            BrokerError: the client has stopped fetching for good.
        """
        found: Mapping[TP, Fetched] = await self.call_thread(self._fetch)
        return found

    async def _fetch(self) -> dict[TP, Fetched]:
        consumer = self._ensure_consumer()
        fetcher = consumer._fetcher  # noqa: SLF001 - in public there is only a wait without end
        if fetcher.error_future.done() or consumer._coordinator._coordination_task.done():  # noqa: SLF001 - nor this
            if consumer._closed:  # noqa: SLF001 - as above
                raise ConsumerStoppedError
            raise BrokerError("the Kafka client has ended for good")
        found = await self._drain(consumer)
        if not found:
            waiter = fetcher._create_fetch_waiter()  # noqa: SLF001 - as above
            await asyncio.wait([waiter], timeout=FETCH_SECONDS)
            if not waiter.cancel() and waiter.exception() is not None:
                log.debug("woken by %r", waiter.exception())  # which `getmany` tells, too
            found = await self._drain(consumer)
        return found

    async def _drain(self, consumer: AIOKafkaConsumer) -> dict[TP, Fetched]:
        """Take what lies ready. Nothing is waited for: the positions before it are those it was fetched from."""
        state = consumer._subscription  # noqa: SLF001 - a position that is not known yet is waited for in public
        if state.reassignment_in_progress:
            return {}
        assignment = state.subscription.assignment
        places = {place: assignment.state_value(place) for place in assignment.tps}
        before = {place: at.position for place, at in places.items() if at.has_valid_position}
        drained = await consumer.getmany(timeout_ms=0)
        found = {}
        for place, start in before.items():
            records = drained.get(place, [])
            reached, follows = self._fetched.get(TP(*place), (None, start))
            if reached != start:
                follows = start
            if records:
                found[TP(*place)] = Fetched(follows, records)
                follows = records[-1].offset + 1
            if places[place].has_valid_position:
                self._fetched[TP(*place)] = places[place].position, follows
        return found

    async def rewind(self, place: TP, offset: int) -> None:
        """Have a partition fetched from an offset on; from its first record where retention has eaten that.

        Raises:
            IllegalStateError: it is not ours just now.
            KafkaError, TimeoutError: its leader does not answer.
        """
        await self.call_thread(self._rewind, place, offset)

    async def _rewind(self, place: TP, offset: int) -> None:
        consumer, partition = self._ensure_consumer(), TopicPartition(*place)
        first = (await asyncio.wait_for(consumer.beginning_offsets([partition]), ANSWER_SECONDS))[partition]
        consumer.seek(partition, max(offset, first))
        self._fetched[place] = max(offset, first), offset

    async def pause(self, place: TP, *, on: bool) -> None:
        """Stop fetching a partition, or go on; one that is not ours is left."""
        consumer = self._ensure_consumer()
        try:
            await self.call_thread(consumer.pause if on else consumer.resume, TopicPartition(*place))
        except IllegalStateError:
            log.debug("%s/%s: not assigned just now", *place)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit where to start; it is a hint, so that no answer in time and a refusal are no fault."""
        consumer = self._ensure_consumer()
        hints = {TopicPartition(*place): offset for place, offset in offsets.items() if place in self.assignment()}
        try:
            await asyncio.wait_for(consumer.commit(hints), ANSWER_SECONDS)
        except (KafkaError, TimeoutError) as error:
            log.info("offsets not committed: %r", error)
            return False
        # By these Faust says in its log which partition has not committed for long.
        self.tp_last_committed_at.update(dict.fromkeys(offsets, time.monotonic()))
        return True

    async def confirmed(self) -> bool | None:
        """Ask the group whether this member and its generation are the present ones; None: it does not say.

        Who is told yes owned its partitions when the question came: nobody else had been given them before that.
        """
        answer: bool | None = await self.call_thread(self._confirmed)
        return answer

    async def _confirmed(self) -> bool | None:
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001 - what its own heartbeats learn it keeps to itself
        if coordinator.generation < 0:
            return False  # it was told so; and while a revocation is under way nobody looks for the group's broker anew
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await coordinator.ensure_coordinator_known()
                request = HeartbeatRequest(coordinator.group_id, coordinator.generation, coordinator.member_id)
                answer = await coordinator._send_req(request)  # noqa: SLF001 - as above
        except (KafkaError, TimeoutError):
            return None
        error = for_code(answer.error_code)
        if error in (NoError, RebalanceInProgressError):
            return True  # who is to join anew is of the present generation until all have
        return False if error in (UnknownMemberIdError, IllegalGenerationError) else None


class PositionConsumer(driver.Consumer):
    """A consumer that commits positions of fenced writers, and nothing that Faust counted itself.

    The committed offset is a hint where to start: what is finished, a writer's own position says. So
    Faust's acks, its gap bookkeeping and its order of forgetting at a rebalance no longer matter.
    """

    next_offset: NextOffset
    fetch_max_wait_ms: int
    _thread: CommittedConsumerThread

    def _new_consumer_thread(self) -> CommittedConsumerThread:
        thread = CommittedConsumerThread(self, loop=self.loop, beacon=self.beacon)
        thread.fetch_max_wait_ms = self.fetch_max_wait_ms
        # The class itself remembers what its group gave it, so each group has one of its own; under the name that older
        # workers give theirs, or they could not be in one group. (To be told of two ways the client joins twice.)
        thread.assignor = type("StageAssignor", (StickyPartitionAssignor,), {"name": RoundRobinPartitionAssignor.name})
        return thread

    async def _drain_messages(self, fetcher: Any) -> None:  # noqa: ANN401 - Faust's service of that name
        """Hand over what is fetched until stopped; while Faust suspends its streams, handing over waits."""
        try:
            while not (self.should_stop or fetcher.should_stop):
                try:
                    found = await self._thread.fetch()
                except KafkaError as error:
                    log.warning("cannot fetch: %r; again", error)
                    await asyncio.sleep(RETRY_SECONDS)
                else:
                    await self._hand_over(found)
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not (self.should_stop or fetcher.should_stop or self.app.should_stop):
                raise

    async def _hand_over(self, found: Mapping[TP, Fetched]) -> None:
        """Hand records over to Faust's streams, as far as it knows by now that their partitions are ours.

        To a worker that had none it does not suspend the streams while it gives it some. What is left here, the
        partition's lane has fetched again when it opens.
        """
        known = self.app.topics._tp_to_callback  # type: ignore[attr-defined]  # noqa: SLF001 - a callback that is not there yet crashes the app
        for place, fetched in found.items():
            if place not in known:
                continue
            follows = fetched.follows
            for record in fetched.records:
                message = self._to_message(place, record)
                message.follows = follows  # type: ignore[attr-defined]  # Faust's own class takes it on to the agent
                await self.callback(message)
                follows = record.offset + 1

    async def perform_seek(self) -> None:
        """Leave the positions as they are: where a partition begins says its lane, which knows its writer's."""

    async def rewind(self, place: TP, offset: int) -> None:
        """Have a partition of ours fetched from an offset on."""
        await self._thread.rewind(place, offset)

    async def pause(self, place: TP, *, on: bool) -> None:
        """Stop fetching a partition of ours, or go on."""
        await self._thread.pause(place, on=on)

    async def confirmed(self) -> bool | None:
        """Ask the group whether this member is one of its present generation; None: it does not say."""
        return await self._thread.confirmed()

    def _filter_tps_with_pending_acks(self, topics: Iterable[Any] | None = None) -> Iterator[TP]:  # noqa: ARG002 - Faust's signature
        return iter(self.assignment())

    def _new_offset(self, tp: TP) -> int | None:
        return self.next_offset(tp)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Keep no gaps: a transaction marker is not a message that is missing."""


class IdempotentProducer(driver.Producer):
    """Faust starts one whether it is used or not; ours at least cannot reorder."""

    def _settings_extra(self) -> dict[str, Any]:
        return {"enable_idempotence": True, "acks": "all"}


def harden(app: faust.App, settings: Settings, next_offset: NextOffset) -> None:
    """Give the app this transport; `next_offset` says for a partition what may be committed (None: nothing yet)."""
    options = {"next_offset": staticmethod(next_offset), "fetch_max_wait_ms": int(settings.fetch_max_wait * 1000)}
    consumer = type("StageConsumer", (PositionConsumer,), options)
    transport = type("StageTransport", (driver.Transport,), {"Consumer": consumer, "Producer": IdempotentProducer})
    app.transport = transport(urls(settings), app)
    app.producer_transport = transport(urls(settings), app)


def urls(settings: Settings) -> list[URL]:
    """Give the brokers as Faust writes them."""
    return [URL(f"kafka://{server.strip()}") for server in settings.bootstrap_servers.split(",")]


def credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    """Give the credentials as Faust takes them; None for a plain connection."""
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is not None:
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            ssl_context=settings.ssl_context(),
            mechanism=settings.sasl_mechanism,
        )
    context = settings.ssl_context()
    return faust.SSLCredentials(context) if context else None

"""Faust with what at least once needs: batches, deliveries awaited, acks in order, an idempotent producer.

Usage: python -m bench.copiers.hardened_faust BROKER SOURCE TARGET GROUP
The least that can be done to trust Faust with a wire, and so the base that the project's own road is measured by.
"""

import sys
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

import faust
import uvloop
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from yarl import URL

BATCH, WITHIN = 64, 0.05


class OrderedConsumer(driver.Consumer):
    """A consumer that commits up to the first record, in order of delivery, that is not acked."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - Faust's
        super().__init__(*arguments, **named)
        self._delivered: dict[TP, deque[int]] = defaultdict(deque)
        hand_over = self.callback

        async def noted(message: Any) -> None:  # noqa: ANN401 - Faust's message
            self._delivered[message.tp].append(message.offset)
            await hand_over(message)

        self.callback = noted

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Keep no gaps."""

    def _new_offset(self, tp: TP) -> int | None:
        waiting, acked, last = self._delivered[tp], self._acked_index[tp], None
        while waiting and waiting[0] in acked:
            last = waiting.popleft()
            acked.discard(last)
        self._acked[tp][:] = sorted(acked) or ([last] if last is not None else [])
        return None if last is None else last + 1

    async def on_partitions_revoked(self, revoked: Iterable[TP]) -> None:
        """Commit before forgetting what was acked."""
        gone = set(revoked)
        if self._active_partitions is not None:
            self._active_partitions.difference_update(gone)
        self._paused_partitions.difference_update(gone)
        await self._on_partitions_revoked(gone)
        for place in gone:
            for kept in (self._delivered, self._acked, self._acked_index, self._read_offset, self._committed_offset):
                kept.pop(place, None)


class IdempotentProducer(driver.Producer):
    """A producer that can neither repeat nor reorder on its own."""

    def _settings_extra(self) -> dict[str, Any]:
        return {"enable_idempotence": True, "acks": "all"}


class OrderedTransport(driver.Transport):
    """Both."""

    Consumer = OrderedConsumer
    Producer = IdempotentProducer


def app(broker: str, source: str, target: str, group: str) -> faust.App:
    """Make the app and its one agent."""
    made = faust.App(
        group,
        broker=f"kafka://{broker}",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        stream_buffer_maxsize=16384,
        broker_commit_interval=1.0,
        producer_linger=0.01,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=6,
        broker_heartbeat_interval=2,
        key_serializer="raw",
        value_serializer="raw",
        datadir=tempfile.mkdtemp(prefix="newswire-bench-"),
    )
    made.transport = OrderedTransport([URL(f"kafka://{broker}")], made)
    made.producer_transport = OrderedTransport([URL(f"kafka://{broker}")], made)
    sources, targets = made.topic(source), made.topic(target)

    @made.agent(sources)
    async def copy(stream: Any) -> None:  # noqa: ANN401 - Faust's stream is untyped
        async for batch in stream.take_events(BATCH, within=WITHIN):
            for delivery in [await targets.send(key=event.key, value=event.value) for event in batch]:
                await delivery

    return made


if __name__ == "__main__":
    uvloop.install()
    faust.Worker(app(*sys.argv[1:5]), loglevel="WARNING").execute_from_commandline()

"""The wire in its own time: items sent to the raw topic as an agency would send them.

Flows in: `WireItem`s. Flows out: raw records of partition 0, and when each was sent.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from confluent_kafka import KafkaException, Producer

from streams.cli.wire import WireItem
from streams.errors import BrokerError
from streams.topics import RAW

_LOG_LEVEL = 2


class Feeder:
    """Sends the wire in its own time, in a thread; `sent` says when each raw offset was sent."""

    def __init__(self, items: Sequence[WireItem], speed: float) -> None:
        self.sent: dict[int, float] = {}
        self.ended = 0.0
        self._items = items
        self._speed = speed
        self._error: str | None = None
        self._stop = threading.Event()

    @contextmanager
    def feeding(self, bootstrap_servers: str) -> Iterator[None]:
        """Send from `with` to the end of its block, or of the wire."""
        thread = threading.Thread(target=self._feed, args=(bootstrap_servers,), name="feeder", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    @property
    def done(self) -> bool:
        """Whether the last item was sent."""
        return self.ended > 0

    def check(self) -> None:
        """See that the wire goes on.

        Raises:
            BrokerError: an item could not be sent.
        """
        if self._error is not None:
            raise BrokerError(f"the wire cannot be sent: {self._error}")

    def _feed(self, bootstrap_servers: str) -> None:
        producer: Any = Producer(
            {
                "bootstrap.servers": bootstrap_servers,
                "linger.ms": 0,
                "log_level": _LOG_LEVEL,
                "message.timeout.ms": 10_000,
            }
        )
        for offset, item in enumerate(self._items):
            if self._stop.wait(item.delay / self._speed):
                return
            # Nobody else writes to this partition: the place is known before the answer comes.
            self.sent[offset] = time.monotonic()
            try:
                producer.produce(
                    RAW.name,
                    item.value(datetime.now(UTC)),
                    partition=0,
                    headers=item.headers(),
                    on_delivery=self._delivered,
                )
                producer.flush()
            except (KafkaException, BufferError) as error:
                self._error = str(error)
            if self._error is not None:
                return
        self.ended = time.monotonic()

    def _delivered(self, error: Any, _message: object) -> None:  # noqa: ANN401 - the client publishes no types
        if error is not None:
            self._error = error.str()

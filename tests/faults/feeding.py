"""The feeder of a fault run: a wire at an even pace, and the ledger of what the broker has acknowledged.

Flows in: generated items. Flows out: raw records, each sent until it is acknowledged; how many were.
"""

import threading
import time
from collections.abc import Iterator

from confluent_kafka import KafkaError, Message, Producer

from streams.topics import RAW
from tests.faults.generator import Item

# A broker that is away for a minute is waited for; the client's own idempotence keeps each item single.
DELIVERY_SECONDS = 300
FLUSH_SECONDS = 330.0


class Feeder:
    """Sends from a thread of its own until stopped; the foreign client (librdkafka) shares no fault with ours."""

    def __init__(self, broker: str, items: Iterator[Item], rate: float) -> None:
        self.sent = 0
        # When the wire was paused, on `time.monotonic`.
        self.pauses: list[float] = []
        # How many the broker took; and where, which it does not say of one that it had taken before it was asked again.
        self.taken = 0
        self.acknowledged: set[int] = set()
        self.failed: list[str] = []
        self.rate = rate
        self._items = items
        self._producer = Producer(
            {
                "bootstrap.servers": broker,
                "enable.idempotence": True,
                "delivery.timeout.ms": DELIVERY_SECONDS * 1000,
                "socket.timeout.ms": 10_000,
                "message.max.bytes": 5_000_000,
                "linger.ms": 2,
                "log_level": 0,
            }
        )
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._paused = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def pause(self, *, on: bool) -> None:
        """Send nothing for a while, or go on."""
        if on:
            self.pauses.append(time.monotonic())
        (self._paused.set if on else self._paused.clear)()

    def send(self, *items: Item) -> None:
        """Send items of one's own beside the wire."""
        for item in items:
            self._send(item)

    def stop(self) -> int:
        """End, when all that was sent is acknowledged; gives how many items that was."""
        self._stopped.set()
        self._thread.join(FLUSH_SECONDS)
        self._producer.flush(FLUSH_SECONDS)
        return self.sent

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            self._producer.poll(0)
            if self._paused.is_set() or time.monotonic() < due:
                time.sleep(0.005)
                due = max(due, time.monotonic() - 1)
                continue
            due += 1 / self.rate
            self._send(next(self._items))

    def _send(self, item: Item) -> None:
        while True:
            try:
                self._producer.produce(
                    RAW.name, item.value, partition=0, headers=[*item.headers()], on_delivery=self._delivered
                )
            except BufferError:
                self._producer.poll(0.1)
                continue
            with self._lock:
                self.sent += 1
            return

    def _delivered(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.failed.append(error.str())
            return
        self.taken += 1
        offset = message.offset()
        if offset is not None:
            self.acknowledged.add(offset)

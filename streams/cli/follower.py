"""Several topics followed at once, in a thread of its own, each record stamped when it is seen.

Flows in: the committed records of all partitions of the topics. Flows out: `Seen`, by a queue.
"""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from confluent_kafka import Consumer, KafkaException, TopicPartition

from streams.errors import BrokerError

ANSWER_SECONDS = 10.0
_LOG_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One committed record; `at` is `time.monotonic` when this process had it."""

    topic: str
    partition: int
    offset: int
    value: bytes | None
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    at: float

    def header(self, name: str) -> str | None:
        """Give a header's text; None where it is missing."""
        return next((value.decode("utf-8", "replace") for key, value in self.headers if key == name), None)


class Follower:
    """Follows topics from their beginning, without a group, from `with` to the end of its block."""

    def __init__(self, bootstrap_servers: str, topics: Sequence[str]) -> None:
        self._topics = topics
        self._seen: queue.SimpleQueue[Seen] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._consumer: Any = Consumer(
            {
                "bootstrap.servers": bootstrap_servers,
                "group.id": "newswire-demo-view",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 20,
                "log_level": _LOG_LEVEL,
                "log.connection.close": False,
            }
        )
        self._thread = threading.Thread(target=self._follow, name="follower", daemon=True)

    def __enter__(self) -> Self:
        try:
            known = self._consumer.list_topics(timeout=ANSWER_SECONDS).topics
        except KafkaException as error:
            raise BrokerError(f"no broker to follow: {error.args[0].str()}") from error
        self._consumer.assign(
            [TopicPartition(topic, partition, 0) for topic in self._topics for partition in known[topic].partitions]
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._consumer.close()

    def next(self, timeout: float) -> Seen | None:
        """Give the next record; None when none came within `timeout` seconds."""
        try:
            return self._seen.get(timeout=timeout)
        except queue.Empty:
            return None

    def _follow(self) -> None:
        while not self._stop.is_set():
            message = self._consumer.poll(0.1)
            # What is wrong with the connection shows as items unanswered; the client tries again by itself.
            if message is None or message.error() is not None:
                continue
            self._seen.put(
                Seen(
                    topic=message.topic(),
                    partition=message.partition(),
                    offset=message.offset(),
                    value=message.value(),
                    key=message.key(),
                    headers=tuple(message.headers() or ()),
                    at=time.monotonic(),
                )
            )

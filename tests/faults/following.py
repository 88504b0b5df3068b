"""What comes out, as it comes, for a read_committed reader; and at the end all of it, from the start.

Flows in: the topics of a broker, read by a client that the service does not use. Flows out: counts, moments, records.
"""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from confluent_kafka import Consumer, Message, TopicPartition

from streams.kafka.record import Record
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, HELD, RAW, SCREENED, SCREENING, STORIES

# Of an item over which a process of the pool ended: its worker loads another, and codes nothing with it meanwhile.
ENDED = (b"timeout", b"crash")
# A letter and the events of its transaction are seen within this.
TOGETHER_SECONDS = 0.5
OUTPUTS = (SCREENING.name, SCREENED.name, ENRICHED.name, EVENTS.name, DEADLETTERS.name)
ALL = (RAW.name, *OUTPUTS, STORIES.name, HELD.name)
ANSWER_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without an event, in seconds; and whether an item ended a process of a pool in it."""

    seconds: float
    ended: bool


def _consumer(broker: str, *, committed: bool = True) -> Consumer:
    return Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": "checker",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed" if committed else "read_uncommitted",
            "fetch.message.max.bytes": 9_000_000,
            "log_level": 0,
        }
    )


def _places(consumer: Consumer, topics: Sequence[str]) -> list[TopicPartition]:
    end = time.monotonic() + ANSWER_SECONDS
    # A broker of several learns of a topic a while after it was made.
    while not set(topics) <= (known := consumer.list_topics(timeout=ANSWER_SECONDS).topics).keys():
        if time.monotonic() > end:
            raise TimeoutError(f"topics are not known: {set(topics) - known.keys()}")
        time.sleep(0.2)
    return [TopicPartition(topic, number, 0) for topic in topics for number in sorted(known[topic].partitions)]


class Follower:
    """Counts from a thread of its own until stopped."""

    def __init__(self, broker: str) -> None:
        self.seen: Counter[str] = Counter()
        self.dead_in_extract = 0
        # When an event was seen, on `time.monotonic`: the silences between them are a fault's price.
        self.arrivals: list[float] = []
        # When the letter of an item was seen over which a process of the pool ended, on the same clock.
        self.endings: list[float] = []
        # Raw items that have their first outcome: one that was held has two records.
        self.settled: set[str] = set()
        self._consumer = _consumer(broker)
        self._consumer.assign(_places(self._consumer, OUTPUTS))
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopped.is_set():
            for message in self._consumer.consume(500, 0.1):
                if message.error() is None:
                    self._count(message)

    def _count(self, message: Message) -> None:
        topic = str(message.topic())
        if topic == ENRICHED.name and ("cause", b"failed") in (message.headers() or ()):
            return
        self.seen[topic] += 1
        if topic == EVENTS.name:
            self.arrivals.append(time.monotonic())
        if topic == SCREENING.name:
            self.settled.add((message.key() or b"").decode())
        if topic == DEADLETTERS.name:
            headers = message.headers() or ()
            self.dead_in_extract += ("x-dlq-stage", b"extract") in headers
            if any(("x-dlq-reason", reason) in headers for reason in ENDED):
                self.endings.append(time.monotonic())

    def through(self, sent: int) -> bool:
        """Say whether every item has its outcome and every screened message its record or its dead letter."""
        return len(self.settled) >= sent and self.seen[ENRICHED.name] + self.dead_in_extract >= self.seen[SCREENED.name]

    def silence(self, since: float, until: float, at_most: float) -> Silence:
        """Give the longest time without an event that begins in a span, counted up to `at_most`."""
        return longest(list(self.arrivals), list(self.endings), since, until, at_most)

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join(10)
        self._consumer.close()


def longest(arrivals: Sequence[float], endings: Sequence[float], since: float, until: float, at_most: float) -> Silence:
    """Give the longest time without an arrival that begins in a span; all moments are of one clock, in seconds.

    One that goes on when the span ends is counted whole, up to a last moment: the next fault does not end it.
    """
    after = min((moment for moment in arrivals if moment >= until), default=at_most)
    moments = [since, *(moment for moment in arrivals if since < moment < until), min(after, at_most)]
    seconds, begins = max((later - earlier, earlier) for earlier, later in itertools.pairwise(moments))
    first, last = begins - TOGETHER_SECONDS, begins + seconds + TOGETHER_SECONDS
    return Silence(seconds, any(first < moment < last for moment in endings))


def read_everything(broker: str, topics: Sequence[str] = ALL) -> dict[str, list[Record]]:
    """Read every committed record of the topics, each partition in order, from the start."""
    records: dict[str, list[Record]] = {topic: [] for topic in topics}
    consumer = _consumer(broker)
    try:
        places = _places(consumer, topics)
        ends = {(place.topic, place.partition): stable_end(consumer, place) for place in places}
        consumer.assign(places)
        waiting = {place for place, end in ends.items() if end > 0}
        while waiting:
            for message in consumer.consume(1000, 0.2):
                if message.error() is None:
                    records[str(message.topic())].append(_record(message))
            at = consumer.position([TopicPartition(*place) for place in waiting])
            waiting = {(one.topic, one.partition) for one in at if one.offset < ends[one.topic, one.partition]}
        return records
    finally:
        consumer.close()


def stable_end(consumer: Consumer, place: TopicPartition) -> int:
    """Give the offset up to which a reader with this consumer's isolation can read."""
    return int(consumer.get_watermark_offsets(place, timeout=ANSWER_SECONDS)[1])


def hanging(broker: str, topics: Sequence[str] = ALL) -> Mapping[str, int]:
    """Count the records behind the last stable offset, by partition: what a transaction left open hides."""
    found = {}
    all_, stable = _consumer(broker, committed=False), _consumer(broker)
    try:
        for place in _places(all_, topics):
            if hidden := stable_end(all_, place) - stable_end(stable, place):
                found[f"{place.topic}/{place.partition}"] = hidden
        return found
    finally:
        all_.close()
        stable.close()


def _record(message: Message) -> Record:
    # The client says that they might be a table too, which is what it takes and never what it gives.
    headers = cast("list[tuple[str, bytes | None]]", message.headers() or [])
    return Record(
        topic=str(message.topic()),
        partition=int(message.partition() or 0),
        offset=int(message.offset() or 0),
        at=datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC),
        key=message.key(),
        value=message.value(),
        headers=tuple((name, value or b"") for name, value in headers),
    )

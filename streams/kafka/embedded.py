"""A broker in this process, for the demo and for quick tries: librdkafka's mock cluster.

Flows in: nothing. Flows out: the address of a TCP endpoint that speaks Kafka.
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from confluent_kafka import KafkaException, Producer

from streams.errors import BrokerError

PARTITIONS = 4
"""Partitions of every topic; the mock cluster's own number, it takes no other."""

ANSWER_SECONDS = 10.0
# It tells at "notice" that it is a mock cluster, and at "critical" that a signal (a Ctrl-C, say) has interrupted it.
_LOG_LEVEL = 1


class EmbeddedBroker:
    """One broker, from `with` to the end of its block; everything in it is gone then.

    It is real enough for one worker and for nothing else:

    - topics cannot be created by request; `touch` makes them, each with `PARTITIONS` partitions;
    - it keeps everything in memory, about 5 MB a partition, and then silently drops the oldest;
    - nothing is compacted, no retention is kept;
    - it takes transactions, but neither hides what was aborted nor fences a zombie: exactly once holds on a
      real broker only; its transaction markers carry no checksum, so its readers must not check any
      (`check_crcs`);
    - a consumer group works for one member: a second one's rebalance does not complete.

    Source: librdkafka's mock cluster (`rdkafka_mock.h`).
    """

    def __init__(self) -> None:
        self._host: Any = None
        self._address = ""

    def __enter__(self) -> Self:
        self._host = Producer(
            {
                "test.mock.num.brokers": 1,
                # Required by the client, replaced by the mock cluster's own.
                "bootstrap.servers": "localhost",
                "log_level": _LOG_LEVEL,
            }
        )
        try:
            brokers = self._host.list_topics(timeout=ANSWER_SECONDS).brokers.values()
        except KafkaException as error:
            self._host = None
            raise BrokerError(f"the embedded broker does not answer: {error.args[0].str()}") from error
        self._address = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The mock cluster lives as long as the client that owns it.
        self._host = None
        self._address = ""

    @property
    def bootstrap_servers(self) -> str:
        """The broker's address, `host:port`.

        Raises:
            BrokerError: outside of its `with` block.
        """
        if not self._address:
            raise BrokerError("the embedded broker is not running")
        return self._address

    def touch(self, topics: Iterable[str]) -> None:
        """Make topics by asking for them; one that is there stays as it is.

        Args:
            topics: their names.

        Raises:
            BrokerError: it is not running, or a topic did not come to be.
        """
        if self._host is None:
            raise BrokerError("the embedded broker is not running")
        for name in topics:
            try:
                found = self._host.list_topics(topic=name, timeout=ANSWER_SECONDS).topics[name]
            except KafkaException as error:
                raise BrokerError(f"topic {name}: {error.args[0].str()}") from error
            if found.error is not None or len(found.partitions) != PARTITIONS:
                raise BrokerError(f"topic {name}: the embedded broker did not make it")

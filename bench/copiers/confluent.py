"""confluent-kafka: librdkafka's consumer and producer, at least once.

Usage: python -m bench.copiers.confluent BROKER SOURCE TARGET GROUP
"""

import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

COMMIT_SECONDS = 1.0


def copy(broker: str, source: str, target: str, group: str) -> None:
    """Copy until ended; an offset is committed when all before it was delivered."""
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "session.timeout.ms": 6000,
        }
    )
    producer = Producer({"bootstrap.servers": broker, "acks": "all", "enable.idempotence": True, "linger.ms": 5})
    consumer.subscribe([source])
    committed = time.monotonic()
    while True:
        messages = consumer.consume(500, timeout=0.05)
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
            producer.produce(target, value=message.value(), key=message.key(), on_delivery=_check)
        producer.flush()
        if time.monotonic() - committed > COMMIT_SECONDS:
            _commit(consumer)
            committed = time.monotonic()


def _check(error: KafkaError | None, _message: Message) -> None:
    if error is not None:
        raise KafkaException(error)


def _commit(consumer: Consumer) -> None:
    try:
        consumer.commit(asynchronous=False)
    except KafkaException as error:
        # Nothing is there to commit, or the group is at odds: what was not committed is read again.
        if error.args[0].code() not in {KafkaError._NO_OFFSET, KafkaError.REBALANCE_IN_PROGRESS}:  # noqa: SLF001 - the library's own name
            raise


if __name__ == "__main__":
    copy(*sys.argv[1:5])

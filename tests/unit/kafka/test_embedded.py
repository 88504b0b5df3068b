"""The embedded broker is a Kafka that any client can reach, for as long as its block lasts."""

import pytest
from confluent_kafka import Producer

from streams.cli.follower import Follower
from streams.errors import BrokerError
from streams.kafka.embedded import PARTITIONS, EmbeddedBroker


def test_what_is_produced_is_followed_in_order_with_its_headers() -> None:
    with EmbeddedBroker() as broker:
        broker.touch(["first", "second"])
        producer = Producer({"bootstrap.servers": broker.bootstrap_servers, "log_level": 2})
        with Follower(broker.bootstrap_servers, ["first"]) as follower:
            for number in range(5):
                producer.produce("first", str(number).encode(), partition=2, headers=[("n", str(number).encode())])
            producer.produce("second", b"of no interest")
            producer.flush()
            seen = [follower.next(10) for _ in range(5)]
            assert follower.next(0.3) is None
    assert [one.value for one in seen if one] == [b"0", b"1", b"2", b"3", b"4"]
    assert [(one.partition, one.offset, one.header("n"), one.header("m")) for one in seen if one][1] == (
        2,
        1,
        "1",
        None,
    )


def test_a_topic_is_made_by_touching_it_and_touching_it_again_changes_nothing() -> None:
    with EmbeddedBroker() as broker:
        broker.touch(["a.topic"])
        broker.touch(["a.topic"])
        found = Producer({"bootstrap.servers": broker.bootstrap_servers, "log_level": 2}).list_topics(timeout=10)
        assert len(found.topics["a.topic"].partitions) == PARTITIONS


def test_two_brokers_side_by_side_know_nothing_of_each_other() -> None:
    with EmbeddedBroker() as one, EmbeddedBroker() as other:
        one.touch(["mine"])
        assert one.bootstrap_servers != other.bootstrap_servers
        found = Producer({"bootstrap.servers": other.bootstrap_servers, "log_level": 2}).list_topics(timeout=10)
        assert "mine" not in found.topics


def test_outside_of_its_block_it_says_that_it_is_not_running() -> None:
    broker = EmbeddedBroker()
    with pytest.raises(BrokerError, match="not running"):
        broker.touch(["a"])
    with broker:
        pass
    with pytest.raises(BrokerError, match="not running"):
        _ = broker.bootstrap_servers

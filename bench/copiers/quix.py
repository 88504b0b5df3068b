"""Quix Streams with its own exactly-once; run by a Python that has it, which the project's own has not.

Usage: PYTHON bench/copiers/quix.py BROKER SOURCE TARGET GROUP
"""

import sys

from quixstreams import Application

COMMIT_SECONDS = 0.1  # its default of 5 s would be its latency


def copy(broker: str, source: str, target: str, group: str) -> None:
    """Copy until ended."""
    app = Application(
        broker_address=broker,
        consumer_group=group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=COMMIT_SECONDS,
        auto_create_topics=False,
        consumer_extra_config={"session.timeout.ms": 6000},
        # As the project's own; by default what a killed one left open hides all that comes after it for a minute.
        producer_extra_config={"transaction.timeout.ms": 15000},
        loglevel="WARNING",
    )
    raw = {"key_serializer": "bytes", "value_serializer": "bytes"}
    sources = app.topic(source, key_deserializer="bytes", value_deserializer="bytes")
    app.dataframe(sources).to_topic(app.topic(target, **raw))
    app.run()


if __name__ == "__main__":
    copy(*sys.argv[1:5])

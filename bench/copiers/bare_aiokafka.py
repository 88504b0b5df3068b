"""aiokafka alone, at least once.

Usage: python -m bench.copiers.bare_aiokafka BROKER SOURCE TARGET GROUP
"""

import asyncio
import sys
import time

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

COMMIT_SECONDS = 1.0


async def copy(broker: str, source: str, target: str, group: str) -> None:
    """Copy until ended; an offset is committed when all before it was delivered."""
    consumer = AIOKafkaConsumer(
        source,
        bootstrap_servers=broker,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=6000,
        heartbeat_interval_ms=2000,
    )
    producer = AIOKafkaProducer(bootstrap_servers=broker, enable_idempotence=True, linger_ms=5)
    async with consumer, producer:
        committed = time.monotonic()
        while True:
            found = await consumer.getmany(timeout_ms=50, max_records=500)
            await asyncio.gather(
                *[
                    await producer.send(target, value=record.value, key=record.key)
                    for records in found.values()
                    for record in records
                ]
            )
            if time.monotonic() - committed > COMMIT_SECONDS:
                await consumer.commit()
                committed = time.monotonic()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(copy(*sys.argv[1:5]))

"""Creating topics for a test on a real broker."""

from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.settings import Settings
from streams.topics import Topic


async def create(broker: str, topics: Sequence[Topic], settings: Settings) -> None:
    """Create those that are not there."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        await admin.create_topics(
            [NewTopic(topic.name, topic.partitions(settings), 1, topic_configs=dict(topic.config)) for topic in missing]
        )
    finally:
        await admin.close()

"""Which partition a cluster of stories lives on.

Flows in: a key. Flows out: a partition, the same one every Kafka client's default partitioner gives.
"""

from aiokafka.partitioner import murmur2


def partition_of(key: str, partitions: int) -> int:
    """Place a key: murmur2 of its UTF-8 bytes, as Kafka's Java client does it."""
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % partitions)

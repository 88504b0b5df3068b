"""A record as a stage receives it, and as it sends one.

Flows in: faust messages and aiokafka records. Flows out: `Record` and `Output`, free of either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a topic; `at` is its timestamp (for `raw` the broker's append time)."""

    topic: str
    partition: int
    offset: int
    at: datetime
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    def header(self, name: str) -> bytes | None:
        """Give the first header of that name, or None."""
        return next((value for key, value in self.headers if key == name), None)

    @classmethod
    def of(cls, message: Any) -> "Record":  # noqa: ANN401 - aiokafka's ConsumerRecord is untyped
        """Take over an aiokafka record (timestamp in milliseconds)."""
        return cls(
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            at=datetime.fromtimestamp(message.timestamp / 1000, UTC),
            key=message.key,
            value=message.value,
            headers=tuple(message.headers),
        )


@dataclass(frozen=True, slots=True)
class Output:
    """One record to be written; a `value` of None deletes its key from a compacted topic."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    def size(self) -> int:
        """Count the bytes of key, value and headers."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers

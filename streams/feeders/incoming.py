"""One wire item on its way to the raw topic.

Flows in: bytes exactly as received, and what is known of them. Flows out: the raw record.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from streams.kafka.record import Output
from streams.topics import RAW


@dataclass(frozen=True, slots=True)
class Incoming:
    """One item; what is not known is None, and then no header says it."""

    value: bytes
    content_type: str | None = None
    provider: str | None = None
    published_at: datetime | None = None

    def output(self, partition: int) -> Output:
        """Give the raw record; a null key is normal there."""
        known = {
            "content-type": self.content_type,
            "x-provider": self.provider,
            "x-published-at": self.published_at.isoformat() if self.published_at else None,
        }
        headers = tuple((name, word.encode()) for name, word in known.items() if word)
        return Output(RAW.name, partition, None, self.value, headers)

    def digest(self) -> str:
        """Give what two sendings of the same item have in common, and no two items."""
        said = repr((self.content_type, self.provider, self.published_at)).encode()
        return sha256(sha256(said).digest() + self.value).hexdigest()[:32]

"""One raw message as it was received: the bytes, and what its headers say of them.

Flows in: nothing. Flows out: `Envelope`, to `registry.read`.
"""

from dataclasses import dataclass
from datetime import datetime

from schemas import Ingest


@dataclass(frozen=True, slots=True)
class Envelope:
    """One raw message.

    Attributes:
        value: the bytes as received, at most `limits.MAX_BYTES` of them.
        content_type: the `content-type` header; None lets the format be detected from the bytes.
        provider: the `x-provider` header, or the setting.
        received_at: Kafka's append time, with a zone.
        published_at: the `x-published-at` header, for wires that carry no time of their own.
        ingest: live from the wire, or again from an archive.
        topic: where the message stands on Kafka; `-` outside of it.
        partition: as `topic`.
        offset: as `topic`.
    """

    value: bytes
    content_type: str | None
    provider: str
    received_at: datetime
    published_at: datetime | None = None
    ingest: Ingest = Ingest.LIVE
    topic: str = "-"
    partition: int = 0
    offset: int = 0

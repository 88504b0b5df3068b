"""The Kafka headers of a published event: CloudEvents 1.0, binary mode, and the position it came from.

Source: CloudEvents Kafka protocol binding 1.0.2, section 3.2.
"""

from schemas.article import RawPosition
from schemas.event import SCHEMA_VERSION, Event

POSITION = "position"
TRACEPARENT = "traceparent"
# On raw: the position of the item that this one, mended by hand, takes the place of.
REPLAY_OF = "x-replay-of"


def event_headers(event: Event, position: RawPosition, traceparent: bytes | None = None) -> list[tuple[str, bytes]]:
    """Give the headers of one event message; `position` is provenance, nothing resumes by it."""
    pairs = {
        "ce_specversion": "1.0",
        "ce_id": f"{event.event_id}/{event.revision}",
        "ce_source": "/newswire",
        "ce_type": f"newswire.event.{event.change}.v1",
        "ce_subject": event.event_id,
        "ce_time": event.emitted_at.isoformat(),
        "ce_dataschema": f"urn:newswire:schema:event:{SCHEMA_VERSION}",
        "content-type": "application/json",
        POSITION: str(position),
    }
    headers = [(name, value.encode()) for name, value in pairs.items()]
    return [*headers, (TRACEPARENT, traceparent)] if traceparent else headers

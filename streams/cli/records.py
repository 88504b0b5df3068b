"""A recorded topic as JSON Lines: `newswire tail --records` writes them, `normalise` and `replay` read them.

Flows in: Kafka records. Flows out: `{topic, partition, offset, timestamp, key, headers, value_base64}` and back.
A key or header that is not UTF-8 stands as `{"base64": …}`; a header that comes twice has a list.
"""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from streams.errors import WireError
from streams.kafka.record import Record

FIELDS = frozenset({"topic", "partition", "offset", "value_base64"})


def is_record(found: dict[str, Any]) -> bool:
    """Tell a record line from an item."""
    return found.keys() >= FIELDS


def to_line(record: Record) -> str:
    """Write a record as one line."""
    headers: dict[str, Any] = {}
    for name, value in record.headers:
        if name in headers:
            before = headers[name]
            headers[name] = [*before, _shown(value)] if isinstance(before, list) else [before, _shown(value)]
        else:
            headers[name] = _shown(value)
    return json.dumps(
        {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "timestamp": record.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "key": None if record.key is None else _shown(record.key),
            "headers": headers,
            "value_base64": None if record.value is None else base64.b64encode(record.value).decode(),
        },
        ensure_ascii=False,
    )


def from_object(found: dict[str, Any]) -> Record:
    """Read a record line.

    Args:
        found: the parsed line; `headers` may also be a list of pairs, `timestamp` milliseconds.

    Raises:
        WireError: `bad_record`, a field is missing or not what it should be.
    """
    try:
        value = found["value_base64"]
        return Record(
            topic=str(found["topic"]),
            partition=int(found["partition"]),
            offset=int(found["offset"]),
            at=_moment(found.get("timestamp")),
            key=None if found.get("key") is None else _bytes(found["key"]),
            value=None if value is None else base64.b64decode(value, validate=True),
            headers=tuple(_headers(found.get("headers") or {})),
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError, binascii.Error) as error:
        raise WireError("bad_record", f"not a record line ({type(error).__name__})") from None


def _shown(value: bytes) -> object:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def _bytes(shown: object) -> bytes:
    if isinstance(shown, dict):
        return base64.b64decode(shown["base64"], validate=True)
    if shown is None:
        return b""
    return str(shown).encode()


def _headers(shown: object) -> list[tuple[str, bytes]]:
    if isinstance(shown, dict):
        return [
            (str(name), _bytes(value))
            for name, values in shown.items()
            for value in (values if isinstance(values, list) else [values])
        ]
    if isinstance(shown, list):
        return [(str(name), _bytes(value)) for name, value in shown]
    raise TypeError


def _moment(shown: object) -> datetime:
    if shown is None:
        return datetime.now(UTC)
    if isinstance(shown, int | float):
        return datetime.fromtimestamp(shown / 1000, UTC)
    read = datetime.fromisoformat(str(shown))
    return read if read.tzinfo else read.replace(tzinfo=UTC)

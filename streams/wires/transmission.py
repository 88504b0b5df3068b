"""Teletype transmissions: the control characters that part header, text and trailer of a message.

Flows in: the characters of a stream. Flows out: `Transmission`s, and times as such headers write them. IPTC 7901 and
ANPA 1312 share this frame. Some gateways take the control characters out, so the header's shape must do without.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streams.errors import WireError
from streams.wires import limits
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.wire import Family, Message, Wire

_START, _TEXT, _END_OF_TEXT, _END = "\x01", "\x02", "\x03", "\x04"
_FRAME = b"\x01\x16"
# Where the frame is lost, the beginning of a header of IPTC 7901 tells as much.
_HEADED = re.compile(rb"\s*[A-Za-z]{2,4}\d{3,4} +[1-9] +[A-Za-z]{1,4} +\d{1,5}\b")
_HEAD = 16
_TAIL = 400
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})[ ]{0,4}(?P<zone>[A-Z]{1,4})?[ ]{1,4}"
    r"(?P<month>[^\W\d_]{3})[a-z.]{0,8}[ ]{1,4}"
    r"(?P<year>(?:20)?\d{2})\b",
)


@dataclass(frozen=True, slots=True)
class Transmission:
    """One message of a stream.

    Attributes:
        header: up to the start of text; without control characters, as all three are.
        text: the story, with what stands above it.
        trailer: after the end of text; empty where the frame is lost.
    """

    header: str
    text: str
    trailer: str


def teletype(name: str, content_type: str, header: re.Pattern[str], item: Callable[[Transmission], Item]) -> Wire:
    """Make the wire of one kind of transmission.

    Args:
        name: for people.
        content_type: the media type that means it.
        header: what its headers look like, at the start of a line.
        item: reads one message that has a header.
    """

    def claims(message: Message) -> bool:
        return bool(transmissions(message.text[: limits.MAX_FIELD], header))

    def read(message: Message) -> Sequence[Item | WireError]:
        found = transmissions(message.text, header)
        if len(found) > limits.MAX_ITEMS:
            raise refuse(Reason.TOO_MANY_ITEMS, f"a stream of more than {limits.MAX_ITEMS} messages")
        return [item(one) if one.header else refuse(Reason.WRONG_SCHEMA, "a message without a header") for one in found]

    return Wire(name=name, family=Family.TEXT, content_types=frozenset({content_type}), claims=claims, read=read)


def transmissions(stream: str, header: re.Pattern[str]) -> Sequence[Transmission]:
    """Cut a stream into its messages.

    Args:
        stream: one message or several.
        header: what a header looks like, at the start of a line.

    Returns:
        The messages in order; none where the stream does not begin with a header.
    """
    stream = stream.replace("\r\n", "\n").replace("\r", "\n")
    if _START in stream[:_HEAD]:
        pieces = [piece for piece in stream.split(_START)[1:] if _plain(piece).strip()]
    else:
        starts = [match.start() for match in header.finditer(stream)]
        if not starts or stream[: starts[0]].strip():
            return ()
        pieces = [stream[start:end] for start, end in zip(starts, [*starts[1:], len(stream)], strict=True)]
    found = [_cut(piece, header) for piece in pieces]
    return found if found and found[0].header else ()


def _cut(piece: str, header: re.Pattern[str]) -> Transmission:
    framed = _TEXT in piece
    before, _, rest = piece.partition(_END)[0].partition(_TEXT) if framed else ("", "", piece)
    text, _, trailer = rest.partition(_END_OF_TEXT)
    # The start of text may stand within a header of two lines.
    whole = f"{_plain(before)}\n{_plain(text)}".lstrip()
    match = header.match(whole)
    if match is None:
        return Transmission("", _plain(text), _plain(trailer))
    return Transmission(match[0].strip(), whole[match.end() :], _plain(trailer))


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)


def charset(value: bytes) -> str | None:
    """Give the character set of a stream that begins as such and is no UTF-8, which is younger than they are."""
    if not any(one in value[:_HEAD] for one in _FRAME) and not _HEADED.match(value[:100]):
        return None
    try:
        value.decode()
    except UnicodeError:
        return "latin-1"
    return None


def day_first(text: str) -> str | None:
    """Read the last time of the shape "041015 GMT Mar 26" (day, hour, minute) in a text; as ISO 8601."""
    found = next(iter(reversed(list(_DAY_FIRST.finditer(text[-_TAIL:])))), None)
    month = table("transmissions")["months"].get(found["month"].lower()) if found else None
    if found is None or month is None:
        return None
    zone = table("transmissions")["zones"].get((found["zone"] or "").lower(), "")
    return f"20{found['year'][-2:]}-{month:02}-{found['day']}T{found['hour']}:{found['minute']}{zone}"

"""A web archive (WARC) → items, one for each page with a story that it holds.

Flows in: bytes of an archive, plain or gzip, whole or a record at a time. Flows out: `Item`s. Other records (requests,
redirects, pictures) are passed over; one that is damaged is a `WireError` in its place. What HTTP packed is unpacked
by warcio, which comes with the extra `newswire[warc]`.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

from streams.errors import WireError
from streams.wires import html, limits
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.wire import Family, Message, Wire

CONTENT_TYPE = "application/warc"
_PLAIN = b"WARC/1."
_GZIP = b"\x1f\x8b"
_MEMBER = b"\x1f\x8b\x08"
_HEAD_END = b"\r\n\r\n"
_HEAD_MOST = 65_536
_PIECE = 65_536
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*([0-9]{1,12})[ \t]*\r\n", re.IGNORECASE)
_OF_PAGE = re.compile(rb"\r\nWARC-Type:[ \t]*(?:response|resource)[ \t]*\r\n", re.IGNORECASE)
_RESPONSE = re.compile(rb"HTTP/[0-9.]{1,4} 2[0-9][0-9]\b")
_HTML = re.compile(rb"\r\nContent-Type:[ \t]*(?:text/html|application/xhtml\+xml)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


def looks_like_one(value: bytes) -> bool:
    """Tell whether bytes begin like an archive, or like anything that gzip packed."""
    return value.startswith((_PLAIN, _GZIP))


def _read(message: Message) -> Sequence[Item | WireError]:
    records = cut([message.value], budget=limits.MAX_ARCHIVE_BYTES)
    found = [_outcome(one) for one in records]
    if not found:
        raise refuse(Reason.EMPTY, "an archive without a page")
    if len(found) > limits.MAX_PAGES:
        raise refuse(Reason.TOO_MANY_ITEMS, f"an archive of more than {limits.MAX_PAGES} pages in one message")
    return found


WIRE = Wire(
    name="WARC",
    family=Family.ARCHIVE,
    content_types=frozenset({CONTENT_TYPE}),
    claims=lambda message: looks_like_one(message.value),
    read=_read,
)


def cut(chunks: Iterable[bytes], budget: int | None = None) -> Iterator[bytes | WireError]:
    """Cut an archive into the records that hold pages, without holding more than one of them.

    Args:
        chunks: the archive's bytes in order.
        budget: how many bytes it may unpack to; None for a file that a person named.

    Returns:
        Each record unpacked; a `WireError` in the place of one that is damaged or too large.
    """
    found = 0
    for piece in _records(_unpacked(chunks, budget)):
        if isinstance(piece, WireError) or _holds_page(piece):
            yield piece
            found += 1
            if budget is not None and found > limits.MAX_PAGES:
                return


def item(record: bytes) -> Item:
    """Read the page in one record.

    Raises:
        WireError: `missing_extra` without warcio; `bad_archive`; or what `html.item` raises.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise refuse(Reason.MISSING_EXTRA, "WARC is read by an extra: pip install 'newswire[warc]'") from None
    try:
        one = next(iter(ArchiveIterator(io.BytesIO(record), no_record_parse=False)))
        page = one.content_stream().read(limits.MAX_BYTES + 1)
        head, http = one.rec_headers, one.http_headers
        named = (http.get_header("Content-Type") if http else head.get_header("Content-Type")) or ""
        address, crawled = head.get_header("WARC-Target-URI"), head.get_header("WARC-Date")
    except Exception as error:  # noqa: BLE001 - a foreign parser; what odd bytes make it raise is not documented
        raise refuse(Reason.BAD_ARCHIVE, f"a record that ended with {type(error).__name__}") from None
    if len(page) > limits.MAX_BYTES:
        raise refuse(Reason.TOO_LARGE, f"a page of more than {limits.MAX_BYTES} bytes")
    charset = _CHARSET.search(named)
    return html.item(
        page, address=(address or "").strip("<>") or None, charset=charset[1] if charset else None, crawled=crawled
    )


def _outcome(record: bytes | WireError) -> Item | WireError:
    if isinstance(record, WireError):
        return record
    try:
        return item(record)
    except WireError as error:
        return error


def _holds_page(record: bytes) -> bool:
    head, _, block = record.partition(_HEAD_END)
    if not _OF_PAGE.search(head + b"\r\n"):
        return False
    if not block.startswith(b"HTTP/"):
        return _HTML.search(head) is not None
    http = block[:_HEAD_MOST].partition(_HEAD_END)[0]
    return _RESPONSE.match(http) is not None and _HTML.search(http) is not None


class _Knife:
    """Cuts unpacked bytes by the lengths that records state; after a damage it looks for the next record."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._skipped = 0
        self._lost = False

    def add(self, piece: bytes) -> Iterator[bytes | WireError]:
        """Take bytes in; give the records that are whole now."""
        dropped = min(self._skipped, len(piece))
        self._skipped -= dropped
        self._held += piece[dropped:]
        while not self._skipped and self._found() and (first := _first(self._held)) is not None:
            outcome, length = first
            self._lost = length == 0
            self._skipped = max(0, length - len(self._held))
            del self._held[:length]
            if outcome is not None:
                yield outcome

    def end(self) -> Iterator[WireError]:
        """End a packed member, where a record ends too."""
        if not self._lost and (self._skipped or self._held.strip()):
            yield refuse(Reason.BAD_ARCHIVE, "a record that ends before its length")

    def _found(self) -> bool:
        if self._lost:
            again = self._held.find(b"\r\n" + _PLAIN)
            self._lost = again < 0
            del self._held[: -len(_PLAIN) - 1 if self._lost else again]
        return bool(self._held) and not self._lost


def _records(pieces: Iterable[bytes | WireError | None]) -> Iterator[bytes | WireError]:
    knife = _Knife()
    for piece in pieces:
        if isinstance(piece, bytes):
            yield from knife.add(piece)
        else:
            yield from [piece] if piece else knife.end()
            knife = _Knife()


def _first(held: bytearray) -> tuple[bytes | WireError | None, int] | None:
    """Give the first whole record and how many bytes it takes, 0 if nobody knows; None where more bytes are needed."""
    del held[: len(held) - len(held.lstrip(b"\r\n"))]
    if len(held) < len(_PLAIN) and _PLAIN.startswith(held):
        return None
    if not held.startswith(_PLAIN):
        return refuse(Reason.BAD_ARCHIVE, "bytes that are no record"), 0
    end = held.find(_HEAD_END)
    if end < 0:
        too_long = len(held) > _HEAD_MOST
        return (refuse(Reason.BAD_ARCHIVE, "a record without an end of its head"), 0) if too_long else None
    stated = _LENGTH.search(held, 0, end + 2)
    if stated is None:
        return refuse(Reason.BAD_ARCHIVE, "a record without a length"), 0
    length = end + len(_HEAD_END) + int(stated[1])
    if int(stated[1]) > limits.MAX_BYTES:
        of_page = _OF_PAGE.search(held, 0, end + 2)
        return refuse(Reason.TOO_LARGE, "a record of more than a message may have") if of_page else None, length
    return (bytes(held[:length]), length) if len(held) >= length else None


def _unpacked(chunks: Iterable[bytes], budget: int | None) -> Iterator[bytes | WireError | None]:
    """Unpack what is gzip, else give it as it is; None stands for the end of a member and of the whole."""
    source = iter(chunks)
    data = next(source, b"")
    if not data.startswith(_GZIP):
        yield from (one[at : at + _PIECE] for one in _chain(data, source) for at in range(0, len(one), _PIECE))
        yield None
        return
    total, member = 0, zlib.decompressobj(31)
    while data := data or next(source, b""):
        try:
            piece = member.decompress(data, _PIECE)
        except zlib.error:
            yield refuse(Reason.BAD_ARCHIVE, "damaged gzip")
            data, member = _next_member(data, source), zlib.decompressobj(31)
            continue
        total += len(piece)
        if budget is not None and total > budget:
            yield refuse(Reason.TOO_LARGE, f"an archive that unpacks to more than {budget} bytes")
            return
        yield piece
        data = member.unused_data or member.unconsumed_tail
        if member.eof:
            data = data.lstrip(b"\x00")
            yield None
            member = zlib.decompressobj(31)
    yield None


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _next_member(data: bytes, source: Iterator[bytes]) -> bytes:
    """Give the bytes from the next head of a gzip member on, after the one that `data` may begin with."""
    at = data.find(_MEMBER, 1)
    while at < 0:
        more = next(source, b"")
        if not more:
            return b""
        data = data[-2:] + more
        at = data.find(_MEMBER)
    return data[at:]

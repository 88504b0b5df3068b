"""Wire items as files hold them, each as the raw record it would be on Kafka.

Flows in: files or stdin: one item a file, JSON Lines with an item a line, or a recorded topic. Flows out: `Record`s,
with the headers that the options stand for.
"""

import argparse
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from streams.cli.lines import MAX_LINE_BYTES, Answers, Line, identity, lines, parsed, sources
from streams.cli.moments import moment
from streams.cli.records import from_object, is_record
from streams.errors import WireError
from streams.kafka.record import Record
from streams.wires import warc

NOWHERE = "-"
LOOK_AHEAD = 2
ARCHIVE_PIECE = 65_536
LINE_SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Item:
    """One item, or why there is none; `name` is what it calls itself, else where it stands."""

    place: str
    name: object
    record: Record | WireError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what all commands that read items share."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of any wire, or JSON Lines; stdin when none")
    parser.add_argument("--provider", metavar="NAME", help="header x-provider, for items that have none")
    parser.add_argument("--published-at", type=moment, metavar="TIME", help="header x-published-at")
    parser.add_argument("--content-type", metavar="TYPE", help="header content-type; the format is detected without")
    parser.add_argument("--records", action="store_true", help="the files are recorded topics (tail --records)")


def items(arguments: argparse.Namespace, answers: Answers, max_bytes: int) -> Iterator[Item]:
    """Read all items of the files named, in order; offsets count them where nothing else does."""
    numbers = itertools.count()
    for name, source in sources(arguments.files, answers):
        for place, value in _split(name, source, max_bytes, records=arguments.records):
            yield _item(place, value, next(numbers), arguments, max_bytes)


def _split(
    name: str, source: BinaryIO, max_bytes: int, *, records: bool
) -> Iterator[tuple[str, bytes | WireError | None]]:
    """Cut a file into items: a web archive by pages, by lines when its first are JSON objects, else it is one item."""
    if records or name.lower().endswith(LINE_SUFFIXES):
        yield from _by_line(lines(name, source))
        return
    head, found, ended = _head(source)
    if found and _is_object(found[-1]):
        rest = lines(name, source, head.count(b"\n") + 1)
        yield from _by_line(itertools.chain(lines(name, io.BytesIO(head)), rest))
        return
    if warc.looks_like_one(head):
        rest_of_it = iter(lambda: b"" if ended else source.read(ARCHIVE_PIECE), b"")
        yield from _by_page(name, warc.cut(itertools.chain([head], rest_of_it)))
        return
    # A terminal's end of input is told once: who asks again waits for another.
    whole = head if ended else head + source.read(max(0, max_bytes + 1 - len(head)))
    if whole.strip() or source.seekable():
        yield name, whole if len(whole) <= max_bytes else None


def _head(source: BinaryIO) -> tuple[bytes, list[bytes], bool]:
    """Read until a line is a whole JSON object, at most two lines that are not blank; also say whether that was all.

    The first may be a broken one among good ones; an indented JSON text has no whole object on either.
    """
    head = b""
    found: list[bytes] = []
    while len(found) < LOOK_AHEAD:
        data = source.readline(MAX_LINE_BYTES + 1)
        if not data:
            return head, found, True
        head += data
        if data.strip():
            found.append(data)
            if _is_object(data):
                break
    return head, found, False


def _by_line(found: Iterator[Line]) -> Iterator[tuple[str, bytes | None]]:
    for line in found:
        yield line.place, None if line.data is None else line.data.rstrip(b"\r\n")


def _by_page(name: str, found: Iterator[bytes | WireError]) -> Iterator[tuple[str, bytes | WireError | None]]:
    for number, record in enumerate(found, 1):
        yield f"{name}:{number}", record


def _is_object(data: bytes) -> bool:
    return parsed(data) is not None


def _item(
    place: str, value: bytes | WireError | None, number: int, arguments: argparse.Namespace, max_bytes: int
) -> Item:
    if value is None:
        value = WireError("too_large", f"more than {max_bytes} bytes")
    if isinstance(value, WireError):
        return Item(place, place, value)
    found = parsed(value)
    name = (identity(found) if found else None) or place
    try:
        record = _record(value, found, number, arguments)
    except WireError as error:
        return Item(place, name, error)
    if record.topic != NOWHERE:
        name = f"{record.topic}/{record.partition}/{record.offset}"
    if len(record.value or b"") > max_bytes:
        return Item(place, name, WireError("too_large", f"more than {max_bytes} bytes"))
    return Item(place, name, record)


def _record(value: bytes, found: dict[str, object] | None, number: int, arguments: argparse.Namespace) -> Record:
    if arguments.records and (found is None or not is_record(found)):
        raise WireError("bad_record", "not a record line")
    if found is not None and is_record(found):
        record = from_object(found)
    else:
        record = Record(NOWHERE, 0, number, datetime.now(UTC), None, value)
    given = {
        "content-type": arguments.content_type,
        "x-provider": arguments.provider,
        "x-published-at": arguments.published_at.isoformat() if arguments.published_at else None,
    }
    added = [
        (header, word.encode()) for header, word in given.items() if word is not None and record.header(header) is None
    ]
    return Record(
        record.topic, record.partition, record.offset, record.at, record.key, record.value, (*record.headers, *added)
    )

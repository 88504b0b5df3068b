"""JSON Lines in and out of a filter: line in, line out, flushed.

Flows in: files or stdin. Flows out: lines on stdout; a failed one as an error line in its place, and on stderr.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from streams.errors import ItemError

# An enriched record may have 8 MB, a recorded item grows by a third in base64.
MAX_LINE_BYTES = 16_000_000
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input; `data` is None when it was longer than a line may be."""

    place: str
    data: bytes | None


class Answers:
    """The output of one filter run, and the exit code it has earned so far."""

    def __init__(self, command: str) -> None:
        self.code = 0
        self._command = command

    def line(self, text: str) -> None:
        """Write one line, at once."""
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()

    def failed(self, stage: str, error: ItemError, item: object, place: str) -> None:
        """Write an error line in the item's place, and tell stderr where it stands."""
        self.tell(f"{place}: {error}")
        fault = {"stage": stage, "reason": error.reason, "detail": error.detail}
        self.line(json.dumps({"error": fault, "id": item}))

    def failed_before(self, text: str) -> None:
        """Hand on an error line of the filter before, which has told stderr itself."""
        self.code = 1
        self.line(text)

    def tell(self, message: str) -> None:
        """Tell stderr of a failure."""
        self.code = 1
        self.hint(message)

    def hint(self, message: str) -> None:
        """Tell stderr of something that is no failure."""
        print(f"newswire {self._command}: {message}", file=sys.stderr, flush=True)


def sources(files: Sequence[str], answers: Answers) -> Iterator[tuple[str, BinaryIO]]:
    """Open files one after another (none, or `-`: stdin); one that cannot be opened is told and passed over."""
    for name in files or [STDIN]:
        if name == STDIN:
            if sys.stdin is None:
                answers.tell("stdin is closed")
                continue
            if sys.stdin.isatty():
                answers.hint("reading from this terminal: paste or type, then Enter and Ctrl-D")
            yield "stdin", _standard_input()
            continue
        try:
            source = open(name, "rb")  # noqa: SIM115, PTH123 - closed below; the name is the user's own
        except OSError as error:
            answers.tell(f"{name}: {error.strerror}")
            continue
        with source:
            yield name, source


def _standard_input() -> BinaryIO:
    """Give stdin as a file of its own: at its end Python waits, or dies, where a thread still reads its own one."""
    try:
        return open(os.dup(sys.stdin.fileno()), "rb")  # noqa: PTH123 - closed with the process
    except (AttributeError, OSError):  # not a real file (a test's)
        return sys.stdin.buffer


def lines(name: str, source: BinaryIO, start: int = 1) -> Iterator[Line]:
    """Give the lines of an open file that are not blank, each as soon as it is there."""
    number = start
    while data := source.readline(MAX_LINE_BYTES + 1):
        place = f"{name}:{number}"
        if len(data) > MAX_LINE_BYTES and not data.endswith(b"\n"):
            while data and not data.endswith(b"\n"):
                data = source.readline(MAX_LINE_BYTES)
            yield Line(place, None)
        elif data.strip():
            yield Line(place, data)
        number += 1


def parsed(data: bytes) -> dict[str, Any] | None:
    """Read a JSON object, None when the bytes are not one."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def objects(files: Sequence[str], stage: str, answers: Answers) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Give every line that is a JSON object, with its place and bytes; any other becomes an error line."""
    for name, source in sources(files, answers):
        for line in lines(name, source):
            found = None if line.data is None else parsed(line.data)
            if line.data is None:
                answers.failed(stage, ItemError("too_large", f"a line over {MAX_LINE_BYTES} bytes"), None, line.place)
            elif found is None:
                answers.failed(stage, ItemError("bad_json", "the line is not a JSON object"), None, line.place)
            else:
                yield line.place, line.data, found


def identity(found: dict[str, Any]) -> object:
    """Say by what an object calls itself: `id`, else the identity of an article within."""
    article = found.get("article")
    for owner in (found, article if isinstance(article, dict) else {}):
        for name in ("id", "article_id", "guid", "uri"):
            if owner.get(name) is not None:
                return owner[name]
    return None

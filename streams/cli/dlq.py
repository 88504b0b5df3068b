"""`newswire dlq list | show | replay`: dead letters, why they died, and a second life.

Flows in: `news.deadletters.v1`. Flows out: lines without any content of the items; a replayed letter on the input
topic of the stage that failed, a mended body on `raw` with the header `x-replay-of`.
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from schemas import DeadLetter, RawPosition, Screened
from schemas.deadletter import original_headers
from schemas.headers import POSITION, REPLAY_OF
from streams import settings as settings_module
from streams.agents.loop import ATTEMPTS_HEADER
from streams.cli.connection import partitions_of, producer, recorded, run_connected
from streams.cli.moments import since
from streams.errors import BrokerError, NewswireError
from streams.kafka.record import Headers, Record
from streams.settings import Settings
from streams.topics import DEADLETTERS, RAW

MOST_ATTEMPTS = 5
# Which dead letter a replayed item was; it stays with the item, and so in its next dead letter.
LETTER = "x-dead-letter"
_POSITION = re.compile(r"(?:(\d+):)?(\d+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter with its record; `name` is its position on the dead letters' topic."""

    record: Record
    why: DeadLetter

    @property
    def name(self) -> str:
        """Partition and offset, as `show` and `replay` take them."""
        return f"{self.record.partition}:{self.record.offset}"

    @property
    def origin(self) -> str:
        """Where the item stood when it failed."""
        return f"{self.why.topic}/{self.why.partition}/{self.why.offset}/{self.why.index}"


def _position(word: str) -> str:
    found = _POSITION.fullmatch(word)
    if found is None:
        raise argparse.ArgumentTypeError(f"not a position: {word!r} (say 0:12, as `newswire dlq list` does)")
    return f"{int(found[1] or 0)}:{int(found[2])}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list", help="list dead letters, without their content; one that was replayed stays until it expires"
    )
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    _filters(listing)
    show = actions.add_parser("show", help="show one dead letter's headers")
    show.add_argument("position", type=_position, metavar="POS", help="partition:offset, as `list` gives it")
    show.add_argument("--body", action="store_true", help="write the original bytes to stdout, headers to stderr")
    again = actions.add_parser("replay", help="give dead letters back to the stage that failed")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("--offset", type=_position, metavar="P:O", help="one, by its position")
    which.add_argument("--all", action="store_true", help="all that the filters leave")
    again.add_argument("--with", dest="mended", metavar="FILE", help="with a mended body, through raw (needs --offset)")
    again.add_argument("--content-type", metavar="TYPE", help="what the mended body is, if not what the original was")
    again.add_argument("--force", action="store_true", help=f"even what has failed {MOST_ATTEMPTS} times")
    _filters(again)


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=since, metavar="TIME", help="only those that failed since, e.g. 2h")
    parser.add_argument("--reason", metavar="R", help="only those of this reason")
    parser.add_argument("--stage", metavar="S", help="only those of this stage")


def run(arguments: argparse.Namespace) -> int:
    """Do one of the three; returns 1 when it could not be done for all."""
    settings = settings_module.load()
    if arguments.action == "list":
        return run_connected(settings, _list(arguments, settings))
    if arguments.action == "show":
        return run_connected(settings, _show(arguments, settings))
    if arguments.mended and arguments.all:
        print("newswire dlq: --with mends one letter, name it with --offset", file=sys.stderr)
        return 2
    # Read before anything is sent.
    mended = Path(arguments.mended).read_bytes() if arguments.mended else None
    if mended is not None and len(mended) > settings.max_item_bytes:
        raise NewswireError(f"{arguments.mended}: more than {settings.max_item_bytes} bytes")
    return run_connected(settings, _replay(arguments, mended, settings))


async def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    wanted = _wanted(arguments)
    found = [letter for letter in await letters(settings) if wanted(letter)]
    for letter in found:
        why = letter.why
        if arguments.json:
            fields = {"position": letter.name, **why.model_dump(mode="json"), "bytes": len(letter.record.value or b"")}
            print(json.dumps(fields))
        else:
            print(
                f"{letter.name:<8} {why.failed_at:%Y-%m-%d %H:%M:%S}  {why.stage:<8} {why.reason:<20} "
                f"{letter.origin}  attempt {why.attempts}  {why.detail}"
            )
    if not found and not arguments.json:
        print("no dead letters")
    return 0


async def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    letter = _named(await letters(settings), arguments.position)
    lines = [f"{name}: {value.decode('utf-8', 'replace')}" for name, value in letter.record.headers]
    key = "none" if letter.record.key is None else letter.record.key.decode("utf-8", "replace")
    lines = [f"key: {key}", f"bytes: {len(letter.record.value or b'')}", *lines]
    print("\n".join(lines), file=sys.stderr if arguments.body else sys.stdout)
    if arguments.body:
        sys.stdout.flush()
        sys.stdout.buffer.write(letter.record.value or b"")
        sys.stdout.buffer.flush()
    return 0


async def _replay(arguments: argparse.Namespace, mended: bytes | None, settings: Settings) -> int:
    everything = await letters(settings)
    if arguments.offset:
        chosen = [_named(everything, arguments.offset)]
    else:
        wanted = _wanted(arguments)
        # One that was replayed and died again stands there twice: its last letter speaks for it.
        again = {(letter.record.header(LETTER) or b"").decode() for letter in everything}
        chosen = [letter for letter in everything if wanted(letter) and letter.name not in again]
    spent = [letter for letter in chosen if letter.why.attempts >= MOST_ATTEMPTS and not arguments.force]
    for letter in spent:
        line = f"{letter.name} has failed {letter.why.attempts} times: not replayed without --force"
        print(f"newswire dlq: {line}", file=sys.stderr)
    outputs = [
        _revived(letter) if mended is None else _mended(letter, mended, arguments.content_type)
        for letter in chosen
        if letter not in spent
    ]
    if outputs:
        await _send(outputs, settings)
    print(f"{len(outputs)} replayed")
    return 1 if spent else 0


async def letters(settings: Settings) -> list[Letter]:
    """Read all dead letters, in the order they failed; a record that is none is told and passed over.

    Raises:
        BrokerError: they cannot be read.
    """
    found: list[Letter] = []
    async for record in recorded(settings, DEADLETTERS.name):
        try:
            found.append(Letter(record, DeadLetter.from_headers(record.headers)))
        except ValidationError:
            line = f"{record.partition}:{record.offset} has not the headers of a dead letter"
            print(f"newswire dlq: {line}", file=sys.stderr)
    return found


def _wanted(arguments: argparse.Namespace) -> Callable[[Letter], bool]:
    def wanted(letter: Letter) -> bool:
        return (
            (arguments.since is None or letter.why.failed_at >= arguments.since)
            and (arguments.reason is None or letter.why.reason == arguments.reason)
            and (arguments.stage is None or letter.why.stage == arguments.stage)
        )

    return wanted


def _named(some: list[Letter], name: str) -> Letter:
    for letter in some:
        if letter.name == name:
            return letter
    raise NewswireError(f"no dead letter at {name}")


@dataclass(frozen=True, slots=True)
class _Again:
    """An item to be sent again."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers


def _revived(letter: Letter) -> _Again:
    """Give an item back to the stage that failed, as it was."""
    return _Again(
        letter.why.topic, letter.why.partition, letter.record.key, letter.record.value, _counted(letter, _kept(letter))
    )


def _mended(letter: Letter, body: bytes, content_type: str | None) -> _Again:
    """Send a mended body as a wire would, in the place of the item that failed.

    Raises:
        NewswireError: the letter does not say which raw item it came from.
    """
    position, headers = _raw_origin(letter)
    kept = [(name, value) for name, value in headers if content_type is None or name != "content-type"]
    if content_type is not None:
        kept.append(("content-type", content_type.encode()))
    kept.append((REPLAY_OF, str(position).encode()))
    return _Again(RAW.name, position.partition, letter.record.key, body, _counted(letter, kept))


def _kept(letter: Letter) -> list[tuple[str, bytes]]:
    gone = {ATTEMPTS_HEADER, LETTER}
    return [(name, value) for name, value in original_headers(letter.record.headers) if name not in gone]


def _counted(letter: Letter, headers: Headers) -> Headers:
    attempts = str(letter.why.attempts + 1).encode()
    return [*headers, (ATTEMPTS_HEADER, attempts), (LETTER, letter.name.encode())]


def _raw_origin(letter: Letter) -> tuple[RawPosition, list[tuple[str, bytes]]]:
    """Say which raw item a letter came from, and what headers that had."""
    kept = [(name, value) for name, value in _kept(letter) if name != REPLAY_OF]
    why = letter.why
    if why.topic == RAW.name:
        return RawPosition(topic=why.topic, partition=why.partition, offset=why.offset, index=why.index), kept
    try:
        message = Screened.model_validate_json(letter.record.value or b"")
    except ValidationError:
        raise NewswireError(f"{letter.name} cannot be mended: it does not say which raw item it came from") from None
    headers = [(name, value) for name, value in kept if name not in {POSITION, "content-type"}]
    if message.article is not None:
        headers.append(("x-provider", message.article.provider.encode()))
        if message.article.published_at is not None:
            headers.append(("x-published-at", message.article.published_at.isoformat().encode()))
    return message.cause.position, headers


async def _send(outputs: list[_Again], settings: Settings) -> None:
    for topic in {output.topic for output in outputs}:
        there = await partitions_of(settings, topic)
        lost = next((one for one in outputs if one.topic == topic and one.partition not in there), None)
        if lost is not None:
            raise BrokerError(f"{topic} has no partition {lost.partition}")
    async with producer(settings) as client:
        sent = [
            await client.send(
                one.topic, value=one.value, key=one.key, partition=one.partition, headers=list(one.headers)
            )
            for one in outputs
        ]
        await asyncio.gather(*sent)

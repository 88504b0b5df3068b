"""`newswire tail`: watch a topic, committed records only, without joining a group.

Flows in: a topic. Flows out: a line for each record: for people, as JSON, or as recorded (`records.py`).
Lines for people quote no text from internal topics: it may be embargoed, withdrawn, or not for publication.
"""

import argparse
import asyncio
import json
import select
import sys
from collections.abc import AsyncIterator, Callable

from aiokafka import TopicPartition
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from schemas import EnrichedArticle, Event, Screened, ScreeningRecord
from streams import settings as settings_module
from streams.cli import phrases
from streams.cli.connection import SHORT_NAMES, assign, consumer, partitions_of, run_connected, topic_name
from streams.cli.lines import Answers, parsed
from streams.cli.moments import seconds
from streams.cli.records import to_line
from streams.kafka.record import Record
from streams.settings import Settings
from streams.topics import ENRICHED, EVENTS, SCREENED, SCREENING

POLL_MS = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("topic", help=f"{', '.join(SHORT_NAMES)}, or a full name")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the values as JSON lines")
    form.add_argument("--records", action="store_true", help="whole records, for `newswire normalise --records`")
    parser.add_argument("--from-beginning", action="store_true", help="start at the first record, not at the end")
    parser.add_argument("--until-end", action="store_true", help="stop where the topic ended at the start")
    parser.add_argument("--max", type=int, metavar="N", help="stop after N records")
    parser.add_argument("--timeout", type=seconds, metavar="TIME", help="stop when no record came for so long")


def run(arguments: argparse.Namespace) -> int:
    """Write records as they come, until told to stop."""
    settings = settings_module.load()
    return run_connected(settings, _tail(arguments, settings))


async def _tail(arguments: argparse.Namespace, settings: Settings) -> int:
    topic = topic_name(arguments.topic)
    write = _writer(arguments)
    left = arguments.max
    if left is not None and left <= 0:
        return 0
    async for record in _records(arguments, topic, settings):
        write(record)
        if left is not None:
            left -= 1
            if left == 0:
                break
    return 0


async def _records(arguments: argparse.Namespace, topic: str, settings: Settings) -> AsyncIterator[Record]:
    places = [TopicPartition(topic, partition) for partition in await partitions_of(settings, topic)]
    async with consumer(settings) as client:
        ends = await client.end_offsets(places)
        starts = await client.beginning_offsets(places) if arguments.from_beginning else ends
        assign(client, starts)
        open_ = {place for place in places if not arguments.until_end or starts[place] < ends[place]}
        clock = asyncio.get_running_loop()
        last = clock.time()
        while open_:
            if _reader_gone():
                raise BrokenPipeError
            batches = await client.getmany(*open_, timeout_ms=POLL_MS)
            for place, messages in batches.items():
                for message in messages:
                    if not arguments.until_end or message.offset < ends[place]:
                        last = clock.time()
                        yield Record.of(message)
            if arguments.until_end:
                open_ = {place for place in open_ if await client.position(place) < ends[place]}
            if arguments.timeout is not None and clock.time() - last > arguments.timeout:
                return


def _reader_gone() -> bool:
    """Say whether the pipe we write to is closed; on a quiet topic no write would ever tell."""
    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(sys.stdout.fileno(), select.POLLERR)
    return any(mask & select.POLLERR for _, mask in poll.poll(0))


def _writer(arguments: argparse.Namespace) -> Callable[[Record], None]:
    answers = Answers("tail")
    if arguments.records:
        return lambda record: answers.line(to_line(record))
    if arguments.json:
        return lambda record: answers.line(_json(record))
    console = Console(soft_wrap=True, highlight=False)
    return lambda record: console.print(shown(record))


def _json(record: Record) -> str:
    if record.value is None:
        key = None if record.key is None else record.key.decode("utf-8", "replace")
        return json.dumps({"key": key, "deleted": True})
    found = parsed(record.value)
    # What is not JSON goes as it was recorded, or its bytes would be lost.
    return to_line(record) if found is None else json.dumps(found, ensure_ascii=False)


def shown(record: Record) -> Text:
    """Put a record in words."""
    text = Text(f"{record.at:%H:%M:%S} ", "dim")
    text.append_text(_said(record))
    return text


def _said(record: Record) -> Text:
    if record.value is not None:
        try:
            if record.topic == EVENTS.name:
                return phrases.event(Event.model_validate_json(record.value))
            if record.topic == ENRICHED.name:
                return _enriched(EnrichedArticle.model_validate_json(record.value))
            if record.topic == SCREENED.name:
                return _screened(Screened.model_validate_json(record.value))
            if record.topic == SCREENING.name:
                return _screening(ScreeningRecord.model_validate_json(record.value))
        except ValidationError as error:
            return _place(record).append(f"  not what this topic carries ({error.error_count()} faults)", "red")
    return _place(record)


def _enriched(one: EnrichedArticle) -> Text:
    active = sum(event.state == "active" for event in one.events)
    text = Text()
    text.append(one.article.headline if one.article else "withdrawn", "bold" if one.article else "red")
    text.append(f"  {one.lineage_id}", "dim")
    label = f"  {one.verdict.label}" if one.verdict else ""
    return text.append(f"{label}  {active} events, {len(one.events) - active} retracted, {len(one.actors)} actors")


def _screened(one: Screened) -> Text:
    text = Text(f"{one.kind:<8} {one.lineage_id}")
    return text.append(f"  {one.verdict.label}: {one.verdict.reason}", "dim") if one.verdict else text


def _screening(one: ScreeningRecord) -> Text:
    text = Text(f"{one.outcome:<9}", "bold")
    text.append(f" {one.article_id or one.position}  ")
    return text.append(one.reason, "dim")


def _place(record: Record) -> Text:
    size = "deleted" if record.value is None else f"{len(record.value)} bytes"
    text = Text(f"{record.partition}:{record.offset}", "bold")
    key = "" if record.key is None else f"  {record.key.decode('utf-8', 'replace')}"
    return text.append(f"{key}  {size}")

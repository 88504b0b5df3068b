"""A window full of texts: what it takes in memory, to look up in, to rebuild from the log, and to go on for days.

Flows in: how many. Flows out: a `Volume`, or `Days`.
"""

import gc
import json
import os
import random
import time
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bench.duplicates_page import Days, Volume
from bench.gauges import use
from bench.reprints import START, Text, hundred_words
from schemas import Label, Outcome, RawPosition, Sketch
from schemas.screening import ScreeningRecord
from streams.duplicates.index import CopyIndex, Entry, Layer
from streams.duplicates.likeness import Likeness, compare
from streams.duplicates.packed import pack
from streams.duplicates.sketch import ROWS, sketch
from streams.duplicates.thresholds import thresholds
from streams.screening import Desk

_CHUNK = 1000
_TEXTS = 500
_LOOKUPS = 5000
_BATCH = 100
_COPIES = 0.3
_ROWS_CHANGED = 20
_PROVIDERS = 200
# A mark of the lead and of four lines at the ends, as long as the log keeps them.
_LINES_BYTES = 3 + 4 * 6
_WINDOW = timedelta(hours=thresholds().window_hours)
_DAY = timedelta(days=1)


def decide(batch: Layer, text: Text) -> Likeness | None:
    """Sketch a text, look it up, judge the likest, put it in: as the worker does, on a draft of the item's own."""
    trial = batch.draft()
    packed = pack(sketch("", text.body, "en"))
    found = [compare(packed, match) for match in trial.candidates(packed, text.at)]
    trial.add(Entry(str(text.number), text.at, packed))
    batch.accept(trial)
    return max((one for one in found if one is not None), key=Likeness.strength, default=None)


def decide_all(copies: CopyIndex, texts: Sequence[Text]) -> None:
    """As the worker does: a draft for each item, on one for each batch, on what the broker has."""
    for start in range(0, len(texts), _BATCH):
        batch = copies.draft()
        for text in texts[start : start + _BATCH]:
            decide(batch, text)
        copies.accept(batch)


def volume(count: int) -> Volume:
    """Fill a desk with `count` texts of 100 words, spread over the window, from the bytes of its log; and use it.

    Their signatures are random, three in ten those of an earlier text with a few rows changed: so many texts nobody
    has at hand.
    """
    texts = hundred_words(_LOOKUPS)
    for text in texts[:_TEXTS]:
        sketch("", text.body, "en")
    copies = CopyIndex()
    desk = Desk(copies=copies)
    before, rebuilt, written = _resident(), 0.0, 0
    for chunk in logged_texts(count, texts[:_TEXTS], START):
        began = time.process_time()
        for record in chunk:
            desk.restore_record(ScreeningRecord.model_validate_json(record))
        rebuilt += time.process_time() - began
        written += sum(map(len, chunk))
    memory = _resident() - before
    at = START + _WINDOW
    waits: list[float] = []
    works: list[float] = []
    # Drafts as in the worker; the first look-ups warm what any worker has warm.
    trial = copies.draft().draft()
    for packed in [pack(sketch("", text.body, "en")) for text in (*texts[:_TEXTS], *texts)]:
        began, began_work = time.perf_counter(), time.thread_time()
        trial.candidates(packed, at)
        works.append(time.thread_time() - began_work)
        waits.append(time.perf_counter() - began)
    waits, works = sorted(waits[_TEXTS:]), sorted(works[_TEXTS:])
    began = time.process_time()
    decide_all(copies, texts)
    cost = (time.process_time() - began) / len(texts)
    return Volume(
        texts=count,
        bytes_a_text=memory / count,
        logged_bytes_a_text=written / count,
        rebuild_seconds=rebuilt,
        look_up_p50=waits[len(waits) // 2],
        look_up_p99=waits[len(waits) * 99 // 100],
        look_up_work_p99=works[len(works) * 99 // 100],
        cost=cost,
    )


def days(count: int, a_day: int) -> Days:
    """Rebuild a desk from the log of so many days, then let a day go by in which nothing comes, and one text."""
    texts = hundred_words(_TEXTS)
    copies = CopyIndex()
    desk = Desk(copies=copies)
    before, grown = _resident(), []

    def take(texts_of_day: int, at: datetime) -> None:
        for chunk in logged_texts(texts_of_day, texts, at, _DAY):
            for record in chunk:
                desk.restore_record(ScreeningRecord.model_validate_json(record))

    for day in range(count):
        take(a_day, START + day * _DAY)
        grown.append(_resident() - before)
    held = len(copies)
    take(1, START + (count + 1) * _DAY)
    return Days(a_day, grown, held, len(copies) - 1)


def _resident() -> int:
    gc.collect()
    return use(os.getpid()).resident


def logged_texts(
    count: int, texts: Sequence[Text], since: datetime, length: timedelta = _WINDOW
) -> Iterator[list[bytes]]:
    """Give the log of `count` texts, as long as those given, spread over a time; a thousand records at once."""
    chance = random.Random(1)  # noqa: S311 - the same texts for the same seed
    templates = [_template(sketch("", text.body, "en")) for text in texts]
    recent = deque([chance.randbytes(2 * ROWS)], maxlen=100)
    for start in range(0, count, _CHUNK):
        chunk = []
        for number in range(start, min(start + _CHUNK, count)):
            signature = chance.randbytes(2 * ROWS)
            if chance.random() < _COPIES:
                signature = signature[: 2 * _ROWS_CHANGED] + chance.choice(recent)[2 * _ROWS_CHANGED :]
            recent.append(signature)
            provider = b"provider-%d" % chance.randrange(_PROVIDERS)
            fields = {
                b"at": (since + length * (number / count)).isoformat().encode(),
                b"provider": provider,
                b"lineage": b"%b/urn:newsml:%b:20260302:%d" % (provider, provider, number),
                b"signature": urlsafe_b64encode(signature),
                b"hash": chance.randbytes(16).hex().encode(),
                b"lines": urlsafe_b64encode(chance.randbytes(_LINES_BYTES)),
            }
            chunk.append(templates[number % len(templates)] % fields)
        yield chunk


def _template(print_: Sketch) -> bytes:
    """Write a record of the log once; three million are filled in, which takes a fifth of the time."""
    marks = {"signature": bytes(2 * ROWS), "content_hash": "%(hash)b"}
    record = ScreeningRecord(
        position=RawPosition(topic="news.articles.raw.v1", partition=0, offset=0, index=0),
        outcome=Outcome.PASSED,
        at=START,
        reason="nothing like it within the window",
        provider="%(provider)b",
        article_id="%(lineage)b@1",
        lineage_id="%(lineage)b",
        cluster_id="%(lineage)b",
        label=Label.NEW,
        sketch=print_.model_copy(update=marks),
        lines=bytes(_LINES_BYTES),
    )
    written = record.model_dump(mode="json")
    written["at"], written["lines"], written["sketch"]["signature"] = "%(at)b", "%(lines)b", "%(signature)b"
    return json.dumps(written, separators=(",", ":")).encode()

"""The pure filters, run again over what was recorded: they must say what the road said, record by record.

Flows in: every topic as it was found, with positions and times. Flows out: what differs. What the filters do not
decide is taken from the logs: when an embargo's item was let go, and which items a fault of the machine made dead
(a process that hung, died, ran out of memory). What the clock gave is left out: when something was emitted.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas import Outcome, ScreeningRecord
from schemas.deadletter import DeadLetter
from streams.agents.extract import Extract, code, coders
from streams.agents.screen import Screen
from streams.agents.stage import Applied
from streams.errors import ItemError
from streams.kafka.record import Output, Record
from streams.settings import Settings
from streams.stories.tables import InMemory
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, HELD, RAW, SCREENED, SCREENING, STORIES
from streams.wires.registry import read

# Reasons that no filter finds by itself; the last is the broker's where it takes less than we believe.
MACHINE = frozenset({"timeout", "crash", "memory", "internal", "output_too_large"})
CLOCK = frozenset({"emitted_at", "first_emitted_at"})

Sequences = dict[tuple[str, int], list[tuple[bytes | None, Any]]]
"""By topic and partition: keys and values in order."""


def differences(records: Mapping[str, Sequence[Record]], settings: Settings) -> list[str]:
    """Say where the road and the filters disagree; empty when they do not.

    Args:
        records: all topics of the road, from their start, nothing compacted.
        settings: those of the workers.
    """
    deaths = _deaths(records)
    faults = _unlike(_screened(records, settings, deaths), records, (SCREENING, STORIES, HELD, SCREENED))
    return faults + _unlike(_extracted(records, settings, deaths), records, (ENRICHED, EVENTS))


def _deaths(records: Mapping[str, Sequence[Record]]) -> dict[tuple[str, int, int], ItemError]:
    found = {}
    for record in records[DEADLETTERS.name]:
        letter = DeadLetter.from_headers(record.headers)
        if letter.reason in MACHINE:
            place = (letter.topic, letter.partition, letter.offset)
            found[place] = ItemError(letter.reason, letter.detail, letter.index)
    return found


def _screened(
    records: Mapping[str, Sequence[Record]], settings: Settings, deaths: Mapping[tuple[str, int, int], ItemError]
) -> Sequences:
    stage = Screen(settings)
    desk = stage.empty(0, InMemory())
    told: Sequences = defaultdict(list)
    log = [ScreeningRecord.model_validate_json(record.value or b"") for record in records[SCREENING.name]]
    pending = _releases(log)
    for record in records[RAW.name]:
        for story, at in pending.pop(record.offset, ()):
            screening = desk.release(story, at)
            _note(told, stage._outputs(screening, 0, None))
        dead = deaths.get((record.topic, record.partition, record.offset))
        _note(told, stage.apply(desk, record, dead or read(stage.envelope(record))).outputs)
    for story, at in pending.pop(-1, ()):
        _note(told, stage._outputs(desk.release(story, at), 0, None))
    return told


def _releases(log: Sequence[ScreeningRecord]) -> dict[int, list[tuple[str, Any]]]:
    """Give for each raw offset the releases that were logged just before its first outcome; -1: after them all."""
    found: dict[int, list[tuple[str, Any]]] = {}
    waiting: list[tuple[str, Any]] = []
    held: set[str] = set()
    for entry in log:
        position = str(entry.position)
        if entry.outcome == Outcome.RELEASED:
            waiting.append(((entry.article_id or "").rpartition("@")[0], entry.at))
        elif position not in held:
            held.add(position)
            if waiting:
                found[entry.position.offset] = waiting
                waiting = []
    return {**found, **({-1: waiting} if waiting else {})}


def _extracted(
    records: Mapping[str, Sequence[Record]], settings: Settings, deaths: Mapping[tuple[str, int, int], ItemError]
) -> Sequences:
    stage = Extract(settings)
    told: Sequences = defaultdict(list)
    states = {number: stage.empty(number, InMemory()) for number in range(SCREENED.partitions(settings))}
    coders(settings.english)
    for record in records[SCREENED.name]:
        state = states[record.partition]
        prepared = deaths.get((record.topic, record.partition, record.offset)) or _coded(settings, record)
        _note(told, _applied(stage, state, record, prepared).outputs)
    return told


def _applied(stage: Extract, state: Any, record: Record, prepared: Any) -> Applied:  # noqa: ANN401 - the stage's own
    try:
        return stage.apply(state, record, prepared)
    except ItemError as error:
        return stage.apply(state, record, error)


def _coded(settings: Settings, record: Record) -> Any:  # noqa: ANN401 - as above
    try:
        return code(settings.english, record.value or b"")
    except ItemError as error:
        return error


def _note(told: Sequences, outputs: Sequence[Output]) -> None:
    for out in outputs:
        told[out.topic, out.partition].append((out.key, _timeless(out.value)))


def _unlike(told: Sequences, records: Mapping[str, Sequence[Record]], topics: Sequence[Any]) -> list[str]:
    faults = []
    found: Sequences = defaultdict(list)
    for topic in topics:
        for record in records[topic.name]:
            found[record.topic, record.partition].append((record.key, _timeless(record.value)))
    for place in sorted(told.keys() | found.keys()):
        here, there = told[place], found[place]
        if here != there:
            at = next(_unequal(here, there))
            one, other = here[at : at + 1], there[at : at + 1]
            faults.append(
                f"{place[0]}/{place[1]}: the filters say {len(here)} records, the road {len(there)}; "
                f"the first that differs is number {at}: {_short(one)} against {_short(other)}"
            )
    return faults


def _unequal(here: Sequence[Any], there: Sequence[Any]) -> Iterator[int]:
    for at in range(max(len(here), len(there))):
        if here[at : at + 1] != there[at : at + 1]:
            yield at


def _short(entries: Sequence[tuple[bytes | None, Any]]) -> str:
    return "nothing" if not entries else f"{entries[0][0]!r} {str(entries[0][1])[:300]}"


def _timeless(value: bytes | None) -> Any:  # noqa: ANN401 - JSON
    return None if value is None else json.loads(value, object_hook=_without_clock)


def _without_clock(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in CLOCK}

"""What must hold of every topic after any fault, beside the ledger: nothing twice, each story in order.

Flows in: all committed records. Flows out: what is wrong, in words.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from schemas import Event, Outcome, Screened, ScreeningRecord
from schemas.headers import POSITION
from schemas.story import HeldRecord
from streams.kafka.record import Record
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, HELD, RAW, SCREENED, SCREENING


def twice(records: Mapping[str, Sequence[Record]]) -> list[str]:
    """Find a (topic, key, position, revision) that was committed more than once.

    The revision is an event's own; an item's outcome, and what a screened message or a story's record was caused by,
    stand for it elsewhere.
    """
    faults = []
    for topic in (SCREENING, SCREENED, ENRICHED, EVENTS, DEADLETTERS):
        seen = Counter(
            (record.key, record.header(POSITION), _revision(topic.name, record))
            for record in records[topic.name]
            if record.value is not None or topic is DEADLETTERS
        )
        if again := [one for one, times in seen.items() if times > 1]:
            faults.append(f"{topic.name}: {len(again)} records came twice, the first {again[0]!r}")
    return faults


def _revision(topic: str, record: Record) -> object:
    if topic == EVENTS.name:
        return Event.model_validate_json(record.value or b"").revision
    if topic == SCREENING.name:
        return str(ScreeningRecord.model_validate_json(record.value or b"").outcome)
    if topic == SCREENED.name:
        return str(Screened.model_validate_json(record.value or b"").kind)
    if topic == ENRICHED.name:
        return record.header("cause")
    return tuple(record.header(f"x-dlq-{name}") for name in ("stage", "topic", "partition", "offset", "index"))


def order(records: Mapping[str, Sequence[Record]]) -> list[str]:
    """Find a story whose messages are not in the order in which its items arrived, or whose records are not in theirs.

    An item that was released, and what an item causes in the stories of others, comes when it comes.
    """
    released = {
        str(entry.position)
        for entry in map(_outcome, records[SCREENING.name])
        if entry.outcome in {Outcome.RELEASED, Outcome.HELD}
    }
    asked: dict[bytes, list[tuple[bytes | None, str]]] = defaultdict(list)
    offsets: dict[bytes, int] = {}
    faults = []
    for record in records[SCREENED.name]:
        message = Screened.model_validate_json(record.value or b"")
        key, position = record.key or b"", message.cause.position
        asked[key].append((record.header(POSITION), str(message.kind)))
        if str(position) not in released:
            if position.offset < offsets.get(key, -1):
                faults.append(f"story {key!r}: {position} came after offset {offsets[key]}")
            offsets[key] = max(position.offset, offsets.get(key, -1))
    told: dict[bytes, list[tuple[bytes | None, str]]] = defaultdict(list)
    for record in records[ENRICHED.name]:
        cause = (record.header("cause") or b"").decode()
        told[record.key or b""].append((record.header(POSITION), "item" if cause == "failed" else cause))
    for key, entries in told.items():
        rest = iter(asked[key])
        if not all(entry in rest for entry in entries):
            faults.append(f"story {key!r}: its records {entries} are not in the order of its messages {asked[key]}")
    return faults


def held(records: Mapping[str, Sequence[Record]]) -> list[str]:
    """Balance the held items: held = released + withdrawn + still held."""
    log = [_outcome(record) for record in records[SCREENING.name]]
    opened = {str(entry.position) for entry in log if entry.outcome == Outcome.HELD}
    closed = {str(entry.position) for entry in log if entry.outcome != Outcome.HELD} & opened
    waiting: dict[bytes, str] = {}
    for record in records[HELD.name]:
        if record.value is None:
            waiting.pop(record.key or b"", None)
        else:
            waiting[record.key or b""] = str(HeldRecord.model_validate_json(record.value).position)
    if opened != closed | set(waiting.values()) or closed & set(waiting.values()):
        return [f"{len(opened)} held, but {len(closed)} closed and {len(waiting)} still held"]
    return []


def acknowledged(records: Mapping[str, Sequence[Record]], offsets: set[int]) -> list[str]:
    """See that what the broker acknowledged to the feeder is there."""
    there = {record.offset for record in records[RAW.name]}
    return [f"{len(gone)} acknowledged raw items are gone"] if (gone := offsets - there) else []


def _outcome(record: Record) -> ScreeningRecord:
    return ScreeningRecord.model_validate_json(record.value or b"")

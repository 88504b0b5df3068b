"""The ledger: after any fault, what went in is what came out, item by item, for a read_committed reader.

raw items = first outcomes; held = released + withdrawn + still held; passed + released = enriched records of
items + extract's dead letters (a record with the cause `failed` only says that its story's newest version is one of
these); each event's revisions run from 1 without a gap and without a repeat.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas import EnrichedArticle, Event, Outcome, ScreeningRecord
from schemas.deadletter import DeadLetter
from streams.kafka.record import Record
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, RAW, SCREENING


async def read_all(broker: str, topics: Sequence[str]) -> dict[str, list[Record]]:
    """Read every committed record of the topics, from the start."""
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, isolation_level="read_committed")
    records: dict[str, list[Record]] = {topic: [] for topic in topics}
    async with consumer:
        await consumer._client.set_topics(list(topics))
        places = [
            TopicPartition(topic, number) for topic in topics for number in consumer.partitions_for_topic(topic) or ()
        ]
        ends = await consumer.end_offsets(places)
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        while True:
            positions = {place: await consumer.position(place) for place in places}
            if all(positions[place] >= ends[place] for place in places):
                return records
            for place, batch in (await consumer.getmany(timeout_ms=300)).items():
                records[place.topic] += [Record.of(message) for message in batch]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the ledger says; `faults` is empty when it balances.

    `lost` are raw items without an outcome and passed ones without a record; `twice` are raw items with two first
    outcomes and passed ones with two records.
    """

    faults: list[str]
    outcomes: Mapping[str, int]
    events: int
    lost: int = 0
    twice: int = 0

    def __str__(self) -> str:
        return f"{dict(self.outcomes)}, {self.events} event messages; faults: {self.faults or 'none'}"


def judge(records: Mapping[str, Sequence[Record]]) -> Verdict:
    """Balance the books over all topics' records."""
    faults: list[str] = []
    log = [ScreeningRecord.model_validate_json(record.value or b"") for record in records[SCREENING.name]]
    opened: dict[str, ScreeningRecord] = {}
    closed: Counter[str] = Counter()
    first: list[ScreeningRecord] = []
    for entry in log:
        held = opened.get(str(entry.position))
        if held is not None and held.outcome == Outcome.HELD and entry.outcome in {Outcome.RELEASED, Outcome.WITHDRAWN}:
            closed[str(entry.position)] += 1
        else:
            opened[str(entry.position)] = entry
            first.append(entry)
    if reopened := [position for position, times in closed.items() if times > 1]:
        faults.append(f"{len(reopened)} held items closed twice, the first at {reopened[0]}")
    outcomes = Counter(str(entry.outcome) for entry in log)

    raw = {(record.partition, record.offset) for record in records[RAW.name]}
    screened = Counter((entry.position.partition, entry.position.offset, entry.position.index) for entry in first)
    if missing := raw - {(partition, offset) for partition, offset, _ in screened}:
        faults.append(f"{len(missing)} raw items without an outcome, the first at {min(missing)}")
    if twice := [place for place, times in screened.items() if times > 1]:
        faults.append(f"{len(twice)} raw items with two first outcomes, the first at {min(twice)}")

    items = [record for record in records[ENRICHED.name] if record.header("cause") == b"item"]
    positions = Counter(record.header("position") for record in items)
    dead = {
        record.header("position") for record in records[DEADLETTERS.name] if record.header("x-dlq-stage") == b"extract"
    }
    expected = outcomes[Outcome.PASSED] + outcomes[Outcome.RELEASED]
    # By position: what died and was replayed as it was is in both.
    through = len(positions.keys() | dead)
    if expected != through:
        faults.append(f"{expected} passed or released, but {len(positions)} enriched and {len(dead)} dead in extract")
    if repeated := [position for position, times in positions.items() if times > 1]:
        faults.append(f"{len(repeated)} items enriched twice, the first {repeated[0]!r}")
    died = Counter(
        (letter.partition, letter.offset, letter.index) for letter in _letters(records) if letter.stage == "screen"
    )
    logged = Counter(
        (entry.position.partition, entry.position.offset, entry.position.index)
        for entry in first
        if entry.outcome == Outcome.DEAD
    )
    if died != logged:
        faults.append(f"{sum(logged.values())} outcomes `dead`, but {sum(died.values())} dead letters of screen")

    faults += _event_faults(records)
    lost = len(missing) + max(0, expected - through)
    return Verdict(faults, outcomes, len(records[EVENTS.name]), lost, len(twice) + len(repeated))


def _letters(records: Mapping[str, Sequence[Record]]) -> list[DeadLetter]:
    return [DeadLetter.from_headers(record.headers) for record in records[DEADLETTERS.name]]


def _event_faults(records: Mapping[str, Sequence[Record]]) -> list[str]:
    faults = []
    revisions: dict[str, list[int]] = defaultdict(list)
    last: dict[str, Event] = {}
    for record in records[EVENTS.name]:
        if record.value is not None:
            event = Event.model_validate_json(record.value)
            revisions[event.event_id].append(event.revision)
            last[event.event_id] = event
    for event_id, numbers in revisions.items():
        if numbers != list(range(1, len(numbers) + 1)):
            faults.append(f"event {event_id} came with revisions {numbers}")
    stories: dict[str, EnrichedArticle] = {}
    for record in records[ENRICHED.name]:
        if record.value is not None:
            story = EnrichedArticle.model_validate_json(record.value)
            stories[story.lineage_id] = story
    told = {event.event_id: event for story in stories.values() for event in story.events}
    if unequal := [
        event_id for event_id in told.keys() | last.keys() if _state(told, event_id) != _state(last, event_id)
    ]:
        faults.append(f"{len(unequal)} events whose last message is not what their story says, first {unequal[0]}")
    return faults


def _state(events: Mapping[str, Event], event_id: str) -> tuple[int, str] | None:
    event = events.get(event_id)
    return None if event is None else (event.revision, event.state)

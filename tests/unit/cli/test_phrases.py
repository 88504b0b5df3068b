"""Events in words: nothing a reader needs is said by colour alone."""

import json
from datetime import UTC, date, datetime

import pytest

from schemas import (
    Actor,
    ActorKind,
    Cameo,
    Change,
    DateBasis,
    Event,
    EventDate,
    EventState,
    EventType,
    Factuality,
    Granularity,
    Quantity,
    QuantityKind,
    Retraction,
    RetractionReason,
    Span,
    StoryRef,
    TextField,
)
from streams.cli import phrases
from streams.cli.tail import shown
from streams.kafka.record import Record
from streams.topics import ENRICHED, EVENTS, RAW, SCREENED, SCREENING

AT = datetime(2026, 3, 3, 12, 30, 5, tzinfo=UTC)


def minister() -> Actor:
    return Actor(text="Ana Lobo", name="Ana Lobo", kind=ActorKind.PERSON, country="PRT", code="PRT GOV")


def toll(low: float | None, high: float | None) -> Quantity:
    span = Span(field=TextField.BODY, start=0, end=2)
    return Quantity(kind=QuantityKind.KILLED, min=low, max=high, text="12", span=span)


def happened(**fields: object) -> Event:
    base = {
        "type": EventType.ASSAULT,
        "base_type": EventType.ASSAULT,
        "mode": "aerial",
        "quad_class": 4,
        "cameo": Cameo(root="19"),
        "goldstein": -10.0,
        "intensity": 0.0,
        "actors": (minister(),),
        "date": EventDate(
            start=date(2026, 3, 2),
            end=date(2026, 3, 2),
            granularity=Granularity.DAY,
            edtf="2026-03-02",
            basis=DateBasis.TEXT,
        ),
        "quantities": (toll(12, 12),),
        "confidence": 0.9,
        "coder": "x",
        "event_id": "0a1b2c3d-0000-5000-8000-000000000000",
        "revision": 1,
        "state": EventState.ACTIVE,
        "change": Change.CREATED,
        "story": StoryRef(article_id="p/a@1", lineage_id="p/a", provider="p"),
        "received_at": AT,
        "first_emitted_at": AT,
        "emitted_at": AT,
    }
    return Event.model_validate({**base, **fields})


def test_an_event_is_one_line_with_all_that_matters() -> None:
    said = phrases.event(happened(factuality=Factuality.DENIED)).plain
    assert said == (
        "created   0a1b2c3d/1 Ana Lobo [PRT GOV]  ASSAULT/aerial → —  denied  2026-03-02, no place  killed 12"
    )


def test_what_changed_and_why_is_said() -> None:
    retraction = Retraction(reason=RetractionReason.GONE_IN_UPDATE, at=AT)
    gone = happened(state=EventState.RETRACTED, change=Change.RETRACTED, revision=2, retraction=retraction)
    assert phrases.event(gone).plain.startswith("retracted 0a1b2c3d/2 ")
    assert "[gone_in_update]" in phrases.event(gone).plain
    assert "[original killed]" in phrases.event(happened(origin_killed=True)).plain
    assert "[stale]" in phrases.event(happened(stale=True)).plain
    assert "changed: quantities" in phrases.event(happened(change="updated", changed_fields=("quantities",))).plain
    assert "(the act: CONSULT)" in phrases.claim(happened(type="AGREE", base_type="CONSULT")).plain
    assert " together" in phrases.claim(happened(reciprocal=True)).plain


@pytest.mark.parametrize(
    ("basis", "reckoned_from", "words"),
    [
        (DateBasis.TEXT, DateBasis.PUBLICATION, "2026-03-02"),
        (DateBasis.PUBLICATION, None, "2026-03-02"),
        (DateBasis.RECEIPT, None, "2026-03-02 (by the day of receipt)"),
        (DateBasis.TEXT, DateBasis.RECEIPT, "2026-03-02 (by the day of receipt)"),
    ],
)
def test_a_date_that_hangs_on_when_the_item_came_is_marked(
    basis: DateBasis, reckoned_from: DateBasis | None, words: str
) -> None:
    date = happened().date
    assert date is not None
    assert phrases.when(date.model_copy(update={"basis": basis, "reckoned_from": reckoned_from})) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (12, 12, "killed 12"),
        (12, None, "killed 12 or more"),
        (None, 1500, "killed up to 1,500"),
        (5, 7, "killed 5–7"),
        (None, None, "killed ?"),
    ],
)
def test_a_number_keeps_its_bounds(low: float | None, high: float | None, words: str) -> None:
    assert phrases.how_many(toll(low, high)) == words


def record(topic: str, value: object, key: bytes | None = None) -> Record:
    return Record(topic, 2, 7, AT, key, None if value is None else json.dumps(value).encode())


def test_tail_puts_each_topic_in_words() -> None:
    event = json.loads(happened().model_dump_json())
    assert shown(record(EVENTS.name, event)).plain.startswith("12:30:05 created   0a1b2c3d/1 Ana Lobo")
    enriched = {"lineage_id": "p/a", "article": None, "verdict": None, "events": [event], "emitted_at": AT.isoformat()}
    assert shown(record(ENRICHED.name, enriched)).plain == "12:30:05 withdrawn  p/a  1 events, 0 retracted, 0 actors"
    position = {"topic": "t", "partition": 0, "offset": 1}
    cause = {"position": position, "at": AT.isoformat()}
    message = {"kind": "withdraw", "lineage_id": "p/a", "cluster_id": "p/a", "cause": cause}
    assert shown(record(SCREENED.name, message)).plain == "12:30:05 withdraw p/a"
    outcome = {"position": position, "outcome": "dead", "at": AT.isoformat(), "reason": "bad_json"}
    assert shown(record(SCREENING.name, outcome)).plain == "12:30:05 dead      t/0/1/0  bad_json"
    assert shown(record(RAW.name, {"body": "words"})).plain == "12:30:05 2:7  17 bytes"
    assert shown(record(EVENTS.name, None, b"an id")).plain == "12:30:05 2:7  an id  deleted"
    assert shown(record(EVENTS.name, {"no": "event"})).plain.startswith("12:30:05 2:7  15 bytes  not what this topic")

"""What the screen stage counts when the broker has it, and what it lets go when its time has come."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from schemas import Kind
from streams import metrics
from streams.agents.screen import Screen
from streams.kafka.record import Record
from streams.screening import Desk
from streams.settings import Settings
from streams.stories.tables import InMemory
from streams.topics import RAW
from streams.wires.registry import read

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def taken(stage: Screen, desk: Desk, offset: int, **fields: object) -> None:
    """Put an item through the stage, as if the broker had what came of it."""
    item = {
        "uri": "urn:a",
        "version": "1",
        "type": "text",
        "pubstatus": "usable",
        "headline": "Storm off Orlen",
        "body_text": "Two boats were lost in a storm off Orlen, the harbour master said on Monday.",
        **fields,
    }
    record = Record(RAW.name, 0, offset, AT, None, json.dumps(item).encode(), (("x-provider", b"meridian"),))
    applied = stage.apply(desk, record, read(stage.envelope(record)))
    assert applied.committed is not None
    applied.committed()


def count(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(f"newswire_{name}_total", labels) or 0.0


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.ADVISORY, {"genre": ["Advisory"]}),
        (Kind.PLANNING, {"genre": ["Daybook"]}),
        (Kind.TEST, {"headline": "TEST - please ignore"}),
        (Kind.SPORTS_TABLE, {"genre": ["Results"]}),
        (Kind.MARKET_TABLE, {"genre": ["Market table"]}),
        (Kind.MEDIA, {"type": "picture", "body_text": ""}),
    ],
)
def test_what_is_no_news_is_counted_by_its_kind(kind: Kind, fields: dict[str, object]) -> None:
    stage, before = Screen(Settings()), count("not_news", kind=kind)
    taken(stage, stage.empty(0, InMemory()), 0, **fields)
    assert count("not_news", kind=kind) == before + 1


def test_a_version_that_comes_again_with_other_content_is_counted() -> None:
    stage, before = Screen(Settings()), count("version_conflicts")
    desk = stage.empty(0, InMemory())
    taken(stage, desk, 0)
    taken(stage, desk, 1)
    assert count("version_conflicts") == before
    taken(stage, desk, 2, headline="Storm off Orlen: three lost")
    assert count("version_conflicts") == before + 1


def test_what_is_let_go_comes_as_of_its_embargo_s_end_and_not_before_that_by_the_broker_s_clock() -> None:
    stage = Screen(Settings())
    desk = stage.empty(0, InMemory())
    end = AT + timedelta(minutes=5)
    taken(stage, desk, 0, embargoed=end.isoformat())
    assert stage.next_tick(desk) == end
    applied = stage.tick(desk, end + timedelta(hours=1))
    assert applied.not_before == end
    outcome = json.loads(applied.outputs[0].value or b"")
    assert (outcome["outcome"], datetime.fromisoformat(outcome["at"])) == ("released", end)
    assert stage.next_tick(desk) is None

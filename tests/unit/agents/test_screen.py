"""What the screen stage makes of its log: texts that another version sketched are told of, and never compared."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from schemas import Outcome, RawPosition
from schemas.screening import ScreeningRecord
from streams.agents.screen import Screen
from streams.duplicates.packed import pack
from streams.duplicates.sketch import sketch
from streams.kafka.record import Record
from streams.screening import Desk
from streams.settings import Settings
from streams.stories.tables import InMemory
from streams.topics import SCREENING
from tests.unit.duplicates.texts import text

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def restored(algorithms: list[str | None]) -> Desk:
    """Have a desk read a log of one text an hour, each the same and sketched by the algorithm given."""
    stage = Screen(Settings())
    desk = stage.empty(0, InMemory())
    for number, algorithm in enumerate(algorithms):
        print_ = sketch("", " ".join(text(1)))
        outcome = ScreeningRecord(
            position=RawPosition(topic="raw", partition=0, offset=number, index=0),
            outcome=Outcome.PASSED,
            at=AT + timedelta(hours=number),
            reason="",
            provider="north",
            lineage_id=f"north/{number}",
            sketch=print_ if algorithm is None else print_.model_copy(update={"algorithm": algorithm}),
        )
        stage.restore(desk, Record(SCREENING.name, 0, number, outcome.at, None, outcome.model_dump_json().encode()))
    stage.restored(desk, 0)
    return desk


def known(desk: Desk) -> list[str]:
    packed = pack(sketch("", " ".join(text(1))))
    return [match.lineage_id for match in desk._copies.candidates(packed, AT)]


def test_sketches_of_another_version_are_counted_out_in_one_line_that_says_until_when(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        desk = restored(["rminhash128x16-w3-v2", "rminhash128x16-w3-v2", None, "of times to come"])
    assert known(desk) == ["north/2"]
    assert [line.getMessage() for line in caplog.records] == [
        (
            "screen/0: 3 texts of the log were sketched by another version and are not compared; "
            "copies of them pass as news until 2026-03-05T11:00+00:00"
        )
    ]


def test_of_sketches_of_this_version_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        desk = restored([None, None])
    assert known(desk) == ["north/0", "north/1"]
    assert caplog.records == []

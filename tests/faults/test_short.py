"""The short form of the fault runs: one kill -9 and one SIGTERM, and the whole verdict on a real broker of its own."""

import time
from pathlib import Path

import pytest

from streams.settings import Settings
from streams.topics import ENRICHED, EVENTS, SCREENED
from tests.faults import checks
from tests.faults.faults import FAULTS
from tests.faults.replaying import differences
from tests.faults.run import PARTITIONS, running

pytestmark = pytest.mark.broker


def test_nothing_is_lost_nothing_is_twice_and_a_record_too_many_or_too_few_is_seen(tmp_path: Path) -> None:
    fault = FAULTS["short"]
    with running(fault.plan, tmp_path) as run:
        began = time.monotonic()
        fault.strike(run)
        verdict = run.finish(began)
    assert verdict["faults"] == [], verdict
    assert (verdict["lost"], verdict["twice"], verdict["struck"]) == (0, 0, 2)
    assert verdict["exit_codes"] == {"kill -9: -9": 1, "SIGTERM: 0": 1, "SIGTERM at the end: 0": 1}
    assert verdict["event_messages"] > 25

    records = run.records
    again = {**records, EVENTS.name: [*records[EVENTS.name], records[EVENTS.name][0]]}
    assert checks.twice(again) != []
    backwards = {**records, SCREENED.name: records[SCREENED.name][::-1], ENRICHED.name: records[ENRICHED.name][::-1]}
    assert checks.order(backwards) != []
    short = {**records, ENRICHED.name: records[ENRICHED.name][:-1]}
    assert differences(short, Settings(partitions=PARTITIONS)) != []

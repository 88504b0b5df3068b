"""A real worker's /metrics tells what became of a real wire: counts, latencies, lag, position, pool, process."""

import asyncio
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from schemas import Outcome
from streams.topics import RAW
from tests.broker.road import Road, first_outcomes, running

pytestmark = pytest.mark.broker

WIRE = Path(__file__).parents[1] / "fixtures" / "meridian.jsonl"
Scraped = dict[str, dict[tuple[tuple[str, str], ...], float]]


async def address(road: Road) -> str:
    """Where the last worker says that it listens, once it is ready."""
    worker = road.crew.workers[-1]
    end = time.monotonic() + 180
    while time.monotonic() < end:
        if found := worker.address:
            try:
                await asyncio.to_thread(read, f"http://{found}/ready")
            except urllib.error.URLError as error:
                # 503 while it joins and rebuilds; anything else is a worker that ended.
                if getattr(error, "code", None) != 503:
                    raise AssertionError(road.crew.logs()) from error
            else:
                return f"http://{found}"
        assert worker.alive, road.crew.logs()
        await asyncio.sleep(0.2)
    raise AssertionError(road.crew.logs())


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - http, as the worker itself said
        text: str = answer.read().decode()
        return text


def scraped(text: str) -> Scraped:
    found: Scraped = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def total(series: Scraped, name: str, **labels: str) -> float:
    return sum(value for found, value in series[name].items() if labels.items() <= dict(found).items())


def test_a_worker_tells_what_became_of_a_wire(broker: str, tmp_path: Path) -> None:
    items = WIRE.read_bytes().splitlines()

    async def run() -> tuple[Scraped, dict[int, str]]:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            url = await address(road)
            for item in items:
                await road.send(item, x_provider="meridian")
            outcomes = first_outcomes(await road.settled())
            end = time.monotonic() + 20
            while True:  # lag is polled, and counts follow their commit
                series = scraped(await asyncio.to_thread(read, f"{url}/metrics"))
                # Of a partition that has just been given out it is not known yet.
                lag = series.get("newswire_consumer_lag", {})
                caught_up = lag and not any(lag.values())
                if caught_up and total(series, "newswire_committed_offset", topic=RAW.name) == len(items) - 1:
                    return series, outcomes
                assert time.monotonic() < end, lag
                await asyncio.sleep(0.5)

    series, outcomes = asyncio.run(run())
    assert len(outcomes) == len(items)
    for outcome in Outcome:
        assert total(series, "newswire_items_total", outcome=outcome) == list(outcomes.values()).count(outcome)
    dead = list(outcomes.values()).count(Outcome.DEAD)
    assert dead == 1
    assert total(series, "newswire_dlq_messages_total", stage="screen") == dead
    assert total(series, "newswire_messages_failed_total", stage="screen") == dead
    assert total(series, "newswire_messages_consumed_total", topic=RAW.name) == len(items)
    passed = list(outcomes.values()).count(Outcome.PASSED)
    assert total(series, "newswire_end_to_end_latency_seconds_count") == passed
    assert total(series, "newswire_events_total") == total(series, "newswire_events_by_type_total") > 0
    assert total(series, "newswire_articles_by_language_total", language="de") == 1
    assert total(series, "newswire_articles_uncoded_total") == 1
    assert total(series, "newswire_articles_uncoded_total", language="de") == 1
    assert total(series, "newswire_articles_by_language_total") == len(items) - dead
    for stage in ("screen", "extract"):
        assert total(series, "newswire_transactions_total", stage=stage, result="committed") > 0
        assert total(series, "newswire_stage_duration_seconds_count", stage=stage) > 0
        assert total(series, "newswire_rebalances_total", stage=stage) > 0
        assert total(series, "newswire_inflight_messages", stage=stage) == 0
        assert total(series, "newswire_rebuilding", stage=stage) == 0
        progress = series["newswire_last_progress_timestamp_seconds"]
        assert time.time() - max(value for found, value in progress.items() if ("stage", stage) in found) < 120
    assert total(series, "newswire_held_items", partition="0") == 0
    assert total(series, "newswire_build_info") == 1
    assert total(series, "process_resident_memory_bytes") > 0

"""What /metrics shows keeps the naming practices of Prometheus, and knows its label values from the start."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from schemas import Change, EventType, Outcome
from streams import metrics
from streams.topics import RAW

STREAMS = Path(metrics.__file__).parent
EXPECTED = {
    "newswire_messages_consumed_total": {"topic"},
    "newswire_messages_published_total": {"topic"},
    "newswire_messages_failed_total": {"stage", "reason"},
    "newswire_dlq_messages_total": {"stage", "reason"},
    "newswire_duplicates_total": {"method"},
    "newswire_items_total": {"outcome"},
    "newswire_not_news_total": {"kind"},
    "newswire_version_conflicts_total": set(),
    "newswire_events_total": {"change"},
    "newswire_events_by_type_total": {"type"},
    "newswire_articles_by_language_total": {"language"},
    "newswire_articles_uncoded_total": {"language"},
    "newswire_held_items": {"partition"},
    "newswire_stage_duration_seconds": {"stage"},
    "newswire_end_to_end_latency_seconds": set(),
    "newswire_event_age_seconds": set(),
    "newswire_batch_size": {"stage"},
    "newswire_inflight_messages": {"stage"},
    "newswire_transactions_total": {"stage", "result"},
    "newswire_transaction_duration_seconds": {"stage"},
    "newswire_consumer_lag": {"topic", "partition"},
    "newswire_committed_offset": {"topic", "partition"},
    "newswire_last_progress_timestamp_seconds": {"stage", "partition"},
    "newswire_rebalances_total": {"stage"},
    "newswire_rebuilding": {"stage"},
    "newswire_standby_behind": {"stage", "partition"},
    "newswire_feed_items_total": {"feeder", "result"},
    "newswire_feed_polls_total": {"result"},
    "newswire_feed_requests_total": {"status"},
    "newswire_feed_waiting": {"feeder"},
    "newswire_feed_last_sent_timestamp_seconds": {"feeder"},
    "newswire_pool_restarts_total": set(),
    "newswire_build_info": {"version"},
}
# Units that are not base units, and the types: neither belongs into a name.
UNFIT = {"ms", "milliseconds", "minutes", "hours", "kb", "mb", "percent", "counter", "gauge", "histogram", "summary"}


def own() -> dict[str, Metric]:
    """All families with the project's prefix, by the name that a query uses."""
    families = metrics.REGISTRY.collect()
    return {
        f"{family.name}_total" if family.type == "counter" else family.name: family
        for family in families
        if family.name.startswith("newswire_")
    }


def labels(family: Metric) -> set[str]:
    return {name for sample in family.samples for name in sample.labels} - {"le"}


@pytest.fixture(autouse=True)
def _prepared() -> None:
    metrics.prepare()
    for feeder in metrics.FEEDERS:
        metrics.prepare_feeder(feeder)
        metrics.FEED_LAST_SENT.labels(feeder=feeder).set(1)
    metrics.CONSUMER_LAG.labels(topic=RAW.name, partition="0").set(0)
    metrics.HELD_ITEMS.labels(partition="0").set(0)
    metrics.STANDBY_BEHIND.labels(stage="screen", partition="0").set(0)
    metrics.COMMITTED_OFFSET.labels(topic=RAW.name, partition="0").set(0)
    metrics.LAST_PROGRESS.labels(stage="screen", partition="0").set(1)


def test_exactly_the_documented_metrics_are_exported_with_their_labels() -> None:
    assert {name: labels(family) for name, family in own().items()} == EXPECTED


@pytest.mark.skipif(sys.platform != "linux", reason="the collector reads /proc, and says nothing elsewhere")
def test_the_process_itself_is_exported() -> None:
    names = {family.name for family in metrics.REGISTRY.collect()}
    assert {"process_resident_memory_bytes", "process_cpu_seconds", "python_info"} <= names


def naming_faults(families: Iterable[Metric]) -> list[str]:
    """The rules of `promtool check metrics`, as far as names and texts go."""
    faults = []
    for family in families:
        words = set(family.name.split("_"))
        if not re.fullmatch(r"[a-z][a-z0-9_]*", family.name):
            faults.append(f"{family.name}: not snake case")
        if not family.documentation:
            faults.append(f"{family.name}: no help text")
        if family.type != "counter" and family.name.endswith("_total"):
            faults.append(f"{family.name}: only counters end in _total")
        if words & UNFIT:
            faults.append(f"{family.name}: {sorted(words & UNFIT)} in a name")
        faults += [f"{family.name}: label {name}" for name in labels(family) if name != name.lower()]
        if family.type == "histogram" and not family.name.endswith(("_seconds", "_bytes", "_size")):
            faults.append(f"{family.name}: a histogram without a unit")
    return faults


def test_names_follow_the_naming_practices() -> None:
    assert naming_faults(own().values()) == []


def test_the_naming_check_sees_faults() -> None:
    bad = Metric("newswire_latency_ms", "", "histogram")
    assert len(naming_faults([bad])) == 3


def test_the_exposition_is_one_that_prometheus_reads() -> None:
    text = generate_latest(metrics.REGISTRY).decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert {name.removesuffix("_total") for name in EXPECTED} <= names
    assert "_created" not in text


def value(name: str, **wanted: str) -> float | None:
    return metrics.REGISTRY.get_sample_value(name, wanted)


def test_every_known_label_value_is_zero_before_the_first_event() -> None:
    # A process of its own: here, other tests have counted already.
    program = (
        "from streams import metrics; metrics.prepare(['screen']);"
        "from prometheus_client import generate_latest; print(generate_latest(metrics.REGISTRY).decode())"
    )
    text = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    for outcome in Outcome:
        assert f'newswire_items_total{{outcome="{outcome}"}} 0.0' in text
    for change in Change:
        assert f'newswire_events_total{{change="{change}"}} 0.0' in text
    for event_type in EventType:
        assert f'newswire_events_by_type_total{{type="{event_type}"}} 0.0' in text
    for reason in metrics.REASONS["screen"]:
        assert f'newswire_dlq_messages_total{{reason="{reason}",stage="screen"}} 0.0' in text
    assert 'stage="extract"' not in text


def test_preparing_twice_changes_no_count() -> None:
    metrics.ITEMS.labels(outcome=Outcome.PASSED).inc()
    before = value("newswire_items_total", outcome="passed")
    metrics.prepare()
    assert value("newswire_items_total", outcome="passed") == before


def test_every_reason_that_a_stage_can_give_is_known_from_the_start() -> None:
    # The command line's own errors reach no dead letter.
    sources = [path for path in STREAMS.rglob("*.py") if "cli" not in path.parts]
    given = {
        call.args[0].value
        for path in sources
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"ItemError", "CodingError", "WireError"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert "timeout" in given
    assert given <= {reason for reasons in metrics.REASONS.values() for reason in reasons}


@pytest.mark.parametrize(
    ("language", "label"), [("en", "en"), ("EN-gb", "en"), ("zh-Hant", "zh"), ("sw", "other"), ("und", "other")]
)
def test_languages_are_a_short_closed_list(language: str, label: str) -> None:
    assert metrics.language_label(language) == label


def test_no_registry_but_our_own_is_used() -> None:
    assert isinstance(metrics.REGISTRY, CollectorRegistry)
    assert metrics.REGISTRY.get_sample_value("newswire_build_info", {"version": "0.1.0"}) == 1


@pytest.mark.parametrize(
    "buckets", [metrics.STAGE_BUCKETS, metrics.LATENCY_BUCKETS, metrics.AGE_BUCKETS, metrics.BATCH_BUCKETS]
)
def test_buckets_rise(buckets: tuple[float, ...]) -> None:
    assert list(buckets) == sorted(set(buckets))

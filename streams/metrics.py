"""Everything the service counts and times, as named objects on one registry.

Flows in: what the stages did. Flows out: `REGISTRY`, which `/metrics` shows. Names follow the Prometheus naming
practices (prometheus.io/docs/practices/naming): one prefix, base units, `_total` on counters; every label has a
short closed list of values, never an article, a URL or an actor.
"""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from schemas import Change, EventType, Kind, Label, Outcome
from streams.topics import TOPICS
from streams.wires.reasons import Reason

# A second series per counter and bucket set that no panel and no alert reads.
disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client's

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

# The bounds at which a stage, a transaction, a wire and a story's age are told apart; seconds.
STAGE_BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
LATENCY_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
AGE_BUCKETS: Final = (1, 5, 15, 60, 300, 900, 3600, 10800, 43200, 86400)
BATCH_BUCKETS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)

STAGES: Final = ("screen", "extract")
# What can become of an item of a feeder; `known` ones had been sent before, and are not sent again.
FEEDERS: Final = ("folder", "rss", "http")
FEED_RESULTS: Final = ("sent", "known", "refused")
POLL_RESULTS: Final = (
    *("new", "unchanged", "not_modified", "rubbish", "too_large", "slow_down", "gone"),
    *("client_error", "server_error", "unreachable", "timeout"),
)
PUSH_STATUSES: Final = ("202", "400", "401", "413", "415", "503")
TRANSACTION_RESULTS: Final = ("committed", "fenced", "unknown", "abandoned", "early")
# What can befall an item in the pool or the loop, whatever the stage; then what only one stage can say.
_ANY_REASONS: Final = ("crash", "internal", "memory", "output_too_large", "timeout")
REASONS: Final[dict[str, tuple[str, ...]]] = {
    "screen": (*_ANY_REASONS, *(reason.value for reason in Reason)),
    "extract": (*_ANY_REASONS, "no_article", "too_long", "wrong_schema"),
}
# One series a language would be some 180; the wires' own ten are told apart, the rest is `other`.
LANGUAGES: Final = ("ar", "de", "en", "es", "fr", "it", "ja", "pt", "ru", "zh")
OTHER_LANGUAGE: Final = "other"


def _counter(name: str, text: str, labels: Sequence[str] = ()) -> Counter:
    return Counter(f"newswire_{name}", text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, labels: Sequence[str] = ()) -> Gauge:
    return Gauge(f"newswire_{name}", text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, buckets: Sequence[float], labels: Sequence[str] = ()) -> Histogram:
    return Histogram(f"newswire_{name}", text, labels, buckets=buckets, registry=REGISTRY)


MESSAGES_CONSUMED: Final = _counter("messages_consumed_total", "Messages of a topic that are finished.", ["topic"])
MESSAGES_PUBLISHED: Final = _counter(
    "messages_published_total", "Messages written to a topic and committed.", ["topic"]
)
MESSAGES_FAILED: Final = _counter(
    "messages_failed_total", "Attempts on an item that failed, retried ones included.", ["stage", "reason"]
)
DLQ_MESSAGES: Final = _counter("dlq_messages_total", "Items written to the dead letters.", ["stage", "reason"])

ITEMS: Final = _counter("items_total", "Raw items by what became of them.", ["outcome"])
NOT_NEWS: Final = _counter("not_news_total", "Articles that are no news and are not coded, by what they are.", ["kind"])
VERSION_CONFLICTS: Final = _counter(
    "version_conflicts_total", "Articles whose version was there already with other content; the later one counts."
)
DUPLICATES: Final = _counter("duplicates_total", "Articles found to be copies, by how they were found.", ["method"])
EVENTS: Final = _counter("events_total", "Events published, by what the revision did.", ["change"])
EVENTS_BY_TYPE: Final = _counter("events_by_type_total", "Events published, by PLOVER event type.", ["type"])
ARTICLES_BY_LANGUAGE: Final = _counter(
    "articles_by_language_total", "Articles read, by language (the rarer ones together).", ["language"]
)
ARTICLES_UNCODED: Final = _counter(
    "articles_uncoded_total", "Articles passed on without events, for want of a coder of their language.", ["language"]
)
HELD_ITEMS: Final = _gauge("held_items", "Items under embargo or withheld at this moment, by desk.", ["partition"])

STAGE_DURATION: Final = _histogram(
    "stage_duration_seconds", "Time a stage spent on one item.", STAGE_BUCKETS, ["stage"]
)
END_TO_END: Final = _histogram(
    "end_to_end_latency_seconds", "From an item's append to the raw topic to its committed events.", LATENCY_BUCKETS
)
EVENT_AGE: Final = _histogram(
    "event_age_seconds", "From an article's publication to its committed events.", AGE_BUCKETS
)
BATCH_SIZE: Final = _histogram("batch_size", "Items finished in one transaction.", BATCH_BUCKETS, ["stage"])
INFLIGHT_MESSAGES: Final = _gauge("inflight_messages", "Messages taken and not yet finished.", ["stage"])

TRANSACTIONS: Final = _counter("transactions_total", "Transactions, by how they ended.", ["stage", "result"])
TRANSACTION_DURATION: Final = _histogram(
    "transaction_duration_seconds", "Time from a transaction's begin to its commit.", STAGE_BUCKETS, ["stage"]
)
CONSUMER_LAG: Final = _gauge(
    "consumer_lag", "Records between the position and the last stable offset.", ["topic", "partition"]
)
COMMITTED_OFFSET: Final = _gauge(
    "committed_offset", "Highest input offset finished, as the position record says.", ["topic", "partition"]
)
LAST_PROGRESS: Final = _gauge(
    "last_progress_timestamp_seconds", "When a partition last finished a batch, in Unix time.", ["stage", "partition"]
)
REBALANCES: Final = _counter("rebalances_total", "Assignments of partitions by the group.", ["stage"])
REBUILDING: Final = _gauge("rebuilding", "Partitions whose state is being read from its log.", ["stage"])
STANDBY_BEHIND: Final = _gauge(
    "standby_behind", "Offsets of a partition's logs that its warm standby has not read yet.", ["stage", "partition"]
)
FEED_ITEMS: Final = _counter("feed_items_total", "Items of a feeder, by what became of them.", ["feeder", "result"])
FEED_POLLS: Final = _counter("feed_polls_total", "Questions to feeds of the web, by what came of them.", ["result"])
FEED_REQUESTS: Final = _counter("feed_requests_total", "Pushed requests, by the status answered.", ["status"])
FEED_WAITING: Final = _gauge("feed_waiting", "Files or requests that wait to be sent.", ["feeder"])
FEED_LAST_SENT: Final = _gauge(
    "feed_last_sent_timestamp_seconds", "When a feeder last sent an item, in Unix time.", ["feeder"]
)
POOL_RESTARTS: Final = _counter("pool_restarts_total", "Pool processes that were killed or died at work.")
BUILD_INFO: Final = _gauge("build_info", "Always 1; the version is in the label.", ["version"])


def prepare(stages: Iterable[str] = STAGES) -> None:
    """Make the series of every known label value, so that `rate()` sees the zero before the first event.

    Args:
        stages: the stages that this process runs; the others' series would be zeros that say nothing.
    """
    for stage in stages:
        for per_stage in (STAGE_DURATION, BATCH_SIZE, TRANSACTION_DURATION, REBALANCES, INFLIGHT_MESSAGES, REBUILDING):
            per_stage.labels(stage=stage)
        for reason in REASONS.get(stage, _ANY_REASONS):
            MESSAGES_FAILED.labels(stage=stage, reason=reason)
            DLQ_MESSAGES.labels(stage=stage, reason=reason)
        for result in TRANSACTION_RESULTS:
            TRANSACTIONS.labels(stage=stage, result=result)
    for metric, label, values in _known():
        for value in values:
            metric.labels(**{label: value})
    BUILD_INFO.labels(version=version("newswire")).set(1)


def prepare_feeder(feeder: str) -> None:
    """Make the series of a feeder's process, as `prepare` does those of a worker's."""
    for result in FEED_RESULTS:
        FEED_ITEMS.labels(feeder=feeder, result=result)
    FEED_WAITING.labels(feeder=feeder)
    for poll in POLL_RESULTS if feeder == "rss" else ():
        FEED_POLLS.labels(result=poll)
    for status in PUSH_STATUSES if feeder == "http" else ():
        FEED_REQUESTS.labels(status=status)
    BUILD_INFO.labels(version=version("newswire")).set(1)


def _known() -> Iterable[tuple[Counter, str, Iterable[str]]]:
    """Each counter with one label, that label, and all it can be."""
    topics = [topic.name for topic in TOPICS]
    copies = (Label.EXACT, Label.NEAR, Label.REVISION, Label.EXPANSION)
    yield MESSAGES_CONSUMED, "topic", topics
    yield MESSAGES_PUBLISHED, "topic", topics
    yield ITEMS, "outcome", Outcome
    yield NOT_NEWS, "kind", (kind for kind in Kind if kind != Kind.NEWS)
    yield DUPLICATES, "method", copies
    yield EVENTS, "change", Change
    yield EVENTS_BY_TYPE, "type", EventType
    yield ARTICLES_BY_LANGUAGE, "language", (*LANGUAGES, OTHER_LANGUAGE)
    yield ARTICLES_UNCODED, "language", (*LANGUAGES, OTHER_LANGUAGE)


def language_label(language: str) -> str:
    """Give the label value of a language.

    Args:
        language: a BCP 47 tag ("en-GB"), in any case.

    Returns:
        Its primary subtag where that is one of `LANGUAGES`, else `other`.
    """
    primary = language.partition("-")[0].lower()
    return primary if primary in LANGUAGES else OTHER_LANGUAGE

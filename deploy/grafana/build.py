"""The dashboard as code, rows and panels in one table. `python deploy/grafana/build.py` writes its JSON.

Rows after the RED method (rate, errors, duration: Wilkie), the USE method (utilisation, saturation, errors: Gregg),
then Kafka, then what the wire carries. Flows in: nothing. Flows out: JSON that a test keeps equal to this file.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATASOURCE = {"type": "prometheus", "uid": "newswire-prometheus"}
TARGET = Path(__file__).parent / "dashboards" / "newswire.json"
LAG = "sum by (topic) (newswire_consumer_lag)"
COLUMNS, WIDTH, HEIGHT = 24, 8, 8


@dataclass(frozen=True)
class Panel:
    """One picture: queries with their legends, a unit of Grafana's, and what a person should see in it."""

    title: str
    queries: tuple[tuple[str, str], ...]
    unit: str
    text: str
    kind: str = "timeseries"


def quantiles(metric: str, by: str = "") -> tuple[tuple[str, str], ...]:
    """Give the queries of a histogram's median and 99th percentile, each series by one label."""
    labels = f"le, {by}" if by else "le"
    legend = f"{{{{{by}}}}} " if by else ""
    return tuple(
        (f"histogram_quantile({q}, sum by ({labels}) (rate({metric}_bucket[$__rate_interval])))", f"{legend}{name}")
        for q, name in ((0.5, "p50"), (0.99, "p99"))
    )


def rate(metric: str, by: str) -> tuple[tuple[str, str], ...]:
    """Give the query of a counter's rate by one label."""
    return ((f"sum by ({by}) (rate({metric}[$__rate_interval]))", f"{{{{{by}}}}}"),)


ROWS: dict[str, tuple[Panel, ...]] = {
    "At a glance": (
        Panel(
            "Items", (("sum(rate(newswire_items_total[$__rate_interval]))", ""),), "ops", "Raw items a second.", "stat"
        ),
        Panel(
            "Events", (("sum(rate(newswire_events_total[$__rate_interval]))", ""),), "ops", "Events a second.", "stat"
        ),
        Panel(
            "Workers",
            (('sum(up{job="newswire"})', "answering"), ("count by (version) (newswire_build_info)", "{{version}}")),
            "short",
            "Workers that answer, and which version they run.",
            "stat",
        ),
    ),
    "Rate, errors, duration": (
        Panel("Consumed", rate("newswire_messages_consumed_total", "topic"), "ops", "Messages finished, by topic."),
        Panel("Published", rate("newswire_messages_published_total", "topic"), "ops", "Messages committed, by topic."),
        Panel(
            "Dead letters",
            (
                (
                    "sum by (stage, reason) (rate(newswire_dlq_messages_total[$__rate_interval])) > 0",
                    "{{stage}} {{reason}}",
                ),
            ),
            "ops",
            "Items that could not be processed. A new reason is usually a provider that changed its format.",
        ),
        Panel(
            "Failed attempts",
            (
                (
                    "sum by (stage, reason) (rate(newswire_messages_failed_total[$__rate_interval])) > 0",
                    "{{stage}} {{reason}}",
                ),
            ),
            "ops",
            "Attempts on items that failed, retried ones included.",
        ),
        Panel(
            "Wire to events",
            quantiles("newswire_end_to_end_latency_seconds"),
            "s",
            "From the append to the raw topic to committed events. Objective: 99 % within 5 s.",
        ),
        Panel("Stage", quantiles("newswire_stage_duration_seconds", "stage"), "s", "Time a stage spends on one item."),
        Panel(
            "Age of news",
            quantiles("newswire_event_age_seconds"),
            "s",
            "From an article's publication to its events: what the provider and the wire add to our own time.",
        ),
    ),
    "Utilisation, saturation, errors": (
        Panel(
            "CPU",
            (("rate(process_cpu_seconds_total[$__rate_interval])", "{{instance}}"),),
            "percentunit",
            "Of one core, for the process that serves Kafka; the pool's processes are not in it.",
        ),
        Panel("Memory", (("process_resident_memory_bytes", "{{instance}}"),), "bytes", "Resident, without the pool."),
        Panel(
            "In flight",
            (("sum by (stage) (newswire_inflight_messages)", "{{stage}}"),),
            "short",
            "Messages taken and not finished. Flat at the top: the stage is full.",
        ),
        Panel("Batch", quantiles("newswire_batch_size", "stage"), "short", "Items in a transaction: large is loaded."),
        Panel(
            "Pool restarts",
            (("increase(newswire_pool_restarts_total[5m])", "{{instance}}"),),
            "short",
            "Items that crashed or hung a process of the pool, in five minutes.",
        ),
        Panel(
            "Open files",
            (("process_open_fds / process_max_fds", "{{instance}}"),),
            "percentunit",
            "Of what the system allows.",
        ),
    ),
    "Kafka": (
        Panel(
            "Lag",
            ((LAG, "{{topic}}"),),
            "short",
            "Records that wait; transaction markers do not count.",
        ),
        Panel(
            "Time to catch up",
            (
                (
                    f"{LAG} / (sum by (topic) (rate(newswire_messages_consumed_total[$__rate_interval])) > 0)",
                    "{{topic}}",
                ),
            ),
            "s",
            "At the present rate.",
        ),
        Panel(
            "Since last progress",
            (("time() - max by (stage) (newswire_last_progress_timestamp_seconds > 0)", "{{stage}}"),),
            "s",
            "A rising line with lag beside it is a stuck stage; without lag it is a quiet wire.",
        ),
        Panel(
            "Offsets finished",
            (("sum by (topic) (rate(newswire_committed_offset[5m]) >= 0)", "{{topic}}"),),
            "ops",
            "How quickly the positions move.",
        ),
        Panel(
            "Transactions",
            (
                (
                    "sum by (stage, result) (rate(newswire_transactions_total[$__rate_interval])) > 0",
                    "{{stage}} {{result}}",
                ),
            ),
            "ops",
            "Anything but committed is a fault that was survived.",
        ),
        Panel(
            "Transaction time",
            quantiles("newswire_transaction_duration_seconds", "stage"),
            "s",
            "From begin to commit.",
        ),
        Panel(
            "Rebalances",
            (("sum by (stage) (increase(newswire_rebalances_total[10m]))", "{{stage}}"),),
            "short",
            "In ten minutes.",
        ),
        Panel(
            "Rebuilding",
            (("sum by (stage) (newswire_rebuilding)", "{{stage}}"),),
            "short",
            "Partitions whose state is being read; they wait meanwhile.",
        ),
        Panel(
            "Standby",
            (("max by (stage, partition) (newswire_standby_behind)", "{{stage}} {{partition}}"),),
            "short",
            "Offsets that a partition's standby is behind; nothing where none stands by.",
        ),
    ),
    "Feeders": (
        Panel(
            "Fed",
            (
                (
                    "sum by (feeder, result) (rate(newswire_feed_items_total[$__rate_interval]))",
                    "{{feeder}} {{result}}",
                ),
            ),
            "ops",
            "Items of the feeders; known ones had been sent before. Refused: see its log, or .refused in the folder.",
        ),
        Panel(
            "Polls of feeds",
            rate("newswire_feed_polls_total", "result"),
            "ops",
            "What web feeds answer. Rubbish: a page that is no feed, often one that asks for a login.",
        ),
        Panel(
            "Pushed",
            rate("newswire_feed_requests_total", "status"),
            "ops",
            "Requests by status. 503: the broker does not confirm in time.",
        ),
        Panel(
            "Waiting to be sent",
            (("sum by (feeder) (newswire_feed_waiting)", "{{feeder}}"),),
            "short",
            "Files and requests. Files that stay are being written, or the broker is away.",
        ),
        Panel(
            "Since the last item",
            (("time() - max by (feeder) (newswire_feed_last_sent_timestamp_seconds)", "{{feeder}}"),),
            "s",
            "Longer than the wire is ever quiet: look at its sender.",
        ),
    ),
    "Content": (
        Panel("Items by outcome", rate("newswire_items_total", "outcome"), "ops", "What became of the raw items."),
        Panel("Copies", rate("newswire_duplicates_total", "method"), "ops", "Reprints, by how they were recognised."),
        Panel("Events by change", rate("newswire_events_total", "change"), "ops", "Retracted: kills and corrections."),
        Panel("Events by type", rate("newswire_events_by_type_total", "type"), "ops", "PLOVER event types."),
        Panel("Languages", rate("newswire_articles_by_language_total", "language"), "ops", "What the wire speaks."),
        Panel(
            "Read by no coder",
            rate("newswire_articles_uncoded_total", "language"),
            "ops",
            "Articles passed on without events: no coder of their language is installed.",
        ),
        Panel("No news", rate("newswire_not_news_total", "kind"), "ops", "Classified and not coded, by what they are."),
        Panel(
            "Version conflicts",
            (("sum(rate(newswire_version_conflicts_total[$__rate_interval]))", "conflicts"),),
            "ops",
            "A version came again with other content; the later one counts. Ask the agency.",
        ),
        Panel(
            "Held",
            (("sum(max by (partition) (newswire_held_items))", "held"),),
            "short",
            "Under embargo or withheld at this moment.",
        ),
    ),
}


def panel(number: int, one: Panel, column: int, top: int) -> dict[str, Any]:
    """Give one panel as Grafana reads it."""
    targets = [
        {"datasource": DATASOURCE, "expr": expr, "legendFormat": legend, "refId": chr(ord("A") + index)}
        for index, (expr, legend) in enumerate(one.queries)
    ]
    custom = {"fillOpacity": 10, "showPoints": "never"} if one.kind == "timeseries" else {}
    return {
        "id": number,
        "type": one.kind,
        "title": one.title,
        "description": one.text,
        "datasource": DATASOURCE,
        "gridPos": {"x": column, "y": top, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": one.unit, "min": 0, "custom": custom}, "overrides": []},
        "targets": targets,
    }


def dashboard() -> dict[str, Any]:
    """Lay out all rows, three panels abreast."""
    panels: list[dict[str, Any]] = []
    top = 0
    for title, ones in ROWS.items():
        place = {"x": 0, "y": top, "w": COLUMNS, "h": 1}
        panels.append(
            {"id": len(panels) + 1, "type": "row", "title": title, "collapsed": False, "gridPos": place, "panels": []}
        )
        top += 1
        for index, one in enumerate(ones):
            across, down = index % (COLUMNS // WIDTH), index // (COLUMNS // WIDTH)
            panels.append(panel(len(panels) + 1, one, across * WIDTH, top + down * HEIGHT))
        top += -(-len(ones) // (COLUMNS // WIDTH)) * HEIGHT
    return {
        "uid": "newswire",
        "title": "newswire",
        "description": "Written by deploy/grafana/build.py; change it there.",
        "tags": ["newswire"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "refresh": "5s",
        "time": {"from": "now-15m", "to": "now"},
        "timezone": "utc",
        "panels": panels,
        "templating": {"list": []},
        "annotations": {"list": []},
    }


def text() -> str:
    """Give the file's content."""
    return json.dumps(dashboard(), indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")

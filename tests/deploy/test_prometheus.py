"""Prometheus reads what the worker shows, scrapes where compose runs it, and its alerts fire when they should."""

from typing import Any

import pytest
from prometheus_client import generate_latest

from streams import metrics
from streams.topics import RAW
from tests.deploy.files import PROMETHEUS, compose, exported, read_yaml, run, selectors

RULES: list[dict[str, Any]] = [
    rule for group in read_yaml(PROMETHEUS / "alerts.yml")["groups"] for rule in group["rules"]
]
TESTS = read_yaml(PROMETHEUS / "alerts_test.yml")["tests"]


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_every_alert_names_series_that_the_worker_exports(rule: dict[str, Any]) -> None:
    series = exported()
    for selector in selectors(rule["expr"]):
        assert selector.name in series
        asked = {matcher.name for matcher in selector.matchers.matchers}
        assert asked <= series[selector.name] | {"job", "instance"}


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_every_alert_tells_a_person_what_happened_and_what_it_means(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"]


def test_every_alert_has_a_case_that_fires() -> None:
    fired = {case["alertname"] for test in TESTS for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {rule["alert"] for rule in RULES}


def test_the_series_of_the_alerts_tests_are_ones_that_the_worker_exports() -> None:
    named = {series["series"].partition("{")[0] for test in TESTS for series in test["input_series"]}
    assert named <= exported().keys()


def test_prometheus_scrapes_the_workers_of_the_compose_file() -> None:
    (job,) = read_yaml(PROMETHEUS / "prometheus.yml")["scrape_configs"]
    services = compose()["services"]
    workers = {name for name, service in services.items() if service.get("command", [""])[0] in {"worker", "feed"}}
    assert {name for discovery in job["dns_sd_configs"] for name in discovery["names"]} == workers
    for discovery in job["dns_sd_configs"]:
        for name in discovery["names"]:
            assert services[name]["environment"]["NEWSWIRE_HTTP_PORT"] == str(discovery["port"])
            assert services[name]["environment"]["NEWSWIRE_HTTP_HOST"] == "0.0.0.0"  # noqa: S104 - in its container


@pytest.mark.deploy
def test_promtool_finds_no_fault_in_the_metrics() -> None:
    metrics.prepare()
    metrics.CONSUMER_LAG.labels(topic=RAW.name, partition="0").set(3)
    metrics.COMMITTED_OFFSET.labels(topic=RAW.name, partition="0").set(3)
    metrics.LAST_PROGRESS.labels(stage="screen", partition="0").set_to_current_time()
    done = run("promtool", "check", "metrics", text=generate_latest(metrics.REGISTRY).decode())
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.deploy
def test_promtool_finds_faults_where_there_are_some() -> None:
    done = run("promtool", "check", "metrics", text="# TYPE newswire_faults counter\nnewswire_faults 1\n")
    assert done.returncode != 0


@pytest.mark.deploy
@pytest.mark.parametrize(
    "command",
    [("check", "config", "prometheus.yml"), ("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")],
)
def test_promtool_accepts_configuration_rules_and_their_tests(command: tuple[str, ...]) -> None:
    done = run("promtool", *command, cwd=PROMETHEUS)
    assert done.returncode == 0, done.stdout

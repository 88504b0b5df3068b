"""The dashboard shows what the worker exports, and is the one that its source builds."""

import runpy
from itertools import combinations
from typing import Any

import pytest

from tests.deploy.files import GRAFANA, compose, dashboard, exported, read_yaml, selectors

PANELS: list[dict[str, Any]] = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
QUERIES = [(panel["title"], target["expr"]) for panel in PANELS for target in panel["targets"]]


def test_the_committed_dashboard_is_the_one_that_its_source_builds() -> None:
    built = runpy.run_path(str(GRAFANA / "build.py"))["text"]()
    assert (GRAFANA / "dashboards" / "newswire.json").read_text() == built, "run python deploy/grafana/build.py"


@pytest.mark.parametrize(("title", "query"), QUERIES, ids=[title for title, _ in QUERIES])
def test_every_query_names_a_metric_that_the_worker_exports(title: str, query: str) -> None:
    named = {selector.name for selector in selectors(query)}
    assert named, title
    assert named <= exported().keys()


def test_a_query_for_a_metric_that_is_not_there_is_found() -> None:
    (selector,) = selectors("sum(rate(newswire_no_such_total[$__rate_interval]))")
    assert selector.name not in exported()


def test_every_metric_of_the_service_is_on_the_dashboard() -> None:
    shown = {selector.name for _, query in QUERIES for selector in selectors(query)}
    families = {name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum") for name in exported()}
    seen = {(name or "").removesuffix("_bucket") for name in shown}
    assert {name for name in families if name.startswith("newswire_")} - seen == set()


def test_every_panel_asks_the_provisioned_datasource() -> None:
    provisioned = read_yaml(GRAFANA / "provisioning" / "datasources" / "prometheus.yaml")["datasources"]
    uids = {panel["datasource"]["uid"] for panel in PANELS}
    uids |= {target["datasource"]["uid"] for panel in PANELS for target in panel["targets"]}
    assert uids == {source["uid"] for source in provisioned}


def test_the_datasource_is_where_compose_runs_prometheus() -> None:
    (source,) = read_yaml(GRAFANA / "provisioning" / "datasources" / "prometheus.yaml")["datasources"]
    host, port = source["url"].removeprefix("http://").split(":")
    assert compose()["services"][host]["ports"][0].endswith(f":{port}")


def test_every_panel_says_what_a_person_should_see() -> None:
    assert [panel["title"] for panel in PANELS if not panel["description"] or not panel["title"]] == []
    titles = [panel["title"] for panel in PANELS]
    assert len(titles) == len(set(titles))


def test_no_two_panels_lie_on_each_other() -> None:
    def apart(one: dict[str, int], other: dict[str, int]) -> bool:
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        return beside or below

    places = [panel["gridPos"] for panel in dashboard()["panels"]]
    assert all(apart(one, other) for one, other in combinations(places, 2))
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(ids) == len(set(ids))


def test_grafana_finds_the_dashboard_where_compose_puts_it() -> None:
    (provider,) = read_yaml(GRAFANA / "provisioning" / "dashboards" / "newswire.yaml")["providers"]
    grafana = compose()["services"]["grafana"]
    targets = {volume.split(":")[1] for volume in grafana["volumes"]}
    assert provider["options"]["path"] in targets
    home = grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{provider['options']['path']}/newswire.json"

"""The deployment's files, read: compose, rules, dashboard; and what a query of Prometheus names."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from streams import metrics

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
GRAFANA = DEPLOY / "grafana"
# Grafana fills these in; any duration will do to read the query.
GRAFANA_VARIABLES = {"$__rate_interval": "1m"}


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    return yaml.safe_load(path.read_text())


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(ROOT / "docker-compose.yml")
    return loaded


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((GRAFANA / "dashboards" / "newswire.json").read_text())
    return loaded


def exported() -> dict[str, set[str]]:
    """Every series that the worker exports, by name, with the labels it can have; `up` is Prometheus' own."""
    metrics.prepare()
    for feeder in metrics.FEEDERS:
        metrics.prepare_feeder(feeder)
    for family in metrics.REGISTRY.collect():
        # A gauge by partition has no series yet; one makes it visible, with its labels.
        if not family.samples and family.type == "gauge":
            gauge = metrics.REGISTRY._names_to_collectors[family.name]
            gauge.labels(*("0" for _ in gauge._labelnames))  # type: ignore[attr-defined]  # the client names labels nowhere else
    series: dict[str, set[str]] = {"up": set()}
    for family in metrics.REGISTRY.collect():
        for sample in family.samples:
            series.setdefault(sample.name, set()).update(sample.labels)
    return series


def selectors(query: str) -> list[promql_parser.VectorSelector]:
    """Every selector of a query; raises ValueError for one that is no PromQL."""
    for variable, duration in GRAFANA_VARIABLES.items():
        query = query.replace(variable, duration)
    found: list[promql_parser.VectorSelector] = []

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(node)

    promql_parser.walk(promql_parser.parse(query), visit)
    return found


def run(*command: str | Path, text: str | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a checking tool; its answer is in `stdout`, whichever stream it used."""
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is missing; .ci/run installs what these tests need", pytrace=False)
    return subprocess.run(
        [str(word) for word in command],
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
        check=False,
    )

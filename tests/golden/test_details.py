"""What was reached on the project's own sentences stays reached: actors, dates, places, numbers, whole rows.

`floors.toml` holds a bound for each figure of `make score`, a little under what was measured; raise it when more is
reached. `make score ARGS=--verbose` prints every case that is wrong.
"""

import tomllib
from pathlib import Path

import pytest

from scoring.figure import Figure
from scoring.resolution import measured
from streams.coding.coder import load

FLOORS: dict[str, float] = tomllib.loads(Path(__file__).with_name("floors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {figure.name: figure for one in measured(load()) for figure in one.figures}


@pytest.mark.parametrize("name", FLOORS)
def test_what_was_reached_stays_reached(figures: dict[str, Figure], name: str) -> None:
    figure = figures[name]
    assert figure.n > 50
    assert figure.meets(FLOORS[name]), f"{figure.told()} of {figure.n}, {FLOORS[name]} before"


def test_every_figure_with_a_bound_has_a_floor(figures: dict[str, Figure]) -> None:
    bound = {name for name, figure in figures.items() if figure.reach is not None and figure.n}
    assert bound == set(FLOORS)

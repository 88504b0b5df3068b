from collections.abc import Callable, Iterator

import pytest

from scoring.calibration import Bin
from scoring.figure import Figure, Measured, fault, ratio, share
from scoring.page import Quality, page, table

MEASURED = Measured(
    "Tests",
    "On nothing much.",
    (
        Figure("reached", 0.81, 100, 0.8, 0.9),
        Figure("missed", 0.79, 100, 0.8, 0.9),
        Figure("low enough", 0.02, 50, 0.02, falling=True),
        Figure("too high", 0.021, 50, 0.02, 0.01, falling=True),
        Figure("lacking", None, 0, 0.5, 0.8),
        Figure("only told", 1.25, 8),
    ),
)
QUALITY = Quality(
    coder="coder 1+abc",
    measures=(MEASURED,),
    agreement=Measured("Agreement", "By two.", (Figure("kappa, AID", None, 0, absent="not there"),)),
    reliability={"own": (Bin(0.4, 0.5, 12, 0.45, 0.5),), "theirs": ()},
    types={},
)


def test_the_table_holds_figures_beside_their_bounds_and_marks_what_is_reached() -> None:
    assert table(QUALITY).splitlines()[2:] == [
        "| reached | **0.810** | 100 | ≥ 0.8 | ≥ 0.9 |",
        "| missed | 0.790 | 100 | ≥ 0.8 | ≥ 0.9 |",
        "| low enough | **0.020** | 50 | ≤ 0.02 |  |",
        "| too high | 0.021 | 50 | ≤ 0.02 | ≤ 0.01 |",
        "| lacking | not measured here |  | ≥ 0.5 | ≥ 0.8 |",
    ]


def test_the_page_holds_every_figure_and_how_it_is_measured() -> None:
    written = page(QUALITY)
    for line in (
        "coder 1+abc",
        "| only told | 1.250 | 8 |",
        "| kappa, AID | not there |  |",
        "| own | 0.4 to 0.5 | 12 | 0.450 | 0.500 |",
        "| theirs | not measured here | | | |",
        "- *Tests*: On nothing much.",
        "- *Agreement*: By two.",
        'make score ARGS="--gold DIR --scorer FILE --page docs/quality.md"',
    ):
        assert line in written
    assert "Not measured here." in written
    assert written.count("| reached |") == 1


def test_a_figure_below_its_bound_is_never_rounded_up_to_it() -> None:
    assert not Figure("nearly", 0.79996, 9, 0.8).meets(0.8)


@pytest.mark.parametrize("make", [share, fault])
def test_shares_count_what_holds(make: Callable[[str, Iterator[bool]], Figure]) -> None:
    figure = make("x", iter([True, False, True, True]))
    assert (figure.value, figure.n, figure.falling) == (0.75, 4, make is fault)


def test_nothing_measured_is_no_zero() -> None:
    assert share("x", []).value is None
    assert ratio("x", 0, 0).value is None
    assert not share("x", []).meets(0.0)

"""The tally counts every item once, leaves waiting out of the latencies, and knows when all is answered."""

import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from schemas import Outcome
from streams.cli import samples
from streams.cli.summary import called, show, summary
from streams.cli.table import EventTable
from streams.cli.tally import Tally, is_raw, percentile, raw_position

EVENT = samples.event("e1", "The navy shelled rebels.", "shelled", who=samples.actor("FRA MIL", "navy"))


def test_an_item_has_one_first_outcome_and_a_held_one_a_closing() -> None:
    tally = Tally(expected=1)
    assert tally.screened(samples.record(1, Outcome.HELD))
    assert not tally.screened(samples.record(1, Outcome.RELEASED))
    assert tally.answered == 1
    assert tally.outcomes == {"held": 1, "released": 1}


def test_it_is_settled_when_all_are_answered_released_and_enriched() -> None:
    tally = Tally(expected=3)
    tally.screened(samples.record(1, Outcome.REPEAT))
    tally.screened(samples.record(2, Outcome.PASSED))
    tally.item_enriched()
    assert not tally.settled, "an item has no outcome yet"
    tally.screened(samples.record(3, Outcome.HELD))
    assert not tally.settled, "an item is under embargo"
    tally.screened(samples.record(3, Outcome.RELEASED))
    assert not tally.settled, "extract has not answered the released item"
    tally.item_enriched()
    assert tally.settled


def test_an_item_that_dies_in_extract_is_answered_and_one_that_died_in_screen_was_never_given() -> None:
    tally = Tally(expected=2)
    tally.screened(samples.record(1, Outcome.PASSED))
    tally.screened(samples.record(2, Outcome.DEAD))
    tally.died(samples.letter())
    assert not tally.settled
    tally.died(samples.letter().model_copy(update={"stage": "extract", "reason": "timeout"}))
    assert tally.settled


def test_the_latency_of_an_item_that_was_under_embargo_is_not_measured() -> None:
    tally = Tally(expected=2)
    tally.screened(samples.record(1, Outcome.HELD))
    tally.screened(samples.record(2, Outcome.PASSED))
    assert tally.event(EVENT, samples.record(1, Outcome.HELD).position, 9.0) is None
    assert tally.event(EVENT, samples.record(2, Outcome.PASSED).position, 0.2) == 0.2
    assert tally.latencies == [0.2]
    assert tally.events == {"created": 2}


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_the_value_at_its_rank(share: float, value: int) -> None:
    assert percentile([*range(100, 0, -1)], share) == value
    assert percentile([], share) is None


def test_a_position_is_read_as_it_is_written() -> None:
    position = samples.record(7, Outcome.PASSED).position
    assert raw_position(str(position)) == position
    assert is_raw(position)
    assert not is_raw(position.model_copy(update={"partition": 1}))
    with pytest.raises(ValueError, match="not enough values"):
        raw_position("7")


def test_the_summary_names_everything_that_was_counted() -> None:
    tally = Tally(expected=2)
    tally.screened(samples.record(1, Outcome.PASSED))
    tally.screened(samples.record(2, Outcome.DEAD))
    tally.died(samples.letter())
    tally.event(EVENT, samples.record(1, Outcome.PASSED).position, 0.25)
    with EventTable() as table:
        table.upsert(EVENT)
        rows = summary(tally, table, "http://127.0.0.1:1/metrics", 3.14, 41.6)
    text = "\n".join(words for _, words in rows)
    for words in (
        "2 of 2 answered: 1 dead, 1 passed",
        "1 created",
        "1 screen/bad json",
        "1 active rows, 0 retracted",
        "p50 250 ms, p99 250 ms",
        "3.1 s after the start; the whole run took 42 s",
        "http://127.0.0.1:1/metrics",
    ):
        assert words in text


ROWS = [("items", "48 of 48 answered: " + ", ".join(["1 passed"] * 12)), ("metrics", "were nowhere")]


@pytest.mark.parametrize("width", [40, 100])
def test_a_terminal_wraps_words_but_never_cuts_the_command_to_paste(width: int) -> None:
    console = Console(width=width, force_terminal=True, color_system=None)
    with console.capture() as shown:
        show(console, ROWS)
    lines = shown.get().splitlines()
    assert all(cell_len(line) <= width for line in lines[:-1])
    assert lines[-1].startswith('echo "')
    assert lines[-1].endswith(" explain -")


def test_a_pipe_gets_a_line_for_each_row_and_nothing_behind_it() -> None:
    console = Console(width=40, force_terminal=False)
    with console.capture() as shown:
        show(console, ROWS)
    lines = shown.get().splitlines()
    assert f" items         {ROWS[0][1]}" in lines
    assert [line for line in lines if line != line.rstrip()] == []


def test_the_command_to_paste_can_be_called_from_where_the_demo_was(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Path(sys.executable).with_name("newswire")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(script.parent.parent.parent)
    assert called() == str(script.relative_to(Path.cwd()))
    monkeypatch.chdir("/")
    assert Path(called()).samefile(script)
    monkeypatch.setenv("PATH", str(script.parent))
    assert called() == "newswire"

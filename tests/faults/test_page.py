"""The table of docs/reliability.md says what the verdicts say, of each fault the last, and of what was not run so."""

import json
from pathlib import Path

from tests.faults.faults import FAULTS
from tests.faults.page import BEGIN, END, filled

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def verdict(fault: str, **told: object) -> str:
    usual = {
        "fault": fault,
        "rounds": 5,
        "workers": 2,
        "brokers": 1,
        "seed": 20,
        "items": 100,
        "lost": 0,
        "twice": 0,
        "holds": True,
        "faults": [],
        "silence_seconds": [1.0, 9.0, 2.0],
        "silence_over_an_item_seconds": [],
        "exit_codes": {"kill -9: -9": 5},
    }
    return json.dumps({**usual, **told})


def row(page: str, fault: str) -> str:
    return next(line for line in page.splitlines() if f"| `{fault}` |" in line or f"| `{fault} --rounds" in line)


def test_each_fault_has_its_last_verdict_or_is_said_not_to_be_run() -> None:
    failed = verdict("scale", holds=False, faults=["a healthy worker ended with 1: |a log|"])
    verdicts = [verdict("kill", lost=3), verdict("kill"), failed]
    page = filled(f"before\n{BEGIN}\nwritten before\n{END}\nafter\n", verdicts)
    assert page.startswith(f"before\n{BEGIN}\n|")
    assert page.endswith(f"|\n{END}\nafter\n")
    assert "written before" not in page
    assert row(page, "kill").endswith("--seed 20` | 100 | 0 | 0 | 2.0, 9.0 | 5 × kill -9: -9 | yes |")
    slow = filled(page, [verdict("kill", rate=4.0)])
    assert row(slow, "kill").startswith(
        f"| {FAULTS['kill'].row} | `kill --rounds 5 --workers 2 --brokers 1 --seed 20 --rate 4` |"
    )
    hung = filled(page, [verdict("kill", silence_over_an_item_seconds=[7.0, 8.25])])
    assert "| 2.0, 9.0; 2 over an item: 8.2 | 5 × kill -9" in row(hung, "kill")
    assert row(page, "scale").endswith("| **no**: a healthy worker ended with 1 |")
    assert row(page, "soak").endswith("| not run |")
    assert filled(page, verdicts) == page


def test_the_page_has_a_row_for_every_fault() -> None:
    page = PAGE.read_text()
    assert all(row(page, name) for name in FAULTS)

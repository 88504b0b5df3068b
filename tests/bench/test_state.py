"""The bench of the state reads records as a worker does, and counts only what was rightly answered."""

from pathlib import Path

from bench.state import AGES, filled, reopened
from bench.state_page import Deed, Figures, Kept, page


def test_a_small_state_is_filled_and_every_old_story_is_answered_rightly(tmp_path: Path) -> None:
    count = 60_000  # so many that no two ages ask for the same stories
    first = filled("screen", tmp_path / "state", count)
    assert first["bytes_read"] > 300 * count
    again = reopened("screen", tmp_path / "state", count)
    assert [deed["age"] for deed in again["deeds"]] == [age for age in AGES for _ in range(3)]
    assert [(deed["right"], deed["asked"]) for deed in again["deeds"]] == [(100, 100)] * 9


def test_the_page_shows_sizes_a_story_and_who_was_answered_rightly() -> None:
    deeds = (Deed("kill", 300, 100, 99, 0.0004),)
    screen = Kept(1000, 2.0, 700_000, 97_000, 1_000_000, 0.03, 8000, deeds)
    extract = Kept(125, 3.0, 2_500_000, 500_000, 1_000_000, 0.04, 9000, ())
    text = page(Figures("2 cores", 0.5, 300, screen, extract))
    assert "| Bytes a story, on disk | 97 | 4000 |" in text
    assert "| 300 days | kill | 99 of 100 | 0.4 ms |" in text
    assert "1,000 stories over 300 days" in text

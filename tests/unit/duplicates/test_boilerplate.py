"""Boilerplate: a provider's repeated lines are learnt and cut, a story's own paragraphs never."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.duplicates.boilerplate import CUT_MOST, NOTED, Boilerplate

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FOOT = "The Harbour Daily has been printed in Orlen since 1903 and is owned by its readers."
PLEA = "If you value this reporting, think of a gift."


def lead(number: int) -> str:
    return f"The council of Orlen voted for the {number}th time on Monday on what is to become of its lighthouse."


class Paper:
    """A provider whose stories come one a minute."""

    def __init__(self, knowledge: Boilerplate | None = None, provider: str = "harbour-daily") -> None:
        self.knowledge = knowledge or Boilerplate()
        self.provider = provider
        self.at = START
        self.log: list[tuple[bytes, str, str, datetime]] = []

    def prints(self, body: str, lineage: str, provider: str | None = None) -> str:
        self.at += timedelta(minutes=1)
        whose = provider or self.provider
        bared = self.knowledge.bare(body, whose, lineage, self.at)
        self.log.append((bared.lines, whose, lineage, self.at))
        return bared.body


def taught(*foot: str) -> Paper:
    paper = Paper()
    for number in range(3):
        paper.prints("\n\n".join((lead(number), *foot)), f"s{number}")
    return paper


def test_a_line_is_cut_from_the_third_story_on_that_ends_with_it() -> None:
    paper = Paper()
    bodies = [paper.prints(f"{lead(number)}\n\n{FOOT}\n\n{PLEA}", f"s{number}") for number in range(4)]
    assert [FOOT in body for body in bodies] == [True, True, False, False]
    assert bodies[3] == lead(3)


def test_capitals_and_spaces_do_not_make_another_line() -> None:
    assert taught(FOOT).prints(f"{lead(9)}\n\n {FOOT.upper()}", "s9") == lead(9)


def test_three_reprints_of_one_text_by_one_provider_are_no_boilerplate() -> None:
    paper = Paper()
    text = f"{lead(1)}\n\nThe keeper wept.\n\nThe vote was close."
    assert [paper.prints(text, f"copy-{number}") for number in range(6)] == [text] * 6


def test_versions_of_one_story_count_once_however_they_begin() -> None:
    paper = Paper()
    bodies = [f"{lead(number)}\n\nThe vote was close." for number in range(5)]
    assert [paper.prints(body, "one") for body in bodies] == bodies


def test_what_three_providers_have_once_each_is_nobodys_boilerplate() -> None:
    paper = Paper()
    bodies = [f"{lead(number)}\n\nNobody was hurt." for number in range(3)]
    assert [paper.prints(body, f"s{n}", f"paper-{n}") for n, body in enumerate(bodies)] == bodies


def test_a_reprint_loses_the_lines_of_the_provider_it_came_from() -> None:
    assert taught(FOOT).prints(f"{lead(9)}\n\n{FOOT}", "copy", "another") == lead(9)


def test_lines_above_the_lead_are_cut_too_and_the_lead_never_is() -> None:
    paper = Paper()
    for number in range(3):
        paper.prints(f"Harbour Daily\n\n{lead(number)}\n\nNo more.", f"s{number}")
    assert paper.prints(f"Harbour Daily\n\n{lead(7)}\n\nNo more.", "s7") == lead(7)
    assert taught(FOOT).prints(f"{FOOT}\n\nToo short.", "odd") == f"{FOOT}\n\nToo short."


def test_a_known_line_amid_the_text_stays() -> None:
    body = f"{lead(9)}\n\n{FOOT}\n\nThe vote was close."
    assert taught(FOOT).prints(body, "s9") == body


def test_a_long_foot_is_learnt_from_below_upwards() -> None:
    foot = [f"{FOOT} Rule {letter}." for letter in "abcdefghij"]
    paper = Paper()
    left = [len(paper.prints("\n\n".join((lead(n), *foot)), f"s{n}").split("\n\n")) for n in range(9)]
    assert left[2] == 1 + len(foot) - NOTED
    assert left[-1] == 1


def test_after_the_window_a_line_is_not_known_any_more() -> None:
    paper = taught(FOOT)
    paper.at += timedelta(hours=85)
    body = f"{lead(9)}\n\n{FOOT}"
    assert paper.prints(body, "s9") == body


def test_a_record_stays_small_whatever_the_text() -> None:
    paper = Paper()
    for number in range(4):
        paper.prints("\n\n".join([lead(number), *(f"Line {line}." for line in range(5000))]), f"s{number}")
    assert max(len(lines) for lines, *_ in paper.log) <= 3 + 6 * (CUT_MOST + 2)


def test_what_is_kept_is_bounded() -> None:
    paper = Paper(Boilerplate(lines_most=50))
    for number in range(200):
        paper.prints(f"{lead(number)}\n\nOnly here: {number}.", f"s{number}")
    late = [paper.prints(f"{lead(number)}\n\n{FOOT}", f"t{number}") for number in range(5)]
    assert FOOT in late[-1]
    paper.at += timedelta(hours=12)
    again = [paper.prints(f"{lead(number)}\n\n{FOOT}", f"u{number}") for number in range(5)]
    assert FOOT not in again[-1]


LINES = st.sampled_from([FOOT, PLEA, "Ends.", "Harbour Daily", "No more."])
STORIES = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.lists(LINES, max_size=4),
        st.sampled_from(["a", "b"]),
        st.integers(0, 9),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=40,
)


@pytest.mark.parametrize("most", [3, 1000])
@settings(max_examples=60, deadline=None)
@given(stories=STORIES, batch=st.integers(1, 7), restart=st.integers(0, 40))
def test_neither_batches_nor_a_restart_from_the_log_change_what_is_cut(
    most: int, stories: list[tuple[int, list[str], str, int, int]], batch: int, restart: int
) -> None:
    plain, drafted = Boilerplate(lines_most=most), Boilerplate(lines_most=most)
    log: list[tuple[bytes, str, str, datetime]] = []
    at = START
    overlay = drafted.draft()
    for number, (first, foot, provider, lineage, hours) in enumerate(stories):
        at += timedelta(hours=hours)
        body = "\n\n".join((lead(first), *foot))
        if number % batch == 0:
            drafted.accept(overlay)
            if number >= restart:
                # A log holds what came within 73 hours, and whole batches.
                drafted = Boilerplate(lines_most=most)
                for lines, whose, story, moment in log:
                    if moment >= at - timedelta(hours=73):
                        drafted.restore(lines, whose, story, moment)
            overlay = drafted.draft()
        trial = overlay.draft()
        bared = trial.bare(body, provider, f"l{lineage}", at)
        overlay.accept(trial)
        assert bared == plain.bare(body, provider, f"l{lineage}", at)
        log.append((bared.lines, provider, f"l{lineage}", at))

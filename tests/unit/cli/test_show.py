"""The view shows what happened, in colour and without it, on 80 columns, and never a word of a killed story."""

import io

import pytest
from rich.console import Console

from schemas import Change, Event, Factuality, Label, Outcome
from streams.cli import samples
from streams.cli.show import View
from streams.cli.table import EventTable

NAVY, REBELS = samples.actor("FRA MIL", "the French navy"), samples.actor("MLI REB", "rebels")
EVENT = samples.event(
    "5e11ed00-1", "The French navy shelled rebels, killing 12.", "shelled", who=NAVY, whom=REBELS, killed=12
)
RISEN = samples.event(
    "5e11ed00-1", "The French navy shelled rebels, killing 15.", "shelled", who=NAVY, whom=REBELS, killed=15
)
UPDATED = RISEN.model_copy(update={"revision": 2, "change": Change.UPDATED, "changed_fields": ("quantities",)})
STRIKE = "\x1b[9"


class Screen:
    """A view on a terminal or a pipe, and what stands there."""

    def __init__(self, *, terminal: bool = False, width: int = 80, no_color: bool = False) -> None:
        self.file = io.StringIO()
        self.console = Console(
            file=self.file,
            force_terminal=terminal,
            width=width,
            height=40,
            no_color=no_color,
            color_system="truecolor" if terminal else None,
            _environ={},
        )
        self.table = EventTable()
        self.view = View(self.console, self.table)

    def put(self, event: Event, seconds: float | None = 0.123, number: int | None = None) -> None:
        self.table.upsert(event)
        self.view.event(event, seconds, number)

    @property
    def text(self) -> str:
        return self.file.getvalue()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def test_an_event_names_who_did_what_to_whom_with_its_words_marked_and_its_milliseconds() -> None:
    screen = Screen()
    screen.put(EVENT)
    assert screen.lines == [
        "     ● ASSAULT  FRA MIL → MLI REB  killed 12  5e11ed00  123 ms",
        "       The French navy [shelled] rebels, killing 12.",
    ]


def test_on_a_terminal_the_words_are_underlined_in_colour_not_bracketed() -> None:
    screen = Screen(terminal=True)
    screen.put(EVENT)
    assert "[shelled]" not in screen.text
    assert "\x1b[1;4;31mshelled\x1b[0m" in screen.text


def test_without_colour_a_terminal_still_underlines() -> None:
    screen = Screen(terminal=True, no_color=True)
    screen.put(EVENT)
    assert "\x1b[1;4mshelled\x1b[0m" in screen.text


def test_a_toll_that_rises_is_shown_on_the_same_id_with_both_numbers() -> None:
    screen = Screen()
    screen.put(EVENT)
    screen.put(UPDATED)
    assert "▲ ASSAULT" in screen.text
    assert screen.text.count("5e11ed00") == 2
    assert "same event, updated: killed 12 → 15" in screen.text


def test_a_correction_is_called_one() -> None:
    screen = Screen()
    screen.put(EVENT)
    screen.put(UPDATED.model_copy(update={"story": UPDATED.story.model_copy(update={"correction": True})}))
    assert "same event, corrected: killed 12 → 15" in screen.text


def test_who_is_told_then_and_now_by_code_and_other_words_for_the_same_are_not() -> None:
    screen = Screen()
    screen.put(EVENT)
    others = (samples.actor("MLI CVL", "civilians"),)
    fields = ("recipients", "quantities")
    screen.put(UPDATED.model_copy(update={"recipients": others, "changed_fields": fields}))
    assert "same event, updated: MLI REB → MLI CVL; killed 12 → 15" in screen.text
    same = (samples.actor("MLI CVL", "some civilians"),)
    screen.put(UPDATED.model_copy(update={"recipients": same, "changed_fields": ("recipients",)}))
    assert "same event, updated: its wording" in screen.text


def test_a_withdrawal_names_the_item_that_it_takes_back() -> None:
    screen = Screen()
    screen.view.item(1, samples.record(1, Outcome.WITHDRAWN, "unheard of"))
    screen.view.item(3, samples.record(3, Outcome.PASSED, label=Label.NEW))
    screen.view.item(4, samples.record(4, Outcome.WITHDRAWN, "canceled by its provider", of=3))
    assert screen.lines[0].endswith("withdrawn unheard of")
    assert screen.lines[2].endswith("withdrawn takes item 3 back: canceled by its provider")


def test_an_update_of_an_event_never_seen_names_its_fields() -> None:
    screen = Screen()
    screen.put(UPDATED.model_copy(update={"changed_fields": ("quantities", "place")}))
    assert "same event, updated: quantities; place" in screen.text


@pytest.mark.parametrize(
    "factuality", [Factuality.PLANNED, Factuality.DENIED, Factuality.BACKGROUND, Factuality.POSSIBLE]
)
def test_what_did_not_simply_occur_is_tagged(factuality: Factuality) -> None:
    screen = Screen()
    screen.put(EVENT.model_copy(update={"factuality": factuality}))
    assert f"[{factuality.upper()}]" in screen.lines[0]


def test_what_occurred_has_no_tag() -> None:
    screen = Screen()
    screen.put(EVENT)
    assert "OCCURRED" not in screen.text


def test_a_kill_strikes_the_row_through_while_the_count_falls() -> None:
    screen = Screen(terminal=True)
    screen.put(EVENT)
    screen.put(EVENT.model_copy(update={"event_id": "other"}))
    screen.put(samples.killed(EVENT))
    struck = next(line for line in screen.lines if "✗" in line)
    assert STRIKE in struck or ";9" in struck
    assert "the table falls to 1 active rows" in screen.text


def test_without_a_terminal_a_kill_is_told_in_words_and_quotes_nothing() -> None:
    screen = Screen()
    screen.put(EVENT)
    screen.file.truncate(0)
    screen.put(samples.killed(EVENT))
    assert "retracted: killed; the table falls to 0 active rows" in screen.text
    assert "shelled" not in screen.text
    assert "navy" not in screen.text
    assert "\x1b" not in screen.text


def test_reprints_are_marked_with_the_item_they_repeat() -> None:
    screen = Screen()
    screen.view.item(1, samples.record(1, Outcome.PASSED, label=Label.NEW))
    screen.view.item(2, samples.record(2, Outcome.PASSED, label=Label.EXACT, of=1))
    screen.view.item(3, samples.record(3, Outcome.PASSED, label=Label.NEAR, of=1))
    copy = EVENT.story.model_copy(update={"article_id": "wire/3@1", "duplicate_of": "wire/1"})
    screen.put(EVENT.model_copy(update={"story": copy}), number=3)
    assert "a reprint, word for word, of item 1" in screen.lines[1]
    assert "a reprint, nearly word for word, of item 1" in screen.lines[2]
    assert screen.lines[3].endswith("killed 12  reprint  5e11ed00  123 ms")
    assert len(screen.lines) == 4, "a reprint's sentence is not quoted again"


def test_a_reprint_whose_original_was_killed_stands_and_says_so() -> None:
    screen = Screen()
    screen.put(EVENT)
    marked = {"origin_killed": True, "changed_fields": ("origin_killed", "story.duplicate_of")}
    screen.put(UPDATED.model_copy(update=marked))
    assert "its original was killed, this copy stands" in screen.text


def test_an_event_that_comes_after_the_next_item_names_its_own() -> None:
    screen = Screen()
    screen.view.item(8, samples.record(8, Outcome.PASSED, label=Label.NEW))
    screen.put(EVENT, number=7)
    screen.put(EVENT, number=8)
    assert [line[:7] for line in screen.lines if "●" in line] == ["  7: ● ", "     ● "]


def test_another_language_is_passed_over_by_name_and_silence_is_told() -> None:
    screen = Screen()
    screen.view.nothing(samples.article("fr-SN"), 7)
    screen.view.nothing(samples.article("en"), 7)
    assert "passed over: written in French" in screen.lines[0]
    assert "no event in it" in screen.lines[1]


def test_a_dead_letter_tells_why_and_what_is_kept() -> None:
    screen = Screen()
    screen.view.dead(samples.letter(), 231, 8)
    assert "dead letter: bad_json  no JSON from character 12 on; its 231 bytes are kept" in screen.text


def test_on_a_narrow_terminal_no_line_is_longer_than_it() -> None:
    screen = Screen(terminal=True, no_color=True, width=60)
    long = EVENT.model_copy(update={"mode": "heavy-weapons", "actors": (NAVY, REBELS, samples.actor("USA GOV", "x"))})
    with screen.view:
        screen.put(long)
    printed = io.StringIO()
    Console(file=printed, width=60).print(screen.view.panel())
    assert max(map(len, printed.getvalue().splitlines())) <= 60


def test_on_a_narrow_terminal_the_panel_still_says_who_and_strikes_what_is_gone() -> None:
    screen = Screen(terminal=True, width=60)
    screen.put(EVENT)
    screen.put(samples.killed(EVENT))
    start = len(screen.text)
    screen.console.print(screen.view.panel())
    panel = screen.text[start:]
    assert "FRA MIL → MLI" in panel
    assert "retracted" in panel
    assert STRIKE in panel


def test_the_panel_counts_and_strikes_what_was_taken_back() -> None:
    screen = Screen(terminal=True)
    for number in range(9):
        screen.table.upsert(EVENT.model_copy(update={"event_id": f"{number}-event"}))
    screen.table.upsert(samples.killed(EVENT.model_copy(update={"event_id": "8-event"})))
    screen.console.print(screen.view.panel())
    assert "8 active" in screen.text
    assert "1 retracted" in screen.text
    assert any("8-event" in line and (STRIKE in line or ";9" in line) for line in screen.lines)


def test_the_made_up_afternoon_ends_with_the_table_its_messages_make() -> None:
    console = Console(file=io.StringIO(), width=80, _environ={})
    with samples.play(console, pause=0) as table:
        assert (table.count(), table.count("retracted")) == (4, 1)

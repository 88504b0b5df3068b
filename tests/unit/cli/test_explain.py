"""explain: what each stage makes of one item, in words that need no colour; also why nothing came out."""

import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from streams.cli.main import main

from .conftest import Newswire

VISIT = "French President Emmanuel Macron met German Chancellor Friedrich Merz in Berlin on Monday."


def explained(newswire: Newswire, item: dict[str, object] | str, code: int = 0) -> str:
    done = newswire("explain", "-", stdin=item if isinstance(item, str) else json.dumps(item))
    assert done.code == code, done.err
    assert "\x1b" not in done.out
    return done.out


def test_an_event_is_shown_with_its_words(newswire: Newswire) -> None:
    out = explained(newswire, {"body": f"{VISIT} It rained.", "published_at": "2026-03-04T08:00:00Z"})
    assert "verdict     passed" in out
    assert "[met]" in out
    assert "Emmanuel Macron [FRA GOV], Friedrich Merz [DEU GOV]  CONSULT" in out
    assert "2026-03-02, Berlin (DEU)" in out
    assert "occurred" in out
    assert "confidence 0." in out


def test_an_item_that_says_no_day_is_told_what_its_dates_are_reckoned_from(newswire: Newswire) -> None:
    said = {"body": VISIT, "received_at": "2026-03-04T08:00:00Z"}
    for dateline, day, met in (
        (None, "dates are reckoned from the day it was received, 2026-03-04", "2026-03-02 (by the day of receipt)"),
        ("BERLIN, March 3", "its dateline's is taken for 2026-03-03", "2026-03-02 (by the day of receipt)"),
    ):
        out = explained(newswire, {**said, "dateline": dateline})
        assert f"day         the item says none: {day}" in out
        assert f"{met}, Berlin (DEU)" in out
    for fields in ({"dateline": "BERLIN, March 3, 2026"}, {"published_at": "2026-03-04T08:00:00Z"}):
        out = explained(newswire, {**said, **fields})
        assert "\nday " not in out
        assert "  2026-03-02, Berlin (DEU)" in out


def test_sentences_pasted_on_one_line_are_sentences(newswire: Newswire) -> None:
    out = explained(newswire, f"{VISIT} It rained.\n").splitlines()
    assert "It rained." in out
    assert "Leaders met on Monday" in explained(newswire, "Leaders met on Monday\n\nIt rained.\n").splitlines()


def test_a_silent_sentence_says_why(newswire: Newswire) -> None:
    out = explained(newswire, {"body": f"{VISIT} It rained in the hills."}).splitlines()
    at = out.index("It rained in the hills.")
    assert out[at + 1].startswith("    nothing: ")


def test_another_language_is_named(newswire: Newswire) -> None:
    text = (
        "Der Hafen von Orlen ist am Montag nach einem schweren Sturm geschlossen worden. "
        "Die Fischer warten seit Tagen auf die Hilfe der Marine, sagte der Bürgermeister."
    )
    out = explained(newswire, {"body": text})
    assert "events      none: its language is de, and the coders installed read en\n" in out


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"kind": "advisory"}, "not_news"),
        ({"pubstatus": "withheld"}, "held"),
        ({"pubstatus": "canceled"}, "withdrawn"),
        ({"embargoed_until": (datetime.now(UTC) + timedelta(days=1)).isoformat()}, "held"),
    ],
)
def test_what_does_not_pass_says_so(newswire: Newswire, fields: dict[str, object], outcome: str) -> None:
    out = explained(newswire, {"id": "a", "body": VISIT, **fields})
    assert f"verdict     {outcome}: " in out
    assert "events      none" in out
    assert "Macron" not in out


def test_a_broken_item_is_a_dead_letter(newswire: Newswire) -> None:
    assert "dead letter bad_json: " in explained(newswire, '{"id": "a", "body":', code=1)


def test_what_was_taken_out_is_told_by_its_lines_alone(newswire: Newswire, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"Leaders meet\n\nBERLIN (Meridian) - {VISIT}\n\nRead Also: Ten soups\n\nIt rained.\n")
    done = newswire("explain", path)
    assert done.code == 0, done.err
    assert "taken out   line 5" in done.out
    assert "soups" not in done.out


def test_a_reprint_is_told_apart(newswire: Newswire, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    text = f"{VISIT} They spoke for three hours about the border, the harvest and a bridge over the Rhine near Kehl."
    path.write_text("".join(json.dumps({"id": name, "provider": name, "body": text}) + "\n" for name in ("a", "b")))
    out = newswire("explain", path).out
    assert "nothing like it within the window (new)" in out
    assert "the same words as a/a (exact)" in out


def test_of_many_items_each_is_headed_by_where_it_stands_and_a_single_one_is_not(
    newswire: Newswire, tmp_path: Path
) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text('{"id": "a", "pubstatus": "canceled"}\n{"id": "b", "pubstatus": "canceled"}\n')
    other = tmp_path / "other.json"
    other.write_text('{"id": "c", "pubstatus": "canceled"}')

    def headings(*files: Path) -> list[str]:
        return [line.partition(" ─")[0] for line in newswire("explain", *files).out.splitlines() if "──" in line]

    assert headings(other) == []
    assert headings(many) == [f"{many}:2"]
    assert headings(many, other) == [f"{many}:1", f"{many}:2", f"{other}:1"]


@pytest.mark.parametrize("given", ["", "\n \n"])
def test_nothing_given_is_said_and_is_a_failure(given: str) -> None:
    read, write = os.pipe()
    os.write(write, given.encode())
    os.close(write)
    command = [sys.executable, "-m", "streams.cli.main", "explain", "-"]
    done = subprocess.run(command, stdin=read, capture_output=True, text=True, check=False)
    os.close(read)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "newswire explain: there is nothing to explain: no item was given\n"


def test_a_closed_input_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["explain", "-"]) == 1
    assert capsys.readouterr().err == "newswire explain: stdin is closed\n"


def test_on_a_terminal_it_asks_and_one_end_of_input_is_enough() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "streams.cli.main", "explain", "-"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as explaining:
        assert explaining.stderr is not None
        assert "Ctrl-D" in explaining.stderr.readline()
        # Nothing to code: to load the coder takes its time.
        os.write(ours, b'{"id": "a", "pubstatus": "canceled"}\n\x04')
        out, err = explaining.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (explaining.returncode, err) == (0, "")
    assert "canceled by its provider" in out

"""`newswire normalise --strict`: items held to the letter of ninjs."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Newswire

LOOSE = {"uri": "urn:x:1", "title": "Ferry freed", "pubstatus": "cancelled"}
KEPT = {"uri": "urn:x:1", "title": "Ferry freed", "pubstatus": "canceled", "standard": {"version": "2.1"}}


@pytest.mark.parametrize("words", [["--strict", "--ninjs", "2.0"], ["--ninjs", "2.0"]])
def test_what_breaks_the_standard_is_refused_by_its_field(newswire: Newswire, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "item.json"
    file.write_text(json.dumps(LOOSE, indent=1))
    done = newswire("normalise", *words, file)
    assert done.code == 1
    assert done.lines[0]["error"] == {
        "stage": "normalise",
        "reason": "wrong_schema",
        "detail": "pubstatus: not one of usable, withheld, canceled (ninjs 2.0)",
    }


def test_the_same_is_read_where_nobody_asks_for_the_letter(newswire: Newswire) -> None:
    done = newswire("normalise", stdin=json.dumps(LOOSE))
    assert (done.code, done.lines[0]["pubstatus"]) == (0, "canceled")


def test_an_item_may_name_its_version_itself(newswire: Newswire) -> None:
    lines = "\n".join(json.dumps(one) for one in (KEPT, {**KEPT, "version": 1}, LOOSE))
    good, bad, silent = newswire("normalise", "--strict", stdin=lines).lines
    assert good["guid"] == "urn:x:1"
    assert bad["error"]["detail"] == "version: not of kind string (ninjs 2.1)"
    assert silent["error"]["detail"] == "states no version of ninjs that is known here"


@pytest.mark.parametrize("text", ["<rss/>", "Ferry freed\n\nThe ferry is free.", "{", "[]"])
def test_what_is_no_ninjs_at_all_is_refused(newswire: Newswire, tmp_path: Path, text: str) -> None:
    file = tmp_path / "item"
    file.write_text(text)
    done = newswire("normalise", "--ninjs", "3.1", file)
    assert done.code == 1
    assert list(done.lines[0]) == ["error", "id"]


def test_a_version_nobody_published_is_a_mistake_of_use(newswire: Newswire) -> None:
    done = newswire("normalise", "--ninjs", "4.0")
    assert done.code == 2
    assert "'3.1'" in done.err

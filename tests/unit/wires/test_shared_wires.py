"""Published conformance cases and examples, where they lie beside the checkout: `NEWSWIRE_TEST_WIRES` names the folder.

They are not ours to ship. What they showed is kept by cases of our own in the tests of each wire.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import Article
from streams.errors import WireError
from streams.wires import ninjs, ninjs_standard
from streams.wires.envelope import Envelope
from streams.wires.registry import read
from tests.unit.wires.conftest import RECEIVED

VARIABLE = "NEWSWIRE_TEST_WIRES"
FOLDER = Path(os.environ.get(VARIABLE, "/nonexistent"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{VARIABLE} names no folder of wire examples")

# Reasons for which an item that breaks the standard may be refused without --strict.
DEFAULT_REASONS = {"bad_json", "no_identity_or_text", "wrong_schema"}
STATUS_AND_KEYS = ("pubstatus", "bad_toplevel", "malformed_property", "bad_property", "bad_association", "_extension")


def _cases(*outcomes: str) -> Iterator[Path]:
    for version in ninjs_standard.versions():
        for outcome in outcomes:
            found = sorted((FOLDER / "ninjs" / "test_suite" / version / f"should_{outcome}").glob("*.json"))
            assert found, (version, outcome)
            yield from found


def _read(file: Path, *, standard: str | None = None) -> list[Article | WireError]:
    envelope = Envelope(file.read_bytes(), None, "iptc", RECEIVED)
    return read(envelope, wires=(ninjs.strict(standard),)) if standard else read(envelope)


def test_every_ninjs_case_ends_as_expected_where_the_standard_is_kept_to() -> None:
    wrong = [
        str(file)
        for file in _cases("pass", "fail")
        if isinstance(_read(file, standard=file.parts[-3])[0], Article) != (file.parts[-2] == "should_pass")
    ]
    assert not wrong


def test_every_ninjs_case_that_should_pass_is_an_article_by_default() -> None:
    assert not [str(file) for file in _cases("pass") if not isinstance(_read(file)[0], Article)]


def test_only_what_cannot_be_read_is_refused_by_default() -> None:
    for file in _cases("fail"):
        (found,) = _read(file)
        if isinstance(found, WireError):
            assert found.reason in DEFAULT_REASONS, file
            assert not any(word in file.name for word in STATUS_AND_KEYS), file


@pytest.mark.parametrize("folder", ["ninjs/examples", "dpa-digitalwires/data/input"])
def test_every_example_in_json_is_an_article(folder: str) -> None:
    files = [file for file in sorted((FOLDER / folder).rglob("*.json")) if "extension-schema" not in file.name]
    assert files
    assert not [str(file) for file in files if not all(isinstance(one, Article) for one in _read(file))]


def test_dpa_entries_agree_with_the_newsml_g2_that_their_agency_makes_of_them() -> None:
    folder = FOLDER / "dpa-digitalwires" / "data"
    pairs = [(file, folder / "output" / f"{file.stem}.xml") for file in sorted((folder / "input").glob("*.json"))]
    fields = (
        *("guid", "version", "pubstatus", "signal", "urgency", "language", "headline", "genre", "dateline", "places"),
        *("published_at", "version_created_at", "first_created_at", "embargoed_until", "correction_note", "origin"),
    )
    compared = 0
    for ours, theirs in pairs:
        if theirs.exists():
            (entry,), (item,) = _read(ours), _read(theirs)
            assert {one: getattr(entry, one) for one in fields} == {one: getattr(item, one) for one in fields}, ours
            compared += 1
    assert compared

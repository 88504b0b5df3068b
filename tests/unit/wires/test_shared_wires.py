"""Published conformance cases and examples, where they lie beside the checkout: `NEWSWIRE_TEST_WIRES` names the folder.

They are not ours to ship. What they showed is kept by cases of our own in the tests of each wire.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from schemas import Article
from scoring.wires import PUBLISHED, agreement, cases, outcomes, pairs, published
from streams.cli.main import main
from streams.errors import WireError
from streams.wires import ninjs_standard

VARIABLE = "NEWSWIRE_TEST_WIRES"
FOLDER = Path(os.environ.get(VARIABLE, "/nonexistent"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{VARIABLE} names no folder of wire examples")

# Reasons for which an item that breaks the standard may be refused without --strict.
DEFAULT_REASONS = {"bad_json", "no_identity_or_text", "wrong_schema"}
STATUS_AND_KEYS = ("pubstatus", "bad_toplevel", "malformed_property", "bad_property", "bad_association", "_extension")
# Parts of items, and catalogues, in files of their own.
NO_ITEMS = {"contentSet", "contentMeta", "groupSet", "catalog"}
# What the agency's conversion to NewsML-G2 leaves out or adds is in the other fields.
AGREED = (
    *("guid", "version", "pubstatus", "signal", "urgency", "language", "headline", "genre", "dateline", "places"),
    *("published_at", "version_created_at", "first_created_at", "embargoed_until", "correction_note", "origin"),
    *("article_id", "story_id", "lineage_id", "time_zone_assumed", "evolved_from", "concerns"),
)


def _cases(*expected: str) -> Iterator[Path]:
    for version in ninjs_standard.versions():
        for outcome in expected:
            found = cases(FOLDER, version, outcome)
            assert found, (version, outcome)
            yield from found


def test_every_ninjs_case_ends_as_expected_where_the_standard_is_kept_to(capfd: pytest.CaptureFixture[str]) -> None:
    words = ("normalise", "--strict", "--ninjs")
    ends = {file: main([*words, file.parts[-3], str(file)]) for file in _cases("pass", "fail")}
    lines = capfd.readouterr().out.splitlines()
    assert sum('"article_id"' in line for line in lines) == len(list(_cases("pass")))
    assert ends == {file: file.parts[-2] == "should_fail" for file in ends}


def test_every_ninjs_case_that_should_pass_is_an_article_by_default() -> None:
    assert not [str(file) for file in _cases("pass") if not isinstance(outcomes(file)[0], Article)]


def test_only_what_cannot_be_read_is_refused_by_default() -> None:
    for file in _cases("fail"):
        (found,) = outcomes(file)
        if isinstance(found, WireError):
            assert found.reason in DEFAULT_REASONS, file
            assert not any(word in file.name for word in STATUS_AND_KEYS), file


def test_every_example_is_an_article_and_what_is_no_item_is_refused_as_unknown() -> None:
    collections = dict(published(FOLDER))
    assert len(collections) == len(PUBLISHED)
    for file in (file for files in collections.values() for file in files):
        refused = [one.reason for one in outcomes(file) if isinstance(one, WireError)]
        if file.suffix == ".xml" and etree.QName(etree.parse(file).getroot()).localname in NO_ITEMS:
            assert refused == ["unknown_format"], file
        else:
            assert not refused, file


def test_dpa_entries_agree_with_the_newsml_g2_that_their_agency_makes_of_them() -> None:
    compared = pairs(FOLDER)
    found = agreement(compared)
    assert compared
    assert {name: found[name].same + found[name].empty for name in AGREED} == dict.fromkeys(AGREED, len(compared))

"""What stands beside published examples is counted as it is, here on examples of our own writing."""

import json
from pathlib import Path

import pytest

from scoring.wires import Agreement, agreement, main, pairs

FULL = Path(__file__).parents[2] / "fixtures" / "wires" / "full"
ENTRY = {"format": "digitalwires", "urn": "urn:newsml:nordwire.example:20260304:4711", "version": 3, "urgency": 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay our own examples out as the published ones are."""
    dpa, suite = tmp_path / "dpa-digitalwires" / "data", tmp_path / "ninjs" / "test_suite" / "2.0"
    for place in (
        dpa / "input",
        dpa / "output",
        suite / "should_pass",
        suite / "should_fail",
        tmp_path / "newsml-g2/examples",
    ):
        place.mkdir(parents=True)
    entry = {
        **ENTRY,
        "headline": "Port of Lindby reopens",
        "article_html": "<p>Forty ships left.</p>",
        "kicker": "Port",
    }
    (dpa / "input" / "story.json").write_text(json.dumps(entry))
    (dpa / "input" / "alone.json").write_text(json.dumps(entry))
    (dpa / "output" / "story.xml").write_bytes(
        b'<newsItem guid="urn:newsml:nordwire.example:20260304:4711" version="3"><contentMeta><urgency>4</urgency>'
        b"<headline>Port of Lindby reopens</headline><by>By Ann Bell</by></contentMeta></newsItem>"
    )
    (suite / "should_pass" / "story.json").write_bytes((FULL / "ninjs-2.json").read_bytes())
    (suite / "should_fail" / "number.json").write_text('{"uri": "urn:x:1", "headlines": 4}')
    (tmp_path / "newsml-g2" / "examples" / "part.xml").write_text("<contentMeta><urgency>4</urgency></contentMeta>")
    return tmp_path


def test_a_pair_is_compared_field_by_field(folder: Path) -> None:
    found = agreement(pairs(folder))
    assert found["guid"] == Agreement(same=1)
    assert found["usage_terms"] == Agreement(empty=1)
    assert found["urgency"] == Agreement(other=1)
    assert found["slugline"] == Agreement(ours=1)
    assert found["byline"] == Agreement(theirs=1)
    assert "raw" not in found


def test_a_pair_without_an_article_is_an_error(folder: Path) -> None:
    (folder / "dpa-digitalwires" / "data" / "output" / "story.xml").write_text("<p/>")
    with pytest.raises(TypeError, match=r"story\.xml"):
        agreement(pairs(folder))


def test_the_page_counts_and_quotes_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--page", str(tmp_path / "page.md")]) == 0
    told = capsys.readouterr().out
    assert (tmp_path / "page.md").read_text() == told.removesuffix("\n")
    assert "| 2.0 | 0 of 1 | 1 of 1 | 1 of 1 | 1 wrong_schema |" in told
    assert "| NewsML-G2, examples | 1 | 1 | 0 |  | 1 unknown_format |" in told
    assert "| dpa digitalwires, inputs | 2 | 2 | 2 |  |  |" in told
    assert "| `urgency` |  |  | 1 |  |  |" in told
    assert "Lindby" not in told

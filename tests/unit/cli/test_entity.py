"""`newswire entity`: what is known of a name on a day, from which line, and what has grown old."""

from datetime import date
from pathlib import Path

import pytest

from streams.cli.entity import contradictions, stale, told
from streams.cli.main import main
from streams.coding.registry import Registry
from streams.errors import EntitiesError


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def test_a_person_is_told_with_all_offices_and_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["entity", "Shoigu", "--on", "2023-07-27"]) == 0
    first, second, *offices = capsys.readouterr().out.splitlines()

    assert first == "Sergei Shoigu  person/sergei-shoigu"
    assert second == "  person, RUS GOV MIL: defence minister on 2023-07-27"
    (line,) = [line for line in offices if "2012-11-06 to 2024-05-12  defence minister, RUS" in line]
    assert "holders/eastern-europe-central-asia.tsv, line " in line


def test_namesakes_are_all_told(registry: Registry) -> None:
    lines = "\n".join(told(registry, "King Abdullah", date(2010, 1, 1)))
    assert "more than one of that name" in lines
    assert "King Abdullah II, JOR" in lines
    assert "King Abdullah of Saudi Arabia, SAU" in lines


def test_a_name_in_no_table_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["entity", "Zebulon Quux"]) == 1
    assert capsys.readouterr() == ("", "newswire entity: Zebulon Quux is in no table\n")


@pytest.mark.parametrize("words", [["entity"], ["entity", "Shoigu", "--on", "2023-02-31"]])
def test_wrong_usage_is_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "newswire entity: " in capsys.readouterr().err


def test_an_office_that_stands_empty_is_stale(registry: Registry) -> None:
    lines = list(stale(registry, date(2026, 1, 1)))
    assert any(line.startswith("AFG president: nobody since Ashraf Ghani left on 2021-08-15") for line in lines)
    assert not any(line.startswith("AFG president") for line in stale(registry, date(2020, 1, 1)))


def test_a_title_in_an_article_that_contradicts_the_table_is_told(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told_of = tmp_path / "articles.jsonl"
    body = "Estonian President Liisa Kask met Finnish President Alexander Stubb in Tartu on Monday, her office said."
    told_of.write_text(f'{{"body": "{body}", "published_at": "2025-03-03T12:00:00Z", "language": "en"}}\n', "utf-8")
    assert main(["extract", str(told_of)]) == 0
    enriched = tmp_path / "enriched.jsonl"
    enriched.write_text(capsys.readouterr().out, "utf-8")

    (line,) = contradictions(registry, enriched)

    assert line.startswith("2025-03-03 Liisa Kask, Estonian President, EST: the table has Alar Karis (holders/")


def test_a_line_that_is_no_article_is_named(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("{}\n", "utf-8")
    with pytest.raises(EntitiesError, match=r"x\.jsonl, line 1: no enriched article"):
        list(contradictions(registry, file))

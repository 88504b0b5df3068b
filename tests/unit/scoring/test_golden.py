from pathlib import Path
from typing import Any

import pytest

from schemas import Actor, Assertion
from scoring.golden import Golden, golden, judged, ordinary, read
from tests.unit.scoring.tales import DAY, party, told, wired

BODY = "Peru freed 12 rebels on Monday. Chile condemned the step."
FREED: dict[str, Any] = {
    "type": "RETREAT",
    "mode": "release",
    "actors": ["PER"],
    "recipients": ["REB"],
    "factuality": "occurred",
    "aux": [],
    "words": "freed 12 rebels",
}
ARTICLE = Golden("99-test", wired("Peru frees rebels", BODY), (FREED,))
RIGHT = told(BODY, "RETREAT", "freed", mode="release", within="Peru freed 12 rebels on Monday.").model_copy(
    update={"actors": (party("Peru", "PER", "GOV"),), "recipients": (party("rebels", None, "REB"),)}
)


def test_an_event_is_found_and_right_and_what_else_is_told_is_false() -> None:
    spare = told(BODY, "ACCUSE", "condemned", "Chile", within="Chile condemned the step.")
    measured = golden([(ARTICLE, [RIGHT, spare])])
    kept, found, whole = measured.figures[:3]
    assert (kept.value, kept.n, found.value, whole.value) == (0.5, 2, 1.0, 1.0)
    assert measured.cases[0] == "99-test: 1 of 1 found, 1 false"
    assert "FALSE  ACCUSE" in measured.cases[-1]


def test_an_event_told_once_more_is_false_too() -> None:
    measured = golden([(ARTICLE, [RIGHT, RIGHT.model_copy()])])
    assert measured.figures[0].value == 0.5
    assert "TWICE" in measured.cases[-1]


@pytest.mark.parametrize(
    "event",
    [
        told(BODY, "COERCE", "freed", within="Peru freed 12 rebels on Monday."),
        told(BODY, "RETREAT", "condemned", within="Chile condemned the step."),
    ],
    ids=["another type", "another sentence"],
)
def test_another_type_or_sentence_is_not_the_event(event: Assertion) -> None:
    kept, found = golden([(ARTICLE, [event])]).figures[:2]
    assert (kept.value, found.value) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("actor", "right"),
    [
        (party("Peru", "PER"), True),
        (party("army", "PER", "MIL"), True),
        (party("Chile", "CHL"), False),
        (party("rebels", None, "REB"), False),
    ],
    ids=["the country", "one of its bodies", "another", "no country"],
)
def test_a_code_leaves_open_what_it_does_not_say(actor: Actor, right: bool) -> None:
    measured = golden([(ARTICLE, [RIGHT.model_copy(update={"actors": (actor,)})])])
    figures = {figure.name: figure.value for figure in measured.figures}
    assert figures["actors of golden events right"] == float(right)
    assert figures["recipients of golden events right"] == 1.0


def test_a_trait_that_is_wrong_is_named_and_one_that_is_not_decided_is_not_judged() -> None:
    measured = golden([(ARTICLE, [RIGHT.model_copy(update={"mode": "withdraw"})])])
    figures = {figure.name: (figure.value, figure.n) for figure in measured.figures}
    assert figures["mode of golden events right"] == (0.0, 1)
    assert figures["place of golden events right"] == (None, 0)
    assert figures["golden events found that are right in all that is decided"] == (0.0, 1)
    assert any("mode: withdraw, not release" in case for case in measured.cases)


def test_a_golden_article_is_read_as_the_wire_reads_it(tmp_path: Path) -> None:
    (tmp_path / "01-a.txt").write_text("Peru frees rebels\n\nLIMA, May 4 - Peru freed 12 rebels on Monday.\n", "utf-8")
    (tmp_path / "01-a.toml").write_text(
        f'published = "{DAY}"\nnone = []\n[[events]]\ntype = "RETREAT"\nwords = "freed"\n', "utf-8"
    )
    (one,) = read(tmp_path)
    assert (one.article.headline, one.article.located) == ("Peru frees rebels", "Lima")
    assert one.article.published_at is not None
    assert (one.article.published_at.date(), one.events[0]["words"]) == (DAY, "freed")


def test_an_event_that_a_desk_would_keep_is_right_and_another_is_not() -> None:
    spare = told(BODY, "ACCUSE", "condemned", "Chile", within="Chile condemned the step.")
    assert [one.dyad_right for one in judged([(ARTICLE, [RIGHT, spare])])] == [True, False]


def test_ordinary_articles_have_rows_of_their_own() -> None:
    kept = ordinary([(ARTICLE, [RIGHT])]).figures[0]
    assert kept.name == "events told of the ordinary articles that a careful desk would keep"
    assert kept.value == 1.0

from typing import Any

import pytest

from scoring.agreement import agreement, kappa


def sentence(text: str, *events: tuple[str, str, str | None]) -> dict[str, Any]:
    return {
        "text": text,
        "events": [
            {"type": kind, "mode": None, "aux": [], "actor": actor, "recipient": recipient, "trigger": "did"}
            for kind, actor, recipient in events
        ],
    }


def test_kappa_is_agreement_beyond_chance() -> None:
    # Observed .75; chance: 2/4 * 1/4 + 2/4 * 3/4 = .5.
    assert kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]) == pytest.approx(0.5)
    assert kappa([("a", "b"), ("b", "a")]) == pytest.approx(-1.0)
    assert kappa([("a", "a"), ("b", "b")]) == 1.0


def test_kappa_says_nothing_where_chance_alone_agrees() -> None:
    assert kappa([]) is None
    assert kappa([("a", "a")]) is None


def test_types_and_parties_are_compared_by_text() -> None:
    first = [
        sentence("1", ("AID", "Peru", "Chile")),
        sentence("2", ("AID", "Peru", None)),
        sentence("3"),
        sentence("4", ("ACCUSE", "Peru", "Chile")),
        sentence("never annotated again", ("AID", "Peru", "Chile")),
    ]
    second = [
        sentence("4", ("AID", "Peru", "Chile")),
        sentence("3"),
        sentence("2", ("AID", "the Peruvian navy", None)),
        sentence("1", ("AID", "Peru's navy", "Bolivia")),
        sentence("no more in the corpus"),
    ]
    figures = {figure.name: figure for figure in agreement(second, first).figures}
    assert figures["sentences annotated twice that the corpus holds"].value == 0.8
    # Observed 3/4; chance: AID 2/4 * 3/4 + NONE 1/4 * 1/4 = 7/16.
    assert figures["kappa, type of the first event or none"].value == pytest.approx((3 / 4 - 7 / 16) / (9 / 16))
    # Observed 3/4; chance: 2/4 * 3/4 + 2/4 * 1/4 = 1/2.
    assert figures["kappa, AID"].value == pytest.approx(0.5)
    assert figures["kappa, AID"].n == 3
    assert (figures["actor agreed"].value, figures["actor agreed"].n) == (0.5, 2)
    assert figures["recipient agreed"].value == 0.5


def test_without_a_second_annotation_the_rows_say_so() -> None:
    figures = agreement([], [sentence("1", ("AID", "Peru", "Chile"))]).figures
    assert {figure.told() for figure in figures} == {"not there"}

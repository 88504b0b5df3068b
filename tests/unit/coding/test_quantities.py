"""How many: what is counted, within which bounds, and the words that say so."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import TextField
from streams.coding.numbers import numbers, value_of
from streams.coding.quantities import amounts, quantities
from tests.unit.coding.stories import Story


def counted(read: Story) -> list[tuple[str, float | None, float | None]]:
    found = []
    for field, offset, doc in read.docs:
        for sent in doc.sents:
            for quantity in quantities(sent, field, offset):
                assert read.article.body[quantity.span.start : quantity.span.end] == quantity.text
                found.append((quantity.kind.value, quantity.min, quantity.max))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 12 people were killed.", [("killed", 12, None)]),
        ("The blast left 12 dead and dozens injured.", [("killed", 12, 12), ("injured", 24, None)]),
        ("Gunmen killed nine worshippers and wounded 15 others.", [("killed", 9, 9), ("injured", 15, 15)]),
        ("Fighting killed 12 to 15 soldiers.", [("killed", 12, 15)]),
        ("The death toll rose to 15 on Sunday.", [("killed", 15, 15)]),
        ("A further three people died overnight.", [("killed", 3, 3)]),
        ("Up to 40 miners are missing.", [("missing", None, 40)]),
        ("Police detained more than 200 demonstrators.", [("detained", 200, None)]),
        ("Floods displaced 20,000 families.", [("displaced", 20_000, 20_000)]),
        ("Hundreds of thousands fled the city.", [("displaced", 200_000, None)]),
        ("Tens of thousands of protesters marched in Tbilisi.", [("participants", 20_000, None)]),
        ("Some 30 people were injured.", [("injured", 30, 30)]),
        ("Two hundred and five people were arrested.", [("detained", 205, 205)]),
        ("Soldiers shot dead two men.", [("killed", 2, 2)]),
    ],
)
def test_kind_number_and_bounds(
    story: Callable[..., Story], text: str, expected: list[tuple[str, float | None, float | None]]
) -> None:
    assert counted(story(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "An explosion rocked the city on September 5, 2023.",
        "The talks lasted 12 hours.",
        "Troops seized two tanks.",
        "Prices rose 3.5% in May.",
        "France expelled 12 diplomats.",
        "The 45-year-old minister resigned.",
    ],
)
def test_numbers_that_count_nothing_of_ours_are_left_out(story: Callable[..., Story], text: str) -> None:
    assert counted(story(text)) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("$2.5 billion", 2.5e9, 2.5e9, "USD"),
        ("more than 300 million euros", 3e8, None, "EUR"),
        ("up to £40m", None, 4e7, "GBP"),
        ("US$1,200", 1200, 1200, "USD"),
        ("3.4 billion yen", 3.4e9, 3.4e9, "JPY"),
        ("€5", 5, 5, "EUR"),
    ],
)
def test_sums_have_currency_and_bounds(text: str, low: float | None, high: float | None, unit: str) -> None:
    ((number, currency),) = amounts(f"Germany pledged {text} in aid.")
    assert (number.low, number.high, currency) == (low, high, unit)


def test_span_counts_in_the_field_not_in_the_paragraph(story: Callable[..., Story]) -> None:
    read = story("Rain fell — and fell.\n\nAt least 12 people were killed.")
    assert counted(read) == [("killed", 12, None)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200", 1200), ("2.5 billion", 2.5e9), ("twenty-three", 23), ("two hundred and five", 205), ("a dozen", 12),
     ("three hundred thousand", 3e5), ("9" * 400, None), ("", None), ("rain", None)],
)  # fmt: skip
def test_figures_are_read(text: str, value: float | None) -> None:
    assert value_of(text) == value


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text: str) -> None:
    for number in numbers(text):
        assert 0 <= number.start <= number.core < number.end <= len(text)
        assert number.low is None or number.high is None or number.low <= number.high
    assert all(0 <= number.start < number.end <= len(text) for number, _ in amounts(text))


def test_headline_quantities_stand_in_the_headline(story: Callable[..., Story]) -> None:
    read = story("Nothing more.", "Blast kills 12 in Kabul")
    (quantity,) = quantities(next(read.docs[0][2].sents), TextField.HEADLINE, 0)
    assert (quantity.kind.value, quantity.min, quantity.span.field) == ("killed", 12, TextField.HEADLINE)

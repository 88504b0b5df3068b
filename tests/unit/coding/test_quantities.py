"""How many: what is counted, within which bounds, and the words that say so."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import TextField
from streams.coding.amounts import amounts
from streams.coding.numbers import numbers, value_of
from streams.coding.quantities import quantities
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
        ("Police detained more than 200 demonstrators.", [("detained", 201, None)]),
        ("Floods displaced 20,000 families.", [("displaced", 20_000, 20_000)]),
        ("Hundreds of thousands fled the city.", [("displaced", 200_000, None)]),
        ("Tens of thousands of protesters marched in Tbilisi.", [("participants", 20_000, None)]),
        ("Some 30 people were injured.", [("injured", 30, 30)]),
        ("Two reporters from a Goma newspaper were detained.", [("detained", 2, 2)]),
        ("Two hundred and five people were arrested.", [("detained", 205, 205)]),
        ("Soldiers shot dead two men.", [("killed", 2, 2)]),
        ("Fewer than 20 people attended the rally.", [("participants", None, 19)]),
        ("In excess of 100 were taken to hospital.", [("injured", 101, None)]),
        ("Thirty to forty thousand demonstrators marched.", [("participants", 30_000, 40_000)]),
        ("The bombardment displaced close to a million Lebanese.", [("displaced", None, 1_000_000)]),
        ("Half a million people fled.", [("displaced", 500_000, 500_000)]),
        ("One and a half million people were displaced.", [("displaced", 1_500_000, 1_500_000)]),
        ("Several hundred people were arrested.", [("detained", 300, None)]),
        ("The bus overturned, killing a couple of passengers.", [("killed", 2, 2)]),
        ("Nobody was killed or hurt.", [("killed", 0, 0), ("injured", 0, 0)]),
        ("No injuries were reported.", [("injured", 0, 0)]),
        ("The death toll rose to 45 from 38.", [("killed", 45, 45)]),
        ("The number of people killed in the fire rose from 12 to 17.", [("killed", 17, 17)]),
        ("One clash left three soldiers and five militants dead.", [("killed", 3, 3), ("killed", 5, 5)]),
        ("At least 35 people, including six children, were killed.", [("killed", 35, None)]),
        ("None of the 12 sailors was hurt.", [("injured", 0, 0)]),
        ("The attack cost the lives of a dozen conscripts.", [("killed", 12, 12)]),
        ("Assailants hacked to death 14 villagers.", [("killed", 14, 14)]),
        ("The army lost 25 men in the fighting.", [("killed", 25, 25)]),
        ("Some 30 sailors are feared dead.", [("killed", 30, 30)]),
        ("Fishermen said 12 to 15 men went missing.", [("missing", 12, 15)]),
        ("Pirates took 23 sailors hostage.", [("detained", 23, 23)]),
        ("Tens of thousands have been forced from their homes.", [("displaced", 20_000, None)]),
        ("Attackers drove 6,000 peasants from their farms.", [("displaced", 6_000, 6_000)]),
        ("Canada deployed up to 450 soldiers to Latvia.", [("participants", None, 450)]),
        ("Twelve students staged a sit-in.", [("participants", 12, 12)]),
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
        "The party lost 12 seats.",
        "Police closed the road 40 km from the town.",
        "Parliament voted 212 to 95 to impeach the president.",
        "The president met 27 European leaders.",
        "The party that in 2013 won the vote has split.",
        "A 300-tonne ship left the port.",
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
        ("Rs 300 crore", 3e9, 3e9, "INR"),
        ("between $3 million and $4 million", 3e6, 4e6, "USD"),
        ("$3-4 billion", 3e9, 4e9, "USD"),
        ("hundreds of thousands of dollars", 2e5, None, "USD"),
        ("half a million euros", 5e5, 5e5, "EUR"),
        ("more than $30", 30, None, "USD"),
        ("5,000 Egyptian pounds", 5000, 5000, "EGP"),
        ("nearly ten tonnes", None, 10, "tonnes"),
        ("1.2 million barrels", 1.2e6, 1.2e6, "barrels"),
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
     ("three hundred thousand", 3e5), ("eighteen hundred", 1800), ("half a dozen", 6),
     ("a quarter of a million", 250_000),
     ("9" * 400, None), ("", None), ("rain", None), ("١٢٣", 123), ("三百", None)],
)  # fmt: skip
def test_figures_are_read(text: str, value: float | None) -> None:
    assert value_of(text) == value


@given(
    st.text(max_size=80) | st.text("0123456789,.-$€ a half million crore nobody to from between and of", max_size=80)
)
def test_no_text_makes_it_fail(text: str) -> None:
    for number in numbers(text):
        assert 0 <= number.start <= number.core < number.end <= len(text)
        assert number.low is None or number.high is None or number.low <= number.high
    assert all(0 <= number.start < number.end <= len(text) for number, _ in amounts(text))


def test_headline_quantities_stand_in_the_headline(story: Callable[..., Story]) -> None:
    read = story("Nothing more.", "Blast kills 12 in Kabul")
    (quantity,) = quantities(read.docs[0][2].sents[0], TextField.HEADLINE, 0)
    assert (quantity.kind.value, quantity.min, quantity.span.field) == ("killed", 12, TextField.HEADLINE)

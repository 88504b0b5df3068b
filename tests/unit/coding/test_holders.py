"""The tables of office holders hold together: one at a time, forward in time, all states since 1990."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from streams.coding.holders import other_names, tenures

HEADS = frozenset({"president", "prime minister", "premier", "chancellor", "king", "queen", "emir", "sultan", "pope"})
RULED = HEADS | {"supreme leader", "military ruler", "junta leader", "acting president", "interim president"}
TWO_AT_ONCE = {
    ("MDG", "president", 1997),  # both were sworn in
    ("RUS", "president", 1990),  # the Soviet Union's and Russia's
    ("RUS", "prime minister", 1985),
    ("RUS", "prime minister", 1990),
    ("CZE", "prime minister", 1992),  # Czechoslovakia's and the Czech Republic's
}
HANDOVER = 45
"""Days: the tables know some tenures by the month only."""

Held = tuple[date, date, str]


@pytest.fixture(scope="module")
def held() -> dict[tuple[str, str], list[Held]]:
    found: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for name, one in tenures():
        if not one.body:
            found[one.country, one.role].append((one.since, one.until or date.max, name))
    return {key: sorted(rows) for key, rows in found.items()}


def test_nobody_holds_a_highest_office_beside_another(held: dict[tuple[str, str], list[Held]]) -> None:
    found = set()
    for (country, office), rows in held.items():
        for (since, until, name), (begins, _, other) in pairwise(rows):
            together = (min(until, date(2100, 1, 1)) - begins).days
            if office in HEADS and name != other and together > HANDOVER:
                found.add((country, office, since.year))
    assert found <= TWO_AT_ONCE, found - TWO_AT_ONCE


def test_nearly_every_state_has_its_heads_for_nearly_every_year(held: dict[tuple[str, str], list[Held]]) -> None:
    ruled: dict[str, list[Held]] = defaultdict(list)
    for (country, office), rows in held.items():
        if office in RULED:
            ruled[country] += rows
    years = [date(year, 7, 1) for year in range(1990, 2026)]
    full = [
        country
        for country, rows in ruled.items()
        if sum(any(since <= day <= until for since, until, _ in rows) for day in years) >= len(years) - 5
    ]
    assert len(ruled) >= 195
    assert len(full) >= 185


def test_other_names_are_of_persons_in_the_tables() -> None:
    persons = {name for name, _ in tenures()}
    assert not [(source, name) for source, name, _ in other_names() if name not in persons]

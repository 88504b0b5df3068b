"""Places that the table of towns lacks are known by their countries."""

import pytest

from streams.coding.hamlets import hamlets
from streams.coding.registry import Registry
from streams.coding.tables import rows, words


@pytest.mark.parametrize(
    ("name", "countries"),
    [("Lockerbie", ("GBR",)), ("EL ALTO", ("BOL",)), ("Torkham", ("AFG", "PAK")), ("Qwertzburg", ()), ("", ())],
)
def test_name_however_written_has_its_countries(name: str, countries: tuple[str, ...]) -> None:
    assert hamlets(name) == countries


def test_every_row_names_a_state_once_and_no_place_twice() -> None:
    table = [(country, words(names)) for country, names in rows("hamlets", 2)]
    countries = [country for country, _ in table]
    assert len(set(countries)) == len(countries)
    assert not [country for country in countries if Registry.load().state(country) is None]
    assert not [country for country, names in table if len(set(names)) < len(names)]

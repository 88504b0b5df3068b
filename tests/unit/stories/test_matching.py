from dataclasses import dataclass
from datetime import date

import pytest

from schemas import Actor, ActorKind, Assertion, DateBasis, Event, Factuality, ScreenedKind
from streams.enrichment import Enrichment, enrich
from streams.stories.matching import likeness, match, threshold
from tests.unit.stories.telling import (
    CHILE,
    NOON,
    NORWAY,
    PORTUGAL,
    article,
    asserted,
    city,
    crowd,
    day,
    item,
    minister,
    toll,
    word,
)

MARCH_2 = date(2026, 3, 2)


def told(*assertions: Assertion) -> Enrichment:
    return enrich(item(article()), None, assertions, (), None, NOON)


def events(*assertions: Assertion) -> tuple[Event, ...]:
    return told(*assertions).enriched.events


BASE = asserted(when=day(MARCH_2), where=city("Porto"), quantities=(toll(12),))


@dataclass(frozen=True)
class Retelling:
    """One way a later version tells the same event."""

    name: str
    before: Assertion
    after: Assertion


LISBON = Actor(text="Lisbon", name="Lisbon", kind=ActorKind.ORGANISATION)
LISBON_RESOLVED = Actor(
    entity_id="gov/prt",
    text="Lisbon",
    name="Government of Portugal",
    kind=ActorKind.ORGANISATION,
    country="PRT",
    sectors=("GOV",),
    code="PRT GOV",
)

SAME = [
    Retelling(
        "other words",
        BASE,
        BASE.model_copy(
            update={
                "sentence": asserted(words="Oslo has emptied the sea, Lisbon told reporters on Monday.").sentence,
                "trigger": asserted(trigger="told reporters").trigger,
            }
        ),
    ),
    Retelling("a higher toll", BASE, BASE.model_copy(update={"quantities": (toll(15),)})),
    Retelling(
        "a surname made a full name",
        asserted(actors=(minister("Lobo", None, resolved=False),)),
        asserted(actors=(minister(),), words="Minister Ana Lobo accused the Norwegians."),
    ),
    Retelling("a name resolved", asserted(actors=(LISBON,)), asserted(actors=(LISBON_RESOLVED,))),
    Retelling(
        "a state where its minister stood", asserted(actors=(minister(),)), asserted(words="Portugal accused Norway.")
    ),
    Retelling(
        "gunmen who got a name",
        asserted("ASSAULT", (crowd(),), words="Gunmen attacked a port.", trigger="attacked"),
        asserted("ASSAULT", (CHILE,), words="Chilean marines attacked a port.", trigger="attacked"),
    ),
    Retelling(
        "an assumed date, a day later",
        asserted(when=day(MARCH_2, basis=DateBasis.PUBLICATION)),
        asserted(when=day(date(2026, 3, 3), basis=DateBasis.PUBLICATION)),
    ),
    Retelling("a date found", asserted(), asserted(when=day(MARCH_2))),
    Retelling("a place found", asserted(), asserted(where=city("Porto"))),
    Retelling(
        "a plan that came true",
        asserted(
            "AGREE",
            base="CONSULT",
            factuality=Factuality.PLANNED,
            words="Portugal will host Norway on Monday.",
            trigger="host",
        ),
        asserted("CONSULT", words="Portugal hosted Norway on Monday.", trigger="hosted"),
    ),
    Retelling("another coder's type for the same words", asserted("ACCUSE"), asserted("REJECT", coder="weights 2")),
    Retelling(
        "another type for a sentence in other words",
        asserted("AGREE", words="Portugal called off a march of fishermen to the palace of Norway.", trigger="called"),
        asserted(
            "REJECT",
            words="On Monday Portugal cancelled the march of fishermen to the palace of Norway.",
            trigger="cancelled",
        ),
    ),
    Retelling(
        "another word of the same sentence taken for the target",
        asserted(
            "REQUEST", recipients=(NORWAY,), words="Portugal invited Norway to talks in Chile.", trigger="invited"
        ),
        asserted(
            "REQUEST", recipients=(CHILE,), words="Portugal has invited Norway to Chile for talks.", trigger="invited"
        ),
    ),
    Retelling(
        "two sentences put into one, read otherwise",
        asserted("AID", (PORTUGAL,), (NORWAY,), words="Portugal flew in 200 divers from Norway.", trigger="flew"),
        asserted(
            "CONSULT",
            (PORTUGAL,),
            (NORWAY,),
            words="Portugal flew in 200 divers from Norway, and its fishermen were told to go home.",
            trigger="flew",
        ),
    ),
    Retelling(
        "a weekday taken for the next one",
        asserted(when=day(MARCH_2).model_copy(update={"text": "Monday"}), words="Portugal accused Norway on Monday."),
        asserted(
            when=day(date(2026, 3, 9)).model_copy(update={"text": "Monday"}),
            words="On Monday Norway was blamed by Portugal.",
            trigger="blamed",
            factuality=Factuality.PLANNED,
        ),
    ),
    Retelling(
        "partners of a promise named the other way round",
        asserted("AGREE", (PORTUGAL,), (NORWAY,), words="Portugal and Norway agreed to fish.", trigger="agreed"),
        asserted("AGREE", (NORWAY,), (PORTUGAL,), words="Norway and Portugal agreed to fish.", trigger="agreed"),
    ),
    Retelling(
        "partners named the other way round",
        asserted("CONSULT", (PORTUGAL, NORWAY), (), reciprocal=True, words="Portugal met Norway.", trigger="met"),
        asserted("CONSULT", (NORWAY, PORTUGAL), (), reciprocal=True, words="Norway met Portugal.", trigger="met"),
    ),
]

OTHER = [
    Retelling(
        "another target", asserted(), asserted(recipients=(CHILE,), words="Portugal accused Chile of overfishing.")
    ),
    Retelling("another accuser", asserted(), asserted(actors=(CHILE,), words="Chile accused Norway of overfishing.")),
    Retelling("a denial of it", asserted(), asserted(negated=True)),
    Retelling("a claim that it was denied", asserted(), asserted(factuality=Factuality.DENIED)),
    Retelling(
        "a victim who strikes back",
        asserted("ASSAULT", (PORTUGAL,), (NORWAY,), words="Portugal shelled ships of Norway.", trigger="shelled"),
        asserted("ASSAULT", (NORWAY,), (PORTUGAL,), words="Norway shelled ships of Portugal.", trigger="shelled"),
    ),
    Retelling(
        "a threat turned round",
        asserted("THREATEN", words="Portugal threatened to close the strait to ships of Norway.", trigger="threatened"),
        asserted(
            "THREATEN",
            (NORWAY,),
            (PORTUGAL,),
            words="Norway threatened to close the strait to ships of Portugal.",
            trigger="threatened",
        ),
    ),
    Retelling("another kind of act", asserted(), asserted("AID", words="Portugal sent Norway nets.", trigger="sent")),
    Retelling(
        "the same act on another day in another town",
        asserted("ASSAULT", (crowd(),), (), when=day(MARCH_2), where=city("Porto"), words="Gunmen fired in Porto."),
        asserted(
            "ASSAULT",
            (crowd(),),
            (),
            when=day(date(2026, 2, 9)),
            where=city("Faro"),
            words="In February they had fired at Faro's mayor.",
            trigger="fired",
        ),
    ),
    Retelling(
        "a meeting with somebody else",
        asserted("CONSULT", (PORTUGAL, NORWAY), (), reciprocal=True, words="Portugal met Norway.", trigger="met"),
        asserted("CONSULT", (PORTUGAL, CHILE), (), reciprocal=True, words="Portugal met Chile.", trigger="met"),
    ),
]


@pytest.mark.parametrize("case", SAME, ids=lambda case: case.name)
def test_a_retold_event_is_the_same(case: Retelling) -> None:
    assert match([case.after], events(case.before)) == (0,)


@pytest.mark.parametrize(
    ("basis", "reckoned_from", "matched"),
    [
        (DateBasis.DATELINE, None, (0,)),
        (DateBasis.PUBLICATION, None, (0,)),
        (DateBasis.RECEIPT, None, (0,)),
        (DateBasis.TEXT, DateBasis.RECEIPT, (0,)),
        (DateBasis.TEXT, DateBasis.PUBLICATION, (None,)),
        (DateBasis.TEXT, None, (None,)),
    ],
)
def test_only_a_date_that_the_words_bear_out_divides_two_towns(
    basis: DateBasis, reckoned_from: DateBasis | None, matched: tuple[int | None]
) -> None:
    before, after = (
        asserted(
            "ASSAULT",
            when=day(date(2026, 3, number), basis=basis, reckoned_from=reckoned_from, text=words),
            where=city(town),
        )
        for number, words, town in ((2, "on Monday", "Porto"), (9, "last Monday", "Faro"))
    )
    assert match([after], events(before)) == matched


@pytest.mark.parametrize("case", OTHER, ids=lambda case: case.name)
def test_another_event_is_not_taken_for_it(case: Retelling) -> None:
    assert match([case.after], events(case.before)) == (None,)


@pytest.mark.parametrize("case", [*SAME, *OTHER], ids=lambda case: case.name)
def test_likeness_is_the_same_both_ways_and_whole_with_itself(case: Retelling) -> None:
    assert likeness(case.before, case.after) == pytest.approx(likeness(case.after, case.before))
    assert likeness(case.before, case.before) == 1.0


def test_the_likest_pair_goes_first_whatever_the_order() -> None:
    known = events(asserted(recipients=(CHILE,), words="Portugal accused Chile."), asserted())
    assert match([asserted(), asserted(recipients=(CHILE,), words="Portugal accused Chile.")], known) == (1, 0)


def test_a_removed_sentence_moves_no_other_event() -> None:
    first = asserted(words="Portugal accused Norway of lying.", index=1)
    second = asserted(words="Portugal accused Norway of overfishing.", index=2)
    third = asserted("THREATEN", words="Norway may be fined.", trigger="fined", index=3)
    assert match([first, third], events(first, second, third)) == (0, 2)
    assert match([second, third], events(first, second, third)) == (1, 2)


def test_no_event_is_continued_twice() -> None:
    twin = asserted()
    assert match([twin, twin, twin], events(twin, twin)) == (0, 1, None)


def test_two_tolls_of_one_kind_are_not_mixed_up() -> None:
    port, school = asserted(quantities=(toll(12),)), asserted(quantities=(toll(3),))
    assert match([school], events(port, school)) == (1,)


def test_a_denial_beside_the_claim_stays_beside_it() -> None:
    claim, denial = asserted(), asserted(negated=True, factuality=Factuality.DENIED)
    assert match([denial, claim], events(claim, denial)) == (1, 0)
    assert match([denial], events(claim, denial)) == (1,)


def test_events_stripped_by_a_hold_are_found_by_their_codes_and_places() -> None:
    told_first = [
        asserted(actors=(minister("Ana Lobo"),), words="Ana Lobo accused Norway.", index=1),
        asserted(actors=(minister("Rui Pena"),), words="Rui Pena accused Norway.", index=2),
        asserted("THREATEN", (crowd(),), words="Gunmen threatened Norway.", index=3),
        asserted("THREATEN", (crowd("pirates"),), words="Pirates threatened Norway.", index=4),
    ]
    held = enrich(word(ScreenedKind.WITHHOLD), told(*told_first).enriched, (), (), None, NOON).enriched.events
    assert all(event.sentence is None for event in held)
    assert match(told_first, held) == (0, 1, 2, 3)


def test_nothing_known_gives_nothing() -> None:
    assert match([asserted()], ()) == (None,)
    assert match([], events(asserted())) == ()
    assert 0.0 < threshold() < 1.0

"""One happening, one assertion: what several sentences of a story tell, and what only looks alike."""

from datetime import date

from schemas import (
    Actor,
    ActorKind,
    Assertion,
    Cameo,
    DateBasis,
    EventDate,
    EventType,
    Granularity,
    Place,
    PlaceBasis,
    Sentence,
    TextField,
    Trigger,
)
from schemas import AuxiliaryMode as Aux
from schemas.place import PlacePrecision
from streams.coding.fusion import fuse

KENYA, SUDAN, MALI = (
    Actor(
        entity_id=f"state/{code}",
        text=code,
        name=code,
        kind=ActorKind.STATE,
        country=code,
        code=code,
        resolution="table",
    )
    for code in ("KEN", "SDN", "MLI")
)


def dated(day: date, basis: DateBasis = DateBasis.TEXT) -> EventDate:
    return EventDate(start=day, end=day, granularity=Granularity.DAY, edtf=day.isoformat(), basis=basis)


TODAY = dated(date(2023, 9, 6), DateBasis.PUBLICATION)
JULY = EventDate(
    start=date(2023, 7, 1), end=date(2023, 7, 31), granularity=Granularity.MONTH, edtf="2023-07", basis=DateBasis.TEXT
)


def told(index: int = 1, **fields: object) -> Assertion:
    text = f"Sentence {index}."
    given: dict[str, object] = {
        "type": EventType.ACCUSE, "base_type": EventType.ACCUSE, "quad_class": 3, "cameo": Cameo(root="11"),
        "goldstein": -2.0, "intensity": -3.0, "actors": (KENYA,), "recipients": (SUDAN,), "date": TODAY,
        "sentence": Sentence(field=TextField.BODY, index=index, start=0, end=len(text), text=text),
        "confidence": 0.5, "coder": "test",
    }  # fmt: skip
    return Assertion.model_validate({**given, **fields})


def fuse_all(assertions: list[Assertion]) -> tuple[Assertion, ...]:
    return fuse(assertions, 0.3)[0]


def test_a_weak_telling_helps_a_sure_one_and_is_nothing_alone() -> None:
    place = Place(name="Juba", country="SSD", precision=PlacePrecision.CITY, basis=PlaceBasis.SENTENCE, text="Juba")
    weak = told(5, confidence=0.25, place=place)
    (one,) = fuse_all([weak, told(7)])
    assert one.sentence is not None
    assert one.sentence.index == 7
    assert one.place == place
    assert fuse_all([weak]) == ()


def test_a_retelling_is_the_same_event_with_both_sentences_and_the_surest_telling() -> None:
    (one,) = fuse_all([told(1), told(9, confidence=0.9)])
    assert one.sentence is not None
    assert one.sentence.index == 9
    assert [sentence.index for sentence in one.sentences] == [1]
    assert one.confidence == 0.9


def test_the_date_that_is_said_wins_over_the_days_news() -> None:
    (one,) = fuse_all([told(1, confidence=0.9), told(2, date=dated(date(2023, 9, 5)))])
    assert one.date is not None
    assert one.date.edtf == "2023-09-05"


def test_what_happened_in_july_is_not_todays_news() -> None:
    assert len(fuse_all([told(1), told(2, date=JULY)])) == 2


def test_two_days_that_are_said_are_two_events() -> None:
    assert len(fuse_all([told(1, date=dated(date(2023, 9, 4))), told(2, date=dated(date(2023, 9, 5)))])) == 2


def test_another_recipient_another_type_and_a_denial_are_events_of_their_own() -> None:
    others = [
        told(2, recipients=(MALI,)),
        told(3, type=EventType.THREATEN, base_type=EventType.THREATEN),
        told(4, auxiliary_modes=(Aux.NEGATION,)),
    ]
    assert len(fuse_all([told(1), *others])) == 4


def test_talks_are_the_same_whoever_is_named_first() -> None:
    talks = {"type": EventType.CONSULT, "base_type": EventType.CONSULT, "recipients": (), "reciprocal": True}
    assert len(fuse_all([told(1, actors=(KENYA, SUDAN), **talks), told(5, actors=(SUDAN, KENYA), **talks)])) == 1
    assert len(fuse_all([told(1, actors=(KENYA, SUDAN), **talks), told(5, actors=(MALI, KENYA), **talks)])) == 2


def test_a_visit_is_not_the_talk_that_was_also_had() -> None:
    talks = {"type": EventType.CONSULT, "base_type": EventType.CONSULT}
    assert len(fuse_all([told(1, **talks), told(2, mode="visit", **talks)])) == 2


def test_a_state_and_its_government_accuse_as_one() -> None:
    government = KENYA.model_copy(update={"entity_id": "government/KEN", "sectors": ("GOV",), "code": "KEN GOV"})
    police = KENYA.model_copy(update={"entity_id": None, "name": "traders", "sectors": ("BUS",), "code": "KEN BUS"})
    assert len(fuse_all([told(1), told(2, actors=(government,))])) == 1
    assert len(fuse_all([told(1), told(2, actors=(police,))])) == 2


def test_order_follows_the_first_telling() -> None:
    other = told(2, recipients=(MALI,), confidence=0.9)
    assert [one.recipients for one in fuse_all([told(1), other, told(3)])] == [(SUDAN,), (MALI,)]


FREIGHTER, SHIP = (
    Actor(entity_id=None, text=name, name=name, kind=ActorKind.UNNAMED, country=None, code="UNK", resolution="none")
    for name in ("freighter", "ship")
)


def headline(**fields: object) -> Assertion:
    return told(0, sentence=Sentence(field=TextField.HEADLINE, index=0, start=0, end=9, text="Headline."), **fields)


def test_a_headline_is_told_in_full_by_the_lead() -> None:
    seized = {"type": EventType.COERCE, "base_type": EventType.COERCE}
    lead = told(1, recipients=(FREIGHTER,), mode="seize", **seized)
    assert len(fuse_all([headline(recipients=(SHIP,), **seized), lead])) == 1
    assert len(fuse_all([headline(recipients=(SHIP,), mode="seize", **seized), lead])) == 1


def test_a_headline_of_another_party_another_act_or_a_denial_is_not_the_leads() -> None:
    seized = {"type": EventType.COERCE, "base_type": EventType.COERCE}
    lead = told(1, recipients=(FREIGHTER,), mode="seize", **seized)
    for other in (
        headline(actors=(MALI,), recipients=(SHIP,), **seized),
        headline(recipients=(SHIP,), mode="arrest", **seized),
        headline(recipients=(SHIP,), auxiliary_modes=(Aux.NEGATION,), **seized),
        headline(recipients=(SHIP,), date=JULY, **seized),
    ):
        assert len(fuse_all([other, lead])) == 2


def test_a_headline_does_not_join_two_events_of_the_body() -> None:
    assert len(fuse_all([headline(recipients=()), told(1), told(2, recipients=(MALI,))])) == 2


def test_what_stands_deep_in_the_story_is_no_lead() -> None:
    assert len(fuse_all([headline(recipients=(SHIP,)), told(6, recipients=(FREIGHTER,))])) == 2


GUNMEN = Actor(text="gunmen", name="gunmen", kind=ActorKind.GROUP, sectors=("UAF",), code="UAF", resolution="agent")
BUS = Actor(text="a bus", name="bus", kind=ActorKind.UNNAMED, code="", resolution="unresolved")
NINE = Actor(text="nine passengers", name="passengers", kind=ActorKind.UNNAMED, code="", resolution="unresolved")
ATTACK: dict[str, object] = {"type": EventType.ASSAULT, "base_type": EventType.ASSAULT, "quad_class": 4}


def hit(word: str, index: int, **fields: object) -> Assertion:
    trigger = Trigger(field=TextField.BODY, start=0, end=len(word), text=word)
    return told(index, **{**ATTACK, "trigger": trigger, **fields})


def test_whom_an_attack_kills_is_part_of_it() -> None:
    ambush = hit("ambushed", 1, actors=(GUNMEN,), recipients=(BUS,), confidence=0.9, mode="firearms")
    killed = hit("killed", 1, actors=(GUNMEN,), recipients=(NINE,))
    (one,) = fuse_all([ambush, killed])
    assert one.trigger is not None
    assert one.trigger.text == "ambushed"
    assert [actor.name for actor in one.recipients] == ["bus", "passengers"]


def test_a_killing_by_nobody_in_the_next_sentence_is_the_attacks_and_by_others_or_elsewhere_is_not() -> None:
    ambush = hit("ambushed", 1, actors=(GUNMEN,), recipients=(BUS,))
    assert len(fuse_all([ambush, hit("killed", 2, actors=(), recipients=(NINE,))])) == 1
    assert len(fuse_all([ambush, hit("killed", 2, actors=(KENYA,), recipients=(NINE,))])) == 2
    assert len(fuse_all([ambush, hit("killed", 7, actors=(), recipients=(NINE,))])) == 2


def test_a_headline_and_a_lead_that_read_one_act_as_two_types_are_one_event_of_the_surer_type() -> None:
    freed = {"type": EventType.RETREAT, "base_type": EventType.RETREAT, "confidence": 0.9}
    helped = {"type": EventType.AID, "base_type": EventType.AID, "confidence": 0.6}
    (one,) = fuse_all([headline(**freed), told(1, **helped)])
    assert one.type is EventType.RETREAT
    assert [sentence.index for sentence in one.sentences] == [1]
    (one,) = fuse_all([headline(**{**freed, "confidence": 0.4}), told(1, **helped)])
    assert one.type is EventType.AID


def test_a_headline_stays_apart_from_another_partys_act_and_from_what_stands_further_down() -> None:
    freed = {"type": EventType.RETREAT, "base_type": EventType.RETREAT}
    helped = {"type": EventType.AID, "base_type": EventType.AID}
    assert len(fuse_all([headline(**freed), told(1, recipients=(MALI,), **helped)])) == 2
    assert len(fuse_all([headline(**freed), told(6, **helped)])) == 2


def test_one_word_read_in_two_modes_is_one_event() -> None:
    seized = {"type": EventType.COERCE, "base_type": EventType.COERCE}
    trigger = Trigger(field=TextField.BODY, start=0, end=6, text="seized")
    assert (
        len(
            fuse_all(
                [told(1, mode="seize", trigger=trigger, **seized), told(9, mode="arrest", trigger=trigger, **seized)]
            )
        )
        == 1
    )
    assert len(fuse_all([told(1, mode="seize", **seized), told(9, mode="arrest", **seized)])) == 2

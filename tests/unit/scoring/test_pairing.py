import pytest

from scoring.pairing import content, pair, parties_right, same_act, same_type, says
from tests.unit.scoring.tales import gold, told

TEXT = "Peru met Chile in Lima and then expelled two envoys of Cuba."
MET = told(TEXT, "CONSULT", "met", "Peru", "Chile")
EXPELLED = told(TEXT, "SANCTION", "expelled", "Peru", "Cuba")


def test_each_annotated_event_gets_the_one_told_by_its_type_and_words() -> None:
    assert pair([gold("SANCTION", "expelled"), gold("CONSULT", "met")], [MET, EXPELLED], TEXT) == (EXPELLED, MET)


def test_another_type_at_the_same_words_is_not_found() -> None:
    assert pair([gold("COERCE", "expelled", "Peru", "Cuba")], [MET, EXPELLED], TEXT) == (None,)


def test_no_told_event_tells_two() -> None:
    twice = [gold("CONSULT", "met"), gold("CONSULT", "met")]
    assert pair(twice, [MET], TEXT) == (MET, None)


def test_other_words_of_the_same_parties_will_do_but_the_annotated_words_go_first() -> None:
    elsewhere = told(TEXT, "CONSULT", "then", "Peru", "Chile")
    wanted = gold("CONSULT", "met", "Peru", "Chile")
    assert pair([wanted], [elsewhere], TEXT) == (elsewhere,)
    assert pair([wanted], [elsewhere, MET], TEXT) == (MET,)
    assert pair([gold("CONSULT", "met", "Peru", "Bolivia")], [elsewhere], TEXT) == (None,)


def test_without_a_party_other_words_are_another_event() -> None:
    assert pair([gold("CONSULT", "met")], [told(TEXT, "CONSULT", "then", "Peru")], TEXT) == (None,)


def test_an_act_is_known_again_under_the_type_that_intent_gives_it() -> None:
    planned = gold("AGREE", "met", base="CONSULT")
    assert pair([planned], [MET], TEXT, same_type) == (None,)
    assert pair([planned], [MET], TEXT, same_act) == (MET,)


def test_words_are_whole_words_at_the_place_of_the_trigger() -> None:
    text = "The metro opened after they met."
    inside = told(text, "CONSULT", "metro")
    assert not says("met", inside, text)
    assert says("they met", told(text, "CONSULT", "met."), text)


def test_parties_stand_in_their_parts_unless_the_event_is_mutual() -> None:
    assert parties_right(gold("CONSULT", "met", "Peru", "Chile"), MET)
    turned = gold("CONSULT", "met", "Chile", "Peru")
    assert not parties_right(turned, MET)
    assert parties_right(turned, MET.model_copy(update={"reciprocal": True}))
    assert not parties_right(gold("CONSULT", "met", "Peru", "Cuba"), MET.model_copy(update={"reciprocal": True}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the two envoys of Chile's army", {"envoys", "chile", "army"}),
        ("the US and 40 of us", {"us"}),
        ("U.S. marines", {"u.s", "marines"}),
        ("them", set()),
    ],
)
def test_content_is_what_names_somebody(text: str, words: set[str]) -> None:
    assert content(text) == words

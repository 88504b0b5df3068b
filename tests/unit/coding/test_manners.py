"""How it was done: by the table for what was refused, else as learned, else by the words below the predicate."""

import pytest

from schemas import EventType, Factuality
from streams.coding.lexicon import lexicon
from streams.coding.manners import by_act, manner
from streams.coding.modality import Modality
from streams.coding.predicates import Scene
from streams.coding.reading import Reading
from tests.unit.coding.stories import Parse


def told(parse: Parse, text: str, trigger: str, sort: str, mode: str | None = None) -> str | None:
    kind, _, base = sort.partition("/")
    doc = parse(text)
    token = next(word for word in doc if word.text == trigger)
    reading = Reading(Scene.of(doc[:], lexicon()), token, kind, mode, None, None, 0.9)
    judged = Modality(EventType(kind), EventType(base or kind), (), Factuality.OCCURRED)
    return manner(reading, judged)


@pytest.mark.parametrize(
    ("act", "mode"),
    [("CONSULT", "meet"), ("AID", "assist"), ("COOPERATE", "assist"), ("SUPPORT", "assist"), ("CONCEDE", "change"),
     ("RETREAT", "yield"), ("REJECT", None)],
)  # fmt: skip
def test_what_was_refused_decides_the_mode_of_a_refusal(act: str, mode: str | None) -> None:
    assert by_act("REJECT", act) == mode


def test_a_refused_act_goes_before_what_was_learned(parse: Parse) -> None:
    text = "Malta has not sent tents to Mali."
    assert told(parse, text, "sent", "REJECT/AID", "yield") == "assist"
    assert told(parse, text, "sent", "REJECT", "yield") == "yield"


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "mode"),
    [
        ("Chad threatened to bomb the port.", "threatened", "THREATEN", "violence"),
        ("Chad threatened to arrest the bishop.", "threatened", "THREATEN", "arrest"),
        ("Chad threatened to recall its ambassador.", "threatened", "THREATEN", "relations"),
        ("Chad suspended its aid to Mali.", "suspended", "SANCTION", "discontinue"),
        ("Chad threw out four Malian diplomats.", "threw", "SANCTION", "expel"),
        ("Chad moved two batteries of missiles to the border.", "moved", "MOBILIZE", "weapons"),
        ("Chad asked Mali for help.", "asked", "REQUEST", "assist"),
        ("Chad urged Mali to resign.", "urged", "REQUEST", "change"),
        ("Chad plans to expel the envoy.", "plans", "SANCTION", "expel"),
    ],
)
def test_where_no_mode_was_learned_the_words_below_tell_it(
    parse: Parse, text: str, trigger: str, kind: str, mode: str
) -> None:
    assert told(parse, text, trigger, kind) == mode


def test_a_mode_of_another_type_is_none(parse: Parse) -> None:
    assert told(parse, "Chad met Mali in Lagos.", "met", "SUPPORT", "visit") is None

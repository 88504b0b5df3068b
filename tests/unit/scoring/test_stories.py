from schemas import Assertion, TextField
from scoring.stories import Fact, Story, Version, retold, rewrites, struck
from tests.unit.scoring.tales import told, wired

HEADLINE = "Peru expels envoy"
BODY = "Peru threw out an envoy of Cuba. Cuba condemned it. The expulsion was the second."
ARTICLE = wired(HEADLINE, BODY)
FACTS = (Fact("SANCTION", ("expels", "threw out", "expulsion")), Fact("ACCUSE", ("condemned",)))
STORY = Story(ARTICLE, FACTS, 2)
EXPELS = told(HEADLINE, "SANCTION", "expels", "Peru", "envoy", field=TextField.HEADLINE)
THREW = told(BODY, "SANCTION", "threw", "Peru", "envoy")
CONDEMNED = told(BODY, "ACCUSE", "condemned", "Cuba", "Peru")


def test_a_fact_told_as_two_events_counts_twice() -> None:
    again, found, every = retold([(STORY, [EXPELS, THREW, CONDEMNED])]).figures
    assert (again.value, again.n) == (1.5, 2)
    assert (found.value, every.value) == (1.0, 1.5)


def test_a_fact_that_nobody_tells_is_not_found_and_not_counted_as_told_once() -> None:
    again, found, every = retold([(STORY, [EXPELS])]).figures
    assert (again.value, again.n, found.value, every.value) == (1.0, 1, 0.5, 0.5)


def test_another_type_or_other_words_tell_no_fact_but_are_events_all_the_same() -> None:
    other = [told(BODY, "COERCE", "threw", "Peru", "envoy"), told(BODY, "ACCUSE", "second", "Cuba")]
    again, found, every = retold([(STORY, other)]).figures
    assert (again.value, found.value, every.value) == (None, 0.0, 1.0)


def version(number: int, body: str, *told_of_it: Assertion) -> Version:
    return Version(wired(HEADLINE, body, number), told_of_it)


def test_events_found_again_keep_their_ids() -> None:
    other = "An envoy of Cuba was expelled by Peru. Cuba condemned it."
    again = (told(other, "SANCTION", "expelled", "Peru", "envoy"), told(other, "ACCUSE", "condemned", "Cuba", "Peru"))
    changed, fresh = rewrites([(version(1, BODY, THREW, CONDEMNED), version(2, other, *again))]).figures
    assert (changed.value, changed.n, fresh.value) == (0.0, 2, 0.0)


def test_a_lost_event_and_one_that_becomes_another_change_ids() -> None:
    body = "Chile fed Bolivia. Cuba condemned it."
    after = (told(body, "AID", "fed", "Chile", "Bolivia"), told(body, "ACCUSE", "condemned", "Cuba", "Peru"))
    measured = rewrites([(version(1, BODY, THREW, CONDEMNED), version(2, body, *after))])
    changed, fresh = measured.figures
    assert (changed.value, fresh.value) == (0.5, 0.5)
    assert "lost SANCTION" in measured.cases[0]
    assert "new  AID" in measured.cases[0]


def test_a_faint_reading_of_the_rewrite_keeps_the_id() -> None:
    other = "An envoy of Cuba was expelled by Peru."
    after = Version(wired(HEADLINE, other, 2), (), (told(other, "SANCTION", "expelled", "Peru", "envoy"),))
    changed, fresh = rewrites([(version(1, BODY, THREW), after)]).figures
    assert (changed.value, changed.n, fresh.value) == (0.0, 1, 0.0)


def test_an_event_whose_only_sentence_is_struck_should_be_gone() -> None:
    sentence = "Cuba condemned it."
    condemned = told(BODY, "ACCUSE", "condemned", "Cuba", "Peru", within=sentence)
    without = BODY.replace(sentence, "")
    gone = struck([(version(1, BODY, THREW, condemned), version(2, without), sentence)])
    assert (gone.figures[0].value, gone.figures[0].n) == (0.0, 1)
    still = Version(
        wired(HEADLINE, without, 2), (), (told(BODY, "ACCUSE", "condemned", "Cuba", "Peru", within=sentence),)
    )
    assert struck([(version(1, BODY, condemned), still, sentence)]).figures[0].value == 1.0

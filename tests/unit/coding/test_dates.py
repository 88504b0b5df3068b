"""When it happened: which of a sentence's times is the event's, and what it was read from."""

from collections.abc import Callable
from datetime import date

import pytest

from schemas import DateBasis
from streams.coding.dates import event_date, is_long_past
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "trigger", "edtf", "words"),
    [
        ("The 1994 accord under which Jordan made peace with Israel is old.", "made", "1994", "1994"),
        ("An official stated last November that Minsk never made a deal.", "made", "2022-11", "last November"),
        ("Kim plans to visit Russia later this month.", "visit", "2023-09-06/2023-09-30", "later this month"),
        ("During a visit to Cairo in July, the minister met farmers.", "visit", "2023-07", "in July"),
        ("Rebels attacked Goma on Tuesday after the army fled Sake in August.", "attacked", "2023-09-05", "Tuesday"),
        ("Rebels attacked Goma on Tuesday after the army fled Sake in August.", "fled", "2023-08", "in August"),
        ("The accord signed in May 2011 goes on show on Thursday.", "accord", "2011-05", "May 2011"),
        ("The Netherlands plans to recognise the passports in September.", "plans", "2023-09", "in September"),
        ("Chad plans to open an embassy in March.", "plans", "2024-03", "in March"),
        ("The court must rule by Sunday.", "rule", "2023-09-06/2023-09-10", "by Sunday"),
        ("The court is to rule on Thursday.", "rule", "2023-09-07", "Thursday"),
        ("Unions announced a strike for Friday.", "strike", "2023-09-08", "Friday"),
        ("Police said on Monday they had freed the judge on August 19.", "freed", "2023-08-19", "August 19"),
        (
            "Two weeks after the vote on May 3, police raided Goma.",
            "raided",
            "2023-05-17",
            "Two weeks after the vote on May 3",
        ),
        ("Two weeks after the vote on May 3, police raided Goma.", "vote", "2023-05-03", "May 3"),
        ("Two weeks after the vote, police raided Goma on Monday.", "raided", "2023-09-04", "Monday"),
        (
            "A day after a bomb killed six people on Monday, police detained a cleric.",
            "detained",
            "2023-09-05",
            "A day after a bomb killed six people on Monday",
        ),
        ("The ministers meet in Brussels on Friday.", "meet", "2023-09-08", "Friday"),
        ("The strike begins on Monday.", "strike", "2023-09-11", "Monday"),
        ("The accord, reached late on Tuesday, ends a strike.", "accord", "2023-09-05", "late on Tuesday"),
        ("Police used tear gas during a Saturday protest in Minsk.", "protest", "2023-09-02", "Saturday"),
        ("Rebels have attacked posts since January.", "attacked", "2023-01-01/2023-09-06", "since January"),
        # What is said of a name between commas, or is to be done by a day, dates nothing else.
        ("He met Jalal Talabani, sworn in last Thursday, in Basra on Tuesday.", "met", "2023-09-05", "Tuesday"),
        ("On Monday it urged Pyongyang to open the plant before the spring.", "urged", "2023-09-04", "Monday"),
        ("In a note delivered on Tuesday by an envoy, it asked Ottawa to pay.", "asked", "2023-09-05", "Tuesday"),
    ],
)
def test_event_takes_the_nearest_expression(
    story: Callable[..., Story], text: str, trigger: str, edtf: str, words: str
) -> None:
    read = story(text)
    found = event_date(*read.trigger(trigger), read.article)
    assert found is not None
    assert (found.edtf, found.text, found.basis) == (edtf, words, DateBasis.TEXT)


@pytest.mark.parametrize(
    ("before", "text", "edtf"),
    [
        ("Soldiers ousted the mayor on March 22.", "Ten days later, rebels attacked Goma.", "2023-04-01"),
        ("They met on March 25. They met again a day later.", "The following day, rebels attacked Goma.", "2023-03-27"),
        ("They voted on May 3. It rained.", "Two days after the vote, rebels attacked Goma.", "2023-05-05"),
        ("They met on May 3, the first time since 2011.", "A day earlier, rebels attacked Goma.", "2023-05-02"),
        ("They met on May 3. It rained.", "The same day rebels attacked Goma.", "2023-05-03"),
        ("They met on May 3.", "That night the rebels attacked Goma.", "2023-05-03"),
    ],
)
def test_time_is_counted_from_the_sentence_before(
    story: Callable[..., Story], before: str, text: str, edtf: str
) -> None:
    read = story(text)
    found = event_date(*read.trigger("attacked"), read.article, before)
    assert found is not None
    assert (found.edtf, found.basis) == (edtf, DateBasis.TEXT)


@pytest.mark.parametrize("before", ["", "It rained.", "They will meet on November 3.", "They met on May 3. It rained."])
def test_time_that_nothing_is_counted_from_is_not_assumed(story: Callable[..., Story], before: str) -> None:
    read = story("The following day, rebels attacked Goma.")
    assert event_date(*read.trigger("attacked"), read.article, before) is None


def test_a_headline_in_the_present_tense_tells_of_the_past(story: Callable[..., Story]) -> None:
    read = story("", headline="Rebels attack Goma on Monday")
    found = event_date(*read.trigger("attack"), read.article)
    assert found is not None
    assert found.start == date(2023, 9, 4)


def test_without_a_word_the_story_or_its_dateline_gives_the_day(story: Callable[..., Story]) -> None:
    plain, lined = (story("Rebels attacked Goma.", dateline=line) for line in (None, "GOMA, Sept 4 (Wire)"))
    found = [event_date(*read.trigger("attacked"), read.article) for read in (plain, lined)]
    assert [(day.edtf, day.basis, day.reckoned_from) for day in found if day] == [
        ("2023-09-06", DateBasis.PUBLICATION, None),
        ("2023-09-04", DateBasis.DATELINE, DateBasis.PUBLICATION),
    ]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The envoy urged Tunis to free the judge, who was arrested in November 2021.", "urged"),
        ("Rebels attacked Goma after the army fled Sake in August.", "attacked"),
        ("Prosecutors accused the mayor of taking bribes in 2009.", "accused"),
        ("A court sentenced the mayor for the killing of two farmers in 2008.", "sentenced"),
    ],
)
def test_the_time_of_another_clause_is_not_the_events(story: Callable[..., Story], text: str, trigger: str) -> None:
    read = story(text)
    found = event_date(*read.trigger(trigger), read.article)
    assert found is not None
    assert (found.edtf, found.basis) == ("2023-09-06", DateBasis.PUBLICATION)


def test_weekday_counts_from_the_dateline(story: Callable[..., Story]) -> None:
    read = story("Rebels attacked Goma on Wednesday.", dateline="GOMA, Sept 4")
    found = event_date(*read.trigger("attacked"), read.article)
    assert found is not None
    assert found.start == date(2023, 8, 30)


@pytest.mark.parametrize(
    ("text", "dateline", "dated"),
    [
        ("Rebels attacked Goma.", None, ("2020-01-01", DateBasis.RECEIPT, None)),
        ("Rebels attacked Goma on Monday.", None, ("2019-12-30", DateBasis.TEXT, DateBasis.RECEIPT)),
        ("Rebels attacked Goma in July.", None, ("2019-07", DateBasis.TEXT, DateBasis.RECEIPT)),
        ("Rebels attacked Goma on 3 March 2018.", None, ("2018-03-03", DateBasis.TEXT, None)),
        # A dateline without a year is of the year that the receipt says.
        ("Rebels attacked Goma.", "GOMA, Sept 4", ("2019-09-04", DateBasis.DATELINE, DateBasis.RECEIPT)),
        ("Rebels attacked Goma on Monday.", "GOMA, Sept 4", ("2019-09-02", DateBasis.TEXT, DateBasis.RECEIPT)),
        ("Rebels attacked Goma.", "GOMA, Sept 4, 2018", ("2018-09-04", DateBasis.DATELINE, None)),
        ("Rebels attacked Goma on Monday.", "GOMA, Sept 4, 2018", ("2018-09-03", DateBasis.TEXT, DateBasis.DATELINE)),
    ],
)
def test_story_that_says_no_day_is_dated_by_its_receipt_and_the_date_says_so(
    story: Callable[..., Story],
    text: str,
    dateline: str | None,
    dated: tuple[str, DateBasis, DateBasis | None],
) -> None:
    read = story(text, dateline=dateline, published_at=None, received_at="2020-01-01T10:00:00Z")
    found = event_date(*read.trigger("attacked"), read.article)
    assert found is not None
    assert (found.edtf, found.basis, found.reckoned_from) == dated


@pytest.mark.parametrize(
    ("text", "trigger", "dateline", "reckoned_from"),
    [
        ("Rebels attacked Goma on Tuesday.", "attacked", None, DateBasis.PUBLICATION),
        ("Rebels attacked Goma on Tuesday.", "attacked", "GOMA, Sept 4", DateBasis.DATELINE),
        ("Rebels attacked Goma in August 2022.", "attacked", "GOMA, Sept 4", None),
        ("Rebels have attacked posts since 2019.", "attacked", None, DateBasis.PUBLICATION),
        ("Chad plans to open an embassy in March.", "plans", None, DateBasis.PUBLICATION),
        ("Chad plans to open an embassy in March 2024.", "plans", None, None),
        ("They met on May 3.\nThe following day, rebels attacked Goma.", "attacked", None, DateBasis.PUBLICATION),
        ("They met on May 3, 2021.\nThe following day, rebels attacked Goma.", "attacked", None, None),
        # A sentence without a day goes on from the one before it, and from what that counts from.
        ("Rebels took Sake on Monday.\nRebels attacked Goma.", "attacked", None, DateBasis.PUBLICATION),
        ("Rebels took Sake on September 4, 2023.\nRebels attacked Goma.", "attacked", None, None),
    ],
)
def test_a_date_in_words_tells_the_day_that_it_was_reckoned_from(
    story: Callable[..., Story],
    text: str,
    trigger: str,
    dateline: str | None,
    reckoned_from: DateBasis | None,
) -> None:
    before, _, sentence = text.rpartition("\n")
    read = story(sentence, dateline=dateline)
    found = event_date(*read.trigger(trigger), read.article, before)
    assert found is not None
    assert (found.basis, found.reckoned_from) == (DateBasis.TEXT, reckoned_from)


def test_what_cannot_be_dated_is_not_dated(story: Callable[..., Story]) -> None:
    for text, trigger in (
        ("Rebels attacked Goma two weeks after the vote.", "attacked"),
        ("Rebels attacked Goma on February 31.", "attacked"),
        ("On Monday she said that the two presidents will meet.", "meet"),
    ):
        read = story(text)
        assert event_date(*read.trigger(trigger), read.article) is None, text


@pytest.mark.parametrize(
    ("text", "trigger", "is_past"),
    [
        ("Six years after Moscow threw out the agency, clinics look for money.", "threw", True),
        ("Half a century after Amin expelled them, Uganda invited the Asians.", "expelled", True),
        ("Half a century after Amin expelled them, Uganda invited the Asians.", "invited", False),
        ("In the decade since Dili hosted the ministers, the catch has fallen.", "hosted", True),
        ("The premier had thanked Moscow a year earlier for the oil.", "thanked", True),
        ("Police arrested 300 people, twice as many as a year earlier.", "arrested", False),
        ("Two weeks after Moscow threw out the agency, clinics look for money.", "threw", False),
    ],
)
def test_words_put_an_event_years_back_without_telling_which(
    story: Callable[..., Story], text: str, trigger: str, is_past: bool
) -> None:
    read = story(text)
    assert is_long_past(*read.trigger(trigger), read.article) is is_past


def test_a_year_before_a_noun_does_not_date_what_is_done_under_it(story: Callable[..., Story]) -> None:
    read = story("Libya paid the families under a 2003 deal.")
    found = event_date(*read.trigger("paid"), read.article)
    assert found is not None
    assert found.basis is DateBasis.PUBLICATION

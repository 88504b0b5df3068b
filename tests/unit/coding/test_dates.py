"""When it happened: the expression, its interval, its granularity, and what it was read from."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import DateBasis, Granularity
from streams.coding.dates import event_date, is_future, is_long_past
from streams.coding.expressions import expressions
from tests.unit.coding.stories import Story

BASE = date(2023, 9, 6)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "edtf", "granularity"),
    [
        ("Tuesday, September 5, 2023", "2023-09-05", Granularity.DAY),
        ("Sept. 5", "2023-09-05", Granularity.DAY),
        ("5 September", "2023-09-05", Granularity.DAY),
        ("the 5th of September, 2021", "2021-09-05", Granularity.DAY),
        ("2023-09-05", "2023-09-05", Granularity.DAY),
        ("on Monday", "2023-09-04", Granularity.DAY),
        ("on Wednesday", "2023-09-06", Granularity.DAY),
        ("last Wednesday", "2023-08-30", Granularity.DAY),
        ("next Tuesday", "2023-09-12", Granularity.DAY),
        ("yesterday", "2023-09-05", Granularity.DAY),
        ("the day before yesterday", "2023-09-04", Granularity.DAY),
        ("last night", "2023-09-05", Granularity.DAY),
        ("three days ago", "2023-09-03", Granularity.DAY),
        ("March 3-5", "2023-03-03/2023-03-05", Granularity.DAY),
        ("over the weekend", "2023-09-02/2023-09-03", Granularity.DAY),
        ("last week", "2023-08-28/2023-09-03", Granularity.WEEK),
        ("as early as next week", "2023-09-11/2023-09-17", Granularity.WEEK),
        ("two weeks ago", "2023-08-21/2023-08-27", Granularity.WEEK),
        ("in July", "2023-07", Granularity.MONTH),
        ("last November", "2022-11", Granularity.MONTH),
        ("last July", "2023-07", Granularity.MONTH),
        ("in November", "2022-11", Granularity.MONTH),
        ("this month", "2023-09", Granularity.MONTH),
        ("later this month", "2023-09", Granularity.MONTH),
        ("next month", "2023-10", Granularity.MONTH),
        ("in March 2011", "2011-03", Granularity.MONTH),
        ("earlier this year", "2023", Granularity.YEAR),
        ("in 2014", "2014", Granularity.YEAR),
        ("In 2014", "2014", Granularity.YEAR),
        ("In early March", "2023-03", Granularity.MONTH),
        ("a year ago", "2022", Granularity.YEAR),
        ("the 1990s", "199X", Granularity.DECADE),
        ("in the winter of 1978", "1978", Granularity.YEAR),
        ("as early as 1994", "1994", Granularity.YEAR),
        ("as long ago as 1994", "1994", Granularity.YEAR),
        ("twenty years ago", "2003", Granularity.YEAR),
        ("three winters ago", "2020", Granularity.YEAR),
        ("in the late nineties", "199X", Granularity.DECADE),
        ("in April last year", "2022-04", Granularity.MONTH),
        ("in April of last year", "2022-04", Granularity.MONTH),
        ("on a wet Friday in April 1982", "1982-04", Granularity.MONTH),
        ("under the 1994 accord", "1994", Granularity.YEAR),
        ("throughout the Korean war", "1950/1953", Granularity.YEAR),
        ("in Soviet times", "1922/1991", Granularity.YEAR),
        ("29 February", "2024-02-29", Granularity.DAY),
    ],
)
def test_expression_means_its_interval(text: str, edtf: str, granularity: Granularity) -> None:
    (found,) = expressions(f"It happened {text}.", BASE)
    assert found.interval is not None
    assert (found.interval.edtf, found.interval.granularity) == (edtf, granularity)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on Monday", "2023-09-11"),
        ("on Wednesday", "2023-09-06"),
        ("in July", "2024-07"),
        ("on March 3", "2024-03-03"),
        ("in two weeks", "2023-09-18/2023-09-24"),
        ("this weekend", "2023-09-09/2023-09-10"),
    ],
)
def test_what_is_to_come_lies_ahead(text: str, edtf: str) -> None:
    (found,) = expressions(f"They will meet {text}.", BASE, future=True)
    assert found.interval is not None
    assert found.interval.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "on 31 February 2023",
        "February 30",
        "0000-01-01",
        "two weeks after the vote",
        "last summer",
        "since 2014",
        "since last year",
        "four months later",
    ],
)
def test_words_that_the_calendar_cannot_place_have_no_interval(text: str) -> None:
    (found,) = expressions(f"It happened {text}.", BASE)
    assert found.interval is None


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("They closed the border in 1994 and reopened it the following year.", "1995"),
        ("They met in March 2011 and, four months later, in Kano.", "2011-07"),
        ("They met on 5 May 2011 and again two days later.", "2011-05-07"),
        ("They met in March 2011 and again five days later.", "2011-03"),
        ("They met in 2011, but had quarrelled two years earlier.", "2009"),
    ],
)
def test_what_came_later_counts_from_the_time_named_before_it(text: str, edtf: str) -> None:
    _, found = expressions(text, BASE)
    assert found.interval is not None
    assert found.interval.edtf == edtf


def test_a_war_that_still_goes_on_is_no_date() -> None:
    assert expressions("It happened during the Gulf War.", date(1991, 2, 1)) == ()


@pytest.mark.parametrize(
    "text",
    ["They may march.", "The first strike in two years.", "It cost 2,014 dollars.", "Theresa May met Jan Peter."],
)
def test_words_that_are_no_date_are_left_alone(text: str) -> None:
    assert expressions(text, BASE) == ()


@given(st.dates(), st.sampled_from(["next week", "last month", "9999 years ago", "in July", "the weekend", "Sept 31",
    "next decade", "tomorrow", "on Sunday", "February 29", "9999-12-31"]), st.booleans())  # fmt: skip
def test_no_day_of_the_calendar_makes_it_fail(base: date, text: str, future: bool) -> None:
    for found in expressions(f"in {text}", base, future=future):
        assert found.interval is None or found.interval.start <= found.interval.end


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    assert all(text[e.start : e.end] for e in expressions(text, BASE))


def test_last_days_of_the_calendar_are_months_and_weeks_too() -> None:
    (found,) = expressions("in December 9999", date(9999, 12, 1))
    assert found.interval is not None
    assert found.interval.end == date.max


@pytest.mark.parametrize(
    ("text", "trigger", "edtf", "words"),
    [
        ("The 1994 accord under which Jordan made peace with Israel is old.", "made", "1994", "1994"),
        ("An official stated last November that Minsk never made a deal.", "made", "2022-11", "last November"),
        ("Kim plans to visit Russia later this month.", "visit", "2023-09", "later this month"),
        ("During a visit to Cairo in July, the minister met farmers.", "visit", "2023-07", "in July"),
        ("Rebels attacked Goma on Tuesday after the army fled Sake in August.", "attacked", "2023-09-05", "Tuesday"),
        ("Rebels attacked Goma on Tuesday after the army fled Sake in August.", "fled", "2023-08", "in August"),
        ("The accord signed in May 2011 goes on show on Thursday.", "accord", "2011-05", "May 2011"),
        ("The Netherlands plans to recognise the passports in September.", "plans", "2023-09", "in September"),
        ("Chad plans to open an embassy in March.", "plans", "2024-03", "in March"),
    ],
)
def test_event_takes_the_nearest_expression(
    story: Callable[..., Story], text: str, trigger: str, edtf: str, words: str
) -> None:
    read = story(text)
    found = event_date(*read.trigger(trigger), read.article)
    assert found is not None
    assert (found.edtf, found.text, found.basis) == (edtf, words, DateBasis.TEXT)


def test_without_a_word_the_story_or_its_dateline_gives_the_day(story: Callable[..., Story]) -> None:
    plain, lined = (story("Rebels attacked Goma.", dateline=line) for line in (None, "GOMA, Sept 4 (Wire)"))
    found = [event_date(*read.trigger("attacked"), read.article) for read in (plain, lined)]
    assert [(day.edtf, day.basis) for day in found if day] == [
        ("2023-09-06", DateBasis.PUBLICATION),
        ("2023-09-04", DateBasis.DATELINE),
    ]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The envoy urged Tunis to free the judge, who was arrested in November 2021.", "urged"),
        ("Rebels attacked Goma after the army fled Sake in August.", "attacked"),
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


def test_story_that_says_no_day_is_dated_by_its_receipt(story: Callable[..., Story]) -> None:
    read = story("Rebels attacked Goma on Monday.", published_at=None, received_at="2020-01-01T10:00:00Z")
    found = event_date(*read.trigger("attacked"), read.article)
    assert found is not None
    assert found.start == date(2019, 12, 30)


def test_what_cannot_be_dated_is_not_dated(story: Callable[..., Story]) -> None:
    for text, trigger in (
        ("Rebels attacked Goma two weeks after the vote.", "attacked"),
        ("Rebels attacked Goma on February 31.", "attacked"),
        ("On Monday she said that the two presidents will meet.", "meet"),
    ):
        read = story(text)
        assert event_date(*read.trigger(trigger), read.article) is None, text


@pytest.mark.parametrize(
    ("text", "trigger", "future"),
    [
        ("They will meet.", "meet", True),
        ("Kim plans to visit Russia.", "visit", True),
        ("He is scheduled to meet Putin.", "meet", True),
        ("They met.", "met", False),
        ("He said he met Putin.", "met", False),
        ("Rebels attacked Goma.", "attacked", False),
    ],
)
def test_future_is_told_from_past(story: Callable[..., Story], text: str, trigger: str, future: bool) -> None:
    assert is_future(story(text).trigger(trigger)[1]) is future


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

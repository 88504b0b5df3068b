"""Words that name a time: the interval they mean, how fine it is, and how it is counted from another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Granularity
from streams.coding.expressions import expressions, is_reckoned

BASE = date(2023, 9, 6)  # a Wednesday
DAY, WEEK, MONTH, YEAR, DECADE = Granularity


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
        ("later this month", "2023-09-06/2023-09-30", Granularity.MONTH),
        ("next month", "2023-10", Granularity.MONTH),
        ("in March 2011", "2011-03", Granularity.MONTH),
        ("earlier this year", "2023-01-01/2023-09-06", Granularity.YEAR),
        ("in 2014", "2014", Granularity.YEAR),
        ("In 2014", "2014", Granularity.YEAR),
        ("In early March", "2023-03-01~/2023-03-10~", Granularity.MONTH),
        ("a year ago", "2022", Granularity.YEAR),
        ("the 1990s", "199X", Granularity.DECADE),
        ("in the winter of 1978", "1978-12~/1979-02~", Granularity.MONTH),
        ("as early as 1994", "1994", Granularity.YEAR),
        ("as long ago as 1994", "1994", Granularity.YEAR),
        ("twenty years ago", "2003", Granularity.YEAR),
        ("three winters ago", "2020", Granularity.YEAR),
        ("in the late nineties", "1997~/1999~", Granularity.DECADE),
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


PARTS = [
    ("in mid-August", "2023-08-11~/2023-08-20~", MONTH),
    ("at the end of May", "2023-05-21~/2023-05-31~", MONTH),
    ("in the first days of August", "2023-08-01~/2023-08-10~", MONTH),
    ("in late 2014", "2014-09~/2014-12~", YEAR),
    ("at the end of last year", "2022-12~", MONTH),
    ("in the early 2000s", "2000~/2003~", DECADE),
    ("in the mid-1990s", "1994~/1996~", DECADE),
    ("in the first half of 2009", "2009-01/2009-06", MONTH),
    ("in the first half of May", "2023-05-01/2023-05-15", MONTH),
    ("in the first half of the 1990s", "1990/1994", YEAR),
    ("in the last week of May", "2023-05-25/2023-05-31", WEEK),
    ("in the first three months of the year", "2023-01/2023-03", MONTH),
    ("on the last day of August", "2023-08-31", DAY),
    ("earlier this week", "2023-09-04/2023-09-06", WEEK),
    ("early last week", "2023-08-28/2023-09-03", WEEK),
    ("earlier in the day", "2023-09-06", DAY),
]
SEASONS = [
    ("last summer", "2023-06~/2023-08~", MONTH),
    ("last autumn", "2022-09~/2022-11~", MONTH),
    ("last winter", "2022-12~/2023-02~", MONTH),
    ("this spring", "2023-03~/2023-05~", MONTH),
    ("in the spring", "2023-03~/2023-05~", MONTH),
    ("in the first quarter", "2023-01/2023-03", MONTH),
    ("in the fourth quarter", "2022-10/2022-12", MONTH),
    ("in the third quarter of 2011", "2011-07/2011-09", MONTH),
    ("last quarter", "2023-04/2023-06", MONTH),
    ("in Q3 2011", "2011-07/2011-09", MONTH),
    ("in fiscal 2012", "2012~", YEAR),
    ("in the fiscal year that ended on March 31", "2022-04/2023-03", YEAR),
    ("in the fiscal year from April 2018 to March 2019", "2018-04/2019-03", YEAR),
    ("in the three weeks to 5 May", "2023-04-15/2023-05-05", WEEK),
    ("in the 19th century", "1801~/1900~", DECADE),
]
RANGES = [
    ("between May and July", "2023-05/2023-07", MONTH),
    ("between November and March", "2022-11/2023-03", MONTH),
    ("between 1991 and 1993", "1991/1993", YEAR),
    ("in 1991-93", "1991/1993", YEAR),
    ("between 28 February and 2 March", "2023-02-28/2023-03-02", DAY),
    ("from April 2018 to March 2019", "2018-04/2019-03", MONTH),
    ("from late May to early July", "2023-05-21~/2023-07-10~", MONTH),
    ("from Saturday to Monday", "2023-09-02/2023-09-04", DAY),
    ("on Saturday and Sunday", "2023-09-02/2023-09-03", DAY),
    ("overnight", "2023-09-05/2023-09-06", DAY),
    ("overnight from Monday to Tuesday", "2023-09-04/2023-09-05", DAY),
    ("overnight into Tuesday", "2023-09-04/2023-09-05", DAY),
    ("in the past two weeks", "2023-08-23/2023-09-06", WEEK),
    ("in the past decade", "2013-09-06/2023-09-06", DECADE),
    ("since Monday", "2023-09-04/2023-09-06", DAY),
    ("since 2014", "2014-01-01/2023-09-06", YEAR),
    ("since last year", "2022-01-01/2023-09-06", YEAR),
    ("since early June", "2023-06-01~/2023-09-06~", MONTH),
    ("until Friday", "2023-09-06/2023-09-08", DAY),
    ("until the end of the month", "2023-09-06/2023-09-30", MONTH),
    ("until 1999", "1999", YEAR),
    ("by Tuesday", "2023-09-05", DAY),
]
FEASTS = [
    ("on New Year's Day", "2024-01-01", DAY),
    ("on New Year’s Eve 2015", "2015-12-31", DAY),
    ("last Christmas", "2022-12-25", DAY),
    ("on Good Friday", "2023-04-07", DAY),
    ("on Easter Monday 2019", "2019-04-22", DAY),
    ("on Good Friday last year", "2022-04-15", DAY),
    ("on Memorial Day", "2023-05-29", DAY),
    ("on Thanksgiving 2022", "2022-11-24", DAY),
]
NEAR = [
    ("the year before last", "2021", YEAR),
    ("on Monday last week", "2023-08-28", DAY),
    ("this Friday", "2023-09-08", DAY),
    ("this past Tuesday", "2023-09-05", DAY),
    ("a week ago on Monday", "2023-08-28", DAY),
    ("two years ago this month", "2021-09", MONTH),
    ("a month ago today", "2023-08-06", DAY),
    ("a fortnight ago", "2023-08-21/2023-08-27", WEEK),
    ("two hours ago", "2023-09-06", DAY),
    ("on March 3 last year", "2022-03-03", DAY),
    ("on the 5th", "2023-09-05", DAY),
    ("on the first Sunday of May", "2023-05-07", DAY),
    ("on the last Friday of May 2011", "2011-05-27", DAY),
]


@pytest.mark.parametrize(("text", "edtf", "granularity"), [*PARTS, *SEASONS, *RANGES, *FEASTS, *NEAR])
def test_words_around_a_date_bound_it(text: str, edtf: str, granularity: Granularity) -> None:
    test_expression_means_its_interval(text, edtf, granularity)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on Monday", "2023-09-11"),
        ("on Wednesday", "2023-09-06"),
        ("in July", "2024-07"),
        ("on March 3", "2024-03-03"),
        ("in two weeks", "2023-09-18/2023-09-24"),
        ("this weekend", "2023-09-09/2023-09-10"),
        ("overnight", "2023-09-06/2023-09-07"),
        ("within three weeks", "2023-09-06/2023-09-27"),
        ("by the end of next year", "2023-09-06/2024-12-31"),
        ("by year-end", "2023-09-06/2023-12-31"),
        ("before Christmas", "2023-09-06/2023-12-25"),
        ("until at least mid-October", "2023-09-06~/2023-10-20~"),
        ("later in the week", "2023-09-06/2023-09-10"),
        ("next spring", "2024-03~/2024-05~"),
        ("in the third quarter", "2023-07/2023-09"),
        ("from 28 December to 3 January", "2023-12-28/2024-01-03"),
        ("from Monday to Wednesday", "2023-09-11/2023-09-13"),
        ("in the next two weeks", "2023-09-06/2023-09-20"),
        ("the following week", "2023-09-11/2023-09-17"),
        ("a week from Monday", "2023-09-18"),
        ("on the 5th", "2023-10-05"),
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
        "four months later",
        "the previous day",
        "on the eve of the vote",
        "days after the vote",
        "in recent weeks",
        "in the coming days",
        "months ago",
        "during Ramadan",
        "in the third half of 2023",
        "on February 31 last year",
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
        ("They met on 5 May 2011 and again two weeks later.", "2011-05-19"),
        ("They met on 5 May 2011 and left the previous Sunday.", "2011-05-01"),
        ("They met on 5 May 2011 and left the following Sunday.", "2011-05-08"),
        ("They met on 5 May 2011 and left that night.", "2011-05-05"),
        ("They met on 5 May 2011 and left a fortnight earlier.", "2011-04-21"),
    ],
)
def test_what_came_later_counts_from_the_time_named_before_it(text: str, edtf: str) -> None:
    _, found = expressions(text, BASE)
    assert found.interval is not None
    assert found.interval.edtf == edtf


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("Two weeks after the vote on May 3, they met.", "Two weeks after", "2023-05-17"),
        ("They met the day before the talks of April 25.", "the day before", "2023-04-24"),
        ("They met on the eve of the race that starts on 22 July.", "the eve of", "2023-07-21"),
        ("They met a month after the vote on May 3.", "a month after", "2023-06"),
        ("They voted on May 3 and met two days after the vote.", "two days after", "2023-05-05"),
    ],
)
def test_time_is_counted_from_what_is_named_with_it(text: str, words: str, edtf: str) -> None:
    (found,) = (one for one in expressions(text, BASE) if text[one.start : one.end] == words)
    assert found.interval is not None
    assert found.interval.edtf == edtf


def test_what_counts_is_not_taken_for_a_bound_of_what_it_counts_from() -> None:
    lead, named = expressions("They will meet a week before the October 16 vote.", BASE, future=True)
    assert lead.interval is not None
    assert named.interval is not None
    assert (lead.interval.edtf, named.interval.edtf) == ("2023-10-09", "2023-10-16")


def test_the_first_in_ten_years_is_no_day_to_come() -> None:
    assert expressions("It will be the first visit in ten years.", BASE, future=True) == ()


def test_what_would_lie_ahead_is_not_counted_for_the_past() -> None:
    found = expressions("Two weeks after the vote on Monday, they met.", BASE)
    assert [one.interval is None for one in found] == [True, False]


def test_a_day_that_is_moved_makes_no_range() -> None:
    found = expressions("They postponed it from Monday to Friday.", BASE)
    assert len(found) == 2


def test_a_war_that_still_goes_on_is_no_date() -> None:
    assert expressions("It happened during the Gulf War.", date(1991, 2, 1)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "They may march.",
        "A Christmas tree.",
        "The quarterback fell.",
        "They fell on that day.",
        "The first strike in two years.",
        "It cost 2,014 dollars.",
        "Theresa May met Jan Peter.",
    ],
)
def test_words_that_are_no_date_are_left_alone(text: str) -> None:
    assert expressions(text, BASE) == ()


HARD = [
    "next week",
    "last month",
    "9999 years ago",
    "in July",
    "the weekend",
    "Sept 31",
    "next decade",
    "tomorrow",
    "on Sunday",
    "February 29",
    "9999-12-31",
    "since Monday",
    "until the end of the year",
    "last winter",
    "the fourth quarter",
    "overnight into Monday",
    "Easter Sunday",
    "Memorial Day",
    "the last week of May",
    "May 3, ten decades later",
    "the fiscal year ended in May",
    "the past 9999 years",
    "the first half of the 1990s",
    "December 31 to January 2",
    "in 9999 weeks",
    "the 99th century",
    "Q4 9999",
    "the 31st",
    "the last Friday of June 0000",
    "the year before last",
    "early last decade",
    "two years ago this month",
    "10 weeks from Monday",
]


@given(st.dates(), st.sampled_from(HARD), st.booleans())
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


@pytest.mark.parametrize("text", ["في يوليو ٢٠٢٣", "二〇二三年七月", "en juillet 2023", "٢٠٢٣-٠٧-٠٤", "१५ May ٢٠٢٣"])
def test_other_scripts_do_not_make_it_fail(text: str) -> None:
    for found in expressions(text, BASE, before=text):
        assert found.interval is None or found.interval.start <= found.interval.end


@pytest.mark.parametrize(
    ("text", "reckoned"),
    [
        ("on Monday", True),
        ("in July", True),
        ("last November", True),
        ("March 3", True),
        ("two weeks after the vote on May 3", True),
        # It runs to the day of the story.
        ("since 2019", True),
        ("Monday, 3 March 2014", False),
        ("in July 2014", False),
        ("the 1990s", False),
        ("between 3 March and 5 April 2010", False),
        ("two weeks after the vote on May 3, 2009", False),
    ],
)
def test_words_that_name_no_full_date_mean_another_time_on_another_day(text: str, reckoned: bool) -> None:
    assert [is_reckoned(one, text, BASE) for one in expressions(text, BASE)[:1]] == [reckoned]


@pytest.mark.parametrize("base", [date.min, date.max])
def test_at_the_calendars_ends_a_date_is_reckoned_all_the_same(base: date) -> None:
    text = f"On 3 March 2014, and today, {base:%A}."
    assert [is_reckoned(one, text, base) for one in expressions(text, base)] == [False, True, True]

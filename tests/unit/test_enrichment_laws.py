"""What holds of a story's events whatever befalls it: revisions without gaps, one table, nothing twice."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import (
    Assertion,
    Change,
    DateBasis,
    Event,
    EventState,
    RetractionReason,
    Screened,
    ScreenedKind,
)
from tests.unit.stories.telling import (
    CHILE,
    NORWAY,
    asserted,
    city,
    crowd,
    day,
    minister,
    toll,
    word,
)
from tests.unit.story import HOLD, KILL, Story, changes

WORDS = st.sampled_from(["Portugal accused Norway.", "It was said at sea.", "Norway, Chile and others heard of it."])
SAID = st.builds(
    asserted,
    kind=st.sampled_from(["ACCUSE", "ASSAULT", "CONSULT"]),
    actors=st.sampled_from([(minister(),), (minister("Rui Pena"),), (crowd(),), ()]),
    recipients=st.sampled_from([(NORWAY,), (CHILE,), ()]),
    words=WORDS,
    trigger=st.sampled_from(["accused", "accuses", "said"]),
    when=st.sampled_from(
        [
            None,
            day(date(2026, 3, 1)),
            day(date(2026, 3, 1), reckoned_from=DateBasis.RECEIPT),
            day(date(2026, 3, 3), basis=DateBasis.PUBLICATION),
            day(date(2026, 3, 9), basis=DateBasis.RECEIPT),
        ]
    ),
    where=st.sampled_from([None, city("Porto"), city("Faro")]),
    quantities=st.sampled_from([(), (toll(12),), (toll(15),)]),
    negated=st.booleans(),
)
MARK = word(ScreenedKind.MARK, origin_killed=True)
STEPS = st.lists(
    st.one_of(
        st.lists(SAID, max_size=5),
        st.sampled_from([KILL, HOLD, MARK, word(ScreenedKind.WITHDRAW, RetractionReason.SUPERSEDED), "fail"]),
    ),
    max_size=8,
)


def lived(steps: Sequence[list[Assertion] | Screened | str]) -> Story:
    story = Story()
    for version, step in enumerate(steps, start=1):
        if isinstance(step, Screened):
            story.take(step)
        elif isinstance(step, str):
            story.fail(version)
        else:
            story.tell(version, *step)
    return story


@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
def test_revisions_have_no_gaps_and_ids_one_life(steps: list[list[Assertion] | Screened | str]) -> None:
    story = lived(steps)
    lives: dict[str, list[Event]] = {}
    for event in story.log:
        lives.setdefault(event.event_id, []).append(event)
    for life in lives.values():
        assert [event.revision for event in life] == list(range(1, len(life) + 1))
        assert life[0].change == Change.CREATED
        assert all(event.change != Change.CREATED for event in life[1:])
        for before, after in pairwise(life):
            assert (after.change == Change.RESTORED) == ((before.state, after.state) == ("retracted", "active"))
            assert after.changed_fields
    for event in story.log:
        assert (event.state == EventState.RETRACTED) == (event.retraction is not None)
        assert (event.change == Change.RETRACTED) == (event.state == EventState.RETRACTED)


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, shuffled=st.randoms(use_true_random=False))
def test_two_upserting_consumers_end_with_the_same_table(
    steps: list[list[Assertion] | Screened | str], shuffled: random.Random
) -> None:
    story = lived(steps)

    def table(messages: Sequence[Event]) -> dict[str, Event]:
        rows: dict[str, Event] = {}
        for event in messages:
            if event.event_id not in rows or rows[event.event_id].revision < event.revision:
                rows[event.event_id] = event
        return rows

    other = [*story.log, *story.log]
    shuffled.shuffle(other)
    assert table(story.log) == table(other)
    assert table(story.log) == {event.event_id: event for event in (story.state.events if story.state else ())}


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, last=st.lists(SAID, max_size=5))
def test_told_again_in_the_same_words_nothing_is_published(
    steps: list[list[Assertion] | Screened | str], last: list[Assertion]
) -> None:
    story = lived(steps)
    story.tell(50, *last)
    assert story.tell(50, *last) == []


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, last=st.lists(SAID, max_size=5))
def test_held_and_released_every_event_comes_back_as_it_was(
    steps: list[list[Assertion] | Screened | str], last: list[Assertion]
) -> None:
    story = lived(steps)
    story.tell(50, *last)
    before = [event.event_id for event in story.events if event.state == EventState.ACTIVE]
    story.take(HOLD)
    back = story.tell(50, *last)
    assert changes(back) == ["restored"] * len(last)
    assert [event.event_id for event in back] == before

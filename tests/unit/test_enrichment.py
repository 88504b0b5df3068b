"""A story's events across its versions: who keeps an id, what is taken back, what a correction or kill leaves."""

import json
from datetime import date, timedelta

import pytest

from schemas import (
    Assertion,
    Change,
    CoderInfo,
    DateBasis,
    Event,
    EventState,
    Factuality,
    Label,
    RetractionReason,
    Screened,
    ScreenedKind,
    Signal,
)
from schemas.event import SCHEMA_VERSION
from streams.enrichment import enrich, event_id, failed
from streams.errors import CodingError
from tests.unit.stories.telling import (
    LINEAGE,
    NOON,
    article,
    asserted,
    day,
    item,
    minister,
    toll,
    verdict,
    word,
)
from tests.unit.story import ACCUSES, ATTACKED, FREEZES, HOLD, KILL, RULES, WARNS, Story, changes


def test_a_first_version_creates_its_events_under_ids_of_lineage_version_and_place() -> None:
    story = Story()
    published = story.tell(1, ACCUSES, FREEZES)
    assert [event.event_id for event in published] == [event_id(LINEAGE, 1, 0), event_id(LINEAGE, 1, 1)]
    assert all((event.revision, event.change, event.changed_fields) == (1, "created", ()) for event in published)
    assert published[0].story.article_id == f"{LINEAGE}@1"
    assert published[0].story.headline == "Quarrel over cod"
    assert tuple(published) == story.events


def test_the_ids_ever_published_stay_what_they_are() -> None:
    # Changing the namespace or the name under it would break every consumer's table.
    assert event_id("polder/story-7", 1, 0) == "0964c144-d13c-5288-bb7c-5b1f271fe1cd"


def test_a_repeat_of_the_same_version_publishes_nothing_and_changes_nothing() -> None:
    story = Story()
    story.tell(1, ACCUSES, FREEZES, ATTACKED)
    before = story.events
    assert story.tell(1, ACCUSES, FREEZES, ATTACKED) == []
    assert story.events == before


def test_a_toll_rises_on_the_same_event() -> None:
    story = Story()
    (first,) = story.tell(1, ATTACKED)
    (second,) = story.tell(2, ATTACKED.model_copy(update={"quantities": (toll(15),)}))
    assert (second.event_id, second.revision, second.change) == (first.event_id, 2, "updated")
    assert second.changed_fields == ("quantities",)
    assert second.quantities[0].max == 15
    assert second.story.version == 2
    assert second.first_emitted_at == first.emitted_at < second.emitted_at


@pytest.mark.parametrize("basis", [DateBasis.PUBLICATION, DateBasis.DATELINE, DateBasis.RECEIPT])
def test_a_date_that_was_only_assumed_moves_with_the_item_and_the_id_stays(basis: DateBasis) -> None:
    story = Story()
    (first,) = story.tell(1, asserted(when=day(date(2026, 3, 2), basis=basis)))
    (second,) = story.tell(2, asserted(when=day(date(2026, 3, 9), basis=basis)))
    assert (second.event_id, second.revision, second.changed_fields) == (first.event_id, 2, ("date",))


def test_an_event_told_again_speaks_the_contract_of_today() -> None:
    story = Story()
    story.tell(1, ATTACKED, FREEZES)
    assert story.state is not None
    old = [event.model_copy(update={"schema_version": "1.0"}) for event in story.events]
    story.state = story.state.model_copy(update={"events": tuple(old)})
    (told,) = story.tell(2, ATTACKED.model_copy(update={"quantities": (toll(15),)}), FREEZES)
    assert told.schema_version == SCHEMA_VERSION != "1.0"
    assert [event.schema_version for event in story.events] == [SCHEMA_VERSION, "1.0"]


def test_a_better_resolved_actor_and_a_new_coder_keep_the_id() -> None:
    story = Story()
    (first,) = story.tell(1, asserted(actors=(minister("Lobo", None, resolved=False),)))
    (second,) = story.tell(2, asserted(actors=(minister("Ana Lobo"),), coder="weights 2"))
    assert (second.event_id, second.changed_fields) == (first.event_id, ("actors",))


def test_a_plan_that_comes_true_is_an_update() -> None:
    story = Story()
    plan = asserted("AGREE", base="CONSULT", factuality=Factuality.PLANNED, trigger="meets", words="Portugal meets.")
    (first,) = story.tell(1, plan)
    (second,) = story.tell(2, asserted("CONSULT", trigger="met", words="Portugal met Norway."))
    assert second.event_id == first.event_id
    assert {"type", "factuality"} <= set(second.changed_fields)


def test_words_spans_confidence_and_coder_alone_are_no_change() -> None:
    story = Story()
    (first,) = story.tell(1, ACCUSES)
    reworded = asserted(
        actors=(minister().model_copy(update={"text": "the minister", "spans": ()}),),
        words="Norway overfishes, the minister was accusing on Tuesday.",
        trigger="was accusing",
        coder="weights 2",
        confidence=0.31,
        index=5,
    )
    assert story.tell(2, reworded) == []
    assert story.events == (first,)
    assert story.events[0].story.version == 1
    assert story.state is not None
    assert story.state.article is not None
    assert story.state.article.version == 2


def test_a_sentence_taken_out_retracts_its_event_and_leaves_all_other_ids() -> None:
    story = Story()
    ids = [event.event_id for event in story.tell(1, ACCUSES, FREEZES, ATTACKED, WARNS)]
    (gone,) = story.tell(2, ACCUSES, ATTACKED, WARNS)
    assert (gone.event_id, gone.change, gone.state) == (ids[1], "retracted", "retracted")
    assert gone.retraction is not None
    assert (gone.retraction.reason, gone.retraction.article_id, gone.retraction.at) == (
        RetractionReason.GONE_IN_UPDATE,
        f"{LINEAGE}@2",
        NOON,
    )
    assert gone.sentence == FREEZES.sentence, "an updated story's words stay"
    assert gone.story.version == 1, "its spans count in the version that had the sentence"
    active = [event.event_id for event in story.events if event.state == EventState.ACTIVE]
    assert active == [ids[0], ids[2], ids[3]]


def test_an_event_that_reappears_is_restored_under_its_id() -> None:
    story = Story()
    first = story.tell(1, ACCUSES, FREEZES)[1]
    story.tell(2, ACCUSES)
    (back,) = story.tell(3, ACCUSES, FREEZES)
    assert (back.event_id, back.revision, back.change, back.state) == (first.event_id, 3, "restored", "active")
    assert back.retraction is None
    assert back.changed_fields == ("state", "retraction")


@pytest.mark.parametrize(
    ("signal", "coder", "body", "reason"),
    [
        (Signal.UPDATE, RULES, "other", RetractionReason.GONE_IN_UPDATE),
        (Signal.CORRECTION, RULES, "other", RetractionReason.CORRECTED),
        (Signal.UPDATE, CoderInfo(name="rules", version="2"), "same", RetractionReason.RECODED),
    ],
)
def test_a_gone_event_says_why(signal: Signal, coder: CoderInfo, body: str, reason: RetractionReason) -> None:
    story = Story()
    story.take(item(article(1, "same")), ACCUSES, FREEZES)
    (gone,) = story.take(item(article(2, body, signal)), ACCUSES, coder=coder)
    assert gone.retraction is not None
    assert gone.retraction.reason == reason


def test_a_correction_is_named_on_the_events_it_changes() -> None:
    story = Story()
    story.tell(1, ATTACKED)
    (mended,) = story.tell(2, ATTACKED.model_copy(update={"quantities": (toll(2),)}), signal=Signal.CORRECTION)
    assert mended.story.correction


TELLTALE = (
    "Lobo",
    "lobo",
    "accused",
    "overfishing",
    "Quarrel",
    "over cod",
    "that day",
    "Gunmen",
    "gunmen",
    "Porto",
    "minister",
    "resale",
)


@pytest.mark.parametrize(
    ("message", "reason"), [(KILL, RetractionReason.KILLED), (HOLD, RetractionReason.WITHHELD)], ids=["kill", "hold"]
)
def test_a_killed_or_held_story_leaves_codes_and_reason_but_no_word(
    message: Screened, reason: RetractionReason
) -> None:
    story = Story()
    story.tell(1, ACCUSES, FREEZES)
    story.tell(2, ACCUSES, ATTACKED)
    published = story.take(message)
    # The one that an update had taken back still lay there with its words.
    assert sorted(event.event_id for event in published) == sorted(story.ids())
    assert len(published) == 3
    for event in published:
        assert event.change == Change.RETRACTED
        assert event.retraction is not None
        assert event.retraction.reason == reason
        assert event.retraction.article_id == "polder/advisory-1@1"
    assert published[0].actors[0].code == "PRT GOV"
    assert story.state is not None
    assert (story.state.article, story.state.actors) == (None, ())
    for told in [story.state, *published]:
        text = told.model_dump_json()
        assert [tale for tale in TELLTALE if tale in text] == []


def test_a_second_kill_or_a_hold_after_it_changes_nothing_but_a_kill_after_a_hold_does() -> None:
    story = Story()
    story.tell(1, ACCUSES)
    assert changes(story.take(HOLD)) == ["retracted"]
    assert story.take(HOLD) == []
    assert changes(story.take(KILL)) == ["retracted"]
    assert story.events[0].retraction is not None
    assert story.events[0].retraction.reason == RetractionReason.KILLED
    assert story.take(KILL) == []
    assert story.take(HOLD) == []


@pytest.mark.parametrize("reason", [RetractionReason.SUPERSEDED, RetractionReason.CORRECTED])
def test_a_story_withdrawn_for_another_keeps_its_words(reason: RetractionReason) -> None:
    story = Story()
    story.tell(1, ACCUSES, FREEZES)
    story.tell(2, ACCUSES)
    (gone,) = story.take(word(ScreenedKind.WITHDRAW, reason))
    assert gone.sentence == ACCUSES.sentence
    assert story.state is not None
    assert story.state.article is not None
    assert story.events[1].retraction is not None
    assert story.events[1].retraction.reason == RetractionReason.GONE_IN_UPDATE


def test_a_withdrawal_for_a_reason_not_known_here_is_read_as_a_kill() -> None:
    story = Story()
    story.tell(1, ACCUSES)
    fields = json.loads(word(ScreenedKind.WITHDRAW, RetractionReason.KILLED).model_dump_json())
    fields["cause"]["reason"] = "court_order"
    (gone,) = story.take(Screened.model_validate_json(json.dumps(fields)))
    assert gone.sentence is None


def test_a_released_story_gets_its_events_back_under_their_ids() -> None:
    story = Story()
    twin = ACCUSES.model_copy(update={"actors": (minister("Rui Pena"),)})
    story.tell(1, ACCUSES, FREEZES, ATTACKED)
    story.tell(2, twin, ACCUSES, WARNS, ATTACKED)
    ids = {event.event_id: event.actors for event in story.events if event.state == EventState.ACTIVE}
    story.take(HOLD)
    published = story.tell(2, twin, ACCUSES, WARNS, ATTACKED)
    assert changes(published) == ["restored"] * 4
    assert {event.event_id: event.actors for event in published} == ids
    assert published[0].story.headline == "Quarrel over cod"


def test_a_kill_lifted_by_a_higher_version_restores() -> None:
    story = Story()
    (first,) = story.tell(1, ACCUSES)
    story.take(KILL)
    (back,) = story.tell(2, ACCUSES)
    assert (back.event_id, back.revision, back.change) == (first.event_id, 3, "restored")


def test_a_mark_says_that_the_original_was_killed_and_stays_through_updates() -> None:
    story = Story()
    reprint = verdict(Label.EXACT, duplicate_of="polder/first")
    story.take(item(article(1), reprint), ACCUSES, FREEZES)
    elected = verdict(Label.EXACT, duplicate_of="polder/second", origin_killed=True)
    marked = story.take(word(ScreenedKind.MARK, judged=elected, origin_killed=True))
    assert changes(marked) == ["updated", "updated"]
    assert marked[0].changed_fields == ("origin_killed", "story.duplicate_of")
    assert marked[0].story.duplicate_of == "polder/second"
    assert all(event.origin_killed and event.state == EventState.ACTIVE for event in marked)
    assert story.take(word(ScreenedKind.MARK, judged=elected, origin_killed=True)) == []
    (added,) = story.take(item(article(2), verdict(Label.UPDATE)), ACCUSES, FREEZES, WARNS)
    assert (added.change, added.origin_killed) == ("created", True)


def test_a_mark_without_a_verdict_leaves_the_original_named() -> None:
    story = Story()
    story.take(item(article(1), verdict(Label.EXACT, duplicate_of="polder/first")), ACCUSES)
    (marked,) = story.take(word(ScreenedKind.MARK))
    assert marked.changed_fields == ("origin_killed",)
    assert marked.story.duplicate_of == "polder/first"
    (lifted,) = story.take(word(ScreenedKind.MARK, origin_killed=False))
    assert (lifted.origin_killed, lifted.revision) == (False, 3)


def test_a_version_that_cannot_be_coded_leaves_its_story_stale_until_one_can() -> None:
    story = Story()
    story.tell(1, ACCUSES, FREEZES)
    story.tell(2, ACCUSES)
    (stale,) = story.fail(3)
    assert (stale.change, stale.changed_fields, stale.stale) == ("updated", ("stale",), True)
    assert story.fail(4) == []
    (fresh,) = story.tell(5, ACCUSES)
    assert (fresh.changed_fields, fresh.stale, fresh.event_id) == (("stale",), False, stale.event_id)


def test_a_first_version_that_cannot_be_coded_says_nothing() -> None:
    assert failed(item(article(1)), None, NOON) is None


def test_a_kill_does_not_wait_for_a_coder() -> None:
    story = Story()
    story.tell(1, ACCUSES)
    outcome = failed(KILL, story.state, NOON)
    assert outcome is not None
    assert changes(outcome.publish) == ["retracted"]


@pytest.mark.parametrize("message", [KILL, HOLD, word(ScreenedKind.MARK)], ids=lambda message: message.kind)
def test_word_about_a_story_never_seen_leaves_an_empty_record(message: Screened) -> None:
    outcome = enrich(message, None, (), (), None, NOON)
    assert (outcome.enriched.lineage_id, outcome.enriched.article, outcome.publish) == (LINEAGE, None, ())


def test_an_item_without_its_article_is_refused_and_retracts_nothing() -> None:
    with pytest.raises(CodingError, match="no_article"):
        enrich(item(article(1)).model_copy(update={"article": None}), None, (), (), None, NOON)


def test_a_wire_without_versions_gives_new_events_ids_of_their_own() -> None:
    story = Story()
    story.tell(None, ACCUSES)
    story.tell(None, WARNS)
    story.tell(None, WARNS, ATTACKED)
    assert len(set(story.ids())) == 3


def faintly(story: Story, version: int, *faint: Assertion, signal: Signal = Signal.UPDATE) -> list[Event]:
    message = item(article(version, " ".join(one.sentence.text for one in faint if one.sentence), signal))
    now = NOON + timedelta(minutes=version)
    return story._keep(enrich(message, story.state, (), (), RULES, now, faint=faint))


def test_an_event_that_a_rewrite_tells_faintly_stays_as_it_was() -> None:
    story = Story()
    story.tell(1, ACCUSES, FREEZES)
    before = story.events
    weak = FREEZES.model_copy(update={"confidence": 0.2, "mode": None})
    published = faintly(story, 2, weak)
    assert [event.event_id for event in published] == [before[0].event_id]
    assert changes(published) == ["retracted"]
    assert before[1] in story.events


def test_no_event_begins_with_a_faint_reading_and_none_comes_back_by_one() -> None:
    story = Story()
    assert faintly(story, 1, FREEZES) == []
    story.tell(2, FREEZES)
    story.tell(3, ACCUSES)
    assert [event.state for event in story.events] == ["active", "retracted"]
    faintly(story, 4, FREEZES, ACCUSES)
    assert [event.state for event in story.events] == ["active", "retracted"]


def test_a_correction_that_tells_an_event_only_faintly_takes_it_back() -> None:
    story = Story()
    story.tell(1, FREEZES)
    (gone,) = faintly(story, 2, FREEZES, signal=Signal.CORRECTION)
    assert gone.retraction is not None
    assert gone.retraction.reason == RetractionReason.CORRECTED


def test_a_faint_reading_keeps_one_event_alive_and_no_second() -> None:
    story = Story()
    story.tell(1, FREEZES, ACCUSES)
    faintly(story, 2, FREEZES, FREEZES)
    assert [event.state for event in story.events] == ["active", "retracted"]

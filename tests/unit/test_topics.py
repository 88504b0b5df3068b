"""The table of topics keeps the promises that the road rests on."""

from streams.settings import Settings
from streams.topics import DEADLETTERS, ENRICHED, EVENTS, HELD, POSITIONS, RAW, SCREENED, SCREENING, STORIES, TOPICS


def test_only_what_may_be_published_is_public() -> None:
    assert {topic.name for topic in TOPICS if topic.public} == {ENRICHED.name, EVENTS.name}


def test_time_on_raw_is_the_brokers_so_that_no_sender_can_set_it() -> None:
    assert RAW.config["message.timestamp.type"] == "LogAppendTime"


def test_a_story_its_state_and_its_events_share_a_partition() -> None:
    settings = Settings(partitions=12)
    assert {topic.partitions(settings) for topic in (SCREENED, ENRICHED, EVENTS)} == {12}


def test_a_desks_logs_lie_beside_its_raw_partition() -> None:
    settings = Settings(raw_partitions=3)
    assert {topic.partitions(settings) for topic in (RAW, SCREENING, STORIES, HELD)} == {3}


def test_state_that_must_last_is_compacted_and_logs_are_not() -> None:
    for topic in (ENRICHED, EVENTS, STORIES, HELD, POSITIONS):
        assert "compact" in topic.config["cleanup.policy"]
    for topic in (RAW, SCREENED, SCREENING, DEADLETTERS):
        assert topic.config["cleanup.policy"] == "delete"


def test_held_items_and_positions_never_expire() -> None:
    assert {topic.config["retention.ms"] for topic in (HELD, POSITIONS)} == {"-1"}


def test_each_topic_takes_what_the_stage_before_it_may_write() -> None:
    settings = Settings()
    for topic in (SCREENED, ENRICHED, EVENTS, HELD):
        assert int(topic.config["max.message.bytes"]) > settings.max_output_bytes
    assert int(RAW.config["max.message.bytes"]) > settings.max_item_bytes
    assert int(DEADLETTERS.config["max.message.bytes"]) > settings.max_output_bytes


def test_names_follow_one_pattern_and_are_all_different() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    assert all(name.startswith("news.") and name.endswith(".v1") and "_" not in name for name in names)

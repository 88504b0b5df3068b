"""What is held is held until its time, whoever asks."""

from datetime import timedelta

from streams.stories.waiting import WaitingRoom
from tests.unit.stories.items import START, article, held


def test_embargoes_come_due_earliest_first_and_holds_without_a_time_never() -> None:
    room = WaitingRoom()
    for guid, minutes in (("a", 9), ("b", 5), ("c", None)):
        until = START + timedelta(minutes=minutes) if minutes is not None else None
        room.put(guid, held(article(guid, embargoed_until=until)))
    assert room.next_due() == START + timedelta(minutes=5)
    assert room.due(START + timedelta(minutes=5) - timedelta(microseconds=1)) == []
    assert room.due(START + timedelta(minutes=5)) == ["b"]
    assert room.due(START + timedelta(days=9)) == ["b", "a"]
    assert room.over(START) is None
    assert room.over(START + timedelta(minutes=8)) == START + timedelta(minutes=5)
    assert room.over(START + timedelta(days=9)) == START + timedelta(minutes=9)
    assert [one.article.guid for one in room.of(["c", "zzz"])] == ["c"]


def test_a_draft_is_seen_by_nobody_until_it_is_accepted() -> None:
    room = WaitingRoom()
    room.put("a", held(article("a", embargoed_until=START)))
    draft = room.draft()
    draft.put("a", None)
    draft.put("b", held(article("b", embargoed_until=START)))
    assert (draft.due(START), room.due(START)) == (["b"], ["a"])
    room.accept(draft)
    assert room.due(START) == ["b"]
    assert room.get("a") is None

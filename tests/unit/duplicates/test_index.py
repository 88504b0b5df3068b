"""The index finds every copy of its window, in one order, and forgets the rest."""

from datetime import UTC, datetime, timedelta

from streams.duplicates.index import CopyIndex, Entry
from streams.duplicates.sketch import sketch
from tests.unit.duplicates.texts import changed, exact_jaccard, text

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def entry(name: str, words: list[str], at: datetime = START, offset: int = 0) -> Entry:
    return Entry(name, at, (offset, 0), sketch("", " ".join(words)))


def names(index: CopyIndex, words: list[str], at: datetime = START) -> list[str]:
    return [one.lineage_id for one in index.candidates(sketch("", " ".join(words)), at)]


def test_pairs_at_seven_tenths_and_more_are_found() -> None:
    index = CopyIndex()
    pairs = 0
    missed = []
    for seed in range(300):
        index.add(entry(str(seed), text(seed), offset=seed))
    for seed in range(300):
        copy = changed(text(seed), 1 + seed % 6, seed)
        if exact_jaccard(text(seed), copy) >= 0.7:
            pairs += 1
            missed += [seed] if str(seed) not in names(index, copy) else []
    assert pairs > 150
    assert len(missed) <= pairs * 0.01


def test_unrelated_texts_are_hardly_ever_candidates() -> None:
    index = CopyIndex()
    for seed in range(300):
        index.add(entry(str(seed), text(seed), offset=seed))
    assert sum(len(names(index, text(seed))) for seed in range(1000, 1100)) <= 2


def test_the_window_turns_by_record_time() -> None:
    index = CopyIndex()
    index.add(entry("a", text(1)))
    assert names(index, text(1), START + timedelta(hours=72)) == ["a"]
    assert names(index, text(1), START + timedelta(hours=72, seconds=1)) == []


def test_memory_is_flat_over_ten_days_and_an_idle_day_turns_nothing() -> None:
    index = CopyIndex()
    sizes = []
    for hour in range(240):
        index.add(entry(str(hour), text(hour, 30), START + timedelta(hours=hour), hour))
        sizes.append(sum(len(shard.by_hash) for shard in index._all_shards()))
    assert max(sizes[120:]) == max(sizes)
    assert max(sizes) <= 72 + 12 + 12
    index.add(entry("late", text(999, 30), START + timedelta(hours=240 + 24), 999))
    assert "239" in names(index, text(239, 30), START + timedelta(hours=240 + 24))


def test_candidates_of_one_moment_come_in_the_order_of_arrival_whoever_put_them_in() -> None:
    below = CopyIndex()
    below.add(entry("b", text(1), offset=1))
    draft = below.draft()
    draft.add(entry("b", changed(text(1), 1, 1), offset=2))
    draft.add(entry("a", text(1), offset=3))
    assert names(draft, text(1)) == ["b", "b", "a"]
    assert names(below, text(1)) == ["b"]
    below.accept(draft)
    assert names(below, text(1)) == ["b", "b", "a"]


def test_a_sketch_of_another_algorithm_is_never_compared() -> None:
    index = CopyIndex()
    old = entry("a", text(1))
    index.add(Entry(old.lineage_id, old.at, old.order, old.sketch.model_copy(update={"algorithm": "older"})))
    assert names(index, text(1)) == []

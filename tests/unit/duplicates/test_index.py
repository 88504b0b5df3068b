"""The index finds every copy of its window, in one order, and forgets the rest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.duplicates.index import CopyIndex, Entry, Layer
from streams.duplicates.likeness import compare
from streams.duplicates.packed import KEYS, Packed, pack
from streams.duplicates.shard import MASK, ROW_BITS
from streams.duplicates.sketch import sketch
from streams.duplicates.thresholds import thresholds
from tests.unit.duplicates.texts import changed, exact_jaccard, text

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def packed(words: list[str]) -> Packed:
    return pack(sketch("", " ".join(words)))


def entry(name: str, words: list[str], at: datetime = START) -> Entry:
    return Entry(name, at, packed(words))


def names(index: Layer, words: list[str], at: datetime = START) -> list[str]:
    return [one.lineage_id for one in index.candidates(packed(words), at)]


def test_pairs_at_seven_tenths_and_more_are_found() -> None:
    index = CopyIndex()
    pairs = 0
    missed = []
    for seed in range(300):
        index.add(entry(str(seed), text(seed)))
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
        index.add(entry(str(seed), text(seed)))
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
        index.add(entry(str(hour), text(hour, 30), START + timedelta(hours=hour)))
        sizes.append(len(index))
    assert max(sizes) <= 72 + 12 + 12
    assert max(sizes[:120]) == max(sizes[120:])
    index.add(entry("late", text(999, 30), START + timedelta(hours=240 + 24)))
    assert "239" in names(index, text(239, 30), START + timedelta(hours=240 + 24))


def test_a_clock_that_goes_back_turns_nothing() -> None:
    index = CopyIndex()
    for number in range(50):
        index.add(entry(str(number), text(number), START + timedelta(hours=13 * (number % 2))))
    assert all(str(number) in names(index, text(number), START) for number in range(50))
    assert len(index._shards) == 2


def test_candidates_of_one_moment_come_in_the_order_of_arrival_whoever_put_them_in() -> None:
    below = CopyIndex()
    below.add(entry("b", text(1)))
    draft = below.draft()
    draft.add(entry("b", changed(text(1), 1, 1)))
    draft.add(entry("a", text(1)))
    assert names(draft, text(1)) == ["b", "b", "a"]
    assert names(below, text(1)) == ["b"]
    below.accept(draft)
    assert names(below, text(1)) == ["b", "b", "a"]


def test_a_full_shard_is_followed_by_another_and_old_and_new_texts_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.duplicates.index.ROWS", 100)
    monkeypatch.setattr("streams.duplicates.heads.LEAST_BITS", 4)
    index = CopyIndex()
    for number in range(500):
        index.add(entry(str(number), text(number, 30), START + timedelta(seconds=number)))
    assert (len(index._shards), len(index._heads)) == (5, 4)
    assert all(names(index, text(number, 30), START) == [str(number)] for number in range(500))
    for number in range(500, 1000):
        index.add(entry(str(number), text(number, 30), START + timedelta(hours=80, minutes=number)))
    assert len(index) <= 600
    assert all(len(heads._heads) and heads.last for heads in index._heads)
    assert names(index, text(499, 30), START) == []
    assert names(index, text(999, 30), START) == ["999"]


def test_a_desk_that_grows_quiet_gives_its_tables_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.duplicates.heads.LEAST_BITS", 2)
    index = CopyIndex()
    for number in range(600):
        index.add(entry(str(number), text(number, 30)))
    large = index._heads[0].bits
    for day in range(8):
        index.add(entry(f"day {day}", text(1000 + day, 30), START + timedelta(days=1 + day)))
    assert [heads.bits for heads in index._heads] == [2]
    assert large > 8
    assert names(index, text(1007, 30), START + timedelta(days=8)) == ["day 7"]


def test_one_text_sent_thousands_of_times_is_found_by_its_newest_copies_and_walked_no_further() -> None:
    index = CopyIndex()
    for number in range(3000):
        index.add(entry(str(number), text(1), START + timedelta(seconds=number)))
    most = thresholds().band_most
    assert names(index, text(1)) == [str(number) for number in range(3000 - most, 3000)]
    # What no search reaches any more is out of the chains, but for what came since a column was last cut.
    assert max(chain_lengths(index)) < 3 * most + 33
    draft = index.draft()
    draft.add(entry("drafted", text(1)))
    assert names(draft, text(1)) == [*(str(number) for number in range(3001 - most, 3000)), "drafted"]


def chain_lengths(index: CopyIndex) -> list[int]:
    lengths = []
    columns = packed(text(1)).columns.tolist()
    for column, begin in zip(
        columns, index._heads[0].first(index._heads[0].places(packed(text(1)))).tolist(), strict=True
    ):
        row, length = begin, 0
        while row:
            row = index._by_number[row >> ROW_BITS].after[(row & MASK) * KEYS + column]
            length += 1
        lengths.append(length)
    return lengths


def test_a_copy_is_found_among_thousands_that_share_a_paragraph_with_it() -> None:
    index = CopyIndex()
    boilerplate = text(7, 60)
    for number in range(3000):
        index.add(entry(str(number), [*text(100 + number, 60), *boilerplate]))
    for number in range(0, 3000, 100):
        copy = changed([*text(100 + number, 60), *boilerplate], 1, number)
        assert str(number) in names(index, copy)
        assert len(names(index, copy)) <= thresholds().candidates_most


texts = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=30)


@settings(max_examples=50, deadline=None)
@given(arrivals=texts, cuts=st.sets(st.integers(0, 30)))
def test_batches_and_restarts_change_nothing(arrivals: list[tuple[int, int]], cuts: set[int]) -> None:
    whole, cut = CopyIndex(), CopyIndex()
    batch = cut.draft()
    for number, (root, edits) in enumerate(arrivals):
        words = changed(text(root), edits, edits)
        if number in cuts:
            cut.accept(batch)
            batch = cut.draft()
        trial = batch.draft()
        assert names(trial, words) == names(whole, words)
        trial.add(entry(str(number), words))
        batch.accept(trial)
        whole.add(entry(str(number), words))


def test_a_lookup_in_an_overlay_leaves_the_layer_below_as_it_was() -> None:
    below = CopyIndex()
    draft = below.draft()
    draft.add(entry("dropped", text(1)))
    assert names(draft, text(1)) == ["dropped"]
    assert names(below, text(1)) == []


def clusters(arrivals: list[tuple[str, list[str]]]) -> set[frozenset[str]]:
    """Send texts through the index; each joins the cluster of the likest it finds."""
    index = CopyIndex()
    cluster_of: dict[str, set[str]] = {}
    for number, (name, words) in enumerate(arrivals):
        newcomer = packed(words)
        found = [(compare(newcomer, match), match) for match in index.candidates(newcomer, START)]
        related = [(likeness.strength(), match) for likeness, match in found if likeness is not None]
        cluster = cluster_of[max(related, key=lambda one: one[0])[1].lineage_id] if related else set()
        cluster.add(name)
        cluster_of[name] = cluster
        index.add(Entry(name, START + timedelta(milliseconds=number), newcomer))
    return {frozenset(cluster) for cluster in cluster_of.values()}


STORIES = {
    f"{root}/{edit}": words
    for root in range(8)
    for edit, words in enumerate(
        [
            text(root, 200),
            text(root, 200),
            changed(text(root, 200), 2, root),
            [*text(root, 200), *"the mayor said on the night".split()],  # noqa: SIM905 - prose
            [*text(root, 200), "twelve", "dead"],
            text(root, 200)[:190],
        ]
    )
}


@settings(max_examples=40, deadline=None)
@given(arrivals=st.permutations(sorted(STORIES)))
def test_in_whatever_order_copies_come_the_clusters_are_the_same(arrivals: list[str]) -> None:
    found = clusters([(name, STORIES[name]) for name in arrivals])
    assert found == {frozenset(name for name in STORIES if name.startswith(f"{root}/")) for root in range(8)}

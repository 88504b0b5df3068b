"""The benchmark of duplicates: its truth is computed, its copies are what they are called, its page is whole."""

from collections import Counter
from datetime import timedelta
from itertools import combinations

import pytest

from bench.duplicates import kinds, likenesses, numbers, quality
from bench.duplicates_page import Days, Figures, Found, Guarded, Speed, Volume, page, table
from bench.reprints import generated, grams, hundred_words, pairs
from bench.window import days, volume
from scoring.figure import Figure

WINDOW = timedelta(hours=72)


def test_pairs_are_those_that_comparing_each_with_each_finds() -> None:
    texts = generated(40, seed=3)
    naive = {}
    for one, other in combinations(texts, 2):
        first, second = grams(one.body), grams(other.body)
        if first & second and other.at - one.at <= WINDOW:
            naive[one.number, other.number] = len(first & second) / len(first | second)
    assert {(pair.earlier, pair.later): pair.jaccard for pair in pairs(texts, WINDOW)} == pytest.approx(naive)
    assert len(naive) > 20


def test_copies_have_a_root_and_the_same_seed_makes_the_same_texts() -> None:
    texts = generated(200, seed=3)
    assert texts == generated(200, seed=3)
    assert [text.at for text in texts] == sorted(text.at for text in texts)
    copies = [text for text in texts if text.root is not None]
    assert len(copies) == 400
    assert all(texts[text.root].kind == "root" for text in copies if text.root is not None)
    assert all(
        texts[text.root].body == text.body for text in copies if text.kind == "the same" and text.root is not None
    )


def test_what_is_asked_of_the_index_holds_on_a_small_set() -> None:
    texts = generated(400, seed=3)
    truth = list(pairs(texts, WINDOW))
    ours = likenesses(texts)
    found = quality(texts, truth, ours)["newswire"]
    assert found.precision is not None
    assert min(found.precision, found.recall) >= 0.99
    assert found.revision_recall >= 0.92
    assert numbers(texts, truth, ours).reprints == 0
    assert kinds(texts, truth, ours)["the same"].keys() == {"exact"}


def test_texts_for_speed_have_a_hundred_words() -> None:
    assert {len(text.body.split()) for text in hundred_words(300)} == {100}


def test_a_window_of_some_thousand_texts_is_filled_and_asked() -> None:
    found = volume(3000)
    assert (found.texts, found.logged_bytes_a_text > 1000) == (3000, True)
    assert 0 < found.look_up_p50 <= found.look_up_p99
    assert min(found.rebuild_seconds, found.cost) > 0


def test_over_ten_days_memory_is_flat_and_one_without_texts_takes_nothing_out_of_the_window() -> None:
    found = days(10, 300)
    # From the fourth on: of what has left the window nothing is kept, nor is what comes in its place larger.
    assert len(found.grown) == 10
    assert max(found.grown[3:]) - min(found.grown[3:]) < 16_000_000
    # The window's three days, and what is left of the twelve hours that it begins in; then two of these days.
    assert 900 <= found.held <= 1050
    assert 600 <= found.kept <= 750


def test_the_page_tells_every_figure() -> None:
    figures = Figures(
        machine="a machine",
        load=0.123,
        found={"generated": {"newswire": Found(1234, 0.98765, 0.87654, 4321, 0.7654)}},
        kinds={"other credits": Counter(near=17)},
        numbers=Guarded(3456, 29),
        speeds=[Speed("newswire", 0.000123)],
        volumes=[Volume(30000, 1001.0, 1002.0, 13.0, 0.000111, 0.000222, 0.000221, 0.000333)],
        days=Days(20_001, [51_000_000, 52_000_000], 61_000, 40_071),
        origins=[Figure("origin right", 0.9517, 265)],
    )
    told = page(figures)
    assert table(figures).splitlines()[0] in told
    for figure in ("1234", "0.9877", "0.8765", "4321", "0.765", "17", "3456", "29", "123", "8,130", "30,000"):
        assert figure in told
    for figure in ("1001", "1002", "13", "0.111", "0.222", "0.221", "333", "0.1"):
        assert figure in told
    for figure in ("20,001", "51", "52", "61,000", "40,071", "0.952", "265"):
        assert figure in told

"""The benchmark's articles are of realistic length and no copies of one another; its gauges read the system."""

import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from itertools import combinations

from bench.articles import WORDS_FROM, WORDS_TO, articles
from bench.gauges import children, machine, use
from bench.page import Bare, Figures, Latency, StageCost, Throughput, page, table

LONGEST_SENTENCE = 40


def test_articles_have_the_length_they_promise_and_spread_over_it() -> None:
    lengths = [len(article.body.split()) for article in articles(200)]
    assert min(lengths) >= WORDS_FROM
    assert max(lengths) <= WORDS_TO + LONGEST_SENTENCE
    assert min(lengths) < WORDS_FROM + 50
    assert max(lengths) > WORDS_TO - 50


def test_the_same_seed_gives_the_same_articles_and_another_gives_others() -> None:
    assert list(articles(20, 3)) == list(articles(20, 3))
    assert not {one.body for one in articles(20, 3)} & {one.body for one in articles(20, 4)}


def test_no_slot_is_left_open_and_no_article_is_a_near_copy() -> None:
    written = list(articles(60))
    assert not any(re.search(r"[{}]", article.body + article.headline) for article in written)
    words = [article.body.split() for article in written]
    grams = [set(zip(text, text[1:], text[2:], strict=False)) for text in words]
    assert max(len(one & other) / len(one | other) for one, other in combinations(grams, 2)) < 0.6


def test_cpu_and_memory_of_a_child_are_its_own() -> None:
    burn = "import time\nblock = b'x' * 50_000_000\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", burn], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        found = use(child.pid)
        assert child.pid in children(os.getpid())
        child.stdin.close()
    assert 0.25 <= found.cpu < 2
    assert found.peak > 50_000_000
    assert use(os.getpid()).cpu - time.process_time() < 1


def test_the_page_tells_every_figure_and_its_ratio() -> None:
    cost = StageCost(500, 80.0, 1.5, 12.0)
    figures = Figures(
        machine(),
        0.3,
        "a broker",
        250.0,
        Throughput(2000, 20.0, 61.0, 4.0, 44.0, 301.0, 402.0),
        cost,
        cost,
        Latency(300, 5.0, 81.0, 202.0, 303.0),
        Bare(500, 40.0, 9000.0, 24.0, 201.0),
    )
    told = table(figures)
    assert "| Items a second, one worker | 20.0 | 0.50 |" in told
    assert "| CPU an item, extract: its pool process | 12.0 ms | 0.50 |" in told
    assert "| Peak memory, its pool process | 402 MB | 2.00 |" in told
    assert "| Latency at 5 items a second, p99 | 202 ms |  |" in told
    assert told in page(figures)
    assert "2000 generated articles of 250 words" in page(figures)
    assert "The machine did nothing else." in page(figures)
    assert "load average 3.1 before the run" in page(replace(figures, load=3.1))

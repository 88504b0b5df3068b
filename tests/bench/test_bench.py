"""The benchmark's articles are of realistic length and no copies of one another; its gauges read the system."""

import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from itertools import combinations, islice

from bench.articles import WORDS_FROM, WORDS_TO, articles
from bench.copying import Copied
from bench.gauges import children, machine, use
from bench.paces import Burst, Latency, with_reprints, world
from bench.page import Bare, Figures, Scale, StageCost, Throughput, page, table
from bench.shares import held
from bench.stories import REPRINTED

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


def test_a_wire_of_the_worlds_length_has_its_share_of_reprints_and_no_number_twice() -> None:
    wire = list(islice(with_reprints(world(), 0.4), 250))
    assert len({one.number for one in wire}) == 250
    again = [one for one in wire if one.headline == REPRINTED]
    assert 60 < len(again) < 140
    assert all(450 < len(one.body.split()) < 640 for one in wire)
    told = {sentence for one in wire if one not in again for sentence in one.body.split("\n\n")}
    assert all(sum(part in told for part in one.body.split("\n\n")) >= 5 for one in again)


def test_a_process_held_to_a_share_gets_no_more() -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as child:
        began, base = time.monotonic(), use(child.pid).cpu
        with held(lambda: [child.pid], 0.3):
            time.sleep(2)
        share = (use(child.pid).cpu - base) / (time.monotonic() - began)
        child.kill()
    assert 0.1 < share < 0.4


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
        Latency(300, 12.0, 81.0, 202.0, 303.0),
        Latency(40, 1.0, 91.0, 212.0, 313.0),
        Burst(3000, 100.0, 1200, 41.0, 0, 410.0),
        Scale(0.4, 5.0, 9.5),
        Bare(500, 40.0, 9000.0, 24.0, 201.0),
        (Copied("hardened_faust", 200.0, 5000, 0, 70), Copied("fenced", 100.0, 5000, 0, 0)),
    )
    told = table(figures)
    assert "| Items a second, one worker | 20.0 | 0.50 |" in told
    assert "| CPU an item, extract: its pool process | 12.0 ms | 0.50 |" in told
    assert "| Peak memory, its pool process | 402 MB | 2.00 |" in told
    assert "| Latency at 12 items a second, p99 | 202 ms |  |" in told
    assert "| An embargo's end to its story's record, p50 | 91 ms |  |\n| ... most | 313 ms |  |" in told
    assert "| CPU an item over the road, pools aside | 3.0 ms | 0.12 |" in told
    assert "| ... times as many hops of hardened Faust | 7.5 × |  |" in told
    assert "| Burst of 3000 at 100 items a second: over after | 41 s |  |" in told
    assert "| ... times one | 1.90 × |  |" in told
    assert "| hardened faust | 200 | 1.00 | 5000 | 0 | 70 |" in page(figures)
    assert "| fenced | 100 | 0.50 | 5000 | 0 | 0 |" in page(figures)
    assert told in page(figures)
    assert "2000 generated articles of 250 words" in page(figures)
    assert "The machine did nothing else." in page(figures)
    assert "load average 3.1 before the run" in page(replace(figures, load=3.1))

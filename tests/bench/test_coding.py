"""The coder's benchmark: its stories hold what they promise, and its page tells every figure."""

import random
import re

from bench.coding_page import Figures, Memory, Start, Turns, page, table
from bench.stages import share_of_details
from bench.stories import Pools, article, reprint, stories
from streams.coding.coder import load
from training.corpus import records


def sentences(body: str) -> list[str]:
    return body.split("\n\n")


def test_stories_have_the_length_and_the_share_of_events_that_they_promise() -> None:
    told = [record["text"] for record in records() if record["events"]]
    found = list(stories(Pools.of(1), 10, 631, 0.25, 1))
    assert len(found) == 10
    lengths = [len(re.findall(r"\w+|[^\w\s]", one.body)) for one in found]
    assert all(550 <= length <= 850 for length in lengths)
    events = sum(text in one.body for one in found for text in told)
    everything = sum(text["text"] in one.body for one in found for text in records())
    assert 0.15 < events / everything < 0.35


def test_no_sentence_comes_twice_and_the_same_seed_gives_the_same() -> None:
    one, other = (list(stories(Pools.of(1), 20, 300, 0.5, 1)) for _ in range(2))
    assert one == other
    paragraphs = [paragraph for story in one for paragraph in sentences(story.body)]
    assert len(set(paragraphs)) == len(paragraphs)


def test_an_empty_pool_ends_the_stories() -> None:
    assert len(list(stories(Pools([], [], []), 3, 300, 0.5, 1))) == 0


def test_a_reprint_has_another_headline_one_other_paragraph_and_one_more() -> None:
    story = next(stories(Pools.of(1), 1, 300, 0.5, 1))
    again = reprint(story, random.Random(1))  # noqa: S311 - any choice will do
    assert again.headline != story.headline
    before, after = sentences(story.body), sentences(again.body)
    assert len(after) == len(before) + 1
    assert sum(one != other for one, other in zip(before, after, strict=False)) == 1


def test_the_page_tells_every_figure_and_its_ratio() -> None:
    turns = Turns(60, 631.0, 7.0, 80.0, 10.0)
    figures = Figures(
        "a machine", 0.2, "1+abc", turns, Turns(60, 640.0, 30.0, 80.0, 40.0), turns, turns, 0.12, 1000, 3.14, 9.9,
        Memory(((100, 180.0), (1000, 183.0))), Start(1.23),
    )  # fmt: skip
    told = table(figures)
    assert "| Mixed news, none seen before | 80.0 ms | 10.0 ms | 8.0 x |" in told
    assert "| Every sentence an event | 80.0 ms | 40.0 ms | 2.0 x |" in told
    assert "| Of mixed news: actors, dates, places and numbers |  | 12% |  |" in told
    assert "| One sentence alone, p99 |  | 9.9 ms |  |" in told
    assert "| Memory of a coding process after 1000 articles |  | 183 MB |  |" in told
    assert "| ... grown by, since a tenth of them |  | 3 MB |  |" in told
    assert "| Start of a process to its first sentence coded |  | 1.23 s |  |" in told
    assert told in page(figures)
    assert "The machine did nothing else." in page(figures)


def test_the_share_of_the_details_is_part_of_the_whole() -> None:
    coder = load()
    told = [article(f"share-{at}", f"Kenya accused Ethiopia of arming {at} rebels on Monday.") for at in range(3)]
    assert 0.0 < share_of_details(lambda: [coder.code(one) for one in told]) < 1.0

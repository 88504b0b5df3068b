"""Every golden and ordinary article gives the events that a careful desk would keep, but for the known misses.

The misses are strict: one that is new fails, and so does one that is mended and still listed.
"""

import tomllib
from pathlib import Path

import pytest

from scoring.golden import Golden, read
from streams.coding.coder import Coder, load
from tests.golden.misses import FILE, entry

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "golden", ROOT / "tests" / "quality" / "ordinary")
ARTICLES = [pytest.param(one, folder, id=one.name) for folder in FOLDERS for one in read(folder)]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load()


@pytest.mark.parametrize(("one", "folder"), ARTICLES)
def test_an_article_gives_its_events_and_no_other_but_for_the_known_misses(
    coder: Coder, one: Golden, folder: Path
) -> None:
    known = tomllib.loads((folder / FILE).read_text("utf-8")).get(one.name, {})
    assert entry(one, coder.code(one.article).assertions) == known, (
        "mended or broken: see `python -m tests.golden.misses`"
    )


@pytest.mark.parametrize(("one", "folder"), ARTICLES)
def test_what_an_article_is_held_to_stands_in_its_text(one: Golden, folder: Path) -> None:
    text = (folder / f"{one.name}.txt").read_text("utf-8")
    assert [piece for piece in (*one.none, *(event["words"] for event in one.events)) if piece not in text] == []


def test_no_miss_is_listed_of_an_article_that_is_not_there() -> None:
    for folder in FOLDERS:
        listed = tomllib.loads((folder / FILE).read_text("utf-8"))
        assert set(listed) <= {one.name for one in read(folder)}

"""Everything that the README shows runs, prints what it shows, and names only what there is."""

import asyncio
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from schemas import Event, EventState
from streams import metrics
from streams.cli.connection import SHORT_NAMES
from streams.cli.main import COMMANDS, DONE, FAILED, INTERRUPTED, WRONG_USAGE
from streams.settings import FILE_VARIABLE, PREFIX, Settings
from streams.topics import EVENTS, TOPICS
from tests.broker.road import running
from tests.demo_run import DemoRun
from tests.readme import shown, tables
from tests.readme.page import DOCS, README, REFRESH, ROOT, blocks, masked, outputs, part
from tests.readme.walk import WORKER, Walk

PAGE = README.read_text()
STALE = f"stale: run {REFRESH}"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "THIRD_PARTY.md", *DOCS.rglob("*.md")]


@pytest.fixture(scope="module")
def walked(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")

    async def laid() -> None:
        async with running(broker, folder):
            pass

    asyncio.run(laid())
    with Walk(PAGE, broker, folder) as walk:
        walk.whole()
        yield walk


@pytest.mark.broker
def test_every_command_and_snippet_prints_what_is_shown(walked: Walk) -> None:
    shows = outputs(PAGE)
    assert len(shows) >= 5
    for number, block in shows.items():
        assert masked(walked.printed[number]) == masked(block.text), f"README.md:{block.line} is {STALE}"


@pytest.mark.broker
def test_the_message_shown_is_the_one_that_is_on_the_topic(walked: Walk) -> None:
    block = blocks(part(PAGE, "event"))[0]
    assert shown.message(Event.model_validate_json(block.text)) == block.text, STALE
    third = walked.messages()[2]
    assert shown.timeless(shown.message(third)) == shown.timeless(block.text), STALE


@pytest.mark.broker
def test_the_table_of_the_snippet_has_every_event_at_its_last_state_and_forgets_the_buried(walked: Walk) -> None:
    latest = {event.event_id: str(event.state) for event in walked.messages()}
    assert list(latest.values()).count(EventState.RETRACTED) == 2
    assert list(latest.values()).count(EventState.ACTIVE) == 1
    assert walked.rows(lambda rows: rows == latest) == latest
    buried = next(iter(latest))
    walked.bury(buried)
    assert buried not in walked.rows(lambda rows: len(rows) < len(latest))


def test_what_came_late_is_shown_beneath_its_item() -> None:
    begin, item, event = "A scene ───", "  8  northstar    passed    a new story", "     ● ASSAULT  RUS → UKR"
    words, other, own = (
        "       Russian missiles struck.",
        "  9  meridian     passed    a new story",
        "     ● STRIKE  BEL",
    )
    end = ["What it came to ───", "items"]
    in_time = [begin, item, event, words, other, own, *end]
    late = [begin, item, other, event.replace("     ●", "  8: ●"), words, own, *end]
    assert event in shown.excerpt("\n".join(in_time))
    assert shown.excerpt("\n".join(late)) == shown.excerpt("\n".join(in_time))


def test_the_part_of_the_demo_is_what_the_demo_prints(demo: DemoRun) -> None:
    text = blocks(part(PAGE, "demo"))[0].text
    assert shown.any_run(shown.excerpt(demo.out)) == shown.any_run(text), STALE
    first, whole = re.findall(r"([\d.]+) s", text)[-2:]
    assert float(first) < 10, "the issue's promise, on a machine at rest"
    assert float(whole) < 60


def test_the_tables_are_made_from_the_code() -> None:
    assert part(PAGE, "commands") == tables.commands(), STALE
    assert (DOCS / "settings.md").read_text() == tables.settings_page(), STALE
    assert (DOCS / "metrics.md").read_text() == tables.metrics_page(), STALE


def test_every_make_command_of_any_page_is_one() -> None:
    named = {name for page in PAGES for name in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE)}
    assert named >= {"demo", "test", "setup"}
    for name in named:
        done = subprocess.run(["make", "-n", name], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_every_newswire_command_named_is_one() -> None:
    named = set(re.findall(r"newswire ([a-z]+)\b", "".join(re.findall(r"`[^`\n]+`", PAGE))))
    named |= {word for block in blocks(PAGE) if block.language == "sh" for word in _called(block.text)}
    assert named - {"explain"} <= COMMANDS.keys()
    assert len(named) >= 8


def _called(text: str) -> list[str]:
    return re.findall(r"(?:^|\| )newswire (\w+)", text, re.MULTILINE)


def test_every_setting_metric_and_topic_named_is_one() -> None:
    names = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {FILE_VARIABLE}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", PAGE)) <= names
    series = {sample.name for family in metrics.REGISTRY.collect() for sample in family.samples}
    series |= {family.name for family in metrics.REGISTRY.collect()}
    series |= {f"{family.name}_total" for family in metrics.REGISTRY.collect() if family.type == "counter"}
    assert set(re.findall(r"\bnewswire_[a-z_]+", PAGE)) <= series
    topics = set(re.findall(r"news\.[a-z.]+\.v1", PAGE))
    assert {topic.name for topic in TOPICS if topic.public} <= topics <= {topic.name for topic in TOPICS}
    assert EVENTS.name == SHORT_NAMES["events"]


def test_the_console_consumer_reads_the_public_topic_as_it_should_be_read() -> None:
    (line,) = re.findall(r"^kafka-console-consumer\.sh ((?:.*\\\n)*.*)$", PAGE, re.MULTILINE)
    words = line.replace("\\\n", " ").split()
    options = dict(pairwise(words))
    assert options["--topic"] == EVENTS.name
    assert options["--isolation-level"] == "read_committed"
    known = {"--bootstrap-server", "--topic", "--from-beginning", "--isolation-level", "--property"}
    assert {word for word in words if word.startswith("--")} == known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        assert "://" in target or (page.parent / target).exists(), target


def test_no_block_is_left_out() -> None:
    # Those without a language are looked at by other means: make, the picture, the console consumer.
    plain = [block.text for block in blocks(PAGE) if not block.language]
    assert [text.split()[0] for text in plain] == ["make", "news.articles.raw.v1", "kafka-console-consumer.sh"]
    assert {block.language for block in blocks(PAGE)} == {"", "sh", "python", "text", "json"}
    assert sum(block.text.endswith(WORKER) for block in blocks(PAGE)) == 1


def test_the_exit_codes_said_are_those_of_the_command_line() -> None:
    said = re.search(r"Exit codes: (.*?)\. An item", PAGE, re.DOTALL)
    assert said is not None
    codes = {int(code): words for code, words in re.findall(r"\b(\d+) ([a-z ]+)", " ".join(said[1].split()))}
    assert codes == {
        DONE: "done",
        FAILED: "failed",
        WRONG_USAGE: "wrong usage or a wrong setting",
        INTERRUPTED: "interrupted",
    }
    assert said[1].split()[-1] == "3"
    # The one other code: the last words of a worker that was fenced.
    assert re.search(r"fatal\(3,", "".join(path.read_text() for path in (ROOT / "streams").rglob("*.py")))

"""The coder is chosen by an article's language; another language is a package that is installed beside newswire."""

import asyncio
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article, Cause, CoderInfo, EventType, Raw, Screened, ScreenedKind
from streams.agents import extract
from streams.agents.pool import ItemPool
from streams.cli.main import main
from streams.coding import languages
from streams.coding.coded import Coded
from streams.coding.languages import GROUP, Coders, installed, primary
from streams.errors import CoderError, CodingError
from streams.settings import Settings
from tests.readme.page import DOCS, Block, blocks, masked

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
RAW = Raw(topic="news.articles.raw.v1", partition=0, offset=0, content_type="text/plain", sha256="0" * 64)
DANISH = "Det regnede. Politiet anholdt tolv smuglere i Odense."
PAGE = {block.language: block for block in blocks((DOCS / "how-to" / "another-language.md").read_text())}

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a package on the path as pip would: its module, and the metadata of its distribution."""
    monkeypatch.setattr(extract, "_loaded", {})
    monkeypatch.syspath_prepend(tmp_path)

    def installed(module: str, source: str, entries: dict[str, str], name: str, version: str = "0.1") -> Path:
        (tmp_path / f"{module}.py").write_text(source)
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = [f"[{GROUP}]", *(f"{language} = {value}" for language, value in entries.items())]
        (info / "entry_points.txt").write_text("\n".join(lines))
        monkeypatch.delitem(sys.modules, module, raising=False)
        return tmp_path

    return installed


@pytest.fixture
def danish(install: Install) -> Path:
    """The package of the page, as its own code and `pyproject.toml` say."""
    project = tomllib.loads(PAGE["toml"].text)["project"]
    module = PAGE["python"].text.split()[1].removesuffix(".py")
    return install(module, PAGE["python"].text, project["entry-points"][GROUP], project["name"], project["version"])


def article(body: str, language: str) -> Article:
    return Article(
        article_id="p/1@1",
        story_id="p/1",
        lineage_id="p/1",
        provider="p",
        language=language,
        body=body,
        received_at=MOMENT,
        raw=RAW,
    )


def on_the_road(body: str, language: str) -> Coded | None:
    message = Screened(
        kind=ScreenedKind.ITEM,
        lineage_id="p/1",
        cluster_id="p/1",
        article=article(body, language),
        cause=Cause(position=RAW.position(), at=MOMENT),
    )
    return extract.code(Settings().english, message.model_dump_json().encode())


@pytest.mark.usefixtures("danish")
def test_the_package_of_the_page_codes_articles_on_the_road() -> None:
    coded = on_the_road(DANISH, "da-DK")
    assert coded is not None
    (told,) = coded.assertions
    assert (told.type, told.mode, told.coder) == (EventType.COERCE, "arrest", "newswire-danish/0.1")
    assert told.trigger is not None
    for part, words in ((told.trigger, "anholdt"), (told.actors[0].spans[0], "Politiet")):
        assert DANISH[part.start : part.end] == words
    assert [actor.code for actor in told.recipients] == ["CRM"]
    assert [DANISH[one.sentence.start : one.sentence.end] for one in coded.silences] == ["Det regnede."]


@pytest.mark.usefixtures("danish")
def test_beside_another_language_english_is_read_by_our_own() -> None:
    coded = on_the_road("Kenyan police arrested nine smugglers in Mombasa.", "en-GB")
    assert coded is not None
    assert coded.coder.name == "newswire-plover"
    assert [told.type for told in coded.assertions] == [EventType.COERCE]


def test_explain_prints_what_the_page_shows(danish: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    environment |= {"PYTHONPATH": f"{danish}:{root}", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    shell = ["bash", "-euo", "pipefail", "-c", PAGE["sh"].text]
    done = subprocess.run(shell, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert masked(done.stdout) == masked(PAGE["text"].text)


def test_an_article_that_nobody_reads_gives_nothing_and_is_no_failure() -> None:
    assert on_the_road(DANISH, "da") is None


@pytest.mark.parametrize("language", ["en", "EN", "en_US", "eng", "und", ""])
def test_english_is_read_whatever_its_tag_and_so_is_what_nobody_could_tell(language: str) -> None:
    assert primary(language) == "en"


@pytest.mark.parametrize(("tag", "subtag"), [("de-AT", "de"), ("deu", "de"), ("zh-Hant-TW", "zh"), ("pt_BR", "pt")])
def test_a_tag_of_any_kind_leads_to_its_language(tag: str, subtag: str) -> None:
    assert primary(tag) == subtag


BROKEN = {
    "raise RuntimeError('its table\\nis torn')": "cannot be loaded: RuntimeError: its table",
    "import no_such_module": "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'",
    "def make(wanted): ...": "cannot be loaded: TypeError: make() missing 1 required positional argument: 'wanted'",
    "make = dict": "is none: broken:make gives dict, without `code` or a `CoderInfo` as `info`",
    "class make:\n  info = 'x'\n  def code(self, article): ...": "is none: broken:make gives make, without",
    "other = 1": "cannot be loaded: AttributeError: module 'broken' has no attribute 'make'",
}


@pytest.mark.parametrize(("source", "words"), BROKEN.items())
def test_a_package_that_is_broken_is_named(install: Install, source: str, words: str) -> None:
    install("broken", source, {"xh": "broken:make"}, "wire-xhosa", "3.2")
    with pytest.raises(CoderError) as caught:
        installed({})
    line = str(caught.value)
    assert line.startswith(f"the coder for 'xh' of wire-xhosa 3.2 {words}")
    assert "\n" not in line


def test_two_coders_for_one_language_are_named_both(install: Install) -> None:
    install("other", "make = None", {"eng": "other:make"}, "wire-english", "2.0")
    with pytest.raises(CoderError, match=r"newswire .* and wire-english 2\.0 both have a coder for 'en'"):
        installed({})


def test_a_name_that_is_no_language_is_refused(install: Install) -> None:
    install("other", "make = None", {"Xhosa": "other:make"}, "wire-xhosa")
    with pytest.raises(CoderError, match=r"wire-xhosa 0\.1 has a coder for 'Xhosa'"):
        installed({})


def test_without_any_coder_nothing_is_passed_off_as_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "GROUP", "newswire.no-such-group")
    with pytest.raises(CoderError, match="no coder is installed"):
        installed({})


class Mute:
    """Answers with nothing at all."""

    info = CoderInfo(name="mute", version="1")

    def code(self, article: Article) -> Coded:
        assert article.language == "xh"
        return None  # type: ignore[return-value]  # what a plug-in can do wrong


def test_an_answer_that_is_none_is_a_failure_and_not_a_silence() -> None:
    with pytest.raises(CodingError, match="mute answered with NoneType"):
        Coders({"xh": Mute()}).code(article("Amapolisa abambe abantu.", "xh"))


def refuse() -> None:
    raise CoderError("the coder for 'xh' of wire-xhosa 3.2 is none")


def test_a_pool_whose_coders_cannot_be_loaded_says_so() -> None:
    async def run() -> None:
        pool = ItemPool(1, item_timeout=5.0, initialisers=[refuse])
        try:
            with pytest.raises(CoderError, match=r"wire-xhosa 3\.2"):
                await pool.warm()
        finally:
            pool.close()

    asyncio.run(run())


def test_doctor_lists_the_coders_and_names_the_broken_one(
    install: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSWIRE_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    main(["doctor"])
    assert "coders    en: newswire-plover" in capsys.readouterr().out
    install("broken", "make = dict", {"xh": "broken:make"}, "wire-xhosa", "3.2")
    assert main(["doctor"]) == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "coders" in line]
    assert line.startswith("fail")
    assert "wire-xhosa 3.2" in line


def test_every_block_of_the_page_is_executed() -> None:
    assert PAGE.keys() == {"python", "toml", "sh", "text"}
    assert all(isinstance(block, Block) for block in PAGE.values())

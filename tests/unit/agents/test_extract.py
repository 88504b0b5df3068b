"""The coder is where it works, in the pool, and ready before the first item."""

import subprocess
import sys
from datetime import UTC, datetime

from schemas import Article, Cause, Raw, Screened, ScreenedKind
from streams.agents.extract import code, prepare_coders
from streams.settings import Settings
from tests.unit.promptness import within

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
RAW = Raw(topic="news.articles.raw.v1", partition=0, offset=0, content_type="text/plain", sha256="0" * 64)


def test_the_workers_own_process_loads_no_parser() -> None:
    names = subprocess.run(
        [sys.executable, "-c", "import sys, streams.app, streams.cli.worker, streams.cli.demo; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "streams.agents.extract" in names
    assert "spacy" not in names


def test_a_prepared_coder_reads_its_first_article_as_fast_as_any_other() -> None:
    english = Settings().english
    prepare_coders(english)
    article = Article(
        article_id="p/1@1",
        story_id="p/1",
        lineage_id="p/1",
        provider="p",
        language="en",
        body="Kenyan police arrested nine smugglers in Mombasa.",
        received_at=MOMENT,
        raw=RAW,
    )
    cause = Cause(position=RAW.position(), at=MOMENT)
    message = Screened(kind=ScreenedKind.ITEM, lineage_id="p/1", cluster_id="p/1", article=article, cause=cause)
    # Unprepared it takes more than half a second, prepared some hundredths.
    with within(0.25):
        coded = code(english, message.model_dump_json().encode())
    assert coded is not None
    assert coded.assertions

"""`newswire screen`: Articles get their verdicts, in the order they come.

Flows in: `Article` lines. Flows out, for each line:
- `{"article", "verdict"}` for one that passes, and for a repeat or a stale version (its label says so);
- `{"article_id", "lineage_id", "outcome", "reason"}` for one that is held (with `embargoed_until`, never its text),
  withdrawn or not news.
Either has `screened` when other stories are concerned (a kill, a mark), which `newswire extract` carries out. An item
held earlier in the run whose embargo has ended by an arriving item's time comes out before that item.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from schemas import Article, Label, Outcome, Screened, ScreenedKind, Verdict
from streams import settings as settings_module
from streams.cli.articles import article_of
from streams.cli.lines import Answers, identity, objects
from streams.errors import ItemError
from streams.screening import Desk, Screening

STAGE = "screen"
_SEEN_BEFORE = {Outcome.REPEAT: Label.REPEAT, Outcome.STALE: Label.STALE}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of Article lines; stdin when none")


def run(arguments: argparse.Namespace) -> int:
    """Write a verdict for every article; returns 1 when a line could not be read."""
    settings = settings_module.load()
    answers = Answers(STAGE)
    counter = Counter()
    for place, data, found in objects(arguments.files, STAGE, answers):
        if "error" in found:
            answers.failed_before(data.decode().strip())
            continue
        try:
            for line in counter.lines(article_of(found, data, settings)):
                answers.line(line)
        except ItemError as error:
            answers.failed(STAGE, error, identity(found), place)
    return answers.code


class Counter:
    """The desk's counter: one desk for the whole run."""

    def __init__(self) -> None:
        self._desk = Desk()
        self._clusters: dict[str, str] = {}

    def lines(self, article: Article) -> Iterator[str]:
        """Screen one article: what its coming releases, then its own line.

        Raises:
            ItemError: it cannot be screened.
        """
        for story in self._desk.due(article.received_at):
            yield self._line(self._desk.release(story, article.received_at), None)
        draft = self._desk.draft()
        try:
            screening = draft.screen(article, article.received_at)
        except ItemError:
            raise
        except Exception as error:
            raise ItemError("internal", type(error).__name__) from error
        self._desk.accept(draft)
        yield self._line(screening, article)

    def _line(self, screening: Screening, article: Article | None) -> str:
        record = screening.record
        own = next((one for one in screening.screened if one.kind == ScreenedKind.ITEM), None)
        others = [one for one in screening.screened if one is not own]
        fields: dict[str, Any] = {}
        if own is not None and own.article is not None:
            self._clusters[own.lineage_id] = own.cluster_id
            fields |= _judged(own.article, own.verdict)
        elif article is not None and record.outcome in _SEEN_BEFORE:
            lineage = record.lineage_id or article.lineage_id
            verdict = Verdict(
                label=_SEEN_BEFORE[Outcome(record.outcome)],
                cluster_id=self._clusters.get(lineage, lineage),
                reason=record.reason,
            )
            fields |= _judged(article.model_copy(update={"lineage_id": lineage}), verdict)
        else:
            fields |= {
                "article_id": record.article_id,
                "lineage_id": record.lineage_id,
                "outcome": record.outcome,
                "reason": record.reason,
                "at": record.at.isoformat(),
            }
            if record.outcome == Outcome.HELD and article is not None and article.embargoed_until is not None:
                fields["embargoed_until"] = article.embargoed_until.isoformat()
        if others:
            fields["screened"] = [one.model_dump(mode="json") for one in others]
        return json.dumps(fields, ensure_ascii=False)


def _judged(article: Article, verdict: Verdict | None) -> dict[str, Any]:
    return {
        "article": article.model_dump(mode="json"),
        "verdict": None if verdict is None else verdict.model_dump(mode="json"),
    }


def messages(found: dict[str, Any]) -> Sequence[Screened]:
    """Read the messages for other stories that a line carries.

    Raises:
        ItemError: they are not what this command writes.
    """
    try:
        return [Screened.model_validate_json(json.dumps(one)) for one in found.get("screened") or ()]
    except (ValidationError, TypeError) as error:
        raise ItemError("wrong_schema", f"`screened` cannot be read ({type(error).__name__})") from None

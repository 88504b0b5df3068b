"""`newswire extract`: articles become events, matched with what their story said earlier in the run.

Flows in, a line each: what `screen` or `normalise` writes, or any object with at least a `body` or `headline`.
Flows out, a line each, in order: one `EnrichedArticle`, with the input's own `id` if it has one. Effects on other
stories (a reprint of a killed one) stand under `also`. A line of `screen` that gives extract nothing to do is handed
on as it is.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from schemas import (
    Article,
    Cause,
    EnrichedArticle,
    Kind,
    Label,
    Pubstatus,
    RetractionReason,
    Screened,
    ScreenedKind,
    Signal,
    Verdict,
)
from streams import settings as settings_module
from streams.cli.articles import article_of, verdict_of
from streams.cli.deadline import time_limit
from streams.cli.lines import Answers, identity, objects
from streams.cli.screen import messages
from streams.coding.coded import Coded
from streams.coding.languages import Coders, installed
from streams.enrichment import enrich
from streams.errors import ItemError
from streams.settings import Settings

STAGE = "extract"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of JSON Lines; stdin when none")


def run(arguments: argparse.Namespace) -> int:
    """Write one enriched article for every line; returns 1 when one failed."""
    settings = settings_module.load()
    answers = Answers(STAGE)
    stories = Stories(load_coders(settings), settings)
    for place, data, found in objects(arguments.files, STAGE, answers):
        if "error" in found:
            answers.failed_before(data.decode().strip())
            continue
        try:
            answers.line(stories.line(found, data))
        except ItemError as error:
            answers.failed(STAGE, error, identity(found), place)
    return answers.code


def load_coders(settings: Settings) -> Coders:
    """Load the coders of all languages.

    Raises:
        CoderError: one cannot be loaded.
    """
    return installed({"en": dict(settings.english)})


class Stories:
    """What every story of the run asserted so far."""

    def __init__(self, coders: Coders, settings: Settings) -> None:
        self._coders = coders
        self._settings = settings
        self._known: dict[str, EnrichedArticle] = {}

    def line(self, found: dict[str, Any], data: bytes) -> str:
        """Answer one line.

        Raises:
            ItemError: it cannot be read or coded.
        """
        others = messages(found)
        if "article" not in found and "outcome" in found:
            states = [self._take(message) for message in others]
            return _joined(found, states) if states else data.decode().strip()
        article, verdict = article_of(found, data, self._settings), verdict_of(found)
        also = [self._take(message) for message in others]
        prior = self._known.get(article.lineage_id)
        if verdict is not None and verdict.label in {Label.REPEAT, Label.STALE} and prior is not None:
            return _joined(found, [prior, *also])
        if verdict is None and (waits := _not_for_publication(article)):
            return _with_id(found, waits)
        return _joined(found, [self._take(_message(article, verdict)), *also])

    def _take(self, message: Screened) -> EnrichedArticle:
        prior = self._known.get(message.lineage_id)
        now = datetime.now(UTC)
        coded: Coded | None = None
        try:
            with time_limit(self._settings.item_timeout):
                if message.kind == ScreenedKind.ITEM and message.article and message.article.kind == Kind.NEWS:
                    coded = self._coders.code(message.article)
                if coded is None:
                    done = enrich(message, prior, (), (), None, now)
                else:
                    parts = coded.assertions, coded.actors, coded.coder
                    done = enrich(message, prior, *parts, now, faint=coded.faint)
        except ItemError:
            raise
        except Exception as error:
            raise ItemError("internal", type(error).__name__) from error
        self._known[message.lineage_id] = done.enriched
        return done.enriched


def _not_for_publication(article: Article) -> str | None:
    """Say that an article straight from `normalise` must wait; screening would have seen to it."""
    until = article.embargoed_until
    if until is None or until <= article.received_at or _withdrawn(article):
        return None
    held = {
        "article_id": article.article_id,
        "lineage_id": article.lineage_id,
        "outcome": "held",
        "reason": "under embargo",
        "at": article.received_at.isoformat(),
        "embargoed_until": until.isoformat(),
    }
    return json.dumps(held)


def _withdrawn(article: Article) -> bool:
    return article.pubstatus != Pubstatus.USABLE or article.signal in {Signal.KILL, Signal.HOLD}


def _message(article: Article, verdict: Verdict | None) -> Screened:
    """Make the message that screening would have sent for an article that came alone."""
    killed = article.pubstatus == Pubstatus.CANCELED or article.signal == Signal.KILL
    kind, reason = ScreenedKind.ITEM, None
    if killed:
        kind, reason = ScreenedKind.WITHDRAW, RetractionReason.KILLED
    elif _withdrawn(article):
        kind, reason = ScreenedKind.WITHHOLD, RetractionReason.WITHHELD
    return Screened(
        kind=kind,
        lineage_id=article.lineage_id,
        cluster_id=verdict.cluster_id if verdict else article.lineage_id,
        article=article if kind is ScreenedKind.ITEM else None,
        verdict=verdict,
        cause=Cause(
            position=article.raw.position(), at=article.received_at, article_id=article.article_id, reason=reason
        ),
    )


def _joined(found: dict[str, Any], states: Sequence[EnrichedArticle]) -> str:
    first, *also = states
    text = _with_id(found, first.model_dump_json())
    if not also:
        return text
    return f'{text[:-1]},"also":[{",".join(one.model_dump_json() for one in also)}]}}'


def _with_id(found: dict[str, Any], text: str) -> str:
    return f'{{"id":{json.dumps(found["id"])},{text[1:]}' if "id" in found else text

"""`newswire explain`: what each stage makes of one item, for people; also why nothing came out.

Flows in: a file, or stdin (a sentence will do). Flows out: words and colour, readable without colour.
A single line that ends as a sentence does is read as text, not as the headline that a wire's first line is.
Of what was taken out of an item only the lines' numbers are told: notes to desks are among it.
"""

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from schemas import Article, DateBasis, Outcome, ScreenedKind, TextField
from schemas.event import Assertion
from streams import settings as settings_module
from streams.cli import items, phrases
from streams.cli.deadline import time_limit
from streams.cli.extract import load_coders
from streams.cli.lines import Answers
from streams.cli.normalise import articles
from streams.coding.anchors import Anchor, story_day
from streams.coding.coded import Coded
from streams.coding.languages import Coders
from streams.errors import ItemError, WireError
from streams.kafka.record import Record
from streams.screening import Desk, Screening
from streams.settings import Settings

# Enough of a line's end to know it again in the text; its start may be a dateline or a label.
KNOWN_BY = 40
FEWEST_LETTERS = 3
_SENTENCE = re.compile(r"[^\n<{\[][^\n]*[.!?][\"”’»')]*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    items.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain every item; returns 1 when one could not be read, or there was none."""
    settings = settings_module.load()
    answers = Answers("explain")
    explainer = Explainer(Console(highlight=False, soft_wrap=True), settings)
    given = False
    for item in items.items(arguments, answers, settings.max_item_bytes):
        if given or len(arguments.files) > 1:
            explainer.place(item.place)
        given = True
        if isinstance(item.record, WireError):
            explainer.unread(item.record)
            answers.tell(f"{item.place}: {item.record}")
            continue
        record = pasted(item.record)
        for one in articles(record, settings):
            try:
                if isinstance(one, WireError):
                    raise one
                explainer.article(one, record)
            except ItemError as error:
                explainer.unread(error)
                answers.tell(f"{item.place}: {error}")
    if not given and not answers.code:
        answers.tell("there is nothing to explain: no item was given")
    return answers.code


def pasted(record: Record) -> Record:
    """Take a sentence that somebody typed for the body of an article; any other item stays as it is."""
    text = (record.value or b"").decode("utf-8", "replace").strip()
    if not _SENTENCE.fullmatch(text):
        return record
    return replace(record, value=json.dumps({"body": text}).encode())


class Explainer:
    """Tells of item after item; one desk for all of them."""

    def __init__(self, console: Console, settings: Settings) -> None:
        self._console = console
        self._settings = settings
        self._desk = Desk()
        # Loaded when the first article comes that is read for events: most of what is asked about is not.
        self._coders: Coders | None = None

    def place(self, place: str) -> None:
        """Head what is told of one item of many."""
        self._console.print()
        self._console.rule(Text(place, "bold"), align="left", style="dim")

    def unread(self, error: ItemError) -> None:
        """Say why an item is a dead letter."""
        self._say("dead letter", Text(str(error), "bold red"))

    def article(self, article: Article, record: Record) -> None:
        """Tell of one article, stage by stage.

        Raises:
            ItemError: a stage failed.
            CoderError: the coders cannot be loaded.
        """
        self._wire(article, record)
        screening = self._desk.screen(article, article.received_at)
        self._verdict(screening)
        passed = next((one for one in screening.screened if one.kind == ScreenedKind.ITEM), None)
        if passed is None or passed.article is None:
            return
        self._coders = self._coders or load_coders(self._settings)
        with time_limit(self._settings.item_timeout):
            coded = self._coders.code(passed.article)
        if coded is None:
            languages = ", ".join(self._coders.infos)
            why = f"none: its language is {article.language}, and the coders installed read {languages}"
            self._say("events", Text(why, "yellow"))
            return
        self._sentences(coded)

    def _wire(self, article: Article, record: Record) -> None:
        kind = article.raw.content_type or "detected from the bytes"
        self._say("wire", f"{kind}, {len(record.value or b'')} bytes")
        version = "no version" if article.version is None else f"version {article.version}"
        self._say("story", f"{article.story_id}, {version}, {article.signal}, {article.pubstatus}")
        published = "no time of its own" if article.published_at is None else f"published {article.published_at}"
        self._say("item", f"{article.kind}, language {article.language}, {published}")
        if article.dateline:
            self._say("dateline", article.dateline)
        self._day(article)
        if article.byline:
            self._say("byline", article.byline)
        if article.origin:
            self._say("origin", f"{article.origin}, whom the text credits")
        cut = missing_lines(record.value or b"", article)
        if cut:
            numbers = ", ".join(str(number) for number in cut)
            self._say("taken out", f"line {numbers}: furniture, or a note that is not for publication")

    def _day(self, article: Article) -> None:
        anchor = Anchor.of(article)
        if not anchor.is_assumed:
            return
        counted = f"dates are reckoned from the day it was received, {story_day(article)}"
        if anchor.basis is DateBasis.DATELINE:
            counted = f"its dateline's is taken for {anchor.day}, as it was received on {story_day(article)}"
        self._say("day", Text(f"the item says none: {counted}", "yellow"))

    def _verdict(self, screening: Screening) -> None:
        record = screening.record
        style = "green" if record.outcome == Outcome.PASSED else "bold yellow"
        words = Text(str(record.outcome), style).append(f": {record.reason}", "default")
        if screening.verdict is not None:
            words.append(f" ({screening.verdict.label})")
        self._say("verdict", words)
        if record.outcome != Outcome.PASSED:
            self._say("events", Text("none: only what passes is read for events", "yellow"))

    def _sentences(self, coded: Coded) -> None:
        self._say("coder", f"{coded.coder.name} {coded.coder.version}")
        events = len(coded.assertions)
        silent = {silence.sentence.index: silence for silence in coded.silences}
        if not events and not silent:
            self._say("events", Text("none: the coder tells of no sentence", "yellow"))
            return
        self._say("events", Text(str(events), "bold green" if events else "yellow"))
        told = {one.sentence.index: one.sentence for one in coded.assertions if one.sentence is not None}
        sentences = told | {index: silence.sentence for index, silence in silent.items()}
        for index, sentence in sorted(sentences.items()):
            here = [one for one in coded.assertions if one.sentence is not None and one.sentence.index == index]
            self._console.print()
            self._console.print(_marked(sentence.text, sentence.field, sentence.start, here))
            if index in silent:
                self._console.print(Text(f"    nothing: {silent[index].reason}", "dim"))
            for one in here:
                self._event(one)
        if coded.actors:
            self._console.print()
            for actor in coded.actors:
                self._say("actor", f"{phrases.actor(actor)}  {actor.kind}, by {actor.resolution}")

    def _event(self, one: Assertion) -> None:
        self._console.print(Text("  ▸ ", "bold").append_text(phrases.claim(one)))
        details = [f"confidence {one.confidence:.2f}", f"CAMEO {one.cameo.code or one.cameo.root}"]
        if one.auxiliary_modes:
            details.append("/".join(one.auxiliary_modes))
        if one.attribution is not None:
            details.append(f"says {phrases.actor(one.attribution)}")
        if one.sentences:
            details.append(f"told again in {len(one.sentences)} more")
        self._console.print(Text(f"    {', '.join(details)}", "dim"))

    def _say(self, what: str, words: str | Text) -> None:
        self._console.print(Text(f"{what:<12}", "bold").append_text(Text(words) if isinstance(words, str) else words))


def _marked(text: str, field: TextField, start: int, here: Sequence[Assertion]) -> Text:
    """Mark the triggers of a sentence: by colour, and by brackets for whoever sees none."""
    marks = sorted(
        {
            (one.trigger.start - start, one.trigger.end - start)
            for one in here
            if one.trigger is not None and one.trigger.field == field and one.trigger.start >= start
        }
    )
    marked, last = Text(), 0
    for begin, end in marks:
        if begin < last:
            continue
        marked.append(text[last:begin])
        marked.append(f"[{text[begin:end]}]", "bold black on yellow")
        last = end
    return marked.append(text[last:])


def missing_lines(value: bytes, article: Article) -> list[int]:
    """Say which lines of a plain text are not in the article, counted from 1; other wires have no lines."""
    if article.raw.content_type != "text/plain":
        return []
    parts = (article.headline, article.byline, article.dateline, article.body, article.correction_note)
    kept = _bare("".join(part for part in parts if part))
    found: list[int] = []
    for number, line in enumerate(value.decode("utf-8", "replace").splitlines(), 1):
        letters = _bare(line)
        if len(letters) >= FEWEST_LETTERS and letters[-KNOWN_BY:] not in kept:
            found.append(number)
    return found


def _bare(text: str) -> str:
    # Letters and digits alone: quotes, dashes and spaces are mended on the way.
    return "".join(letter for letter in text.casefold() if letter.isalnum())

"""`newswire normalise`: wire items become Articles, one a line.

Flows in: files or stdin, of any wire; plain-JSON articles one a line; recorded topics. Flows out: `Article` lines.
"""

import argparse
from collections.abc import Sequence

from schemas import Article
from streams import settings as settings_module
from streams.agents.screen import Screen
from streams.cli import items
from streams.cli.lines import Answers
from streams.errors import WireError
from streams.kafka.record import Record
from streams.settings import Settings
from streams.wires.registry import read

STAGE = "normalise"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    items.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the articles of all items; returns 1 when one could not be read."""
    settings = settings_module.load()
    answers = Answers(STAGE)
    for item in items.items(arguments, answers, settings.max_item_bytes):
        found = [item.record] if isinstance(item.record, WireError) else articles(item.record, settings)
        for one in found:
            if isinstance(one, WireError):
                answers.failed(STAGE, one, item.name, item.place)
            else:
                answers.line(one.model_dump_json())
    return answers.code


def articles(record: Record, settings: Settings) -> Sequence[Article | WireError]:
    """Read one raw record as the screen stage does."""
    try:
        return read(Screen(settings).envelope(record))
    except WireError as error:
        return [error]
    except Exception as error:  # noqa: BLE001 - as in the stage's pool: whatever an item does is its own fault alone
        return [WireError("internal", type(error).__name__)]

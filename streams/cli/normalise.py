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
from streams.wires import ninjs, ninjs_standard
from streams.wires.registry import WIRES, read
from streams.wires.wire import Wire

STAGE = "normalise"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    items.add_arguments(parser)
    parser.add_argument("--strict", action="store_true", help="only ninjs that keeps to the standard, by the letter")
    parser.add_argument(
        "--ninjs",
        metavar="X.Y",
        choices=ninjs_standard.versions(),
        help="the version to keep to (means --strict); else the one that each item states",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the articles of all items; returns 1 when one could not be read."""
    settings = settings_module.load()
    wires = (ninjs.strict(arguments.ninjs),) if arguments.strict or arguments.ninjs else WIRES
    answers = Answers(STAGE)
    for item in items.items(arguments, answers, settings.max_item_bytes):
        found = [item.record] if isinstance(item.record, WireError) else articles(item.record, settings, wires)
        for one in found:
            if isinstance(one, WireError):
                answers.failed(STAGE, one, item.name, item.place)
            else:
                answers.line(one.model_dump_json())
    return answers.code


def articles(record: Record, settings: Settings, wires: Sequence[Wire] = WIRES) -> Sequence[Article | WireError]:
    """Read one raw record as the screen stage does."""
    try:
        return read(Screen(settings).envelope(record), wires=wires)
    except WireError as error:
        return [error]
    except Exception as error:  # noqa: BLE001 - as in the stage's pool: whatever an item does is its own fault alone
        return [WireError("internal", type(error).__name__)]

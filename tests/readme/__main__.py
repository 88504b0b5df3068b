"""`python -m tests.readme`: write anew what the documentation shows of the code, its runs and its outputs.

Needs a broker: the one that NEWSWIRE_TEST_BROKER names, else one that is started here. Its topics are made anew.
"""

import asyncio
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.broker import kafka
from tests.broker.road import running
from tests.demo_run import demo_run
from tests.readme import shown, tables
from tests.readme.page import DOCS, README, Block, fenced, outputs, with_part
from tests.readme.walk import Walk


def write() -> None:
    for name, text in {"settings.md": tables.settings_page(), "metrics.md": tables.metrics_page()}.items():
        (DOCS / name).write_text(text)
    page = with_part(README.read_text(), "commands", tables.commands())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        demo = demo_run(folder / "demo.db", "--speed", "1")
        assert demo.code == 0, demo.err
        page = with_part(page, "demo", fenced("text", shown.excerpt(demo.out)))
        broker = os.environ.get("NEWSWIRE_TEST_BROKER") or stack.enter_context(kafka.running()).address
        printed, event = asyncio.run(_walked(page, broker, folder))
    for number, block in reversed(outputs(page).items()):
        page = _with_text(page, block, printed[number])
    page = with_part(page, "event", fenced("json", event))
    README.write_text(page)


async def _walked(page: str, broker: str, folder: Path) -> tuple[dict[int, str], str]:
    async with running(broker, folder):
        with Walk(page, broker, folder) as walk:
            await asyncio.to_thread(walk.whole)
            updated = next(one for one in walk.messages() if one.change == "updated")
    return walk.printed, shown.message(updated)


def _with_text(page: str, block: Block, text: str) -> str:
    return f"{page[: block.start]}{text.rstrip()}\n{page[block.end :]}"


if __name__ == "__main__":
    write()

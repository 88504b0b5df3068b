"""`newswire` as it is, but that its pool is ready only when a test says so.

Usage: python -m tests.broker.dawdling worker   (settings from NEWSWIRE_…), and in the environment READY_WHEN=FILE: the
processes of the pool wait for that file.
"""

import os
import sys
import time
from functools import partial
from pathlib import Path

from streams import app
from streams.agents.pool import ItemPool
from streams.cli.main import main
from streams.settings import Settings

GATE = "READY_WHEN"


def wait_for(gate: Path) -> None:
    while not gate.exists():
        time.sleep(0.05)


def pool(settings: Settings) -> ItemPool:
    return ItemPool(settings.processes, settings.item_timeout, [partial(wait_for, Path(os.environ[GATE]))])


if __name__ == "__main__":
    app.pool = pool
    sys.exit(main())

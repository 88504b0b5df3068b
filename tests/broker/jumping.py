"""`newswire` as it is, but that a test can set its worker's clock from outside.

Usage: python -m tests.broker.jumping worker   (settings from NEWSWIRE_…), and in the environment CLOCK_AHEAD=FILE: the
seconds in FILE are what the wall clock of the worker's lanes is ahead of the machine's, read at each look.
"""

import os
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

from streams.agents import loop
from streams.cli.main import main

AHEAD = "CLOCK_AHEAD"


class Jumping(datetime):
    """A clock that somebody sets."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + timedelta(seconds=float(Path(os.environ[AHEAD]).read_text()))


def put(clock: Path, seconds: float) -> None:
    """Set the clock of the workers that were given this file; who reads it meanwhile finds it whole."""
    new = clock.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(clock)


if __name__ == "__main__":
    if AHEAD in os.environ:
        loop.datetime = Jumping  # type: ignore[attr-defined]  # a fault put in on purpose
    sys.exit(main())

"""The word lists of the wires: TOML files in `data/`, each with its source and licence in its first lines.

Flows in: a table's name. Flows out: its content, read once.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Read a table.

    Args:
        name: the file's name in `data/`, without its suffix.

    Raises:
        FileNotFoundError: there is no such table.
    """
    return tomllib.loads((files("streams.wires") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """Give the source of a regular expression that matches one of some plain words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

"""A Markdown page in parts: its fenced blocks, and what is written into it by a command.

Flows in: the page's text. Flows out: `Block`s, and the text with a block or a generated part replaced.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
REFRESH = "python -m tests.readme"

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What differs from run to run or from day to day, and what a retrained coder moves by a hair.
_VARIES = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "<moment>"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "<time>"),
    (re.compile(r"\b\d+ ms\b"), "<n> ms"),
    (re.compile(r"\b\d+(\.\d)? s\b"), "<n> s"),
    (re.compile(r"confidence \d\.\d\d"), "confidence <c>"),
    (re.compile(r"\+[0-9a-f]{12}\b"), "+<coder>"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Block:
    """One fenced block; `line` is where its text begins, `start` and `end` enclose its text."""

    language: str
    text: str
    line: int
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    return [
        Block(match[1], match[2], page.count("\n", 0, match.start(2)) + 1, match.start(2), match.end(2))
        for match in _BLOCK.finditer(page)
    ]


def outputs(page: str) -> dict[int, Block]:
    """The blocks that show what the block before them prints, by the number of that block."""
    found = blocks(page)
    return {
        number: after
        for number, (before, after) in enumerate(pairwise(found))
        if after.language == "text" and before.language in {"sh", "python"}
    }


def part(page: str, name: str) -> str:
    """What stands between the marks of a generated part."""
    begin, end = _marks(name)
    assert page.count(begin) == page.count(end) == 1, f"{name} is marked once"
    return page.partition(begin)[2].partition(end)[0]


def with_part(page: str, name: str, text: str) -> str:
    begin, end = _marks(name)
    before, _, rest = page.partition(begin)
    return f"{before}{begin}{text}{end}{rest.partition(end)[2]}"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


def masked(text: str) -> str:
    """A text as it is on every run."""
    for pattern, word in _VARIES:
        text = pattern.sub(word, text)
    return text.strip("\n")

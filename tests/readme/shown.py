"""What the README shows of a run: a part of the demo's output, and one event message.

Flows in: the demo's whole output, an `Event`. Flows out: text as the page has it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from schemas import Event
from tests.readme.page import masked

# Items of the demo's wire whose lines are shown, under the words that introduce them.
ITEMS = frozenset({1, 2, 8, 10, 11, 21, 46})
# Of each item, at most.
LINES = 7
WIDTH = 100
GUTTER = " " * 5
# When it happened, by the clock of the machine that ran it.
BY_THE_CLOCK = frozenset({"received_at", "first_emitted_at", "emitted_at"})
# What hangs on how fast the wire was sent, and on where the demo was called from.
BY_THE_RUN = (
    (re.compile(r"falls to \d+ active"), "falls to <n> active"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<address>"),
    (re.compile(r"\| \S*newswire explain"), "| newswire explain"),
)
CODER = re.compile(r"\+[0-9a-f]{12}$")


def excerpt(output: str) -> str:
    """The lines of some items under their scenes, and the summary; `...` where others are left out."""
    return "\n".join(_kept(_together(output.splitlines()))).removeprefix("...\n").lstrip("\n") + "\n"


def any_run(text: str) -> str:
    """An excerpt as it is on every run."""
    for pattern, word in BY_THE_RUN:
        text = pattern.sub(word, text)
    return masked(text)


def _together(lines: list[str]) -> list[str]:
    """Put what came when the next item was there already beneath its own, as on a machine that is not slow."""
    blocks: list[list[str]] = [[]]
    items: dict[str, list[str]] = {}
    last = blocks[0]
    for line in lines:
        shown = line
        if (late := re.match(r" {0,2}(\d+): ", line)) and late[1] in items:
            last = items[late[1]]
            shown = line.replace(f"{late[1]}:", " " * (len(late[1]) + 1), 1)
        elif not line.startswith(GUTTER):
            last = []
            blocks.append(last)
            if item := re.match(r" {0,2}(\d+) ", line):
                items[item[1]] = last
        elif not line.startswith(f"{GUTTER} "):
            last = blocks[-1]
        last.append(shown)
    return [line for block in blocks for line in block]


def _kept(lines: list[str]) -> Iterator[str]:
    scene, keeps, left_out, room = "", False, False, 0
    for number, line in enumerate(lines):
        if line.startswith("What it came to"):
            yield from ("...", "", _rule(line), *lines[number + 1 :])
            return
        if line.endswith("───"):
            scene, keeps = _rule(line), False
            continue
        if found := re.match(r" {0,2}(\d+)[ :]", line):
            keeps, room = int(found[1]) in ITEMS, LINES
        if not line:
            continue
        if not keeps or not room:
            left_out = True
            continue
        if left_out:
            yield "..."
        if scene:
            yield from ("", scene)
        scene, left_out = "", False
        room -= 1
        yield line


def _rule(line: str) -> str:
    return f"{line.rstrip('─ ')} ".ljust(WIDTH * 4 // 5, "─")


def message(event: Event) -> str:
    """An event as JSON that a person reads: what is short stands on one line."""
    return _written(json.loads(event.model_dump_json()), 0) + "\n"


def _written(value: Any, depth: int) -> str:  # noqa: ANN401 - JSON
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or (depth and len(flat) <= WIDTH):
        return flat
    pad = "  " * (depth + 1)
    pairs = (
        [f"{pad}{json.dumps(name)}: {_written(one, depth + 1)}" for name, one in value.items()]
        if isinstance(value, dict)
        else [f"{pad}{_written(one, depth + 1)}" for one in value]
    )
    ends = "{}" if isinstance(value, dict) else "[]"
    return f"{ends[0]}\n" + ",\n".join(pairs) + f"\n{'  ' * depth}{ends[1]}"


def timeless(text: str) -> dict[str, Any]:
    """A message without what the clock says, and with the confidence and the coder's state aside."""
    found: dict[str, Any] = json.loads(text)
    kept = {name: value for name, value in found.items() if name not in {*BY_THE_CLOCK, "confidence"}}
    return kept | {"coder": CODER.sub("", found["coder"])}

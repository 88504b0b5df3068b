"""Sentences before the parse: where a paragraph may be cut without harm.

Flows in: a paragraph in plain form. Flows out: stretches of it, each one sentence or more. Where it is not sure that
a sentence ends (after "Gen.", "U.S." or an initial, within a quote) nothing is cut: the parser will tell.
"""

import re
from collections.abc import Iterator

from streams.coding.phrases import grammar

_STOP = re.compile(r"([.!?]+)[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_LAST = re.compile(r"[^\s\"'(\[]*\Z")


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text.

    Yields:
        Code points from and to, without the spaces around; together all words of the text, in order.
    """
    start = 0
    for match in _STOP.finditer(text):
        if text.count('"', start, match.end()) % 2 or (match[1] == "." and _goes_on(text[start : match.start()])):
            continue
        yield start, match.start() + len(match.group().rstrip())
        start = match.end()
    end = len(text.rstrip())
    if start < end:
        yield start + len(text[start:end]) - len(text[start:end].lstrip()), end


def _goes_on(before: str) -> bool:
    match = _LAST.search(before)
    word = match.group() if match else ""
    return "." in word or (len(word) == 1 and word.isalpha()) or word.lower() in grammar()["abbreviations"]

"""The tree of a web page → the paragraphs of the story on it, without navigation, offers and the stories beside it.

Flows in: an lxml tree. Flows out: text, empty where the page has no story. trafilatura finds it; it is imported when
the first page comes, as workers that see no pages need neither its memory nor its time.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from lxml import etree

from streams.wires import markup
from streams.wires.tables import table

_SENTENCE_END = re.compile(r"[.!?…。][\"”’»')\]]*\Z")
_BLOCKS = frozenset({"p", "head", "quote", "item", "ab", "fw", "code"})
_MARKED = etree.XPath("//*[@itemprop='articleBody' or @property='articleBody']")


def story(tree: Any, stated: str | None) -> str:  # noqa: ANN401 - lxml publishes no types
    """Give the text of a page's story.

    Args:
        tree: the page, without scripts and the like.
        stated: the text as the page's JSON-LD has it, if it does.

    Returns:
        Paragraphs set apart by blank lines; the first that gives any of: what trafilatura is sure of, what the
        page marks as the story's text, what its JSON-LD says, its sentences where it has hardly any links.
    """
    found = _extracted(tree)
    if stated and len(stated) > 2 * len(found):
        return _marked(tree) or stated
    return found or _marked(tree) or _sentences(tree)


def _extracted(tree: Any) -> str:  # noqa: ANN401 - lxml publishes no types
    try:
        # Precise and without its second opinions: those take a page's navigation for text where there is no story,
        # and minutes where a page is odd.
        document = _trafilatura().bare_extraction(tree, fast=True, favor_precision=True, include_comments=False)
    except Exception:  # noqa: BLE001 - a foreign parser; what odd pages make it raise is not documented
        return ""
    if document is None or document.body is None:
        return ""
    blocks = list(_blocks(document.body))
    tops = {" ".join("".join(one.itertext()).split()) for one in tree.iter("h1")}
    return "\n\n".join(blocks[1:] if blocks and blocks[0] in tops else blocks)


def _blocks(body: Any) -> Iterator[str]:  # noqa: ANN401 - lxml publishes no types
    for one in body:
        if one.tag in {"list", "div", "quote"} and len(one) and not (one.text or "").strip():
            yield from _blocks(one)
        elif one.tag in _BLOCKS or one.tag in {"list", "div"}:
            for line_end in one.iter("lb"):
                line_end.tail = f"\n\n{line_end.tail or ''}"
            yield from filter(None, (" ".join(part.split()) for part in "".join(one.itertext()).split("\n\n")))


def _marked(tree: Any) -> str:  # noqa: ANN401 - lxml publishes no types
    marked = [one for one in _MARKED(tree) if one.tag != "meta"]
    return _plain(marked[0]) if len(marked) == 1 else ""


def _sentences(tree: Any) -> str:  # noqa: ANN401 - lxml publishes no types
    known = table("html")["page"]
    if sum(1 for _ in tree.iter("a")) > known["plain_most_links"]:
        return ""
    body = next(tree.iter("body"), tree)
    lines = (line for block in _plain(body).split("\n\n") for line in block.split("\n"))
    kept = [one for one in lines if len(one.split()) >= known["sentence_least_words"] and _SENTENCE_END.search(one)]
    return "\n\n".join(kept) if sum(len(one.split()) for one in kept) >= known["plain_least_words"] else ""


def _plain(node: Any) -> str:  # noqa: ANN401 - lxml publishes no types
    return markup.text_of(etree.tostring(node, encoding="unicode", method="html", with_tail=False))


@cache
def _trafilatura() -> ModuleType:
    import trafilatura  # noqa: PLC0415 - 25 MB and 0.2 s that only pages need

    # Its log names addresses, and may quote what it could not read.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    return trafilatura

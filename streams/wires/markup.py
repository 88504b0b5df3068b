"""HTML and its kin → text: paragraphs set apart by blank lines, page furniture and desk notes left out.

Flows in: a body as a wire marked it up (HTML, XHTML, NITF). Flows out: plain text.

The standard library's `html.parser` is not used: on Python 3.11 sixty kilobytes of unclosed tags take it half a
minute, and some malformed declarations make it raise. This reader looks at every character a bounded number of times.
"""

import re
from functools import cache
from html import unescape
from typing import Any

from streams.wires.tables import table

_TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9.:_-]*)")
_NAMES = re.compile(r"""\b(?:class|id|role|data-type)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9.:_-]{0,20}(?:\s[^<>]{0,2000})?/?>|<!--|<!\[CDATA\[|<!DOCTYPE|<\?xml", re.IGNORECASE
)
_ATTRIBUTES = 4_000
_LINES = re.compile(r"\n{3,}")


@cache
def _elements() -> dict[str, frozenset[str]]:
    known: dict[str, Any] = table("furniture")["markup"]
    return {name: frozenset(words) for name, words in known.items()}


def is_markup(text: str) -> bool:
    """Tell whether a text holds tags."""
    return "<" in text and _MARKUP.search(text) is not None


def text_of(markup: str) -> str:
    """Read the text of a marked-up body.

    Args:
        markup: HTML, XHTML or NITF, well-formed or not.

    Returns:
        Paragraphs set apart by blank lines, single lines by line feeds, table cells by tabs. What stands in
        scripts, navigation, captions, link boxes and desk notes (`furniture.toml`) is left out.
    """
    return _Reader(markup).read()


class _Reader:
    """One pass over one document."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._out: list[str] = []
        self._skipped: str | None = None
        self._depth = 0

    def read(self) -> str:
        at = 0
        while (opening := self._markup.find("<", at)) >= 0:
            self._text(self._markup[at:opening])
            at = self._tag(opening)
        self._text(self._markup[at:])
        lines = (" ".join(line.split()) if "\t" not in line else _row(line) for line in self._lines())
        return _LINES.sub("\n\n", "\n".join(lines)).strip()

    def _lines(self) -> list[str]:
        return "".join(self._out).split("\n")

    def _text(self, chunk: str) -> None:
        if chunk and self._skipped is None:
            # Line feeds and tabs of the result are those of elements alone.
            plain = unescape(chunk.replace("]]>", " "))
            self._out.append(plain.replace("\n", " ").replace("\t", " ").replace("\r", " "))

    def _tag(self, opening: int) -> int:
        """Read what begins at `<`; returns where to go on."""
        markup = self._markup
        if markup.startswith("<!--", opening):
            return _after(markup, "-->", opening + 4)
        if markup.startswith("<![CDATA[", opening):
            return opening + 9
        if markup.startswith(("<!", "<?"), opening):
            return _after(markup, ">", opening)
        name = _TAG.match(markup, opening + 1)
        end = markup.find(">", opening) if name else -1
        if name is None or end < 0:
            self._text("<")
            return opening + 1 if name is None else self._rest(opening + 1)
        element, closes = name[2].lower(), bool(name[1])
        if not closes and element in _elements()["raw"]:
            # What looks like a tag in a script is none.
            close = re.compile(rf"</{element}\b[^>]*>", re.IGNORECASE).search(markup, end)
            return close.end() if close else len(markup)
        self._element(element, closes=closes, attributes=markup[name.end() : min(end, name.end() + _ATTRIBUTES)])
        return end + 1

    def _rest(self, at: int) -> int:
        # No `>` is left, so nothing that follows is a tag.
        self._text(self._markup[at:])
        return len(self._markup)

    def _element(self, name: str, *, closes: bool, attributes: str) -> None:
        if self._skipped is not None:
            if name == self._skipped and not attributes.endswith("/"):
                self._depth += -1 if closes else 1
                self._skipped = self._skipped if self._depth else None
            return
        known = _elements()
        if not closes and not attributes.endswith("/") and self._is_skipped(name, attributes):
            self._skipped, self._depth = name, 1
        elif name in known["paragraphs"]:
            self._out.append("\n\n")
        elif not closes and name in known["lines"]:
            self._out.append("\n")
        elif not closes and name in known["cells"]:
            self._out.append("\t")

    def _is_skipped(self, name: str, attributes: str) -> bool:
        known = _elements()
        if name in known["void"]:
            return False
        if name in known["skipped"]:
            return True
        if not attributes:
            return False
        named = (word for groups in _NAMES.findall(attributes) for word in "".join(groups).lower().split())
        return any(word in known["skipped_classes"] for word in named)


def _row(line: str) -> str:
    return "\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip("\t ")


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)

"""IPTC 7901 text → items: a header line, keywords, the headline up to an equals sign, the story.

Flows in: the characters of a stream, with its control characters or without. Flows out: `Item`s. Source: the IPTC
7901 recommendation; agencies add their own number of the story at the end of the header.
"""

import re
from collections.abc import Sequence
from functools import cache

from streams.wires import lifecycle
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.transmission import Transmission, day_first, teletype

CONTENT_TYPE = "text/vnd.iptc.7901"
_HEADER = re.compile(
    r"(?m)^[ ]{0,8}(?P<service>[A-Za-z]{2,4})(?P<number>\d{3,4})[ ]{1,8}(?P<priority>[1-9])[ ]{1,8}"
    r"(?P<category>[A-Za-z]{1,4})[ ]{1,8}(?P<words>\d{1,5})"
    r"(?:[ ]{1,8}(?P<source>[A-Za-z]{2,6})[ ]?(?P<serial>\d{3,5}))?[^\n]{0,80}$"
)
# Who wrote and edited, by their initials: "nfk ab cd".
_CLOSING = re.compile(r"\n[ ]*[a-z]{2,4}(?:[ ][a-z0-9/]{1,5}){1,8}[ ]*\Z")
_TIME = re.compile(r"\n[ ]*\d{6}[ ]*(?:[A-Z]{1,4}[ ]+)?[^\W\d_]{3,4}\.?[ ]+\d{2,4}[ ]*\Z")
_BYLINE = re.compile(r"(?:By|Von|Por|Par) [^.!?]{2,80}=?")
_ASIDE = re.compile(r"\(([^()]*)\)")
# Seven bits have no umlauts, so German services put them where ASCII has brackets (DIN 66003).
_SEVEN_BITS = re.compile(r"[A-Za-z][{|}~][a-z]|\b[\[\\\]][a-z]{2}")
_UMLAUTS = str.maketrans("{|}~[\\]", "äöüßÄÖÜ")
_HEADLINE_LINES = 12
_KEYWORDS_LONGEST = 80
_LEAST_UMLAUTS = 2


def item(found: Transmission) -> Item:
    """Read one message.

    Its number is its identity together with its day, as numbers begin anew every day; without a time it has none.
    """
    header = _HEADER.match(found.header)
    if header is None:
        raise refuse(Reason.WRONG_SCHEMA, "a message without a header")
    text = _eight_bits(found.text).rstrip()
    sent = day_first(found.trailer) or day_first("\n".join(text.splitlines()[-2:]))
    text = _CLOSING.sub("", _TIME.sub("", text).rstrip())
    above, body = _parts(text.strip("\n"))
    keywords, marks, headline, byline = _above(above)
    series = header["source"] or header["service"]
    return Item(
        content_type=CONTENT_TYPE,
        guid=_guid(series, header["serial"] or header["number"], sent),
        signals=marks,
        urgency=header["priority"],
        classes=marks,
        headline=headline,
        body=body,
        byline=byline,
        slugline=keywords,
        version_created=sent,
        concerns=_concerns(series, headline, body, sent, header["serial"] or header["number"]),
    )


def _eight_bits(text: str) -> str:
    if not text.isascii() or len(_SEVEN_BITS.findall(text)) < _LEAST_UMLAUTS:
        return text
    return text.translate(_UMLAUTS)


def _guid(series: str, number: str, sent: str | None) -> str | None:
    return f"{series.lower()}{number}:{sent[:10]}" if sent else None


def _concerns(series: str, headline: str, body: str, sent: str | None, own: str) -> tuple[str, ...]:
    """Give the stories of the same series that an order to kill or hold names by their numbers."""
    if not lifecycle.orders(headline, body):
        return ()
    numbers = re.findall(rf"\b{re.escape(series)}[ ]?(\d{{3,5}})\b", f"{headline}\n{body}", re.IGNORECASE)
    named = (_guid(series, number, sent) for number in numbers if number != own)
    return tuple(dict.fromkeys(one for one in named if one))


def _parts(text: str) -> tuple[list[str], str]:
    """Part what stands above the story from it: by the equals sign that ends it, else by the first blank line."""
    lines = text.split("\n")
    ends = next((at for at, line in enumerate(lines[:_HEADLINE_LINES]) if line.rstrip().endswith("=")), None)
    if ends is not None and ends + 1 < len(lines) and _is_byline(lines[ends + 1]):
        ends += 1
    if ends is None:
        ends = next((at - 1 for at, line in enumerate(lines) if not line.strip()), len(lines) - 1)
    above = [line.strip().removesuffix("=").strip() for line in lines[: ends + 1]]
    return [line for line in above if line], "\n".join(lines[ends + 1 :])


def _above(lines: Sequence[str]) -> tuple[str | None, tuple[str, ...], str, str | None]:
    """Tell keywords, marks, headline and byline apart."""
    rest = list(lines)
    keywords = rest.pop(0).rstrip("/ ") if rest and _is_keywords(rest[0]) and len(rest) > 1 else None
    marks = [mark for line in rest if (mark := _marked(line))]
    told = [line for line in rest if not _marked(line) and not _ASIDE.fullmatch(line)]
    byline = next((line for line in told[1:] if _is_byline(line)), None)
    headline = " ".join(line for line in told if line != byline)
    words = (re.sub(r"[\d.]+(?:st|nd|rd|th)?[ -]?|[.:!]", "", mark.lower()).strip() for mark in marks)
    return keywords, tuple(words), headline, byline


def _marked(line: str) -> str | None:
    """Give the mark that a line is, or that an aside in brackets begins with; the rest of an aside is for desks."""
    aside = _ASIDE.fullmatch(line)
    match = _mark().match(aside[1]) if aside else _mark().fullmatch(line)
    return match[0] if match else None


def _is_keywords(line: str) -> bool:
    return "/" in line and len(line) <= _KEYWORDS_LONGEST


def _is_byline(line: str) -> bool:
    return _BYLINE.fullmatch(line.strip()) is not None


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(table("transmissions")["mark"]["line"])


WIRE = teletype("IPTC 7901", CONTENT_TYPE, _HEADER, item)

"""What a feed says of itself: that it is one, how often it wants to be asked, whether it is the same again.

Flows in: a document of a feed and the headers of its answer. Flows out: yes or no, seconds, a digest. Pure.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

HEAD_BYTES = 65_536
# Atomic: comments without number must not be tried in every grouping.
_START = re.compile(
    rb"\s*(?>(?:<!--.*?-->|<\?[^>]*>|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?>)\s*)*+<(?:\w+:)?(?:rss|feed|RDF)[\s>]",
    re.DOTALL,
)
_FIRST_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<(?:\w+:)?updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<")
_FREQUENCY = re.compile(rb"<(?:\w+:)?updateFrequency>\s*(\d{1,6})\s*<")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})")
# What some servers write anew into every answer, whatever else is new.
_BUILT = re.compile(rb"<lastBuildDate>[^<]*</lastBuildDate>")
_COMMENT, _COMMENT_END = b"<!--", b"-->"
_HOUR = 3600.0
_PERIODS = {
    b"hourly": _HOUR,
    b"daily": 24 * _HOUR,
    b"weekly": 168 * _HOUR,
    b"monthly": 720 * _HOUR,
    b"yearly": 8760 * _HOUR,
}


def is_feed(document: bytes) -> bool:
    """Tell whether a document is RSS, RDF or Atom, and not a page that says why there is none."""
    return _START.match(_narrow(document)) is not None


def asked_pace(document: bytes, headers: Mapping[str, str]) -> float:
    """Give the seconds that a feed wants between two polls; 0 where it says nothing.

    Args:
        document: the feed; empty where the answer had none.
        headers: of the answer, names in small letters.

    Returns:
        The longest of RSS' `ttl`, the module Syndication's period, and Cache-Control's max-age.
    """
    narrow = _narrow(document)
    first = _FIRST_ITEM.search(narrow)
    head = narrow[: first.start()] if first else narrow
    paces = [0.0]
    if found := _TTL.search(head):
        paces.append(int(found[1]) * 60.0)
    if found := _PERIOD.search(head):
        times = _FREQUENCY.search(head)
        paces.append(_PERIODS[found[1]] / max(1, int(times[1]) if times else 1))
    if age := _MAX_AGE.search(headers.get("cache-control", "").lower()):
        paces.append(float(age[1]))
    return max(paces)


def digest(document: bytes) -> str:
    """Give what two answers with the same news have in common: all but the time at which they were made."""
    return sha256(_BUILT.sub(b"", _without_comments(document))).hexdigest()


def _without_comments(document: bytes) -> bytes:
    # By hand: where no comment ends, an expression looks for the end of each anew.
    kept, place = [], 0
    while (start := document.find(_COMMENT, place)) >= 0:
        end = document.find(_COMMENT_END, start + len(_COMMENT))
        if end < 0:
            break
        kept.append(document[place:start])
        place = end + len(_COMMENT_END)
    return b"".join([*kept, document[place:]])


def media_type(said: str | None) -> str:
    """Give the content type to pass on: many servers call their feeds HTML or text, which they are not."""
    named, _, rest = (said or "").partition(";")
    essence = named.strip().lower()
    if essence.endswith(("/xml", "+xml")) and essence != "application/xhtml+xml":
        return (said or "").strip()
    charset = rest.strip()
    return f"application/xml; {charset}" if charset.lower().startswith("charset") else "application/xml"


def _narrow(document: bytes) -> bytes:
    """Give the beginning of a document so that ASCII can be found in it, also when it is UTF-16."""
    return document[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"")

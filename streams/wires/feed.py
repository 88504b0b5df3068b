"""RSS 2.0, RSS 1.0 and Atom → items, one for each entry.

Flows in: the bytes of a feed document. Flows out: `Item`s, read by feedparser.
"""

import io
import time
from calendar import timegm
from collections.abc import Mapping, Sequence
from typing import Any

import feedparser

from schemas import Subject
from streams.wires import limits
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.wire import Family, Message, Wire, sound

_ROOTS = frozenset({"rss", "rdf", "feed"})
CONTENT_TYPE = "application/rss+xml"


def _claims(message: Message) -> bool:
    return message.root in _ROOTS


def _read(message: Message) -> Sequence[Item]:
    return items(message.value)


WIRE = Wire(
    name="RSS and Atom",
    family=Family.XML,
    content_types=frozenset({CONTENT_TYPE, "application/atom+xml", "application/rdf+xml"}),
    claims=_claims,
    read=_read,
)


def items(value: bytes) -> Sequence[Item]:
    """Read the entries of a feed, in order.

    A feed has no versions; where an entry says when it was updated, the seconds of that time are its version, so
    that a changed entry follows the one before it.

    Raises:
        WireError: it is no feed that can be read, or holds too much, or nothing.
    """
    if len(value) > limits.MAX_FEED_BYTES:
        raise refuse(Reason.TOO_LARGE, f"a feed of more than {limits.MAX_FEED_BYTES} bytes")
    if value.count(b"<") > limits.MAX_FEED_TAGS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a feed of more than {limits.MAX_FEED_TAGS} tags")
    try:
        # As a stream, never as a name: feedparser would open a string that looks like a path or an address.
        # Texts are read by `markup`, so feedparser's own rewriting of HTML is off.
        document = feedparser.parse(io.BytesIO(value), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001 - a foreign parser; what odd bytes make it raise is not documented
        raise refuse(Reason.BAD_XML, f"no feed: the parser ended with {type(error).__name__}") from None
    entries = document.get("entries") or []
    if not entries:
        raise refuse(Reason.BAD_XML if document.get("bozo") else Reason.EMPTY, "a feed without entries")
    if len(entries) > limits.MAX_ITEMS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a feed of more than {limits.MAX_ITEMS} entries")
    language = _word(document.get("feed") or {}, "language")
    return [_item(entry, language) for entry in entries]


def _item(entry: Mapping[str, Any], language: str | None) -> Item:
    updated = _seconds(entry, "updated_parsed")
    published = _seconds(entry, "published_parsed")
    source = entry.get("source")
    credit = _word(source, "title") if isinstance(source, dict) else None
    return Item(
        content_type=CONTENT_TYPE,
        guid=_word(entry, "id"),
        url=_word(entry, "link"),
        version=updated,
        language=_content_language(entry) or language,
        headline=_word(entry, "title") or "",
        body=_body(entry),
        byline=_word(entry, "author"),
        published=published,
        version_created=updated if updated is not None else published,
        subjects=tuple(
            Subject(scheme=_word(tag, "scheme"), name=_word(tag, "label") or _word(tag, "term"))
            for tag in _objects(entry, "tags")
        ),
        credits=(credit,) if credit else (),
        usage_terms=_word(entry, "rights"),
    )


def _body(entry: Mapping[str, Any]) -> str:
    """Give the longest of an entry's texts: the summary is often the first lines of the content."""
    contents = [_word(content, "value") or "" for content in _objects(entry, "content")]
    return max([*contents, _word(entry, "summary") or ""], key=len)


def _content_language(entry: Mapping[str, Any]) -> str | None:
    detail = _own(entry, "title_detail")
    return _word(detail, "language") if isinstance(detail, dict) else None


def _objects(entry: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = _own(entry, name)
    return [one for one in found[: limits.MAX_LIST] if isinstance(one, dict)] if isinstance(found, list) else []


def _own(entry: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a foreign dictionary
    # `in keys()`, as feedparser's own lookup answers `updated` with `published` and warns that it will not for long.
    return entry.get(name) if name in entry.keys() else None  # noqa: SIM118


def _word(entry: Mapping[str, Any], name: str) -> str | None:
    found = entry.get(name)
    return sound(found).strip() or None if isinstance(found, str) else None


def _seconds(entry: Mapping[str, Any], name: str) -> int | None:
    """Give a time of feedparser's, which is in UTC, as seconds since 1970."""
    found = _own(entry, name)
    if not isinstance(found, time.struct_time):
        return None
    try:
        return timegm(found)
    except (ValueError, OverflowError):
        return None

"""RSS 2.0, RSS 1.0 and Atom → items, one for each entry, and one for each that a feed says is deleted.

Flows in: the bytes of a feed document. Flows out: `Item`s, read by feedparser.
"""

import io
import re
import time
from calendar import timegm
from collections.abc import Sequence
from html import unescape
from typing import Any
from urllib.parse import urljoin

import feedparser

from schemas import Subject
from streams.wires import limits
from streams.wires.identity import canonical_url
from streams.wires.item import Item
from streams.wires.moments import stamp
from streams.wires.reasons import Reason, refuse
from streams.wires.wire import Family, Message, Wire, is_crowded, sound

Entry = dict[str, Any]
"""What feedparser makes of a feed, an entry, or a part of one."""

_ROOTS = frozenset({"rss", "rdf", "feed"})
CONTENT_TYPE = "application/rss+xml"
_OF_MEDIA = re.compile(rb"(</?)media:(title|description|text)\b")
_LONG_TAG = re.compile(rb"<[^!<>][^<>]{%d}" % limits.MAX_TAG_BYTES)
_DELETED = re.compile(rb"<(?:[A-Za-z0-9]{1,20}:)?deleted-entry\s([^<>]{1,2000})>")
_ATTRIBUTE = re.compile(rb"""\b(ref|when)\s*=\s*["']([^"']{1,1000})["']""")
_MAIL = re.compile(r"(?:mailto:)?[^\s()<>@]{1,100}@[^\s()<>@]{1,100}(?:\s*\(([^()]{1,200})\))?")


def _claims(message: Message) -> bool:
    return message.root in _ROOTS


def _read(message: Message) -> Sequence[Item]:
    return items(message.value, message.charset)


WIRE = Wire(
    name="RSS and Atom",
    family=Family.XML,
    content_types=frozenset({CONTENT_TYPE, "application/atom+xml", "application/rdf+xml"}),
    claims=_claims,
    read=_read,
)


def items(value: bytes, charset: str | None = None) -> Sequence[Item]:
    """Read the entries of a feed, in order, and after them the ones it says are deleted (RFC 6721).

    A feed has no versions; where an entry says when it was updated, the seconds of that time are its version, so
    that a changed entry follows the one before it.

    Args:
        value: the document.
        charset: the character set that its header names; believed where the document names none itself.

    Raises:
        WireError: it is no feed that can be read, or holds too much, or nothing.
    """
    if len(value) > limits.MAX_FEED_BYTES:
        raise refuse(Reason.TOO_LARGE, f"a feed of more than {limits.MAX_FEED_BYTES} bytes")
    if value.count(b"<") > limits.MAX_FEED_TAGS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a feed of more than {limits.MAX_FEED_TAGS} tags")
    if _LONG_TAG.search(value):
        raise refuse(Reason.TOO_LARGE, f"a tag of more than {limits.MAX_TAG_BYTES} bytes")
    if is_crowded(value):
        raise refuse(Reason.TOO_LARGE, f"a tag of more than {limits.MAX_ATTRIBUTES} attributes")
    deleted = [_tombstone(match) for match in _DELETED.finditer(value)]
    document = _parsed(value, charset)
    entries = _own(document, "entries") or []
    if not entries and not deleted:
        raise refuse(Reason.BAD_XML if _own(document, "bozo") else Reason.EMPTY, "a feed without entries")
    if len(entries) + len(deleted) > limits.MAX_ITEMS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a feed of more than {limits.MAX_ITEMS} entries")
    channel = _own(document, "feed") or {}
    return [*(_item(entry, channel) for entry in entries), *deleted]


def _parsed(value: bytes, charset: str | None) -> Entry:
    named = charset and b"encoding=" not in value[:200]
    headers = {"content-type": f"application/xml; charset={charset}"} if named else None
    try:
        # As a stream, never as a name: feedparser would open a string that looks like a path or an address.
        # Texts are read by `markup`, so feedparser's own rewriting of HTML is off.
        found: Entry = feedparser.parse(
            # A picture's title and caption would be taken for the story's.
            io.BytesIO(_OF_MEDIA.sub(rb"\1media:of-\2", value)),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # noqa: BLE001 - a foreign parser; what odd bytes make it raise is not documented
        raise refuse(Reason.BAD_XML, f"no feed: the parser ended with {type(error).__name__}") from None
    return found


def _item(entry: Entry, channel: Entry) -> Item:
    updated = _time(entry, "updated")
    published = _time(entry, "published")
    source = _own(entry, "source")
    return Item(
        content_type=CONTENT_TYPE,
        guid=_word(entry, "id"),
        url=_address(_word(entry, "link"), _word(channel, "link")),
        version=_seconds(updated),
        language=_word(entry, "language") or _content_language(entry) or _word(channel, "language"),
        headline=_word(entry, "title") or "",
        body=_body(entry),
        byline=_byline(entry),
        published=published,
        version_created=updated if updated is not None else published,
        subjects=tuple(map(_subject, _objects(entry, "tags"))),
        places=tuple(filter(None, (_word(entry, name) for name in ("georss_featurename", "dc_coverage")))),
        credits=tuple(
            filter(None, (_word(source, "title") if isinstance(source, dict) else None, _word(entry, "publisher")))
        ),
        usage_terms=_word(entry, "rights") or _word(channel, "rights"),
    )


def _tombstone(match: re.Match[bytes]) -> Item:
    attributes = {name: unescape(word.decode("utf-8", "replace")) for name, word in _ATTRIBUTE.findall(match[1])}
    when = attributes.get(b"when")
    return Item(
        content_type=CONTENT_TYPE,
        guid=attributes.get(b"ref"),
        version=_seconds(when),
        pubstatus="canceled",
        version_created=when,
    )


def _subject(tag: Entry) -> Subject:
    term, label = _word(tag, "term"), _word(tag, "label")
    return Subject(scheme=_word(tag, "scheme"), code=term if label else None, name=label or term)


def _body(entry: Entry) -> str:
    """Give the longest of an entry's texts: the summary is often the first lines of the content."""
    contents = [_word(content, "value") or "" for content in _objects(entry, "content")]
    return max([*contents, _word(entry, "summary") or ""], key=len)


def _byline(entry: Entry) -> str | None:
    """Give the names of an entry's authors; an address of theirs is none."""
    several = [_word(author, "name") for author in _objects(entry, "authors")]
    named = several if len(several) > 1 else [_word(entry, "author")]
    bare = (_MAIL.sub(lambda mail: mail[1] or "", name).strip(" ()<>,") for name in named if name)
    return ", ".join(dict.fromkeys(filter(None, bare))) or None


def _address(link: str | None, base: str | None) -> str | None:
    try:
        whole = urljoin(base or "", link or "")
    except ValueError:
        return None
    # A guid that is no address is given as one, where the feed does not say that it is none.
    return whole if link and canonical_url(whole) else None


def _content_language(entry: Entry) -> str | None:
    detail = _own(entry, "title_detail")
    return _word(detail, "language") if isinstance(detail, dict) else None


def _objects(entry: Entry, name: str) -> list[Entry]:
    found = _own(entry, name)
    return [one for one in found[: limits.MAX_LIST] if isinstance(one, dict)] if isinstance(found, list) else []


def _own(entry: Entry, name: str) -> Any:  # noqa: ANN401 - a foreign dictionary
    # As feedparser's own lookup is slow, answers `updated` with `published`, and warns that it will not for long.
    return dict.get(entry, name)


def _word(entry: Entry, name: str) -> str | None:
    found = _own(entry, name)
    return sound(found).strip() or None if isinstance(found, str) else None


def _time(entry: Entry, name: str) -> str | int | None:
    """Give a time as the feed writes it, where that is a shape that wires know; else as feedparser understood it.

    feedparser takes times in basic form for midnight, and times without a zone for UTC, and does not say so.
    """
    written = _own(entry, name)
    if isinstance(written, str) and stamp(written):
        return written
    found = _own(entry, f"{name}_parsed")
    # Of digits that are no date it makes one.
    if not isinstance(found, time.struct_time) or (isinstance(written, str) and written[:4].isdigit()):
        return None
    try:
        return timegm(found)
    except (ValueError, OverflowError):
        return None


def _seconds(moment: str | int | None) -> int | None:
    found = stamp(moment)
    return int(found.at.timestamp()) if found and found.at.timestamp() > 0 else None

"""Bytes → articles: which wire a message is of, and one article or error for each item in it.

Flows in: an `Envelope`. Flows out: `Article`s and `WireError`s in the message's order. A new wire is one module that
defines a `WIRE`, and one line in `WIRES`.
"""

import codecs
import json
import re
from collections.abc import Sequence
from datetime import UTC, tzinfo
from hashlib import sha256
from typing import Any

from schemas import Article, Raw
from streams.errors import WireError
from streams.wires import (
    anpa,
    ap,
    dpa,
    feed,
    html,
    iptc7901,
    limits,
    newsml_1,
    newsml_g2,
    ninjs,
    nitf,
    plain_json,
    plain_text,
    transmission,
    warc,
)
from streams.wires.article import article
from streams.wires.envelope import Envelope
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.wire import Family, Message, Wire

WIRES: tuple[Wire, ...] = (
    ap.WIRE,
    dpa.WIRE,
    ninjs.WIRE,
    newsml_1.WIRE,
    newsml_g2.WIRE,
    nitf.WIRE,
    feed.WIRE,
    html.WIRE,
    warc.WIRE,
    plain_json.WIRE,
    anpa.WIRE,
    iptc7901.WIRE,
    plain_text.WIRE,
)
"""All wires, the more particular before the more general of a family."""

_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# Character sets that wires use; others (idna, punycode, …) are no character sets or take quadratic time.
_CODECS = re.compile(
    r"utf-?(?:8|16|32)(?:-sig|-[bl]e)?|ascii|iso8859-\d+|cp125\d|koi8-[ru]|gb\w+|big5|euc[_-]\w+|shift_jis|cp932"
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_PROLOGUE = re.compile(rb"\s+|<\?[^>]*>|<![A-Za-z][^>\[]*(?:\[[^\]]*\]\s*)?>")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_HOLDERS = (dict, list)


def _no_number(_word: str) -> None:
    raise ValueError


_DECODER = json.JSONDecoder(parse_constant=_no_number)
_JSON_LIST = re.compile(r"\[\s*[\[{\"\]\d-]")


def read(envelope: Envelope, *, zone: tzinfo = UTC, wires: Sequence[Wire] = WIRES) -> list[Article | WireError]:
    """Read one message.

    Args:
        envelope: the bytes as received, and what the headers say of them.
        zone: the zone of times that name none.
        wires: the wires to read.

    Returns:
        At least one outcome, in the message's order; a `WireError` stands in the place of an item that cannot be
        read and never quotes it. `index` of both is the place within the message.
    """
    try:
        media_type = _media_type(envelope.content_type)
        items = _items(envelope.value, media_type, _charset(envelope.content_type), wires)
        if not items:
            raise refuse(Reason.EMPTY, "a message without an item")
    except WireError as error:
        return [error]
    digest = sha256(envelope.value).hexdigest()

    def outcome(index: int, one: Item | WireError) -> Article | WireError:
        if isinstance(one, WireError):
            return WireError(one.reason, one.detail, index)
        raw = Raw(
            topic=envelope.topic,
            partition=envelope.partition,
            offset=envelope.offset,
            index=index,
            content_type=media_type or one.content_type,
            sha256=digest,
        )
        try:
            return article(one, envelope, raw, zone)
        except WireError as error:
            return WireError(error.reason, error.detail, index)

    return [outcome(index, one) for index, one in enumerate(items)]


def _items(
    value: bytes, media_type: str | None, charset: str | None, wires: Sequence[Wire]
) -> Sequence[Item | WireError]:
    if not value or value.isspace():
        raise refuse(Reason.EMPTY, "no bytes but white space")
    if len(value) > limits.MAX_BYTES:
        raise refuse(Reason.TOO_LARGE, f"more than {limits.MAX_BYTES} bytes")
    family = _family(value, media_type, charset, wires)
    if family in {Family.XML, Family.ARCHIVE}:
        message = Message(family, value, root=_root(value), charset=charset)
        return _wire(message, media_type, wires).read(message)
    text = _decoded(value, charset or transmission.charset(value))
    if family is Family.TEXT:
        message = Message(family, value, text=text)
        return _wire(message, media_type, wires).read(message)
    return _json_items(_json(text), media_type, wires)


def _json_items(found: Any, media_type: str | None, wires: Sequence[Wire]) -> list[Item | WireError]:  # noqa: ANN401 - JSON
    if isinstance(found, dict):
        return list(_json_item(found, media_type, wires))
    if not isinstance(found, list):
        raise refuse(Reason.WRONG_SCHEMA, "JSON, but neither an object nor a list of objects")
    if not found:
        raise refuse(Reason.EMPTY, "an empty list")
    if len(found) > limits.MAX_ITEMS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a list of more than {limits.MAX_ITEMS} items")
    items: list[Item | WireError] = []
    for one in found:
        try:
            items.extend(_json_item(one, media_type, wires))
        except WireError as error:
            items.append(error)
    return items


def _json_item(found: Any, media_type: str | None, wires: Sequence[Wire]) -> Sequence[Item | WireError]:  # noqa: ANN401 - JSON
    if not isinstance(found, dict):
        raise refuse(Reason.WRONG_SCHEMA, "an item that is no JSON object")
    message = Message(Family.JSON, fields=found)
    return _wire(message, media_type, wires).read(message)


def _wire(message: Message, media_type: str | None, wires: Sequence[Wire]) -> Wire:
    """Choose the wire: the one the media type names, else the first that claims the message."""
    of_family = [wire for wire in wires if wire.family is message.family]
    named = next((wire for wire in of_family if media_type in wire.content_types), None)
    claimed = named or next((wire for wire in of_family if wire.claims(message)), None)
    if claimed is None:
        reason = Reason.UNKNOWN_FORMAT if message.family is Family.XML else Reason.NO_IDENTITY_OR_TEXT
        raise refuse(reason, f"{message.family.value} of no wire that is read here")
    return claimed


def _family(value: bytes, media_type: str | None, charset: str | None, wires: Sequence[Wire]) -> Family:
    """Tell JSON, XML and text apart: by the media type, unless that says text or nothing and the bytes say more."""
    named = next((wire.family for wire in wires if media_type in wire.content_types), None)
    if media_type and named is None:
        named = _by_suffix(media_type)
    return named if named in {Family.JSON, Family.XML, Family.ARCHIVE} else _by_bytes(value, charset)


def _by_suffix(media_type: str) -> Family | None:
    if media_type.endswith(("/json", "+json")):
        return Family.JSON
    return Family.XML if media_type.endswith(("/xml", "+xml")) else None


def _by_bytes(value: bytes, charset: str | None) -> Family:
    if warc.looks_like_one(value):
        return Family.ARCHIVE
    first = value[:200].removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"") if _wide(value, charset) else value[:200]
    head = first.removeprefix(codecs.BOM_UTF8).removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if head.startswith(b"{") or _JSON_LIST.match(head.decode("latin-1")):
        return Family.JSON
    return Family.XML if re.match(rb"<[?!A-Za-z_]", head) else Family.TEXT


def _wide(value: bytes, charset: str | None) -> bool:
    return value.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (charset or "").startswith(
        ("utf-16", "utf-32")
    )


def _json(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        found = _DECODER.decode(text)
    except RecursionError:
        raise refuse(Reason.TOO_DEEP, "JSON nested beyond measure") from None
    except json.JSONDecodeError as error:
        raise refuse(Reason.BAD_JSON, f"no JSON from character {error.pos} on") from None
    except ValueError:
        raise refuse(Reason.BAD_JSON, "no JSON: a number that is none") from None
    if text.count("{") + text.count("[") > limits.MAX_DEPTH and _too_deep(found):
        raise refuse(Reason.TOO_DEEP, f"JSON of more than {limits.MAX_DEPTH} levels")
    if _SURROGATE.search(text):
        # Half a surrogate pair can be escaped in JSON and cannot be written again.
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    return found


def _too_deep(found: object) -> bool:
    if not isinstance(found, _HOLDERS):
        return False
    level: list[dict[str, object] | list[object]] = [found]
    for _ in range(limits.MAX_DEPTH + 1):
        level = [
            child
            for one in level
            for child in (one.values() if isinstance(one, dict) else one)
            if isinstance(child, _HOLDERS)
        ]
        if not level:
            return False
    return True


def _decoded(value: bytes, charset: str | None) -> str:
    marked = next((name for mark, name in _BOMS if value.startswith(mark)), None)
    codec = marked or charset or "utf-8"
    try:
        text = value.decode(codec)
    except (UnicodeError, LookupError):
        raise refuse(Reason.NOT_UTF8, f"bytes that are not {codec}") from None
    return text.removeprefix("\ufeff")


def _charset(content_type: str | None) -> str | None:
    match = _CHARSET.search((content_type or "")[:200])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1]).name
    except LookupError:
        return None
    return name if _CODECS.fullmatch(name) else None


def _media_type(content_type: str | None) -> str | None:
    bare = (content_type or "").partition(";")[0].strip().lower()
    return bare if _MEDIA_TYPE.fullmatch(bare) else None


def _root(value: bytes) -> str:
    """Give the local name of a document's root element, in lower case; empty where there is none near its head."""
    mark = next((mark for mark, _ in _BOMS if value.startswith(mark)), b"")
    head = value[:4096].removeprefix(mark).replace(b"\x00", b"")
    at = 0
    while True:
        if head.startswith(b"<!--", at):
            end = head.find(b"-->", at)
            if end < 0:
                return ""
            at = end + 3
        elif match := _PROLOGUE.match(head, at):
            at = match.end()
        else:
            break
    match = _ROOT.match(head, at)
    return match[1].decode("ascii").lower() if match else ""

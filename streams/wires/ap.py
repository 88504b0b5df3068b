"""AP Media API JSON → items: a feed of items, an answer with one, or an item alone.

Flows in: one JSON object. Flows out: `Item`s. An item is ninjs 1.x with fields of its own, so `ninjs` reads it first.
Source: the agency's public list of content metadata fields.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from streams.errors import WireError
from streams.wires import ninjs
from streams.wires.item import Item, Word
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.wire import Family, Message, Wire, each, objects, scalar, strict_string, string, strings

CONTENT_TYPE = "application/vnd.ap.media+json"
_MARKS = frozenset(
    {
        "headline_extended",
        "datelinelocation",
        "bylines",
        "editorialpriority",
        "editorialtypes",
        "keywordlines",
        "filings",
    }
)
_ALTIDS = frozenset({"etag", "friendlykey", "referenceid", "transref", "videoid", "overs"})
_TEXTS = ("content", "value", "text", "body", "data", "nitf")
_UNTIL_RELEASED = "holdforrelease"
_SCHEME = "ap"


def _is_item(found: object) -> bool:
    if not isinstance(found, dict):
        return False
    altids = found.get("altids")
    if not isinstance(altids, dict) or "itemid" not in altids:
        return False
    return not _MARKS.isdisjoint(found) or not _ALTIDS.isdisjoint(altids)


def _answers(fields: Mapping[str, Any]) -> Sequence[object] | None:
    """Give the entries of what the interface answers; None for what is no such answer."""
    data = fields.get("data", fields)
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("items"), list):
        return [_inner(one) for one in data["items"]]
    return [data["item"]] if isinstance(data.get("item"), dict) else None


def _inner(found: object) -> object:
    return found["item"] if isinstance(found, dict) and "item" in found else found


def _claims(message: Message) -> bool:
    fields = message.fields
    return ("data" in fields and _answers(fields) is not None) or _is_item(_inner(fields))


def _read(message: Message) -> Sequence[Item | WireError]:
    found = _answers(message.fields)
    return each([message.fields] if found is None else found, item)


WIRE = Wire(
    name="AP Media API",
    family=Family.JSON,
    content_types=frozenset({CONTENT_TYPE}),
    claims=_claims,
    read=_read,
)


def item(fields: Mapping[str, Any]) -> Item:
    """Read one item.

    Raises:
        WireError: `wrong_schema`, where identity, text or life cycle are of a type that the interface does not
            know; `no_identity_or_text` for an object that is no item.
    """
    found = ninjs.item(fields)
    place = fields.get("datelinelocation")
    city = string(place, "city") if isinstance(place, dict) else None
    if not (found.guid or found.headline or found.body):
        raise refuse(Reason.NO_IDENTITY_OR_TEXT, "neither altids.itemid nor uri nor text")
    return found._replace(
        content_type=CONTENT_TYPE,
        guid=_itemid(fields) or found.guid,
        # The address holds tokens of the transmission and needs a key: it is of no use to readers.
        url=string(fields, "canonicallink", "link"),
        signals=_signals(found),
        classes=(*found.classes, *_classes(fields)),
        urgency=found.urgency if found.urgency is not None else _urgency(fields),
        headline=found.headline or strict_string(fields, "headline_extended") or "",
        body=found.body if ninjs.has_body(fields) else _inline_nitf(fields) or found.body,
        byline=found.byline or _byline(fields),
        dateline=found.dateline or string(fields, "located"),
        located=city or found.located,
        subjects=tuple(one.model_copy(update={"scheme": one.scheme or _SCHEME}) for one in found.subjects),
        credits=(*found.credits, *strings(fields, "sources")),
    )


def _itemid(fields: Mapping[str, Any]) -> str | None:
    altids = fields.get("altids")
    return strict_string(altids, "itemid") if isinstance(altids, dict) else None


def _signals(found: Item) -> tuple[str, ...]:
    """Give the signals; a story held for its release is held by its embargo alone where that has a time."""
    if not found.embargoed:
        return found.signals
    return tuple(one for one in found.signals if one.replace(" ", "").lower() != _UNTIL_RELEASED)


def _classes(fields: Mapping[str, Any]) -> tuple[str, ...]:
    return strings(fields, "editorialtypes", "signals", "fixture")


def _urgency(fields: Mapping[str, Any]) -> Word:
    word = scalar(fields, "editorialpriority", "priority")
    letters: dict[str, int] = table("priorities")["letters"]
    return letters.get(word.strip().lower(), word) if isinstance(word, str) else word


def _byline(fields: Mapping[str, Any]) -> str | None:
    named = [word for one in objects(fields, "bylines") if (word := string(one, "by", "byline", "name"))]
    return "; ".join(named) or None


def _inline_nitf(fields: Mapping[str, Any]) -> str:
    """Give the story's text where a rendition holds it, and not only an address to fetch it from."""
    renditions = fields.get("renditions")
    listed = renditions if isinstance(renditions, dict) else {}
    named = [listed["nitf"]] if isinstance(listed.get("nitf"), dict) else objects(fields, "renditions")
    return next((text for one in named if (text := string(one, *_TEXTS))), "")

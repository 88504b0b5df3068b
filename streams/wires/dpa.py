"""dpa digitalwires JSON → items.

Flows in: one entry, or a list of entries as the agency's interface hands it out. Flows out: `Item`s. Notes and the
notepad stay behind, but for the public words of a correction. Source: the digitalwires format, public since 0.9.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas import Subject
from streams.errors import WireError
from streams.wires import lifecycle, story_text
from streams.wires.item import Item, Word
from streams.wires.wire import Family, Message, Wire, each, objects, scalar, strict_string, string, strings, version

CONTENT_TYPE = "application/vnd.dpa.digitalwires+json"
_FORMAT = "digitalwires"
_SECTION = re.compile(r"<(/?)section\b([^>]*)>", re.IGNORECASE)
_MAIN = re.compile(r"""\bclass\s*=\s*["']?[^"'>]*\bmain\b""", re.IGNORECASE)
# The day, the service and the serial number: "260304-930-1177".
_NUMBER = re.compile(r"\b\d{6}-\d{2,3}-\d{3,9}\b")
# The short form is written for readers; the long one for desks that have printed the text already.
_CORRECTIONS = ("correctionshort", "correction")
# The desk first, as the agency itself orders them where it writes NewsML-G2.
_TOPICS = ("desk", "dpasubject", "subject")
_PLACES = frozenset({"geosubject", "poi"})
_SPORTS_DESK = "sp"
_ORGANISATIONS = frozenset({"organisation", "organization", "company"})


def _is_entry(found: object) -> bool:
    if not isinstance(found, dict):
        return False
    named = found.get("format")
    return (isinstance(named, str) and named.startswith(_FORMAT)) or ("urn" in found and "article_html" in found)


def _claims(message: Message) -> bool:
    entries = message.fields.get("entries")
    return _is_entry(message.fields) or (isinstance(entries, list) and any(map(_is_entry, entries)))


def _read(message: Message) -> Sequence[Item | WireError]:
    entries = message.fields.get("entries")
    return each(entries if isinstance(entries, list) else [message.fields], item)


WIRE = Wire(
    name="dpa digitalwires",
    family=Family.JSON,
    content_types=frozenset({CONTENT_TYPE}),
    claims=_claims,
    read=_read,
)


def item(fields: Mapping[str, Any]) -> Item:
    """Read one entry.

    Raises:
        WireError: `wrong_schema`, where identity, text or life cycle are of a type that the format does not allow.
    """
    categories = [(_bare(one.get("type")), one) for one in objects(fields, "categories")]
    notes = [(_bare(one.get("role")), one) for one in objects(fields, "ednotes", "ednote")]
    body = _main(strict_string(fields, "article_html") or "")
    genres = _names(categories, {"genre"})
    guid, headline = strict_string(fields, "urn"), strict_string(fields, "headline") or ""
    return Item(
        content_type=CONTENT_TYPE,
        guid=guid,
        url=string(fields, "url", "link"),
        version=version(fields),
        pubstatus=strict_string(fields, "pubstatus") or next(iter(_codes(categories, "pubstatus")), None),
        signals=_signals(fields, categories, notes),
        correction_note=_correction(notes),
        urgency=scalar(fields, "urgency"),
        medium=_medium(fields, body),
        classes=(*genres, *_note_words(notes, "genrenote"), *_sport_lists(categories)),
        genre=next(iter(genres), None),
        language=string(fields, "language"),
        headline=headline,
        body=body or _caption(fields),
        byline=string(fields, "byline"),
        dateline=string(fields, "dateline"),
        slugline=string(fields, "kicker"),
        located=next(iter(_names(categories, {"locationcreated", "located"})), None),
        published=scalar(fields, "published"),
        first_created=scalar(fields, "content_created"),
        version_created=scalar(fields, "version_created", "updated"),
        embargoed=_embargo(fields, notes),
        subjects=tuple(_subject(one) for topic in _TOPICS for kind, one in categories if kind == topic),
        people=_names(categories, {"person"}),
        organisations=_names(categories, _ORGANISATIONS),
        places=tuple(name for kind, one in categories if kind in _PLACES and (name := _place(one))),
        credits=strings(fields, "creditline") + _names(categories, {"infosource", "provider"}),
        usage_terms=string(fields, "usageterms"),
        concerns=_concerns(guid, headline, body),
    )


def _concerns(guid: str | None, headline: str, body: str) -> tuple[str, ...]:
    """Give the items that an order to kill or hold names by their short numbers, which end the identities of all."""
    own = _NUMBER.search(guid or "")
    if guid is None or own is None or not lifecycle.may_order(f"{headline}\n{body}"):
        return ()
    plain = story_text.line(body) or ""
    if not lifecycle.orders(headline, plain):
        return ()
    numbers = dict.fromkeys(_NUMBER.findall(f"{headline}\n{plain}"))
    return tuple(guid[: own.start()] + one for one in numbers if one != own[0])


def _bare(word: object) -> str:
    return word.rpartition(":")[2].strip().lower() if isinstance(word, str) else ""


def _names(categories: Sequence[tuple[str, Mapping[str, Any]]], kinds: set[str] | frozenset[str]) -> tuple[str, ...]:
    named = (string(one, "name") for kind, one in categories if kind in kinds)
    return tuple(name for name in named if name)


def _place(category: Mapping[str, Any]) -> str | None:
    """Give a place's name: that of a point of interest holds its address too, unless it is taken from its position."""
    position = category.get("geojson")
    properties = position.get("properties") if isinstance(position, dict) else None
    return (string(properties, "name") if isinstance(properties, dict) else None) or string(category, "name")


def _codes(categories: Sequence[tuple[str, Mapping[str, Any]]], kind: str) -> tuple[str, ...]:
    coded = (string(one, "qcode", "name") for given, one in categories if given == kind)
    return tuple(code for code in coded if code)


def _note_words(notes: Sequence[tuple[str, Mapping[str, Any]]], role: str) -> tuple[str, ...]:
    return tuple(word for given, one in notes if given == role and (word := string(one, "ednote")))


def _sport_lists(categories: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[str, ...]:
    # The sports desk marks its results by keyword; elsewhere the same words are what a story is about.
    return _names(categories, {"keyword"}) if _SPORTS_DESK in _names(categories, {"desk"}) else ()


def _signals(
    fields: Mapping[str, Any],
    categories: Sequence[tuple[str, Mapping[str, Any]]],
    notes: Sequence[tuple[str, Mapping[str, Any]]],
) -> tuple[str, ...]:
    words = [*strings(fields, "signal"), *_codes(categories, "signal"), *(role for role, _ in notes)]
    return (*words, *lifecycle.of_note(*(word for _, one in notes if (word := string(one, "ednote")))))


def _correction(notes: Sequence[tuple[str, Mapping[str, Any]]]) -> str | None:
    public = [(role, one) for role, one in notes if one.get("is_publishable") is True]
    words = (lifecycle.public(word) for role in _CORRECTIONS for word in _note_words(public, role))
    return next((word for word in words if word), None)


def _embargo(fields: Mapping[str, Any], notes: Sequence[tuple[str, Mapping[str, Any]]]) -> Word:
    value = fields.get("embargoed")
    if value in (None, "", False):
        # A note that asks for an embargo without a field that ends it is for people to read: it holds back.
        return "unread" if any(role == "embargo" for role, _ in notes) else None
    return value if isinstance(value, str | int | float) and value is not True else "unread"


def _medium(fields: Mapping[str, Any], body: str) -> str | None:
    """Every entry calls itself composite: one without text is what it consists of."""
    if body.strip():
        return "text"
    return next(iter(strings({"types": [one.get("type") for one in objects(fields, "associations")]}, "types")), None)


def _caption(fields: Mapping[str, Any]) -> str:
    return next((word for one in objects(fields, "descriptions") if (word := string(one, "description"))), "")


def _subject(category: Mapping[str, Any]) -> Subject:
    scheme, colon, code = (string(category, "qcode") or "").partition(":")
    return Subject(scheme=scheme if colon else None, code=code or None, name=string(category, "name"))


def _main(html: str) -> str:
    """Give the section that holds the story; boxes and notes that stand beside it are left out."""
    opening = next((one for one in _SECTION.finditer(html) if not one[1] and _MAIN.search(one[2])), None)
    if opening is None:
        return html
    depth = 1
    for tag in _SECTION.finditer(html, opening.end()):
        depth += -1 if tag[1] else 1
        if not depth:
            return html[opening.end() : tag.start()]
    return html[opening.end() :]

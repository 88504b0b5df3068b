"""IPTC ninjs 1.x, 2.x and 3.x → items.

Flows in: one JSON object. Flows out: `Item`. The versions differ in spelling (`versioncreated`, `versionCreated`),
in number (`person`, `people`) and in where text stands (`body_html`, `bodies[]`); all spellings are read of all
versions, as senders mix them. Source: the IPTC ninjs standards 1.0 to 3.1, and fields that newsroom systems add.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas import Subject
from streams.wires import identity, lifecycle
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.wire import Family, Message, Wire, objects, scalar, strict_string, string, strings

CONTENT_TYPE = "application/vnd.iptc.ninjs+json"

# Fields that only ninjs has; `uri` or `guid` alone would also fit other JSON.
_MARKS = frozenset(
    {
        "$standard",
        "standard",
        "versioncreated",
        "versionCreated",
        "pubStatus",
        "headlines",
        "bodies",
        "descriptions",
        "representationtype",
        "representationType",
        "altids",
        "altIds",
        "eventDetails",
        "plannedCoverage",
        "renditions",
        "evolvedfrom",
        "firstcreated",
        "firstCreated",
    }
)
# Fields of a plain article: with one of these, an address alone makes no ninjs.
_PLAIN = frozenset(
    {
        "id",
        "body",
        "provider",
        "article_id",
        "story_id",
        "lineage_id",
        "published_at",
        "received_at",
        "version_created_at",
        "first_created_at",
        "embargoed_until",
        "evolved_from",
        "usage_terms",
    }
)
_TEXT_KEY = re.compile(r"(?:body|headline|description)_.+")
_BODIES = ("html", "xhtml", "html5", "main", "body", "text", "plain", "nitf")
_DESCRIPTIONS = ("text", "main", "caption", "summary", "html", "xhtml")
# What stands in `bodies` under these roles is not the story.
_NOT_BODIES = frozenset({"ednote", "notepad", "caption", "creditline", "teaser"})
_LAST_PART = re.compile(r"(?:.*/)?([^/]+?)/?")


def _claims(message: Message) -> bool:
    fields = message.fields
    if isinstance(fields.get("body"), str):
        return False
    if not _MARKS.isdisjoint(fields) or any(map(_TEXT_KEY.fullmatch, fields)):
        return True
    return "uri" in fields and _PLAIN.isdisjoint(fields)


def _read(message: Message) -> Sequence[Item]:
    return [item(message.fields)]


WIRE = Wire(
    name="ninjs",
    family=Family.JSON,
    content_types=frozenset({CONTENT_TYPE, "application/ninjs+json", "application/vnd.iptc.g2.ninjs+json"}),
    claims=_claims,
    read=_read,
)


def item(fields: Mapping[str, Any]) -> Item:
    """Read one ninjs object.

    Raises:
        WireError: `wrong_schema`, where identity, text or life cycle are of a type that ninjs does not allow.
    """
    body, medium = _body(fields), string(fields, "type")
    classes = strings(fields, "genre", "genres", "profile")
    return Item(
        content_type=CONTENT_TYPE,
        guid=_guid(fields),
        url=_url(fields),
        version=_version(fields),
        pubstatus=strict_string(fields, "pubstatus", "pubStatus"),
        signals=_signals(fields),
        correction_note=_public_correction(fields),
        urgency=scalar(fields, "urgency"),
        medium="planning" if _is_planning(fields, body) else _medium(medium, body),
        classes=classes,
        genre=next(iter(strings(fields, "genre", "genres")), None),
        language=string(fields, "language"),
        headline=_headline(fields),
        body=body or _description(fields),
        byline=string(fields, "byline", "by"),
        dateline=string(fields, "dateline"),
        slugline=string(fields, "slugline"),
        located=string(fields, "located"),
        published=scalar(fields, "published", "firstpublished", "firstPublished"),
        first_created=scalar(fields, "firstcreated", "firstCreated", "contentcreated", "contentCreated"),
        version_created=scalar(fields, "versioncreated", "versionCreated"),
        embargoed=_embargo(fields),
        subjects=tuple(_subject(one) for one in objects(fields, "subject", "subjects")),
        people=strings(fields, "person", "people"),
        organisations=strings(fields, "organisation", "organisations", "organization", "organizations"),
        places=strings(fields, "place", "places"),
        evolved_from=string(fields, "evolvedfrom", "evolvedFrom"),
        credits=strings(fields, "infosource", "infosources", "infoSources", "source"),
        usage_terms="; ".join(strings(fields, "usageterms", "usageTerms")) or None,
    )


def _guid(fields: Mapping[str, Any]) -> str | None:
    uri, guid = strict_string(fields, "uri"), strict_string(fields, "guid")
    if guid:
        return guid.strip()
    altids = fields.get("altids", fields.get("altIds"))
    itemid = string(altids, "itemid", "itemId") if isinstance(altids, dict) else None
    itemid = itemid or next(
        (
            one["value"]
            for one in objects(fields, "altids", "altIds")
            if one.get("role") == "itemid" and string(one, "value")
        ),
        None,
    )
    # The item's number is the identity where the address holds tokens of the transmission.
    if itemid and (uri is None or identity.stable(uri) != uri):
        return str(itemid)
    return identity.stable(uri.strip()) if uri else itemid


def _url(fields: Mapping[str, Any]) -> str | None:
    stated = string(fields, "url", "link", "href")
    return stated or next(
        (uri for uri in [string(fields, "uri")] if uri and uri.startswith(("http://", "https://"))), None
    )


def _version(fields: Mapping[str, Any]) -> str | int | float | None:
    value = fields.get("version")
    if isinstance(value, bool | list | dict):
        raise refuse(Reason.WRONG_SCHEMA, "version is neither a string nor a number")
    return scalar(fields, "version")


def _embargo(fields: Mapping[str, Any]) -> str | int | float | None:
    for name in ("embargoed", "embargoedUntil", "embargoeduntil", "embargo"):
        value = fields.get(name)
        if value not in (None, "", False):
            # Anything that is no time holds the item back, whatever it is.
            return value if isinstance(value, str | int | float) and not isinstance(value, bool) else "unread"
    return None


def _signals(fields: Mapping[str, Any]) -> tuple[str, ...]:
    words = list(strings(fields, "signal", "signals", "editorialtypes", "editorialTypes"))
    notes = strings(fields, "ednote", "edNote")
    if any(lifecycle.note_says_correction(note) for note in notes):
        words.append("correction")
    words += [one["role"] for one in objects(fields, "ednotes", "edNotes") if isinstance(one.get("role"), str)]
    return tuple(words)


def _public_correction(fields: Mapping[str, Any]) -> str | None:
    """Give the one kind of note that readers may see: of a correction, and marked as publishable."""
    for note in objects(fields, "ednotes", "edNotes"):
        role = note.get("role")
        if isinstance(role, str) and role.lower().startswith("correction") and note.get("is_publishable") is True:
            return string(note, "ednote", "edNote", "value")
    return None


def _is_planning(fields: Mapping[str, Any], body: str) -> bool:
    return not body and ("eventDetails" in fields or "plannedCoverage" in fields)


def _medium(medium: str | None, body: str) -> str | None:
    # A composite is a story with its pictures; without a body it is the pictures alone.
    return "package-media" if medium and medium.lower() == "composite" and not body else medium


def _headline(fields: Mapping[str, Any]) -> str:
    single = strict_string(fields, "headline")
    return single or _by_role(fields, "headline", ("main", "headline", "text")) or string(fields, "title") or ""


def _body(fields: Mapping[str, Any]) -> str:
    return _by_role(fields, "body", _BODIES)


def _description(fields: Mapping[str, Any]) -> str:
    return _by_role(fields, "description", _DESCRIPTIONS)


def _by_role(fields: Mapping[str, Any], name: str, roles: Sequence[str]) -> str:
    """Give the best of several texts: `name_role` in ninjs 1.x, `names[]{role, value}` in later ones."""
    found: dict[str, str] = {}
    for key in fields:
        if key.startswith(f"{name}_"):
            found.setdefault(key[len(name) + 1 :].lower(), strict_string(fields, key) or "")
    plural = "bodies" if name == "body" else f"{name}s"
    listed = fields.get(plural)
    if listed is not None and not isinstance(listed, list):
        raise refuse(Reason.WRONG_SCHEMA, f"{plural} is not a list")
    for one in objects(fields, plural):
        found.setdefault((string(one, "role") or "main").lower(), strict_string(one, "value") or "")
    ranked = [*roles, *(role for role in found if role not in roles and role not in _NOT_BODIES)]
    return next((found[role] for role in ranked if found.get(role, "").strip()), "")


def _subject(fields: Mapping[str, Any]) -> Subject:
    """Read a topic: `{scheme, code, name}` of 1.x, `{uri, literal, name}` of later ones, or a `qcode`."""
    uri, qcode = string(fields, "uri"), string(fields, "qcode")
    scheme, code = string(fields, "scheme"), string(fields, "code", "literal")
    if qcode and ":" in qcode:
        scheme, _, code = qcode.partition(":")
    elif uri and not scheme:
        known = _scheme(uri)
        match = _LAST_PART.fullmatch(uri)
        scheme, code = known or scheme, match[1] if known and match else code or uri
    return Subject(scheme=(_scheme(scheme) or scheme) if scheme else None, code=code, name=string(fields, "name"))


def _scheme(address: str) -> str | None:
    schemes: dict[str, str] = table("identities")["schemes"]
    bare = address.partition("://")[2] or address
    return next((short for prefix, short in schemes.items() if bare.startswith(prefix)), None)

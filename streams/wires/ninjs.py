"""IPTC ninjs 1.x, 2.x and 3.x → items.

Flows in: one JSON object. Flows out: `Item`. The versions differ in spelling (`versioncreated`, `versionCreated`),
in number (`person`, `people`) and in where text stands (`body_html`, `bodies[]`); all spellings are read of all
versions, as senders mix them. Source: the IPTC ninjs standards 1.0 to 3.1, and fields that newsroom systems add.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas import Subject
from streams.wires import identity, lifecycle, ninjs_standard
from streams.wires.item import Item
from streams.wires.moments import stamp
from streams.wires.reasons import Reason, refuse
from streams.wires.topics import topic
from streams.wires.wire import Family, Message, Wire, objects, scalar, strict_string, string, strings, version

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
# What the fields read here may be, in any version and with what senders add; nothing at all is always allowed.
_TEXT, _TEXTS, _LIST, _TIME = (str,), (str, list), (list, dict), (str, int, float)
_SAID: dict[tuple[type, ...], str] = {_TEXT: "a string", _TEXTS: "a string", _LIST: "a list", _TIME: "a time"}
_READ_AS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("title", "type", "profile", "language", "byline", "by", "dateline", "slugline", "located"), _TEXT),
    **dict.fromkeys(("ednote", "edNote", "usageterms", "usageTerms"), _TEXTS),
    **dict.fromkeys(("subject", "subjects", "person", "people", "place", "places", "genre", "genres"), _LIST),
    **dict.fromkeys(("organisation", "organisations", "organization", "organizations"), _LIST),
    **dict.fromkeys(("infosource", "infosources", "infoSources", "altids", "altIds"), _LIST),
    **dict.fromkeys(("firstcreated", "firstCreated", "contentcreated", "contentCreated"), _TIME),
    **dict.fromkeys(("versioncreated", "versionCreated", "published", "firstpublished", "firstPublished"), _TIME),
}


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


def strict(standard: str | None = None) -> Wire:
    """Make a wire that reads only ninjs that keeps to its standard.

    Args:
        standard: the version to hold all objects to; without it each is held to the one that it states.
    """

    def read(message: Message) -> Sequence[Item]:
        held_to = standard or ninjs_standard.stated(message.fields)
        if held_to is None:
            raise refuse(Reason.WRONG_SCHEMA, "states no version of ninjs that is known here")
        if fault := ninjs_standard.fault(message.fields, held_to):
            raise refuse(Reason.WRONG_SCHEMA, f"{fault} (ninjs {held_to})")
        return _read(message)

    return Wire("strict ninjs", Family.JSON, WIRE.content_types, lambda _: True, read)


def item(fields: Mapping[str, Any]) -> Item:
    """Read one ninjs object.

    Raises:
        WireError: `wrong_schema`, where identity, text or life cycle are of a type that ninjs does not allow.
    """
    _check(fields)
    body, medium = _body(fields), string(fields, "type")
    classes = strings(fields, "genre", "genres", "profile")
    return Item(
        content_type=CONTENT_TYPE,
        guid=_guid(fields),
        url=_url(fields),
        version=version(fields),
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


def _check(fields: Mapping[str, Any]) -> None:
    """Refuse a wrong type in a field that is read: what is passed over in silence would be missed by nobody."""
    for name, value in fields.items():
        kinds = _READ_AS.get(name)
        if kinds is None or value is None or value == "":
            continue
        # A number is a time where it counts seconds; a string that is no time is for the reader of times.
        if not isinstance(value, kinds) or (kinds is _TIME and not isinstance(value, str) and stamp(value) is None):
            raise refuse(Reason.WRONG_SCHEMA, f"{name} is not {_SAID[kinds]}")


def has_body(fields: Mapping[str, Any]) -> bool:
    """Tell whether an object has text of its own, rather than a description of something else."""
    return bool(_body(fields))


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


def _embargo(fields: Mapping[str, Any]) -> str | int | float | None:
    for name in ("embargoed", "embargoedUntil", "embargoeduntil", "embargo"):
        value = fields.get(name)
        if value not in (None, "", False):
            # Anything that is no time holds the item back, whatever it is.
            return value if isinstance(value, str | int | float) and not isinstance(value, bool) else "unread"
    return None


def _signals(fields: Mapping[str, Any]) -> tuple[str, ...]:
    words = list(strings(fields, "signal", "signals", "editorialtypes", "editorialTypes"))
    words += lifecycle.of_note(*strings(fields, "ednote", "edNote"))
    words += [one["role"] for one in objects(fields, "ednotes", "edNotes") if isinstance(one.get("role"), str)]
    return tuple(words)


def _public_correction(fields: Mapping[str, Any]) -> str | None:
    """Give the one kind of note that readers may see: of a correction, and marked as publishable."""
    for note in objects(fields, "ednotes", "edNotes"):
        role = note.get("role")
        if isinstance(role, str) and role.lower().startswith("correction") and note.get("is_publishable") is True:
            return lifecycle.public(string(note, "ednote", "edNote", "value"))
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
    return topic(
        qcode=string(fields, "qcode"),
        uri=string(fields, "uri"),
        scheme=string(fields, "scheme"),
        code=string(fields, "code", "literal"),
        name=string(fields, "name"),
    )

"""A plain JSON article → item: any object with a body or a headline, under the contract's own field names.

Flows in: one JSON object, also one that is an `Article` already. Flows out: `Item`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas import Subject
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.wire import Family, Message, Wire, objects, scalar, strict_string, string, strings

CONTENT_TYPE = "application/json"
_NAMED = ("headline", "body", "guid", "id", "uri", "url", "article_id", "story_id")


def _claims(message: Message) -> bool:
    return any(name in message.fields for name in _NAMED)


def _read(message: Message) -> Sequence[Item]:
    return [item(message.fields)]


WIRE = Wire(
    name="plain JSON",
    family=Family.JSON,
    content_types=frozenset({"application/vnd.newswire.article+json"}),
    claims=_claims,
    read=_read,
)


def item(fields: Mapping[str, Any]) -> Item:
    """Read one plain JSON article.

    Args:
        fields: any fields of `Article`, all optional but for a body or a headline; `id` (and `uri`) mean guid.
            Where it stands on Kafka and what its bytes were come from the envelope.

    Raises:
        WireError: `wrong_schema`, where identity, text or life cycle are no strings.
    """
    headline, body = strict_string(fields, "headline") or "", strict_string(fields, "body") or ""
    pubstatus = strict_string(fields, "pubstatus")
    version = fields.get("version")
    if isinstance(version, bool | list | dict):
        raise refuse(Reason.WRONG_SCHEMA, "version is neither a string nor a number")
    if not (headline.strip() or body.strip() or pubstatus):
        raise refuse(Reason.NO_IDENTITY_OR_TEXT, "neither headline nor body")
    embargoed = fields.get("embargoed_until")
    return Item(
        content_type=CONTENT_TYPE,
        provider=string(fields, "provider"),
        guid=_guid(fields),
        url=strict_string(fields, "url"),
        story_id=string(fields, "story_id"),
        lineage_id=string(fields, "lineage_id"),
        version=scalar(fields, "version"),
        pubstatus=pubstatus,
        signals=strings(fields, "signal"),
        correction_note=string(fields, "correction_note"),
        urgency=scalar(fields, "urgency"),
        classes=strings(fields, "genre"),
        kind=string(fields, "kind"),
        genre=string(fields, "genre"),
        language=string(fields, "language"),
        headline=headline,
        body=body,
        byline=string(fields, "byline"),
        dateline=string(fields, "dateline"),
        slugline=string(fields, "slugline"),
        located=string(fields, "located"),
        published=scalar(fields, "published_at"),
        first_created=scalar(fields, "first_created_at"),
        version_created=scalar(fields, "version_created_at"),
        received=scalar(fields, "received_at"),
        embargoed=embargoed if isinstance(embargoed, str | int | float | None) else "unread",
        time_zone_assumed=fields.get("time_zone_assumed") is True,
        subjects=tuple(
            Subject(scheme=string(one, "scheme"), code=string(one, "code"), name=string(one, "name"))
            for one in objects(fields, "subjects")
        ),
        people=strings(fields, "people"),
        organisations=strings(fields, "organisations"),
        places=strings(fields, "places"),
        evolved_from=string(fields, "evolved_from"),
        concerns=strings(fields, "concerns"),
        credits=strings(fields, "origin"),
        usage_terms=string(fields, "usage_terms"),
        ingest=string(fields, "ingest"),
    )


def _guid(fields: Mapping[str, Any]) -> str | None:
    """Give the identity; a number is as good as its digits."""
    for name in ("guid", "id", "uri"):
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if found := strict_string(fields, name):
            return found
    return None

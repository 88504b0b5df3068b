"""Who acts or is acted upon: persons, states, organisations, groups, and the unnamed.

Flows in: `streams.coding`. Flows out: `Actor`, within events and enriched articles.
"""

from schemas.base import Frozen, Vocabulary


class TextField(Vocabulary):
    """The part of an article that a span counts in."""

    HEADLINE = "headline"
    BODY = "body"


class ActorKind(Vocabulary):
    """What sort of actor it is."""

    PERSON = "person"
    STATE = "state"
    ORGANISATION = "organisation"
    GROUP = "group"
    UNNAMED = "unnamed"


class Span(Frozen):
    """Words of an article: code points `start` (inclusive) to `end` (exclusive) of `field`."""

    field: TextField
    start: int
    end: int


class Actor(Frozen):
    """One actor as a story names it, resolved as far as is certain.

    `country` is ISO 3166-1 alpha-3 (with PLOVER's KOS, PSE, HKG, IGO, UNO, EUR, NGO, …) or null;
    `sectors` are PLOVER codes, the first is primary; `code` is both, "USA GOV".
    """

    entity_id: str | None = None
    text: str
    name: str
    kind: ActorKind
    role: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    code: str = ""
    spans: tuple[Span, ...] = ()
    resolution: str = "text"

"""One item in the wire's own words: every wire's fields under one set of names, nothing judged yet.

Flows in: what an adapter (`ninjs`, `feed`, …) found. Flows out: `Item`, which `article` turns into an `Article`.
"""

from typing import NamedTuple

from schemas import Subject

Word = str | int | float | None
"""A value as a wire writes it, where the field knows both text and number."""


class Item(NamedTuple):
    """One version of one story, unjudged.

    Attributes:
        content_type: the media type of this wire, used where the message names none.
        guid: the wire's own identity of the story; may still end in a revision.
        version: the wire's own version of it.
        pubstatus: publication status in any spelling.
        signals: words that say what this version is.
        medium: text, picture, video, … (ninjs `type`).
        classes: genre and profile names, in which desks mark advisories, budgets and results.
        headline: may hold markup.
        body: may hold markup.
        correction_note: the public text of a correction; notes to the desk never come as far as this.
        published: and the other times: as the wire writes them.
        embargoed: the end of an embargo; a value that is no time holds the item back.
        kind: from an item that is an `Article` already; as are `story_id`, `lineage_id` and `received`.
    """

    content_type: str
    provider: str | None = None
    guid: str | None = None
    url: str | None = None
    story_id: str | None = None
    lineage_id: str | None = None
    version: Word = None
    pubstatus: str | None = None
    signals: tuple[str, ...] = ()
    correction_note: str | None = None
    urgency: Word = None
    medium: str | None = None
    classes: tuple[str, ...] = ()
    kind: str | None = None
    genre: str | None = None
    language: str | None = None
    headline: str = ""
    body: str = ""
    byline: str | None = None
    dateline: str | None = None
    slugline: str | None = None
    located: str | None = None
    published: Word = None
    first_created: Word = None
    version_created: Word = None
    received: Word = None
    embargoed: Word = None
    time_zone_assumed: bool = False
    subjects: tuple[Subject, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    evolved_from: str | None = None
    concerns: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    usage_terms: str | None = None
    ingest: str | None = None

"""IPTC NewsML 1.0 to 1.2 → items: all the news items of a document, in order.

Flows in: the bytes of a document. Flows out: `Item`s. The text of an item lies in one of its nested components, which
say of themselves what they are; what a component does not say is said by those around it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import islice

from schemas import Subject
from streams.wires import identity, lifecycle, limits, nitf, tree
from streams.wires.item import Item
from streams.wires.markup import is_markup, text_of
from streams.wires.nitf import Story
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.topics import topic
from streams.wires.tree import Element, Kin, Place, language, within, word, words
from streams.wires.wire import Family, Message, Wire

CONTENT_TYPE = "text/vnd.iptc.newsml"
_NESTED = tree.path("boolean(//NewsItem[count(ancestor::NewsItem) > 1])")
_MAIN = frozenset({"main", "body", "maintext", "story", "text", "content", "article"})
_ASIDE = frozenset({"summary", "abstract", "teaser", "sidebar", "supplementary", "supporting", "related", "background"})
_HEADLINE = frozenset({"headline", "title", "mainheadline"})
_LEAD = frozenset({"lead", "lede", "intro", "introduction"})
_NO_STORY = _HEADLINE | frozenset(
    {"stylesheet", "subheadline", "subtitle", "contact", "caption", "logo", "photo", "picture", "thumbnail", "keyword"}
    | {"note", "notes", "ednote", "editornote", "editorsnote", "editorialnote", "instructions", "instructionsnotes"}
)
_LEAST_NUMBER = 6
# Pictures and renditions included; a story has some twenty.
_MOST_PIECES = 200
_LINES = ("HeadLine", "ByLine", "DateLine", "SlugLine", "CopyrightLine")


def _claims(message: Message) -> bool:
    return message.root == "newsml" or (message.root == "newsitem" and b"<NewsIdentifier" in message.value)


def _read(message: Message) -> Sequence[Item]:
    root = tree.parse(message.value)
    if root.tag not in {"NewsML", "NewsItem"}:
        raise refuse(Reason.WRONG_SCHEMA, "the root is not NewsML")
    if _NESTED(root):
        raise refuse(Reason.TOO_DEEP, "news items within news items within news items")
    held = list(root.iter("NewsItem"))
    if not held:
        raise refuse(Reason.EMPTY, "a document without news items")
    if len(held) > limits.MAX_ITEMS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a document of more than {limits.MAX_ITEMS} items")
    services = words(root, "NewsEnvelope/NewsService@FormalName", "NewsEnvelope/NewsProduct@FormalName")
    return [item(one, services, language(root)) for one in held]


WIRE = Wire(
    name="NewsML 1",
    family=Family.XML,
    content_types=frozenset({CONTENT_TYPE, "application/vnd.iptc.newsml+xml"}),
    claims=_claims,
    read=_read,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A text, and the components it lies in, the nearest first."""

    story: Story
    components: tuple[Element, ...]
    role: str

    def spoken(self) -> str | None:
        return _said(self.components, "DescriptiveMetadata/Language@FormalName") or language(*self.components)


def item(node: Element, services: Sequence[str] = (), spoken: str | None = None) -> Item:
    """Read one news item.

    Args:
        node: the item.
        services: names of the service and product that the envelope states.
        spoken: the language that the document declares.
    """
    found = _best(node)
    told = found.story
    top, held = Kin(node), within(node, "NewsLines", "NewsLine", "InstructionsNotes", "TopicSet")
    named, managed = top.below("Identification"), top.below("NewsManagement")
    names = named.below("NewsIdentifier")
    around = [Kin(one) for one in found.components]
    own_lines = [one.below("NewsLines") for one in around]
    senders = [one.below("AdministrativeMetadata") for one in around]
    rights = [one.below("RightsMetadata") for one in around]
    all_lines = (*own_lines, Kin(*held["NewsLines"]))
    lines = {name: _said(all_lines, name) for name in _LINES}
    about = [Kin(one) for component in around for one in component.iterchildren("DescriptiveMetadata")]
    guid = _guid(names, managed)
    people, organisations, places = _topics(held["TopicSet"])
    genres = tuple(dict.fromkeys(one for each in about for one in words(each, "Genre@FormalName")))
    return Item(
        content_type=CONTENT_TYPE,
        guid=guid,
        version=word(names, "RevisionId"),
        pubstatus=_status(managed),
        signals=_signals(names, managed, held),
        urgency=word(managed, "Urgency@FormalName", "Urgency"),
        medium=_medium(node, told.body),
        classes=(*genres, *words(managed, "NewsItemType@FormalName"), *services),
        genre=next(iter(genres), None),
        language=found.spoken() or told.language or language(node) or spoken,
        headline=lines["HeadLine"] or told.headline or "",
        body=told.body,
        byline=lines["ByLine"] or told.byline,
        dateline=lines["DateLine"] or told.dateline,
        slugline=lines["SlugLine"] or word(named, "NameLabel"),
        located=next(filter(None, (word(each, *_ORIGIN) for each in about)), None),
        first_created=word(managed, "FirstCreated"),
        version_created=word(managed, "ThisRevisionCreated"),
        embargoed=_embargo(managed),
        subjects=tuple(islice((one for each in about for one in _subjects(each)), limits.MAX_LIST)),
        people=people,
        organisations=organisations,
        places=(*places, *(city for each in about for city in words(each, _CITY))),
        evolved_from=next(
            (one for one in _earlier(managed) if identity.story_and_revision(one, None)[0] != guid), None
        ),
        credits=(
            *_nearest(own_lines, "CreditLine"),
            *_nearest(senders, "Source/Party@FormalName"),
            *_nearest(senders, "Provider/Party@FormalName"),
            *words(names, "ProviderId"),
        ),
        usage_terms=_terms(rights, own_lines) or lines["CopyrightLine"] or _said(rights, "Copyright"),
    )


def _terms(rights: Sequence[Kin], own_lines: Sequence[Kin]) -> str | None:
    """Give the terms of use that the nearest component states, in its metadata or in a line of its own."""
    stated = (
        word(right.below("UsageRights"), "Limitations", "UsageType") or word(line, "RightsLine")
        for right, line in zip(rights, own_lines, strict=True)
    )
    return next(filter(None, stated), None)


def _said(places: Iterable[Place], *paths: str) -> str | None:
    """Give what the first of some places says that says anything."""
    return next((found for one in places if (found := word(one, *paths))), None)


def _nearest(places: Iterable[Place], path: str) -> tuple[str, ...]:
    """Give all that the first of some places says that says anything."""
    return next((found for one in places if (found := words(one, path))), ())


def _guid(names: Kin, managed: Kin) -> str | None:
    """Give the identity of an item: the public one up to its revision, where that is one.

    Some senders write the same public identifier into everything they send; the standard's own key, of provider, date
    and number, then takes its place.
    """
    public, number = word(names, "PublicIdentifier"), word(names, "NewsItemId")
    provider, date = word(names, "ProviderId"), word(names, "DateId")
    if number is None:
        return public
    parts = (public or "").split(":")
    if date is None or date in parts:
        for at in range(len(parts) - 1, 1, -1):
            # The number itself may end in a revision, where the public identifier has the story's alone.
            if parts[at] == number or (len(parts[at]) >= _LEAST_NUMBER and number.startswith(parts[at])):
                return ":".join(parts[: at + 1])
    first, this = word(managed, "FirstCreated"), word(managed, "ThisRevisionCreated")
    if date and date == this and first:
        # A date that goes with the revision and not, as the standard has it, with the story.
        date = first
    return number if ":" in number else ":".join(("urn:newsml", *filter(None, (provider, date)), number))


def _status(managed: Kin) -> str | None:
    status = word(managed, "Status@FormalName", "Status")
    # Withheld until a time that is named is an embargo: it ends by itself.
    return "embargoed" if status and lifecycle.pubstatus(status) == "withheld" and _embargo(managed) else status


def _embargo(managed: Kin) -> str | None:
    for change in managed.iterchildren("StatusWillChange"):
        if lifecycle.pubstatus(word(change, "FutureStatus@FormalName", "FutureStatus")) == "usable":
            return word(change, "DateAndTime")
    return None


def _signals(names: Kin, managed: Kin, held: Mapping[str, Sequence[Element]]) -> tuple[str, ...]:
    update = (word(names, "RevisionId@Update") or "").upper()
    stated = words(managed, "Instruction@FormalName", "NewsItemType@FormalName")
    notes = (
        *words(Kin(*held["NewsLine"]), "NewsLineText"),
        *(note for one in held["InstructionsNotes"] if (note := word(one, "."))),
        *words(managed, "Instruction/Comment"),
    )[: limits.MAX_LIST]
    return (*stated, *(("update",) if update in {"U", "A"} else ()), *lifecycle.of_note(*notes))


def _best(node: Element) -> _Found:
    """Find the text of an item: the main one, in the language of the first, the longest."""
    given = [one for one in map(_found, _contents(node)) if one.story.body.strip()]
    found = [one for one in given if one.role not in _NO_STORY]
    if not found:
        return _Found(Story(), tuple(node.iterfind("NewsComponent"))[:1], "")
    spoken = found[0].spoken()
    best = max(
        found,
        key=lambda one: (
            one.role in _MAIN,
            one.role not in _ASIDE | _LEAD,
            one.spoken() == spoken,
            len(one.story.body),
        ),
    )
    return replace(best, story=_whole(best, [one for one in given if one.components[1:2] == best.components[1:2]]))


def _whole(best: _Found, beside: Sequence[_Found]) -> Story:
    """Put a story together where its headline and its first paragraph are components of their own."""
    headline = next((one.story.body for one in beside if one.role in _HEADLINE), None)
    lead = next((one.story.body for one in beside if one.role in _LEAD and one is not best), "")
    body = best.story.body
    if lead and is_markup(body):
        lead = lead if is_markup(lead) else f"<p>{escape(lead, quote=False)}</p>"
    elif lead and is_markup(lead):
        lead = text_of(lead)
    return replace(best.story, headline=best.story.headline or headline, body=f"{lead}\n\n{body}" if lead else body)


def _contents(node: Element) -> Iterator[Element]:
    """Give the pieces of content of an item that are text, without those of items within it."""
    for one in islice(node.iter("ContentItem"), _MOST_PIECES):
        kinds = " ".join(words(one, "MediaType@FormalName", "MimeType@FormalName", "Format@FormalName")).lower()
        is_text = not any(kind in kinds for kind in ("css", "photo", "picture", "image", "video", "audio", "graphic"))
        if is_text and one.find("DataContent") is not None and next(one.iterancestors("NewsItem")) is node:
            yield one


def _found(content: Element) -> _Found:
    components = tuple(content.iterancestors("NewsComponent"))
    role = next((found for one in components[:2] if (found := word(one, "Role@FormalName"))), "")
    return _Found(nitf.wrapped(content.find("DataContent")), components, role.lower().replace(" ", ""))


def _medium(node: Element, body: str) -> str | None:
    if body.strip():
        return "text"
    kinds = words(node, ".//ContentItem/MediaType@FormalName")
    if kinds:
        return kinds[0].lower()
    if node.find(".//NewsItemRef") is not None:
        return "package-media"
    return "reference" if node.find("TopicSet") is not None or node.find("Catalog") is not None else None


def _subjects(about: Element) -> Iterator[Subject]:
    for one in about.iterfind("SubjectCode/*"):
        name = one.get("FormalName")
        if name and name.isdigit():
            yield topic(scheme="subj", code=name)
        elif name:
            yield topic(scheme=one.get("Scheme"), name=name)


_CITY = "Location/Property[@FormalName='City']@Value"
_ORIGIN = (
    "Location[@HowPresent='Origin']/Property[@FormalName='City']@Value",
    "Property[@FormalName='City']@Value",
)
_TOPICS = (
    frozenset({"person", "people"}),
    frozenset({"organisation", "organization", "company", "party"}),
    frozenset({"location", "place", "geography", "country", "city"}),
)


def _topics(sets: Sequence[Element]) -> Iterator[tuple[str, ...]]:
    """Give the names of the people, organisations and places that an item describes."""
    described = [one for each in sets for one in each.iterchildren("Topic")]
    kinds = [(word(one, "TopicType@FormalName") or "").lower() for one in described]
    for wanted in _TOPICS:
        named = (
            word(one, "Description", "FormalName") for one, kind in zip(described, kinds, strict=True) if kind in wanted
        )
        yield tuple(filter(None, named))


def _earlier(managed: Kin) -> Iterator[str]:
    """Give the items whose place this one takes."""
    yield from words(managed, "DerivedFrom@NewsItem")
    known = table("identities")["earlier"]
    for one in managed.iterchildren("AssociatedWith"):
        if (one.get("FormalName") or "").lower() in known and one.get("NewsItem"):
            yield one.get("NewsItem")

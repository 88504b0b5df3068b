"""IPTC NewsML-G2 → items: one news item, or all that a message holds.

Flows in: the bytes of a document. Flows out: `Item`s, in order, and a `WireError` in the place of one that cannot be
read. Packages, plans, concepts and catalogues are items too: they have an identity and no text to code. Source:
NewsML-G2 2.9 to 2.35, and what agencies send by its name.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from streams.errors import WireError
from streams.wires import lifecycle, limits, nitf, tree
from streams.wires.item import Item
from streams.wires.nitf import Story
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.topics import topic
from streams.wires.tree import Element, Kin, language, said, word, words
from streams.wires.wire import Family, Message, Wire

CONTENT_TYPE = "application/vnd.iptc.g2.newsitem+xml"
_MESSAGE = "newsMessage"
_ITEMS = ("newsItem", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem")
_ROOTS = frozenset(name.lower() for name in (_MESSAGE, *_ITEMS))
# A sender's codes are few and come with every item.
_MOST_CODES = 1000
_INLINE = frozenset({"inlineXML", "inlineData"})
_CODES = ("qcode", "uri", "literal")
_STATUS, _SIGNAL, _CLASS, _GENRE, _SOURCE = (
    tuple(f"{name}@{code}" for code in _CODES) for name in ("pubStatus", "signal", "itemClass", "genre", "infoSource")
)
_PEOPLE = frozenset({"person"})
_ORGANISATIONS = frozenset({"organisation", "organization"})
_PLACES = frozenset({"geoarea", "poi", "place", "location"})
_CANONICAL = frozenset({"canonical"})
_ACTORS = _PEOPLE | _ORGANISATIONS | _PLACES


def _claims(message: Message) -> bool:
    return message.root in _ROOTS


def _read(message: Message) -> Sequence[Item | WireError]:
    root = tree.parse(message.value)
    if root.tag in _ITEMS:
        return [item(root)]
    if root.tag != _MESSAGE:
        raise refuse(Reason.WRONG_SCHEMA, "the root is neither an item of NewsML-G2 nor a message of them")
    held = [one for place in root.iterfind("itemSet") for one in place] or [one for one in root if one.tag in _ITEMS]
    if not held:
        raise refuse(Reason.EMPTY, "a message without items")
    if len(held) > limits.MAX_ITEMS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a message of more than {limits.MAX_ITEMS} items")
    return [
        item(one) if one.tag in _ITEMS else refuse(Reason.WRONG_SCHEMA, "no item of NewsML-G2 among those of a message")
        for one in held
    ]


WIRE = Wire(
    name="NewsML-G2",
    family=Family.XML,
    content_types=frozenset(f"application/vnd.iptc.g2.{name}+xml" for name in _ROOTS),
    claims=_claims,
    read=_read,
)


class _Concept(NamedTuple):
    """What or whom an item is about; its name may stand elsewhere in the item."""

    node: Element
    kind: str
    code: str | None
    name: str | None


def item(node: Element) -> Item:
    """Read one item of NewsML-G2."""
    whole = Kin(node)
    meta, about = Kin(whole.first("itemMeta")), Kin(whole.first("contentMeta"))
    stated = word(about, "language@tag")
    declared = language(node, *node.iterancestors())
    told = _story(node, stated or declared)
    names = _asserted(whole)
    concepts = [_concept(one, names) for one in islice(about.iterchildren("subject"), limits.MAX_LIST)]
    guid = node.get("guid") or _first_link(node)
    return Item(
        content_type=CONTENT_TYPE,
        guid=guid,
        url=_linked(meta, _CANONICAL, "href"),
        version=node.get("version"),
        pubstatus=word(meta, *_STATUS, "pubStatus"),
        signals=_signals(meta),
        correction_note=_public_correction(meta),
        urgency=word(about, "urgency"),
        medium=_medium(node, meta, told.body),
        classes=_classes(node, meta, about),
        genre=word(about, "genre/name") or _local(word(about, *_GENRE)),
        language=stated or told.language or declared,
        headline=_headline(about, stated or declared) or told.headline or word(meta, "title") or "",
        body=told.body or _description(about),
        byline=word(about, "by") or told.byline or _author(about),
        dateline=word(about, "dateline") or told.dateline,
        slugline=word(about, "slugline"),
        located=_located(about, names),
        first_created=word(meta, "firstCreated") or word(about, "contentCreated"),
        version_created=word(meta, "versionCreated"),
        embargoed=_embargo(meta),
        subjects=tuple(
            topic(qcode=one.node.get("qcode"), uri=one.node.get("uri"), code=one.node.get("literal"), name=one.name)
            for one in concepts
            if (one.name or one.code) and not (one.name and one.kind in _ACTORS)
        ),
        people=_named(concepts, _PEOPLE),
        organisations=_named(concepts, _ORGANISATIONS),
        places=_named(concepts, _PLACES),
        evolved_from=_linked(meta, frozenset(table("identities")["earlier"]), "residref", "uri", "href", but=guid),
        credits=_credits(meta, about),
        usage_terms=word(whole, "rightsInfo/usageTerms", "rightsInfo/copyrightNotice"),
    )


def _signals(meta: Kin) -> tuple[str, ...]:
    notes = words(meta, "edNote")
    return (*words(meta, *_SIGNAL, "edNote@role"), *lifecycle.of_note(*notes))


def _public_correction(meta: Kin) -> str | None:
    """Give the one kind of note that readers may see: of a correction, and not marked as for the desk."""
    found = {
        (_local(note.get("role")) or "").lower(): word(note, ".") or ""
        for note in meta.iterchildren("edNote")
        if note.get("pubconstraint") is None
    }
    public = found.get("public", "")
    said = public if lifecycle.note_says_correction(public) else None
    return lifecycle.public(found.get("correctionshort") or found.get("correction") or said)


def _embargo(meta: Kin) -> str | None:
    """Give the end of the embargo; the element without a time means that nobody knows yet."""
    found = meta.first("embargoed")
    return None if found is None else word(found, ".") or "until further notice"


def _medium(node: Element, meta: Kin, body: str) -> str | None:
    if node.tag == "newsItem":
        medium = _local(word(meta, *_CLASS))
        if body.strip() or medium not in {"composite", "text", None}:
            return medium
        # Facts about events, and nothing to read.
        return "planning" if node.find("contentSet//eventDetails") is not None else _without_text(medium)
    if node.tag == "planningItem" or node.find(".//eventDetails") is not None:
        return "planning"
    return "package-media" if node.tag == "packageItem" else "reference"


def _without_text(medium: str | None) -> str | None:
    return "package-media" if medium == "composite" else medium


def _classes(node: Element, meta: Kin, about: Kin) -> tuple[str, ...]:
    found = (*words(about, "genre/name"), *words(meta, "service/name", "profile"))
    codes = words(about, *_GENRE)
    table_of_sport = ("results",) if node.find("contentSet/inlineXML/sports-content") is not None else ()
    return (*found, *filter(None, map(_local, codes)), *table_of_sport)


def _story(node: Element, spoken: str | None) -> Story:
    """Give the best of an item's texts: in its own language, marked up before plain, the longest."""
    pieces = islice((one for one in node.iterfind("contentSet/*") if one.tag in _INLINE), limits.MAX_LIST)
    found = [(one.tag == "inlineXML", _inline(one)) for one in pieces]
    texts = [(marked, told) for marked, told in found if told.body.strip()]
    if not texts:
        return found[0][1] if found else Story()
    return max(texts, key=lambda one: (one[1].language in {None, spoken}, one[0], len(one[1].body)))[1]


def _inline(content: Element) -> Story:
    if content.tag == "inlineXML":
        return nitf.wrapped(content)
    kind = content.get("contenttype", "text/plain").lower()
    is_text = content.get("encoding") is None and ("text" in kind or "html" in kind)
    return nitf.wrapped(content) if is_text else Story(language=language(content))


def _headline(about: Kin, spoken: str | None) -> str | None:
    """Give the headline: in the item's language, the main one, the first in rank."""
    found = [one for one in about.iterchildren("headline") if word(one, ".")]
    best = min(found, key=lambda one: _standing(one, spoken), default=None)
    return word(best, ".")


def _standing(headline: Element, spoken: str | None) -> tuple[bool, bool, int]:
    rank = headline.get("rank", "")
    return (
        (language(headline) or spoken) != spoken,
        "main" not in (headline.get("role") or "main").lower(),
        int(rank) if rank.isascii() and rank.isdigit() and len(rank) < len("1000") else 0,
    )


def _description(about: Kin) -> str:
    found = about.iterchildren("description")
    return next((text for one in found if "note" not in one.get("role", "") and (text := word(one, "."))), "")


def _author(about: Kin) -> str | None:
    """Give the creator, where that is a name as readers know it and no account or company."""
    for creator in about.iterchildren("creator"):
        name = word(creator, "name")
        if name and " " in name and not name.isupper() and _kind(creator) != "organisation":
            return name
    return None


def _kind(concept: Element) -> str:
    return (_local(concept.get("type") or concept.get("typeuri")) or "").lower()


def _asserted(whole: Kin) -> Mapping[str, str]:
    """Give the names that an item states once, apart from where it uses their codes."""
    stated = ((said(one, *_CODES), word(one, "name")) for one in whole.iterchildren("assert"))
    return {code: name for code, name in stated if code and name}


def _concept(node: Element, names: Mapping[str, str]) -> _Concept:
    code = node.get("qcode") or node.get("uri") or node.get("literal")
    return _Concept(node, _kind(node), code, word(node, "name") or (names.get(code) if code else None))


def _named(concepts: Sequence[_Concept], kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(one.name for one in concepts if one.name and one.kind in kinds)


def _located(about: Kin, names: Mapping[str, str]) -> str | None:
    found = about.first("located")
    return None if found is None else _concept(found, names).name or found.get("literal")


def _linked(meta: Kin, relations: frozenset[str], *names: str, but: str | None = None) -> str | None:
    """Give the first item or page that an item is linked to by one of some relations, but itself."""
    for one in meta.iterchildren("link"):
        if (_local(one.get("rel")) or "").lower() in relations:
            target = next((found for name in names if (found := one.get(name))), None)
            if target and target != but:
                return str(target)
    return None


def _first_link(node: Element) -> str | None:
    """Name a package that has no identity by what it lists first, so that it can be counted."""
    link = word(node, ".//itemRef@residref") if node.tag == "packageItem" else None
    return f"package:{link}" if link else None


def _credits(meta: Kin, about: Kin) -> tuple[str, ...]:
    codes = (*words(about, *_SOURCE), *words(meta, "provider@qcode", "provider@literal"))
    return (
        *words(about, "infoSource/name", "creditline"),
        *words(meta, "provider/name"),
        *filter(None, map(_local, codes)),
    )


@lru_cache(maxsize=_MOST_CODES)
def _local(code: str | None) -> str | None:
    """Take the vocabulary off a code: `ninat:text` and an address that ends in `/text` are `text`."""
    return code.strip().replace("/", ":").rpartition(":")[2] or None if code else None

"""IPTC NITF → an item; and the story within NITF or XHTML that another wire carries.

Flows in: the bytes of a document, or an element of one. Flows out: `Item`, `Story`. With and without namespace;
source: NITF 3.0 to 3.6.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from streams.wires import identity, lifecycle, limits, tree
from streams.wires.item import Item
from streams.wires.moments import stamp
from streams.wires.reasons import Reason, refuse
from streams.wires.topics import topic
from streams.wires.tree import Element, Kin, language, marked_up, said, within, word, words
from streams.wires.wire import Family, Message, Wire

CONTENT_TYPE = "application/nitf+xml"
_XHTML = frozenset({"html", "body", "article", "section", "main", "div", "p", "pre", "table", "ul", "ol", "br", "h1"})
# What some set around a story within its XHTML, and state in fields of their own.
_AROUND = frozenset({"header", "footer"})
_APART = frozenset({("p", "teaser"), ("p", "byline"), ("span", "dateline")})
_SUBJECTS = {"IPTC": "subj"}
_SLUGS = ("meta[@name='slugline']@content", "meta[@name='anpa-keyword']@content")
_LANGUAGES = ("meta[@name='language']@content", "meta[@name='lang']@content")
_REVISION = re.compile(r"[_.:-]([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Story:
    """The words of a document: `body` may hold markup."""

    headline: str | None = None
    byline: str | None = None
    dateline: str | None = None
    body: str = ""
    language: str | None = None


def _claims(message: Message) -> bool:
    return message.root == "nitf"


def _read(message: Message) -> Sequence[Item]:
    root = tree.parse(message.value)
    if root.tag.lower() != "nitf":
        raise refuse(Reason.WRONG_SCHEMA, "the root is not nitf")
    if root.tag.isupper():
        # As in the SGML that came before.
        for one in root.iter("*"):
            one.tag = one.tag.lower()
    return [item(root)]


WIRE = Wire(
    name="NITF",
    family=Family.XML,
    content_types=frozenset({CONTENT_TYPE, "text/vnd.iptc.nitf", "application/vnd.iptc.nitf+xml"}),
    claims=_claims,
    read=_read,
)


def story(root: Element) -> Story:
    """Read the story of a NITF document."""
    page = Kin(*root.iterchildren("body"))
    head, content = page.first("body.head"), page.first("body.content")
    body = marked_up(content)
    return Story(
        headline=word(head, "hedline/hl1", "hedline/hl2", "hedline") or word(root, "head/title"),
        byline=_apart(head, "byline"),
        dateline=_apart(head, "dateline"),
        body=body if body.strip() else marked_up(head.find("abstract") if head is not None else None),
        language=language(content, root.find("body"), root) or root.get("baselang"),
    )


def _apart(head: Element | None, name: str) -> str | None:
    """Give a line whose parts are elements that may stand without a space between them."""
    for one in head.iterfind(name) if head is not None else ():
        if line := " ".join(" ".join(_spaced(one.itertext())).split()):
            return line
    return None


def _spaced(parts: Iterable[str]) -> Iterator[str]:
    held = ""
    for part in parts:
        if held and held[-1].isalnum() and part[:1].isalnum():
            yield held
            held = ""
        held += part
    yield held


def wrapped(content: Element) -> Story:
    """Read the story that another wire wraps in an element of its own: NITF, XHTML or text.

    Returns:
        No text where the element holds something else, such as results or facts.
    """
    spoken = language(content)
    root = content[0] if len(content) else None
    if root is not None and root.tag == "nitf":
        told = story(root)
        return replace(told, language=spoken or told.language)
    if root is not None and root.tag not in _XHTML and not (content.text or "").strip():
        return Story(language=spoken)
    page = root.find("body") if root is not None else None
    body = content if page is None else page
    apart = [
        one
        for one in body.iter("header", "footer", "p", "span")
        if one.tag in _AROUND or (one.tag, one.get("class")) in _APART
    ]
    dateline = next((line for one in apart if one.tag == "span" and (line := word(one, "."))), None)
    for one in apart:
        one.clear(keep_tail=True)
    return Story(dateline=dateline, body=marked_up(body), language=spoken or language(body, root))


def item(root: Element) -> Item:
    """Read a NITF document."""
    top, page = Kin(root.find("head")), Kin(*root.iterchildren("body"))
    told, data, about = story(root), Kin(top.first("docdata")), page.below("body.head")
    marked = [within(one, "person", "org", "location") for one in page.iterchildren("body.content")]
    known = data.below("identified-content")
    own = _own(data)
    concerns, orders = _concerns(top, own)
    note = _note(root)
    return Item(
        content_type=CONTENT_TYPE,
        guid=own,
        version=word(data, "du-key@version"),
        pubstatus=_status(top),
        signals=(*_signals(data, note), *orders),
        concerns=concerns,
        correction_note=lifecycle.public(word(data, "correction@info") or note),
        urgency=word(data, "urgency@ed-urg"),
        medium=_medium(told.body, top),
        classes=_classes(top, data),
        genre=word(top, "tobject/tobject.property@tobject.property.type"),
        language=told.language or word(top, *_LANGUAGES),
        headline=told.headline or "",
        body=told.body,
        byline=told.byline,
        dateline=told.dateline,
        slugline=word(data, "du-key@key") or word(top, *_SLUGS),
        located=word(about, "dateline/location/city", "dateline/location"),
        published=_time(data, "date.issue", "date.release") or word(top, "pubdata@date.publication"),
        first_created=word(top, "revision-history[@function='writer']@norm"),
        version_created=_time(data, "date.issue") or word(top, "pubdata@date.publication"),
        embargoed=_embargo(top, data),
        subjects=tuple(
            topic(
                scheme=_SUBJECTS.get(one.get("tobject.subject.ipr", "IPTC").upper(), one.get("tobject.subject.ipr")),
                code=one.get("tobject.subject.refnum") or one.get("tobject.subject.code"),
                name=said(one, "tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type"),
            )
            for one in islice(top.iterfind("tobject/tobject.subject"), limits.MAX_LIST)
        ),
        people=_named(marked, known, "person"),
        organisations=_named(marked, known, "org"),
        places=(*_named(marked, known, "location"), *words(data, "evloc@city")),
        evolved_from=next((one for one in words(data, "correction@id-string") if one != own), None),
        credits=(*words(about, "distributor"), *words(data, "doc-id@regsrc")),
        usage_terms=_terms(about, data),
    )


def _own(data: Kin) -> str | None:
    """Give the identity of a document; where that is its key and a revision, the key, which all revisions share."""
    own, key = word(data, "doc-id@id-string"), word(data, "du-key@key")
    version = identity.version(word(data, "du-key@version"))
    if own and key and version is not None and own.startswith(key):
        revision = _REVISION.fullmatch(own[len(key) :])
        # Some count the revision of the identity from naught.
        if revision and version - int(revision[1]) in {0, 1}:
            return key
    return own


def _time(data: Kin, *names: str) -> str | None:
    return next((found for name in names if (found := word(data, f"{name}@norm", name))), None)


def _status(top: Kin) -> str | None:
    status = word(top, "docdata@management-status")
    # "For information only": published, but for desks to read.
    return None if status and status.lower() == "info" else status


def _embargo(top: Kin, data: Kin) -> str | None:
    """Give the time of release, where that is an embargo and not only when the story went out."""
    release, issue = _time(data, "date.release"), _time(data, "date.issue")
    if release is None or (word(top, "docdata@management-status") or "").lower() == "embargoed":
        return release
    ends, begins = stamp(release), stamp(issue)
    return release if ends and begins and ends.at > begins.at else None


def _concerns(top: Kin, own: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the other item that this one cancels or withholds, and the order it gives."""
    other = words(top, "docdata@management-doc-idref")
    orders = lifecycle.of_note(word(top, "docdata@management-idref-status") or "")
    return (other, orders) if orders and other != (own,) else ((), orders)


def _signals(data: Kin, note: str | None) -> tuple[str, ...]:
    found = lifecycle.of_note(*words(data, "ed-msg@info", "ed-msg@msg-type", "ed-msg"))
    public = lifecycle.of_note(note or "")
    return (*found, *public, *(("correction",) if data.first("correction") is not None else ()))


def _note(root: Element) -> str | None:
    """Give a note to readers that says what was corrected; notes to editors, `npa`, are not looked at."""
    held = (one for body in root.iterchildren("body") for one in body.iter("note"))
    notes = (word(one, ".") for one in held if one.get("type") == "pa")
    return next((note for note in notes if note and lifecycle.note_says_correction(note)), None)


def _medium(body: str, top: Kin) -> str | None:
    kind = (word(top, "tobject@tobject.type") or "").lower()
    return kind if kind in {"picture", "photo", "audio", "video", "graphic"} and not body.strip() else "text"


def _classes(top: Kin, data: Kin) -> tuple[str, ...]:
    status = word(top, "docdata@management-status") or ""
    named = (
        *words(top, "tobject@tobject.type", "tobject/tobject.property@tobject.property.type"),
        *words(data, "fixture@fix-id"),
        *words(top, "meta[@name='genre']@content"),
    )
    return (*named, "advisory") if status.lower() == "info" else named


def _named(marked: Sequence[Mapping[str, Sequence[Element]]], known: Kin, name: str) -> tuple[str, ...]:
    found = (*words(known, name), *filter(None, (word(one, ".") for each in marked for one in each[name])))
    return found[: limits.MAX_LIST] or words(known, f"{name}@value")


def _terms(about: Kin, data: Kin) -> str | None:
    stated = word(about, "rights") or word(data, "doc.rights@limitations", "doc.rights")
    if stated:
        return stated
    holder, year = word(data, "doc.copyright@holder"), word(data, "doc.copyright@year")
    return f"© {year} {holder}" if holder and year else f"© {holder}" if holder else None

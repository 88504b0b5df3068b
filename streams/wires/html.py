"""A web page with one story on it → item: text by trafilatura, the rest from JSON-LD and `meta`.

Flows in: the bytes of a page, and the address and character set they came with. Flows out: `Item`. A page that holds
no story, or one for subscribers alone, is refused by name; its navigation is never text.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from schemas import Subject
from streams.wires import json_ld, limits, page_text
from streams.wires.identity import canonical_url
from streams.wires.item import Item
from streams.wires.moments import Stamp, stamp
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.wire import Family, Message, Wire, is_crowded, sound

CONTENT_TYPE = "text/html"
# Roots of pages, and of parts of pages that are sent as such; no other wire has one of these.
_ROOTS = frozenset(
    {"html", "head", "body", "title", "meta", "div", "p", "article", "main", "section", "h1", "center", "table"}
)
_GZIP = b"\x1f\x8b"
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_BY = re.compile(r"(?i)\A(?:by|von|par|por|di)\s+(?=\S)")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_PUBLISHED = etree.XPath("//*[@itemprop='datePublished']")
_TEXT = etree.XPath("string()", smart_strings=False)
_AUTHORS = etree.XPath("//*[@rel='author' or @itemprop='author']")
_WIDE = ("utf-16", "utf-32")
_MOST_ARTICLES = 3
_HEAD = 50_000


@dataclass(frozen=True, slots=True)
class _Page:
    tree: Any
    meta: Mapping[str, Sequence[str]]
    story: json_ld.Node
    address: str | None

    def first(self, field: str) -> str | None:
        return next(iter(self.all(field)), None)

    def all(self, field: str) -> tuple[str, ...]:
        return tuple(word for name in table("html")["meta"][field] for word in self.meta.get(name, ()))


def _claims(message: Message) -> bool:
    if message.root:
        return message.root in _ROOTS
    # A long comment, or a licence, before the root.
    return re.search(rb"<html[\s>]", message.value[:_HEAD], re.IGNORECASE) is not None


def _read(message: Message) -> Sequence[Item]:
    return [item(message.value, charset=message.charset)]


WIRE = Wire(
    name="HTML page",
    family=Family.XML,
    # Not `text/html`: servers send feeds under that name too, so the bytes decide.
    content_types=frozenset({"application/xhtml+xml"}),
    claims=_claims,
    read=_read,
)


def item(value: bytes, *, address: str | None = None, charset: str | None = None, crawled: str | None = None) -> Item:
    """Read one page.

    A page has no versions; where it says when it was modified, the seconds of that time are its version.

    Args:
        value: the page's bytes.
        address: where it was found, for pages that do not say so themselves.
        charset: the character set that came with it.
        crawled: when it was fetched, in an archive.

    Raises:
        WireError: the page is too large, no text, for subscribers alone (`paywalled`), or without a story.
    """
    page = _page(value, address, charset)
    ld = page.story
    words = json_ld.word(ld, "articleBody")
    if not ld and _is_index(page):
        raise refuse(Reason.NO_STORY, "a page that lists stories, or none")
    fenced = _fenced(page)
    body = page_text.story(page.tree, words)
    if fenced and len(body.split()) < table("html")["page"]["paywalled_least_words"]:
        raise refuse(Reason.PAYWALLED, "a page whose story is for subscribers")
    if not body or (len(body.split()) < table("html")["page"]["unmarked_least_words"] and not _is_marked(page)):
        raise refuse(Reason.NO_STORY, "a page without the text of a story")
    published = _time([*json_ld.words(ld, "datePublished", "dateCreated"), *page.all("published"), *_clocks(page.tree)])
    modified = _time([*json_ld.words(ld, "dateModified"), *page.all("modified")])
    note = json_ld.word(ld, "correction")
    organisations = json_ld.things(ld, "Organization", "author", "provider", "sourceOrganization", "publisher")
    return Item(
        content_type=CONTENT_TYPE,
        url=page.address,
        version=int(modified.at.timestamp()) if modified and modified.at.timestamp() > 0 else None,
        signals=("correction",) if note else (),
        correction_note=_sound(note),
        classes=json_ld.words(ld, "genre"),
        genre=_sound(json_ld.word(ld, "genre")),
        language=_language(page),
        headline=_headline(page),
        body=sound(body),
        byline=_byline(page),
        dateline=_sound(json_ld.word(ld, "dateline")),
        located=_sound(json_ld.word(ld, "locationCreated")),
        published=_iso(published) or crawled,
        version_created=_iso(modified or published) or crawled,
        received=crawled,
        subjects=tuple(_subjects(page)),
        people=_names(json_ld.things(ld, "Person", "about", "mentions")),
        organisations=_names(json_ld.things(ld, "Organization", "about", "mentions")),
        places=_names((
            *json_ld.words(ld, "contentLocation", "spatialCoverage"),
            *json_ld.things(ld, "Place", "about", "mentions"),
        )),
        credits=_names((*organisations, *page.all("site")[:1])),
        usage_terms=_sound(json_ld.word(ld, "copyrightNotice", "license", "usageInfo") or page.first("rights")),
    )  # fmt: skip


def _page(value: bytes, address: str | None, charset: str | None) -> _Page:
    if value.startswith(_GZIP):
        raise refuse(Reason.NOT_TEXT, "a page that is still compressed")
    if is_crowded(value):
        raise refuse(Reason.TOO_LARGE, f"a tag of more than {limits.MAX_ATTRIBUTES} attributes")
    tree = _tree(_text(value, charset))
    meta = _meta(tree)
    canonical = [one.get("href") or "" for one in tree.iter("link") if (one.get("rel") or "").lower() == "canonical"]
    scripts = [
        one.text or "" for one in tree.iter("script") if (one.get("type") or "").lower() == "application/ld+json"
    ]
    own = _address([*canonical, *meta.get("og:url", ())], address)
    story = json_ld.article(scripts, own or address)
    etree.strip_elements(tree, *table("html")["page"]["dropped"], with_tail=False)
    if sum(1 for _ in tree.iter()) > limits.MAX_PAGE_ELEMENTS:
        raise refuse(Reason.TOO_LARGE, f"a page of more than {limits.MAX_PAGE_ELEMENTS} elements")
    return _Page(
        tree, meta, story, own or _address(json_ld.words(story, "url", "mainEntityOfPage"), address) or address
    )


def _text(value: bytes, charset: str | None) -> str:
    """Decode a page; bytes that are UTF-8 are taken for it, whatever is declared, as servers are often set wrongly."""
    declared = _DECLARED.search(value[:4096])
    named = charset or (declared[1].decode("ascii") if declared else "")
    wide = named if named.lower().startswith(_WIDE) and b"\x00" in value[:200] else ""
    marked = "utf-16" if value.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""
    for codec in (marked or wide or "utf-8-sig", named):
        try:
            return value.decode(codec)
        except (UnicodeError, LookupError, ValueError):
            continue
    return value.decode("cp1252", "replace")


def _tree(text: str) -> Any:  # noqa: ANN401 - lxml publishes no types
    # Through UTF-8 again: lxml refuses characters under a prologue that names an encoding.
    clean = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return _parser()(clean)
    except (etree.LxmlError, ValueError):
        raise refuse(Reason.NO_STORY, "a page without an element") from None


@cache
def _parser() -> Callable[[bytes], Any]:
    import lxml.html  # noqa: PLC0415 - as trafilatura, which brings it along

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    return partial(lxml.html.document_fromstring, parser=parser)


def _meta(tree: Any) -> dict[str, list[str]]:  # noqa: ANN401 - lxml publishes no types
    found: dict[str, list[str]] = {}
    for one in tree.iter("meta"):
        content = (one.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := one.get(attribute)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _address(candidates: Sequence[str], base: str | None) -> str | None:
    """Give the first address that is one of a story: some sites name their front page on every page."""
    for candidate in candidates:
        try:
            whole = urljoin(base or "", candidate.strip())
            path = urlsplit(whole).path
        except ValueError:
            continue
        if path.strip("/") and canonical_url(whole):
            return whole
    return None


def _is_marked(page: _Page) -> bool:
    """Tell whether a page says that it is an article's."""
    typed = any(one.lower() == "article" for one in page.meta.get("og:type", ()))
    return typed or bool(page.story) or next(page.tree.iter("article"), None) is not None


def _is_index(page: _Page) -> bool:
    if any(one.lower() == "article" for one in page.meta.get("og:type", ())):
        return False
    if sum(1 for _ in page.tree.iter("article")) > _MOST_ARTICLES:
        return True
    front = any(canonical_url(one) and not urlsplit(one).path.strip("/") for one in page.meta.get("og:url", ()))
    return front and page.address is None


def _fenced(page: _Page) -> bool:
    known = table("html")["page"]
    if json_ld.locked(page.story) or "locked" in map(str.lower, page.all("tier")):
        return True
    named = (f"{one.get('class') or ''} {one.get('id') or ''}".lower() for one in page.tree.iter("div", "section"))
    if any(word in names for names in named for word in known["paywall_classes"]):
        return True
    # To look for the pattern in all of a page takes longer than to parse it.
    text = _TEXT(page.tree).casefold()
    if not any(hint in text for hint in known["paywall_hints"]):
        return False
    return any(re.search(known["paywall"], line) for line in page.tree.itertext() if len(line) < limits.MAX_FIELD)


def _headline(page: _Page) -> str:
    tops = [" ".join("".join(one.itertext()).split()) for one in page.tree.iter("h1")]
    titles = [" ".join("".join(one.itertext()).split()) for one in page.tree.iter("title")][:1]
    alone = tops if len(tops) == 1 else []
    named = [*json_ld.words(page.story, "headline"), *alone, *page.all("title"), *titles]
    headline = next(filter(None, named), "")
    for site in page.all("site"):
        bare = re.sub(rf"\s+[|–—·:-]\s+{re.escape(site)}\Z", "", headline)
        headline = bare or headline
    return sound(headline)


def _language(page: _Page) -> str | None:
    root = page.tree.get("lang") or page.tree.get("xml:lang")
    return root or json_ld.word(page.story, "inLanguage") or page.first("language")


def _byline(page: _Page) -> str | None:
    stated = json_ld.words(page.story, "author") or page.all("author")
    if not stated:
        # Only what is marked as the author: a class named so may hold a whole biography.
        marked = _AUTHORS(page.tree)[:4]
        stated = tuple(" ".join("".join(one.itertext()).split()) for one in marked)
    names = dict.fromkeys(_BY.sub("", word.strip()) for word in stated if word and not _ADDRESS.match(word.strip()))
    joined = ", ".join(filter(None, names))
    return sound(joined) if 0 < len(joined) <= limits.MAX_FIELD else None


def _subjects(page: _Page) -> Iterator[Subject]:
    sections = json_ld.words(page.story, "articleSection") or page.all("section")
    tags = json_ld.words(page.story, "keywords") or page.all("tags")
    for scheme, names in (("section", sections), ("keyword", [each for one in tags for each in one.split(",")])):
        for name in dict.fromkeys(one.strip() for one in names):
            if 0 < len(name) <= limits.MAX_FIELD:
                yield Subject(scheme=scheme, name=sound(name))


def _clocks(tree: Any) -> list[str]:  # noqa: ANN401 - lxml publishes no types
    marked = [one.get("datetime") or one.get("content") or "" for one in _PUBLISHED(tree)]
    return [*marked[:1], *[one.get("datetime") or "" for one in tree.iter("time")][:1]]


def _time(candidates: Sequence[str]) -> Stamp | None:
    """Give the first time with a zone, else the first there is."""
    found = [at for one in candidates if (at := stamp(one))]
    return next((one for one in found if not one.assumed), found[0] if found else None)


def _iso(at: Stamp | None) -> str | None:
    if at is None:
        return None
    return at.at.replace(tzinfo=None).isoformat() if at.assumed else at.at.isoformat()


def _names(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sound(one) for one in words)


def _sound(word: str | None) -> str | None:
    return sound(word) if word else None

"""The bytes of an XML message → a tree of elements under plain names; the one parse of all XML wires.

Flows in: bytes as received. Flows out: lxml elements, and the words in them. Nothing is fetched and no entity is
expanded; namespaces are taken off, as senders of one wire use several, or none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, partial
from html import unescape
from html.entities import name2codepoint
from typing import Any, NamedTuple

from lxml import etree

from streams.wires import limits
from streams.wires.reasons import Reason, refuse

Element = Any
"""An element of lxml's, which publishes no types."""

Place = Any
"""Where words are looked for: an `Element`, or `Kin`."""

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
path = etree.XPath
"""Makes a question about a whole tree, answered in one step: `path("boolean(//p)")(root)`."""

_TOO_DEEP = path(f"boolean({'/*' * (limits.MAX_XML_DEPTH + 1)})")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACED = path("//*[namespace-uri()]")
_DEFAULT = re.compile(rb" xmlns=(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}')(?=[^<>]{0,300}>)")
_PREFIX = re.compile(rb"xmlns(?::([^\s=]+))?")
_ATTRIBUTE = re.compile(r"@[^\]@]+\Z")
_STEP = re.compile(r"([A-Za-z][\w.-]*)(?:\[@([\w.-]+)='([^'/\]]*)'\])?")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,9});")
_BLOCKS = frozenset({"p", "div", "block", "pre", "body", "section", "html", "body.content"})
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENCODING = frozenset(
    {
        etree.ErrorTypes.ERR_INVALID_ENCODING,
        etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
        etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    }
)


def parse(value: bytes) -> Element:
    """Read an XML document.

    Args:
        value: the bytes as received, in any encoding that they declare.

    Returns:
        The root; tags of all elements are local names.

    Raises:
        WireError: `bad_xml`, `not_utf8`, `too_deep` or `too_many_items`; its detail says where, never what.
    """
    if value.count(b"<") > limits.MAX_XML_TAGS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"XML of more than {limits.MAX_XML_TAGS} tags")
    # To rename each element costs more than all the rest; most documents have their namespace by default.
    bare = _DEFAULT.sub(b"", value.lstrip())
    root = _parsed(bare)
    if _TOO_DEEP(root):
        raise refuse(Reason.TOO_DEEP, f"XML of more than {limits.MAX_XML_DEPTH} levels")
    if root.tag.startswith("{") or b"\x00" in bare or any(map(partial(_is_used, bare), _PREFIX.findall(bare))):
        for one in _SPACED(root):
            one.tag = one.tag.rpartition("}")[2]
    return root


def _is_used(value: bytes, prefix: bytes) -> bool:
    """Tell whether elements stand under a declared prefix, or without one under a namespace that is declared alone."""
    return not prefix or b"<%b:" % prefix in value


def _parsed(value: bytes) -> Element:
    try:
        return etree.fromstring(value, _PARSER)
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
            raise _refused(error) from None
    try:
        # Entities of HTML, which some desks use in XML without declaring them.
        return etree.fromstring(_NAMED.sub(_numbered, value), _PARSER)
    except etree.XMLSyntaxError as error:
        raise _refused(error) from None


def _numbered(entity: re.Match[bytes]) -> bytes:
    name = entity[1].decode("ascii")
    code = None if name in _PREDEFINED else name2codepoint.get(name)
    return entity[0] if code is None else b"&#%d;" % code


def _refused(error: Any) -> Exception:  # noqa: ANN401 - lxml publishes no types
    place = f"line {error.lineno}" if error.lineno else "its head"
    if error.code in _ENCODING:
        return refuse(Reason.NOT_UTF8, f"XML not in the encoding it declares, or in an unknown one, at {place}")
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        deep = "depth" in str(error.msg)
        return refuse(
            Reason.TOO_DEEP if deep else Reason.BAD_XML, f"XML nested or multiplied beyond measure at {place}"
        )
    return refuse(Reason.BAD_XML, f"no well-formed XML at {place}")


class Kin:
    """The children of some elements, sorted by name once, for those that are asked for many; of None there are none.

    Words are found in it as in an element.
    """

    __slots__ = ("_named", "_nodes")

    def __init__(self, *nodes: Element | None) -> None:
        self._nodes = [node for node in nodes if node is not None]
        self._named: dict[str, list[Element]] = defaultdict(list)
        for node in self._nodes:
            for one in node:
                self._named[one.tag].append(one)

    def below(self, name: str) -> "Kin":
        """Give the children of all children of a name."""
        return Kin(*self._named.get(name, ()))

    def iterchildren(self, name: str) -> Iterable[Element]:
        """Give the children of a name, in order."""
        return self._named.get(name, ())

    def iterfind(self, where: str) -> Iterable[Element]:
        """Give the elements at a path, in order."""
        name, _, below = where.partition("/")
        if below and (name in self._named or name.isalpha()):
            return (one for each in self._named.get(name, ()) for one in each.iterfind(below))
        return (one for node in self._nodes for one in node.iterfind(where))

    def first(self, name: str) -> Element | None:
        """Give the first child of a name."""
        return next(iter(self._named.get(name, ())), None)


def within(node: Element, *names: str) -> Mapping[str, list[Element]]:
    """Give the elements of some names within one, however deep, in one pass."""
    found: dict[str, list[Element]] = {name: [] for name in names}
    for one in node.iter(*names):
        found[one.tag].append(one)
    return found


def word(node: Place | None, *paths: str) -> str | None:
    """Give the words of the first of some elements that holds any, on one line.

    Args:
        node: where to begin; None holds nothing.
        paths: from there, in lxml's notation; `@name` at the end means an attribute.
    """
    if node is not None:
        for way in _ways(paths):
            for one in _along(way, node):
                if bare := _bare(_text(one, way.attribute)):
                    return bare
    return None


def words(node: Place | None, *paths: str) -> tuple[str, ...]:
    """Give the words of all elements or attributes at some paths, one path after the other."""
    if node is None:
        return ()
    texts = (_text(one, way.attribute) for way in _ways(paths) for one in _along(way, node))
    return tuple([bare for text in texts if text and (bare := _bare(text))][: limits.MAX_LIST])


def said(node: Element, *attributes: str) -> str | None:
    """Give the words of the first of some attributes that holds any."""
    return next((bare for name in attributes if (bare := _bare(node.get(name)))), None)


class _Way(NamedTuple):
    """A path: the name of a child, or several steps down, or what only lxml can read; and the attribute meant."""

    child: str
    steps: tuple[tuple[str, str, str], ...]
    path: str
    attribute: str


@cache
def _ways(paths: tuple[str, ...]) -> tuple[_Way, ...]:
    return tuple(map(_way, paths))


def _way(where: str) -> _Way:
    attribute = ""
    if _ATTRIBUTE.search(where):
        where, _, attribute = where.rpartition("@")
    where = where.rstrip("/") or "."
    steps = [_STEP.fullmatch(step) for step in where.split("/")]
    found = tuple((step[1], step[2] or "", step[3] or "") for step in steps if step)
    if len(found) < len(steps):
        return _Way("", (), where, attribute)
    name, condition, _ = found[0]
    return _Way("" if len(found) > 1 or condition else name, found, where, attribute)


def _along(way: _Way, node: Place) -> Iterable[Element]:
    # Nine of ten paths name a child, the rest nearly all a child's: lxml takes longer over its notation.
    if way.child:
        return node.iterchildren(way.child)  # type: ignore[no-any-return]  # lxml is untyped here
    if not way.steps:
        return node.iterfind(way.path)  # type: ignore[no-any-return]  # as above
    found = [node]
    for name, attribute, value in way.steps:
        found = [one for each in found for one in each.iterchildren(name)]
        if attribute:
            found = [one for one in found if one.get(attribute) == value]
    return found


def _text(one: Element, attribute: str) -> str | None:
    if attribute:
        return one.get(attribute)  # type: ignore[no-any-return]  # lxml is untyped here
    return "".join(one.itertext()) if len(one) else one.text


def _bare(text: str | None) -> str:
    if not text:
        return ""
    # Entities that a document declares stay as they are written; those of HTML are known.
    return " ".join((unescape(text) if "&" in text else text).split())


def language(*nodes: Element | None) -> str | None:
    """Give the first language that some elements declare, the nearest first."""
    return next((tag for node in nodes if node is not None and (tag := node.get(_LANG))), None)


def marked_up(node: Element | None) -> str:
    """Give the content of an element as markup, for `story_text` to read; as it stands, where it is text alone.

    Args:
        node: an element of XHTML or NITF, or one that holds text; None holds nothing.
    """
    if node is None:
        return ""
    # Markup that was packed into text again, in one block: what counts is the text.
    while len(node) == 1 and node[0].tag in _BLOCKS and not _has_words(node.text) and not _has_words(node[0].tail):
        node = node[0]
    if not len(node):
        return node.text or ""
    whole = etree.tostring(node, encoding="unicode", with_tail=False)
    return str(whole[whole.index(">") + 1 : whole.rindex("<")])


def _has_words(text: str | None) -> bool:
    return bool(text and text.strip())

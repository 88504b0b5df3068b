"""What a page says of its story in JSON-LD (schema.org `NewsArticle` and its kin).

Flows in: the texts of `application/ld+json` scripts. Flows out: the object of the page's own article, and words of it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from streams.wires.identity import canonical_url

Node = Mapping[str, Any]

_LONGEST = 1_000_000
_MOST_NODES = 2_000
_ARTICLE = re.compile(r"(?:[A-Za-z]*Article|Report|BlogPosting|LiveBlogPosting)\Z")
_WRAPPED = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)[\s;]*\Z")


def article(scripts: Sequence[str], address: str | None) -> Node:
    """Give the object of the article that a page is about.

    Args:
        scripts: the texts of the page's scripts; one that is no JSON says nothing.
        address: the page's own, which tells its article from those it only links to.

    Returns:
        The article; empty where there is none, or several and none of them has the page's address.
    """
    found = [node for script in scripts for node in _nodes(script) if kinds(node)]
    if len(found) == 1:
        return found[0]
    own = canonical_url(address or "")
    named = (node for node in found if own and own in map(canonical_url, words(node, "url", "@id", "mainEntityOfPage")))
    # One that stands for itself, where the others are only named by it or beside it.
    whole = [node for node in found if node.get("datePublished") and (node.get("articleBody") or node.get("author"))]
    return next(named, whole[0] if len(whole) == 1 else {})


def kinds(node: Node) -> tuple[str, ...]:
    """Give the types of an object by which it is an article."""
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    bare = (re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str))
    return tuple(name for name in bare if _ARTICLE.match(name))


def words(node: Node, *names: str) -> tuple[str, ...]:
    """Give the words of some fields: texts as they stand, things by their names or addresses, in order."""
    return tuple(word for name in names for one in _several(node.get(name)) if (word := _word(one)))


def word(node: Node, *names: str) -> str | None:
    """Give the first word of some fields."""
    return next(iter(words(node, *names)), None)


def things(node: Node, kind: str, *names: str) -> tuple[str, ...]:
    """Give the names of the things of one type in some fields."""
    return tuple(
        named
        for name in names
        for one in _several(node.get(name))
        if isinstance(one, dict) and any(str(each).endswith(kind) for each in _several(one.get("@type")))
        if (named := _word(one))
    )


def locked(node: Node) -> bool:
    """Tell whether an article, or a part of it, is said to be for subscribers."""
    parts = [node, *(part for part in _several(node.get("hasPart")) if isinstance(part, dict))]
    return any(str(part.get("isAccessibleForFree", "")).lower().endswith("false") for part in parts)


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _word(one: object) -> str | None:
    if isinstance(one, dict):
        one = next((one[name] for name in ("name", "@value", "text", "@id", "url") if one.get(name)), None)
    return one.strip() or None if isinstance(one, str) else None


def _nodes(script: str) -> Iterator[Node]:
    """Give the objects of one script, the outer ones first; what only lists or links to others is looked through."""
    level: list[Any] = [_parsed(script)]
    for _ in range(6):
        below: list[Any] = []
        for one in level[:_MOST_NODES]:
            if isinstance(one, list):
                below.extend(one)
            elif isinstance(one, dict):
                yield one
                below.extend(one.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage"))
        level = below


def _parsed(script: str) -> Any:  # noqa: ANN401 - JSON
    if len(script) > _LONGEST:
        return None
    try:
        plain = script.strip()
        if not (plain.startswith("{") and plain.endswith("}")):
            # Wrapped for browsers of long ago.
            plain = _WRAPPED.sub("", plain).strip().rstrip(";")
        # Line feeds within strings are common.
        return json.loads(plain, strict=False)
    except (ValueError, RecursionError):
        return None

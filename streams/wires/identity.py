"""Which story an item is: the wire's own identity, else its address, else its words.

Flows in: guid, version, address, text. Flows out: identity strings and versions as integers.
"""

import re
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from streams.wires.tables import table

_DIGITS = re.compile(r"[0-9]{1,18}")
_WHOLE = re.compile(r"([0-9]{1,18})\.0+")
_SUFFIX = re.compile(r"[^:]+(?::[^:]+)*:([0-9]{1,10})[AUN]?")
# What stands before a revision must itself be the name of one story: long enough, and with a number in it.
_NAME = re.compile(r"(?=[^:]*[0-9])[^:]{6,}\Z")
_SPACE = re.compile(r"\s+")
_MOST = 2**63 - 1


@cache
def _revisions() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("identities")["revisions"])


def version(value: object) -> int | None:
    """Read a version as an integer, never as a string: "10" is after "9", "04" is 4.

    Args:
        value: a number, its digits, or an identity that ends in `:n`.

    Returns:
        The version, or None for what holds none.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value <= _MOST and value == int(value) else None
    if not isinstance(value, str) or not value.isascii():
        return None
    word = value.strip()
    if _DIGITS.fullmatch(word):
        return int(word)
    found = _WHOLE.fullmatch(word) or _SUFFIX.fullmatch(word)
    return int(found[1]) if found else None


def story_and_revision(guid: str, stated: int | None) -> tuple[str, int | None]:
    """Take a revision off a guid, so that all versions of a story have one identity.

    A last number is a revision only in the shapes of `identities.toml`, or where the item states the same
    version itself: anywhere else it may be the story's own number, and to cut it would make one story of many.

    Args:
        guid: the wire's identity.
        stated: the version the item states, if any.

    Returns:
        The story's identity, and the version: the stated one before that of the guid.
    """
    for pattern in _revisions():
        if match := pattern.fullmatch(guid):
            return match["story"], stated if stated is not None else int(match["revision"])
    head, _, tail = guid.rpartition(":")
    if stated is not None and _DIGITS.fullmatch(tail) and int(tail) == stated and _NAME.search(head):
        return head, stated
    return guid, stated


def stable(uri: str) -> str:
    """Take session and tracking tokens off an address that serves as identity; leave anything else as it is."""
    if "?" not in uri or not any(_tracks(key) for key, _ in parse_qsl(uri.partition("?")[2], keep_blank_values=True)):
        return uri
    return canonical_url(uri) or uri


def canonical_url(address: str) -> str | None:
    """Give an address without what changes from reader to reader.

    Args:
        address: an http or https address.

    Returns:
        Lower-case scheme and host, no fragment, no tracking parameters, the others sorted; None for anything else.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    standard = port in {None, 80, 443}
    query = sorted((key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(key))
    path = parts.path.rstrip("/") or "/"
    netloc = host if standard else f"{host}:{port}"
    # surrogateescape: an address may hold bytes that are no UTF-8 once they are unquoted.
    return urlunsplit((parts.scheme.lower(), netloc, path, urlencode(query, errors="surrogateescape"), ""))


def _tracks(key: str) -> bool:
    known = table("identities")
    lower = key.lower()
    return lower in known["tracking"] or lower.startswith(tuple(known["tracking_prefixes"]))


def content_identity(headline: str, body: str) -> str:
    """Name a story by its words, whatever their case and spacing, where a wire gives it no name."""
    words = _SPACE.sub(" ", f"{headline}\n{body}").strip().casefold()
    return f"sha256:{sha256(words.encode()).hexdigest()[:32]}"

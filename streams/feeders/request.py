"""What a pushed request says, and what is wrong with it.

Flows in: the headers of a request. Flows out: an item without its bytes yet, or a refusal in status and words. Pure.
"""

import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from streams.feeders.incoming import Incoming

MOST_HEADER = 200
# Says nothing of the bytes: the format is told from them.
SAYS_NOTHING = "application/octet-stream"
# zlib's: gzip or zlib, whichever the data begin with.
EITHER_HEADER = 32
PACKED = frozenset({"", "identity", "gzip", "deflate"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not taken: HTTP status, and what to do about it."""

    status: int
    words: str


def admitted(authorization: str | None, token: str | None) -> Refused | None:
    """Compare a bearer token, in a time that tells nothing of it; None: come in.

    Args:
        authorization: the header.
        token: the one that is asked; None asks for none.
    """
    if token is None:
        return None
    scheme, _, given = (authorization or "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), token.encode())
    if scheme.lower() == "bearer" and same:
        return None
    return Refused(401, "send the header Authorization: Bearer TOKEN, with the token of NEWSWIRE_PUSH_TOKEN")


def described(headers: Mapping[str, str]) -> Incoming | Refused:
    """Read what the headers say of the item.

    Args:
        headers: looked up by any spelling of their names.
    """
    if headers.get("Content-Encoding", "").strip().lower() not in PACKED:
        return Refused(415, "Content-Encoding: send the item as it is, or packed by gzip")
    said = headers.get("Content-Type", "").strip()
    essence = said.partition(";")[0].strip().lower()
    if essence and not _is_readable(essence):
        known = "text/plain, application/json or application/xml, or none"
        return Refused(
            415,
            f"{_safe(essence)} is no wire item: say Content-Type: {known}",
        )
    provider = headers.get("X-Provider", "").strip()
    if len(said) > MOST_HEADER or len(provider) > MOST_HEADER or not (said + provider).isprintable():
        return Refused(400, f"Content-Type and X-Provider: at most {MOST_HEADER} characters that can be printed")
    published = headers.get("X-Published-At", "").strip()
    try:
        moment = datetime.fromisoformat(published) if published else None
    except ValueError:
        moment = None
    if published and (moment is None or moment.tzinfo is None):
        return Refused(400, "X-Published-At: say a time with its zone, as 2026-03-02T14:00:00Z")
    return Incoming(b"", said if essence not in {"", SAYS_NOTHING} else None, provider or None, moment)


def unpacked(body: bytes, encoding: str, most: int) -> bytes | Refused:
    """Give an item's bytes.

    Args:
        body: as it came.
        encoding: how it was packed, one of those that `described` lets pass.
        most: bytes that an item may have.
    """
    if encoding.strip().lower() not in {"", "identity"}:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | EITHER_HEADER)
        try:
            body = unpacking.decompress(body, most + 1)
        except zlib.error:
            return Refused(400, "the body is broken: it is not packed as Content-Encoding says")
        if len(body) > most:
            return too_large(most)
        if not unpacking.eof or unpacking.unused_data:
            return Refused(400, "the body is broken: it is not one whole packed item")
    return body if body.strip() else Refused(400, "the body is empty: send the item's bytes as the body")


def too_large(most: int) -> Refused:
    """Refuse for size."""
    return Refused(413, f"more than {most} bytes (NEWSWIRE_MAX_ITEM_BYTES)")


def _is_readable(essence: str) -> bool:
    kind, _, sub = essence.partition("/")
    return (
        kind == "text"
        or essence == SAYS_NOTHING
        or (kind == "application" and (sub in {"json", "xml"} or sub.endswith(("+json", "+xml"))))
    )


def _safe(essence: str) -> str:
    return essence[:60] if essence.isascii() and essence.isprintable() else "this"

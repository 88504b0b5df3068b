"""One polite question to a feed.

Flows in: an address and what is known of its last answer. Flows out: an `Answer`; nothing hangs, nothing is unbounded.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from streams.feeders.pace import Poll

MOST_REDIRECTS = 5
PERMANENT, TEMPORARY = frozenset({301, 308}), frozenset({302, 303, 307})
OK = 200
CHUNK = 65_536
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `trouble` tells what kept it from saying anything. `moved` is where the feed lives now."""

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    moved: str | None = None
    trouble: Poll | None = None
    why: str = ""


async def ask(session: aiohttp.ClientSession, url: str, known: Mapping[str, str], most: int, seconds: float) -> Answer:
    """Ask once, following redirects.

    Args:
        session: the client.
        url: where the feed is.
        known: headers that make the question conditional.
        most: bytes that an answer may have, after it was unpacked.
        seconds: time for all of it.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _followed(session, URL(url), known, most)
    except TimeoutError:
        return Answer(trouble=Poll.TIMEOUT, why=f"no whole answer within {seconds:g} s")
    except aiohttp.ContentTypeError as error:
        return Answer(trouble=Poll.RUBBISH, why=type(error).__name__)
    except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, aiohttp.ClientResponseError) as error:
        return Answer(trouble=Poll.RUBBISH, why=f"a broken answer ({type(error).__name__})")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(trouble=Poll.UNREACHABLE, why=type(error).__name__)


async def _followed(session: aiohttp.ClientSession, url: URL, known: Mapping[str, str], most: int) -> Answer:
    moved: str | None = None
    permanent = True
    for _ in range(MOST_REDIRECTS + 1):
        if url.scheme not in {"http", "https"}:
            return Answer(trouble=Poll.CLIENT_ERROR, why=f"redirected to {url.scheme or 'nowhere'}, not http")
        async with session.get(url, headers=dict(known), allow_redirects=False) as response:
            target = response.headers.get("Location")
            if response.status not in PERMANENT | TEMPORARY or not target:
                return await _read(response, moved, most)
            # Only an unbroken chain of permanent moves says where the feed lives.
            permanent = permanent and response.status in PERMANENT
            url = url.join(URL(target))
            moved = str(url) if permanent else moved
    return Answer(trouble=Poll.CLIENT_ERROR, why=f"more than {MOST_REDIRECTS} redirects")


async def _read(response: aiohttp.ClientResponse, moved: str | None, most: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    body = bytearray()
    if response.status == OK:
        async for chunk in response.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > most:
                return Answer(response.status, trouble=Poll.TOO_LARGE, why=f"more than {most} bytes", headers=headers)
    return Answer(response.status, bytes(body), headers, moved)

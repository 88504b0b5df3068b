"""The feeder of feeds of the web: each asked at its own pace, its document sent when it has changed.

Flows in: addresses. Flows out: raw records, a whole document each, exactly as received. What was last sent of a feed
is marked in the transaction that sends it, so that a start asks for what is new.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

import aiohttp
from yarl import URL

from streams import metrics
from streams.errors import NewswireError, SettingsError
from streams.feeders.hints import asked_pace, digest, is_feed, media_type
from streams.feeders.incoming import Incoming
from streams.feeders.outbox import Outbox
from streams.feeders.pace import FINE, Poll, of_status, pause, retry_after
from streams.feeders.question import ACCEPT, OK, Answer, ask
from streams.settings import Settings

log = logging.getLogger(__name__)

KIND = "rss"
# Of the pace, so that feeds of one start do not stay in step.
JITTER = 0.1
CONNECTIONS, CONNECTIONS_A_HOST = 50, 2


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are treated.

    Attributes:
        agent: what we call ourselves.
        every: the shortest time between two questions to a feed, seconds.
        patience: for one whole answer, seconds.
    """

    agent: str
    every: float = 300.0
    patience: float = 30.0


@dataclass(slots=True)
class Feed:
    """One feed: where it is, and what is known of it."""

    url: str
    provider: str
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    moved: str | None = None
    asked: float = 0.0
    failures: int = 0
    last: str = "not asked yet"
    label: str = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        # Neither a password nor a query, which often holds a key, gets into logs, metrics or topics.
        self.label = str(URL(self.url).with_user(None).with_query(None).with_fragment(None))
        self.key = sha256(self.url.encode()).hexdigest()[:32]

    def mark(self) -> dict[str, str | None]:
        """Give what a start must know."""
        return {"etag": self.etag, "modified": self.modified, "digest": self.digest, "moved": self.moved}

    def conditions(self) -> dict[str, str]:
        """Give the headers that ask for what is new alone."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in known.items() if value}


def feed(word: str, provider: str | None = None) -> Feed:
    """Read `URL` or `PROVIDER=URL`.

    Raises:
        SettingsError: it is no http address.
    """
    name, equals, rest = word.partition("=")
    named = bool(equals) and "://" not in name
    url = rest if named else word
    try:
        parsed = URL(url)
        host = parsed.host if parsed.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    if not host:
        raise SettingsError("a feed is not an http or https address: say https://example.org/rss, or NAME=https://…")
    return Feed(url, (name.strip() if named else None) or provider or host.removeprefix("www."))


class RssFeeder:
    """Polls feeds, each in a task of its own."""

    kind = KIND

    def __init__(self, settings: Settings, feeds: Sequence[Feed], outbox: Outbox, manners: Manners) -> None:
        self._settings = settings
        self._feeds = feeds
        self._outbox = outbox
        self._manners = manners

    def states(self) -> dict[str, str]:
        """Say what each feed last answered, for the health probe."""
        return {one.label: one.last for one in self._feeds}

    async def run(self, stop: asyncio.Event, *, once: bool = False) -> None:
        """Poll until told to stop; with `once` ask each feed once."""
        await self._outbox.start()
        for one in self._feeds:
            known = self._outbox.mark(one.key)
            for name in ("etag", "modified", "digest", "moved"):
                value = known.get(name)
                setattr(one, name, value if isinstance(value, str) else None)
        log.info("polling %d feeds", len(self._feeds))
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, limit_per_host=CONNECTIONS_A_HOST)
        headers = {
            "User-Agent": self._manners.agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        async with (
            aiohttp.ClientSession(
                connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
            ) as session,
            asyncio.TaskGroup() as polls,
        ):
            for one in self._feeds:
                polls.create_task(self._poll(session, one, stop, once=once))

    async def _poll(self, session: aiohttp.ClientSession, one: Feed, stop: asyncio.Event, *, once: bool) -> None:
        while not stop.is_set():
            answer, poll = await self._asked(session, one)
            metrics.FEED_POLLS.labels(result=poll).inc()
            one.failures = 0 if poll in FINE else one.failures + 1
            wait = pause(
                poll,
                one.failures,
                self._manners.every,
                one.asked,
                retry_after(answer.headers.get("retry-after"), datetime.now(UTC)),
            )
            self._tell(one, poll, answer, wait)
            if once:
                return
            try:
                await asyncio.wait_for(stop.wait(), wait * (1 + random.uniform(0, JITTER)))  # noqa: S311 - no secret
            except TimeoutError:
                continue

    async def _asked(self, session: aiohttp.ClientSession, one: Feed) -> tuple[Answer, Poll]:
        """Ask, and send what is new; an answer that nobody thought of is rubbish, and the other feeds' no concern."""
        most, patience = self._settings.max_item_bytes, self._manners.patience
        try:
            answer = await ask(session, one.moved or one.url, one.conditions(), most, patience)
            return answer, await self._heard(one, answer)
        except NewswireError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a foreign server makes a library do
            return Answer(trouble=Poll.RUBBISH, why=type(error).__name__), Poll.RUBBISH

    async def _heard(self, one: Feed, answer: Answer) -> Poll:
        """Send what an answer brings, when it is new."""
        if answer.trouble is not None:
            return self._unsettled(one, answer.trouble)
        if answer.status != OK:
            poll = of_status(answer.status)
            if poll is Poll.NOT_MODIFIED:
                one.asked = max(one.asked, asked_pace(b"", answer.headers))
                await self._moved(one, answer)
                return poll
            return self._unsettled(one, poll)
        if not is_feed(answer.body):
            return self._unsettled(one, Poll.RUBBISH)
        one.asked = asked_pace(answer.body, answer.headers)
        found = digest(answer.body)
        fresh = found != one.digest
        one.etag, one.modified, one.digest = answer.headers.get("etag"), answer.headers.get("last-modified"), found
        if not fresh:
            metrics.FEED_ITEMS.labels(feeder=KIND, result="known").inc()
            await self._moved(one, answer)
            return Poll.UNCHANGED
        one.moved = answer.moved or one.moved
        item = Incoming(answer.body, media_type(answer.headers.get("content-type")), one.provider)
        while not await self._outbox.send([item], one.key, one.mark()):
            log.warning("%s was not taken: sent again", one.label)
        return Poll.NEW

    @staticmethod
    def _unsettled(one: Feed, poll: Poll) -> Poll:
        # An address learnt by a move that brings no feed any more is given up for the one that the user named.
        one.moved = None if one.failures else one.moved
        return poll

    async def _moved(self, one: Feed, answer: Answer) -> None:
        """Remember where a feed has gone for good, once it has answered there."""
        if answer.moved is not None and answer.moved != one.moved:
            one.moved = answer.moved
            while not await self._outbox.send((), one.key, one.mark()):
                log.warning("the new address of %s was not taken: sent again", one.label)

    @staticmethod
    def _tell(one: Feed, poll: Poll, answer: Answer, wait: float) -> None:
        one.last = str(poll)
        if poll is Poll.NEW:
            log.info("%s: %d bytes sent", one.label, len(answer.body))
        elif poll not in FINE:
            said = answer.why or (f"status {answer.status}" if answer.status != OK else "neither RSS nor Atom")
            log.warning("%s: %s (%s); asked again in %.0f s", one.label, poll, said, wait)

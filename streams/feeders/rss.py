"""The feeder of feeds of the web: each asked at its own pace, its document sent when it has changed.

Flows in: addresses. Flows out: raw records, a whole document each, exactly as received. What was last sent of a feed
is marked in the transaction that sends it, so that a start asks for what is new; and how long a feed is left alone is
marked, too, so that no start hammers a server that is in trouble or asked to wait.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from streams import metrics
from streams.errors import NewswireError, Refused
from streams.feeders.feed import Feed, Known, heard, kept
from streams.feeders.hints import media_type
from streams.feeders.incoming import Incoming
from streams.feeders.outbox import TOO_LARGE, Outbox
from streams.feeders.pace import FINE, Poll, pause, retry_after
from streams.feeders.question import ACCEPT, Answer, ask
from streams.settings import Settings

log = logging.getLogger(__name__)

KIND = "rss"
# Of the pace, so that feeds of one start do not stay in step.
JITTER = 0.1
CONNECTIONS, CONNECTIONS_A_HOST = 50, 2
_SAID = {Poll.RUBBISH: "neither RSS nor Atom", Poll.TOO_LARGE: TOO_LARGE}


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are treated.

    Attributes:
        agent: what we call ourselves.
        every: the shortest time between two questions to a feed, seconds.
        patience: for one whole answer, seconds.
        now: ask at the start also those that are to be left alone.
    """

    agent: str
    every: float = 300.0
    patience: float = 30.0
    now: bool = False


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
            one.known = kept(self._outbox.mark(one.key))
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
        wait = 0.0 if self._manners.now else one.known.left(time.time())
        if wait:
            one.last = "left alone"
            log.info("%s: left alone for %.0f s more, as before the last end (--now asks at once)", one.label, wait)
        while not (once and wait) and not await _stopped(stop, wait):
            wait = await self._polled(session, one)
            if once:
                return

    async def _polled(self, session: aiohttp.ClientSession, one: Feed) -> float:
        """Ask once, send what is new, keep what a start must know; gives the seconds to wait."""
        answer, poll = await self._asked(session, one)
        metrics.FEED_POLLS.labels(result=poll).inc()
        failures = 0 if poll in FINE else one.known.failures + 1
        asked_to_wait = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
        wait = pause(poll, failures, self._manners.every, one.known.asked, asked_to_wait)
        # A start may ask again whom nobody has reached: the fault may have been ours, and is mended.
        heeded = asked_to_wait or (failures and poll is not Poll.UNREACHABLE)
        until = time.time() + wait if heeded else 0.0
        one.known = one.known.model_copy(update={"failures": failures, "until": until})
        self._tell(one, poll, answer, wait)
        if not one.known.is_as_kept(kept(self._outbox.mark(one.key))):
            await self._keep(one, one.known)
        return wait

    async def _asked(self, session: aiohttp.ClientSession, one: Feed) -> tuple[Answer, Poll]:
        """Ask, and send what is new; an answer that nobody thought of is rubbish, and the other feeds' no concern."""
        most, patience = self._settings.max_item_bytes, self._manners.patience
        try:
            answer = await ask(session, one.known.moved or one.url, one.known.conditions(), most, patience)
            return answer, await self._heard(one, answer)
        except NewswireError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a foreign server makes a library do
            return Answer(trouble=Poll.RUBBISH, why=type(error).__name__), Poll.RUBBISH

    async def _heard(self, one: Feed, answer: Answer) -> Poll:
        """Send what an answer brings, when it is new."""
        known, poll = heard(one.known, answer)
        if poll is Poll.NEW:
            item = Incoming(answer.body, media_type(answer.headers.get("content-type")), one.provider)
            try:
                await self._keep(one, known, item)
            except Refused:
                return Poll.TOO_LARGE
        elif poll is Poll.UNCHANGED:
            metrics.FEED_ITEMS.labels(feeder=KIND, result="known").inc()
        one.known = known
        return poll

    async def _keep(self, one: Feed, known: Known, *items: Incoming) -> None:
        while not await self._outbox.send(items, one.key, known.model_dump()):
            log.warning("%s: %d items, and what is known of it, were not taken: sent again", one.label, len(items))

    @staticmethod
    def _tell(one: Feed, poll: Poll, answer: Answer, wait: float) -> None:
        one.last = str(poll)
        if poll is Poll.NEW:
            log.info("%s: %d bytes sent", one.label, len(answer.body))
        elif poll not in FINE:
            said = answer.why or _SAID.get(poll) or f"status {answer.status}"
            log.warning("%s: %s (%s); asked again in %.0f s", one.label, poll, said, wait)


async def _stopped(stop: asyncio.Event, wait: float) -> bool:
    """Wait so long, and a little more, or less when told to stop; gives whether that is so."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), wait * (1 + random.uniform(0, JITTER)))  # noqa: S311 - no secret
    return stop.is_set()

"""The push endpoint: `POST /items`, answered 202 when the broker has the item and not before.

Flows in: requests. Flows out: raw records, and a status a sender can act upon: 202 it is there; 503 it is not sure,
send it again and it will be there once; anything else, and why.
"""

import asyncio
import logging
from dataclasses import replace

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from streams import metrics
from streams.feeders.incoming import Incoming
from streams.feeders.intake import KIND, TAKEN, Intake
from streams.feeders.outbox import Outbox
from streams.feeders.request import Refused, admitted, described, too_large, unpacked
from streams.listening import listen
from streams.settings import Settings

log = logging.getLogger(__name__)

CHUNK = 65_536
# A sender that sends nothing must not keep its place for ever.
BODY_SECONDS = 30.0
RETRY_SECONDS = 2


class PushFeeder:
    """Serves the endpoint."""

    kind = KIND

    def __init__(self, settings: Settings, outbox: Outbox, token: str | None) -> None:
        """Make it; a token of None asks for none."""
        self.port = settings.push_port
        self._settings = settings
        self._outbox = outbox
        self._token = token
        self._intake = Intake(settings, outbox)
        self._stopping = False

    def states(self) -> dict[str, str]:
        """Say what it does, for the health probe."""
        return {f"{self._settings.push_host}:{self.port}": "open" if self._outbox.ready else "waiting for the broker"}

    async def run(self, stop: asyncio.Event, *, once: bool = False) -> None:  # noqa: ARG002 - the feeders' common shape
        """Serve until told to stop; then what is in hand is finished."""
        app = web.Application()
        app.router.add_post("/items", self._post)
        # Unpacked here, within the bounds of an item, and refused in our own words.
        runner = web.AppRunner(
            app, access_log=None, auto_decompress=False, shutdown_timeout=self._settings.stop_timeout / 2
        )
        await runner.setup()
        try:
            self.port = await listen(runner, self._settings.push_host, self.port, "PUSH")
            log.info("taking items at http://%s:%s/items", self._settings.push_host, self.port)
            await self._outbox.start()
            digests = self._outbox.mark(TAKEN).get("digests", ())
            self._intake.recall(digests if isinstance(digests, list) else ())
            sending = asyncio.create_task(self._intake.run())
            stopped = asyncio.create_task(self._stopped(stop))
            await asyncio.wait([sending, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in (sending, stopped):
                task.cancel()
            _, ended = await asyncio.gather(stopped, sending, return_exceptions=True)
            if isinstance(ended, Exception):
                raise ended
        finally:
            self._stopping = True
            await runner.cleanup()

    async def _stopped(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        await self._intake.idle.wait()

    async def _post(self, request: web.Request) -> web.Response:
        response = await self._answer(request)
        metrics.FEED_REQUESTS.labels(status=str(response.status)).inc()
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        if refused := admitted(request.headers.get("Authorization"), self._token):
            return _refusal(refused)
        item = described(request.headers)
        if isinstance(item, Refused):
            return _refusal(item)
        value = await self._body(request)
        if isinstance(value, Refused):
            return _refusal(value)
        return await self._taken(replace(item, value=value))

    async def _body(self, request: web.Request) -> bytes | Refused:
        most = self._settings.max_item_bytes
        if (request.content_length or 0) > most:
            return too_large(most)
        value = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in request.content.iter_chunked(CHUNK):
                    value += chunk
                    if len(value) > most:
                        return too_large(most)
        except TimeoutError:
            return Refused(400, f"the item did not come within {BODY_SECONDS:g} s")
        except (HttpProcessingError, web.RequestPayloadError):
            return Refused(400, "the body is broken: it has not the length that the headers say")
        return unpacked(bytes(value), request.headers.get("Content-Encoding", ""), most)

    async def _taken(self, item: Incoming) -> web.Response:
        # It may have begun to stop while the body came.
        if self._stopping:
            return _later("stopping: send the item again")
        answer = self._intake.offer(item)
        if answer is None:
            return _later("too many items wait: send the item again")
        await asyncio.wait([answer], timeout=self._settings.push_patience)
        if not answer.done():
            answer.cancel()
            return _later("the broker has not confirmed the item: send it again, it will be there once")
        known = answer.result()
        if isinstance(known, Refused):
            return _refusal(known)
        return web.json_response({"taken": True, "known": known}, status=202)


def _refusal(refused: Refused) -> web.Response:
    if refused.status != 401:  # noqa: PLR2004 - RFC 9110, section 15.5.2
        metrics.FEED_ITEMS.labels(feeder=KIND, result="refused").inc()
        return web.json_response({"taken": False, "error": refused.words}, status=refused.status)
    headers = {"WWW-Authenticate": 'Bearer realm="newswire"'}
    return web.json_response({"taken": False, "error": refused.words}, status=401, headers=headers)


def _later(words: str) -> web.Response:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return web.json_response({"taken": False, "error": words}, status=503, headers=headers)

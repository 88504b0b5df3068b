"""A web server of our own that answers for feeds as a test wants: whole, with a status, slowly, with rubbish."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

Answering = Callable[[web.Request], web.Response]


def document(word: str, built: str = "") -> bytes:
    built = f"<lastBuildDate>{built}</lastBuildDate>" if built else ""
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{word}</title>{built}</channel></rss>".encode()


class Server:
    """Answers under every path as a test wants, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: dict[str, list[tuple[float, dict[str, str]]]] = defaultdict(list)
        self.answers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        self.address = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.path].append((time.monotonic(), dict(request.headers)))
        return await self.answers[request.path](request)

    def says(self, path: str, *responses: Callable[[web.Request], web.Response]) -> str:
        """Give these answers one after another, the last for ever; returns the address."""
        waiting = list(responses)

        async def next_one(request: web.Request) -> web.StreamResponse:
            return (waiting.pop(0) if len(waiting) > 1 else waiting[0])(request)

        self.answers[path] = next_one
        return f"{self.address}{path}"

    def times(self, path: str) -> int:
        return len(self.asked[path])


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        await runner.cleanup()


def good(word: str, built: str = "", **headers: str) -> Callable[[web.Request], web.Response]:
    def answer(_request: web.Request) -> web.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=document(word, built), headers={"Content-Type": "application/rss+xml", **names})

    return answer


def status(code: int, **headers: str) -> Callable[[web.Request], web.Response]:
    return lambda _request: web.Response(
        status=code, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )

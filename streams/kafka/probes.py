"""The worker's own HTTP port: /metrics for Prometheus, /live and /ready for whoever keeps it running.

Flows in: a report of what the lanes do. Flows out: three pages. Liveness ends with the event loop: a loop that is
stuck does not answer, and a lane that is stuck is the watchdog's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from streams import metrics
from streams.listening import listen


@dataclass(frozen=True, slots=True)
class Report:
    """What this worker is doing; `stages` maps stage to partition to state ("rebuilding", "open", "standby")."""

    ready: bool
    stages: dict[str, dict[str, str]]


class Probes:
    """The HTTP server of one worker."""

    def __init__(self, host: str, port: int, report: Callable[[], Report]) -> None:
        self.port = port
        self._host = host
        self._report = report
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen; `port` is then the real one.

        Raises:
            SettingsError: the address cannot be used.
        """
        app = web.Application()
        app.add_routes(
            [web.get("/metrics", self._metrics), web.get("/live", self._live), web.get("/ready", self._ready)]
        )
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        self.port = await listen(self._runner, self._host, self.port, "HTTP")

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metrics(self, _request: web.Request) -> web.Response:
        self._report()  # which sets the gauges of what the lanes do at this moment
        body = generate_latest(metrics.REGISTRY)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _live(self, _request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        report = self._report()
        return web.json_response({"ready": report.ready, "stages": report.stages}, status=200 if report.ready else 503)

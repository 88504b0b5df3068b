"""A feeder as a service: probes and metrics beside it, a signal ends it with what is in hand finished.

Flows in: settings and a feeder. Flows out: an exit code.
"""

import asyncio
import logging
import signal
from typing import Any, Protocol

from aiokafka.errors import KafkaError

from streams import metrics
from streams.feeders.outbox import Outbox
from streams.kafka.probes import Probes, Report
from streams.settings import Settings

log = logging.getLogger(__name__)


class Feeder(Protocol):
    """What all feeders offer."""

    @property
    def kind(self) -> str:
        """Which one it is: folder, rss or http."""
        ...

    def states(self) -> dict[str, str]:
        """Say what it does, for the health probe: what it reads from, and how that is."""
        ...

    async def run(self, stop: asyncio.Event, *, once: bool = False) -> None:
        """Feed until told to stop; with `once` until there is nothing more."""
        ...


async def serve(settings: Settings, feeder: Feeder, outbox: Outbox, *, once: bool = False) -> None:
    """Run a feeder until a signal.

    Raises:
        NewswireError: it cannot go on.
    """
    metrics.prepare_feeder(feeder.kind)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_unseen)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    kind = f"feed {feeder.kind}"
    probes = Probes(settings.http_host, settings.http_port, lambda: Report(outbox.ready, {kind: feeder.states()}))
    await probes.start()
    log.info("metrics and probes on http://%s:%s", settings.http_host, probes.port)
    work = loop.create_task(feeder.run(stop, once=once))
    stopped = loop.create_task(stop.wait())
    try:
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            # Without a broker nothing in hand can be finished.
            await asyncio.wait([work], timeout=settings.stop_timeout if outbox.ready else 0)
        if work.done():
            _result(work)
            log.info("%s; items sent: %d", "stopped as asked" if stop.is_set() else "done", outbox.sent)
        elif outbox.ready:
            log.warning("stopped with work in hand: the next start looks what of it was taken")
        else:
            log.warning(
                "stopped without a broker: %d items were sent, what waits is sent by the next start", outbox.sent
            )
    finally:
        for task in (work, stopped):
            task.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)
        await outbox.close()
        await probes.stop()


def _unseen(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Keep silent what nobody waits for of the Kafka client: a write that fails has told it once, by raising."""
    if not isinstance(context.get("exception"), KafkaError):
        loop.default_exception_handler(context)


def _result(work: "asyncio.Task[None]") -> None:
    """Raise what ended the work; of several tasks' errors the first, which is what ended the others."""
    try:
        work.result()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from group

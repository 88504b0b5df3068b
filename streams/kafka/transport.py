"""Faust's Kafka transport, with the few things it does not promise.

Flows in: assignments and records from the broker. Flows out: committed records, each partition in order, and as
committed offset nothing but the position of that partition's fenced writer.

What is mended here, by the number of the fault in Faust 0.15.3: commits past unfinished work (its issues 527, 606),
acked work forgotten at a rebalance (502), a commit that crawls over transaction markers, aborted records read.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from yarl import URL

from streams.settings import Settings

NextOffset = Callable[[TP], int | None]


class CommittedConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that fetches; it sees no record of an open or aborted transaction."""

    fetch_max_wait_ms: int

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001 - Faust offers no setting for it
        consumer._fetch_max_wait_ms = self.fetch_max_wait_ms  # noqa: SLF001 - nor for this
        return consumer


class PositionConsumer(driver.Consumer):
    """A consumer that commits positions of fenced writers, and nothing that Faust counted itself.

    The committed offset is a hint where to start: what is finished, a writer's own position says. So
    Faust's acks, its gap bookkeeping and its order of forgetting at a rebalance no longer matter.
    """

    next_offset: NextOffset
    fetch_max_wait_ms: int

    def _new_consumer_thread(self) -> CommittedConsumerThread:
        thread = CommittedConsumerThread(self, loop=self.loop, beacon=self.beacon)
        thread.fetch_max_wait_ms = self.fetch_max_wait_ms
        return thread

    def _filter_tps_with_pending_acks(self, topics: Iterable[Any] | None = None) -> Iterator[TP]:  # noqa: ARG002 - Faust's signature
        return iter(self.assignment())

    def _new_offset(self, tp: TP) -> int | None:
        return self.next_offset(tp)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Keep no gaps: a transaction marker is not a message that is missing."""


class IdempotentProducer(driver.Producer):
    """Faust starts one whether it is used or not; ours at least cannot reorder."""

    def _settings_extra(self) -> dict[str, Any]:
        return {"enable_idempotence": True, "acks": "all"}


def harden(app: faust.App, settings: Settings, next_offset: NextOffset) -> None:
    """Give the app this transport; `next_offset` says for a partition what may be committed (None: nothing yet)."""
    options = {"next_offset": staticmethod(next_offset), "fetch_max_wait_ms": int(settings.fetch_max_wait * 1000)}
    consumer = type("StageConsumer", (PositionConsumer,), options)
    transport = type("StageTransport", (driver.Transport,), {"Consumer": consumer, "Producer": IdempotentProducer})
    app.transport = transport(urls(settings), app)
    app.producer_transport = transport(urls(settings), app)


def urls(settings: Settings) -> list[URL]:
    """Give the brokers as Faust writes them."""
    return [URL(f"kafka://{server.strip()}") for server in settings.bootstrap_servers.split(",")]


def credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    """Give the credentials as Faust takes them; None for a plain connection."""
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is not None:
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            ssl_context=settings.ssl_context(),
            mechanism=settings.sasl_mechanism,
        )
    context = settings.ssl_context()
    return faust.SSLCredentials(context) if context else None

"""A stage as a consumer group: one Faust app with one input topic, its agent joined to the stage's lanes.

Flows in: a stage. Flows out: an app ready to be started by a worker, and the lanes it feeds.
"""

from collections.abc import AsyncIterable
from typing import Any

import faust

from streams.agents.lanes import Lanes
from streams.agents.loop import Kit
from streams.agents.stage import Stage
from streams.kafka.transport import credentials, harden, urls
from streams.settings import Settings


def build(stage: Stage[Any], kit: Kit) -> tuple[faust.App, Lanes[Any]]:
    """Join one stage's input topic to its lanes."""
    settings = kit.settings
    app = _app(stage.name, settings)
    lanes = Lanes(app, stage, kit)
    harden(app, settings, lanes.next_offset)
    app.on_partitions_assigned.connect(lanes.assigned, weak=False)  # type: ignore[arg-type]  # Faust's signals are typed for any
    app.on_partitions_revoked.connect(lanes.revoked, weak=False)  # type: ignore[arg-type]  # as above
    topic = app.topic(stage.input.name, key_serializer="raw", value_serializer="raw")

    @app.agent(topic, name=stage.name)
    async def move(stream: AsyncIterable[Any]) -> None:
        """Hand every message to the lane of its partition."""
        async for event in stream.noack().events():  # type: ignore[attr-defined]  # Faust's Stream, untyped here
            lanes.put(event.message)

    return app, lanes


class StageApp(faust.App):
    """A Faust app without tables, which needs no folder of its own in the place where it is started."""

    def _create_directories(self) -> None:
        """Create none."""


def _app(stage: str, settings: Settings) -> faust.App:
    return StageApp(
        f"{settings.app_id}-{stage}",
        broker=urls(settings),
        broker_credentials=credentials(settings),
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.heartbeat_interval,
        broker_rebalance_timeout=settings.rebalance_timeout,
        broker_request_timeout=settings.request_timeout,
        broker_check_crcs=settings.check_crcs,
        broker_commit_interval=1.0,
        consumer_max_fetch_size=settings.max_output_bytes + 1_000_000,
        consumer_auto_offset_reset="earliest",
        # What is fetched goes on to its lane at once, and it is the lane that asks for no more.
        stream_buffer_maxsize=16384,
        # Our own lanes wait for work in hand, with a deadline; Faust would wait for ever.
        stream_wait_empty=False,
        producer_request_timeout=settings.request_timeout,
        # No tables, no leader, no declared topics: with them Faust brings its own assignor and creates topics.
        table_standby_replicas=0,
        topic_disable_leader=True,
        topic_allow_declare=False,
        store="memory://",
        web_enabled=False,
        # Logging is the worker's, not Faust's.
        logging_config={"version": 1, "disable_existing_loggers": False},
        worker_redirect_stdouts=False,
    )

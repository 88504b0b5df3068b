"""Faust as its own first page has it: an agent that sends on what it gets.

Usage: python -m bench.copiers.bare_faust BROKER SOURCE TARGET GROUP
"""

import sys
import tempfile
from typing import Any

import faust
import uvloop


def app(broker: str, source: str, target: str, group: str, **more: Any) -> faust.App:  # noqa: ANN401 - any setting of Faust's
    """Make the app and its one agent; `more` are settings."""
    made = faust.App(
        group,
        broker=f"kafka://{broker}",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=6,
        broker_heartbeat_interval=2,
        key_serializer="raw",
        value_serializer="raw",
        datadir=tempfile.mkdtemp(prefix="newswire-bench-"),
        **more,
    )
    sources, targets = made.topic(source), made.topic(target)

    @made.agent(sources)
    async def copy(stream: Any) -> None:  # noqa: ANN401 - Faust's stream is untyped
        async for event in stream.events():
            await targets.send(key=event.key, value=event.value)

    return made


if __name__ == "__main__":
    uvloop.install()
    faust.Worker(app(*sys.argv[1:5]), loglevel="WARNING").execute_from_commandline()

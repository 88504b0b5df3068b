"""The checks of `newswire doctor` that need the service's packages: coders, broker, topics, clock, HTTP port.

Flows in: settings, the broker. Flows out: `Check`s.
"""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from streams import settings as settings_module
from streams.cli.check import Check
from streams.cli.connection import admin, assign, consumer
from streams.cli.extract import load_coders
from streams.cli.healthcheck import ask, ready_url
from streams.cli.topics import described, differing
from streams.errors import BrokerError, CoderError
from streams.kafka.record import Record
from streams.settings import Settings
from streams.topics import RAW, TOPICS

# More than clocks that are kept by NTP ever differ.
CLOCK_SECONDS = 5.0


def checks() -> Iterator[Check]:
    """Look at everything beyond Python and its packages.

    Raises:
        SettingsError: a setting is wrong.
    """
    settings = settings_module.load()
    yield coders(settings)
    yield from asyncio.run(broker(settings))
    yield port(settings)


def coders(settings: Settings) -> Check:
    """Does every language's coder load?"""
    try:
        infos = load_coders(settings).infos
    except CoderError as error:
        return Check("coders", ok=False, line=str(error))
    return Check("coders", ok=True, line=", ".join(f"{language}: {who.name}" for language, who in infos.items()))


async def broker(settings: Settings) -> list[Check]:
    """Does a broker answer, does it have the topics, and do its clock and ours agree?"""
    try:
        async with admin(settings) as client:
            there = await described(client)
        checks = [Check("broker", ok=True, line=settings.bootstrap_servers)]
        differences = differing(there, settings)
        if differences:
            line = f"{differences[0]} ({len(differences)} in all): run `newswire topics create`"
            return [*checks, Check("topics", ok=False, line=line)]
        return [*checks, Check("topics", ok=True, line=f"{len(TOPICS)} as they should be"), await clock(settings)]
    except BrokerError as error:
        return [Check("broker", ok=False, line=f"{error}: is it running, is bootstrap_servers right?")]
    except (KafkaError, OSError, TimeoutError) as error:
        return [Check("broker", ok=False, line=f"{settings.bootstrap_servers}: {type(error).__name__}")]


async def clock(settings: Settings) -> Check:
    """Is no item of the last ones stamped by the broker with a time that has not come yet?"""
    latest: datetime | None = None
    places = [TopicPartition(RAW.name, partition) for partition in range(RAW.partitions(settings))]
    async with consumer(settings) as client:
        ends, starts = await client.end_offsets(places), await client.beginning_offsets(places)
        assign(client, {place: max(starts[place], ends[place] - 1) for place in places})
        waiting = {place for place in places if starts[place] < ends[place]}
        deadline = asyncio.get_running_loop().time() + CLOCK_SECONDS
        while waiting and asyncio.get_running_loop().time() < deadline:
            for place, messages in (await client.getmany(*waiting, timeout_ms=200)).items():
                at = Record.of(messages[-1]).at
                latest = at if latest is None else max(latest, at)
                waiting.discard(place)
    if latest is None:
        return Check("clock", ok=True, line=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, no item to compare with")
    ahead = (latest - datetime.now(UTC)).total_seconds()
    if ahead > CLOCK_SECONDS:
        return Check("clock", ok=False, line=f"the broker's is {ahead:.0f} s ahead of ours: embargoes end late")
    return Check("clock", ok=True, line=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, not behind the broker's")


def port(settings: Settings) -> Check:
    """Is the HTTP port free for a worker, or a worker there that is ready?"""
    if settings.http_port == 0:
        return Check("http", ok=True, line="any free port")
    family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
    place = f"{settings.http_host}:{settings.http_port}"
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.http_host, settings.http_port))
        except OSError as error:
            taken = error
        else:
            return Check("http", ok=True, line=f"{place} is free")
    ready, line = ask(ready_url(settings))
    if ready:
        return Check("http", ok=True, line=f"a worker is {line}")
    return Check("http", ok=False, line=f"{place} cannot be used ({taken.strerror}), and {line}")

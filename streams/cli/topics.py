"""`newswire topics create | list | check`: the service's topics, from their one table.

Flows in: `streams.topics.TOPICS`, settings, the broker. Flows out: topics as the table has them; a line for each.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from streams import settings as settings_module
from streams.cli.connection import PATIENCE_SECONDS, admin, run_connected
from streams.errors import BrokerError
from streams.settings import Settings
from streams.topics import TOPICS, Topic

T = TypeVar("T")

ALREADY_EXISTS = 36
DYNAMIC_TOPIC_CONFIG = 1
VISIBLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Found:
    """A topic as the broker has it; `own` is the part of its configuration that is set on the topic itself."""

    partitions: int
    replicas: int
    config: Mapping[str, str]
    own: Mapping[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("create", help="create what is missing, set what differs; may be run again")
    actions.add_parser("list", help="list the topics, and what each is for")
    actions.add_parser("check", help="say what differs from the table; exit code 1 when something does")


def run(arguments: argparse.Namespace) -> int:
    """Do one of the three; returns 1 when the topics are not as they should be."""
    settings = settings_module.load()
    work = {"create": create, "list": _list, "check": _check}[arguments.action]
    return run_connected(settings, work(settings))


async def create(settings: Settings) -> int:
    """Create the topics that are missing and set the configuration that differs.

    Returns:
        1 when a difference is left that this must not mend: partitions and replicas.
    """
    async with admin(settings) as client:
        there = await described(client)
        missing = [topic for topic in TOPICS if topic.name not in there]
        if missing:
            await _create(client, missing, settings)
            there = await _visible(client)
        for topic in missing:
            print(f"{topic.name}: created, partitions {topic.partitions(settings)}")
        left = 0
        for topic in TOPICS:
            if topic in missing:
                continue
            found = there[topic.name]
            wrong = {name: value for name, value in topic.config.items() if found.config.get(name) != value}
            if wrong:
                await _configure(client, topic, found)
                print(f"{topic.name}: set {', '.join(f'{name}={value}' for name, value in wrong.items())}")
            fixed = _shape(topic, found, settings)
            for line in fixed:
                print(f"{topic.name}: {line}; not changed, for stories would move between partitions")
            left += len(fixed)
            if not wrong and not fixed:
                print(f"{topic.name}: as it should be")
        return 1 if left else 0


async def _list(settings: Settings) -> int:
    async with admin(settings) as client:
        there = await described(client)
    for topic in TOPICS:
        found = there.get(topic.name)
        state = f"{found.partitions:>4} partitions" if found else "        missing"
        print(f"{topic.name:<28} {state}  {'public  ' if topic.public else 'internal'}  {topic.purpose}")
    return 0


async def _check(settings: Settings) -> int:
    async with admin(settings) as client:
        there = await described(client)
    differences = differing(there, settings)
    for line in differences:
        print(line)
    if not differences:
        print(f"{len(TOPICS)} topics are as they should be")
    return 1 if differences else 0


def differing(there: Mapping[str, Found], settings: Settings) -> list[str]:
    """Say, a line each, what differs between the broker's topics and the table."""
    lines: list[str] = []
    for topic in TOPICS:
        found = there.get(topic.name)
        if found is None:
            lines.append(f"{topic.name}: missing")
            continue
        lines += [f"{topic.name}: {line}" for line in _shape(topic, found, settings)]
        lines += [
            f"{topic.name}: {name} is {found.config.get(name)}, not {value}"
            for name, value in topic.config.items()
            if found.config.get(name) != value
        ]
    return lines


def _shape(topic: Topic, found: Found, settings: Settings) -> list[str]:
    lines: list[str] = []
    if found.partitions != topic.partitions(settings):
        lines.append(f"has {found.partitions} partitions, not {topic.partitions(settings)}")
    if found.replicas < settings.replication_factor:
        lines.append(f"has {found.replicas} replicas, not {settings.replication_factor}")
    return lines


async def described(client: AIOKafkaAdminClient) -> Mapping[str, Found]:
    """Give those of our topics that are there, with their configuration."""
    names = {topic.name for topic in TOPICS}
    # Asking for all topics creates none, asking for one may.
    shapes = {topic["topic"]: topic["partitions"] for topic in await _in_time(client.describe_topics())}
    present = [name for name in shapes if name in names]
    if not present:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in present]
    configs: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for response in await _in_time(client.describe_configs(asked)):
        for code, message, _, name, entries in response.resources:
            if code:
                raise BrokerError(f"{name}: {message or for_code(code).__name__}")
            values = {entry[0]: entry[1] for entry in entries}
            own = {entry[0]: entry[1] for entry in entries if entry[3] == DYNAMIC_TOPIC_CONFIG}
            configs[name] = values, own
    return {
        name: Found(len(shapes[name]), min((len(part["replicas"]) for part in shapes[name]), default=0), *configs[name])
        for name in present
    }


async def _create(client: AIOKafkaAdminClient, missing: Sequence[Topic], settings: Settings) -> None:
    wanted = [
        NewTopic(topic.name, topic.partitions(settings), settings.replication_factor, topic_configs=dict(topic.config))
        for topic in missing
    ]
    response = await _in_time(client.create_topics(wanted))
    for name, code, *message in response.topic_errors:
        if code not in {0, ALREADY_EXISTS}:
            raise BrokerError(f"{name} cannot be created: {(message and message[0]) or for_code(code).__name__}")


async def _visible(client: AIOKafkaAdminClient) -> Mapping[str, Found]:
    """Wait until the brokers know the topics just created."""
    deadline = asyncio.get_running_loop().time() + VISIBLE_SECONDS
    while len(there := await described(client)) < len(TOPICS):
        if asyncio.get_running_loop().time() > deadline:
            missing = next(topic.name for topic in TOPICS if topic.name not in there)
            raise BrokerError(f"{missing} was created and is not there yet")
        await asyncio.sleep(0.1)
    return there


async def _configure(client: AIOKafkaAdminClient, topic: Topic, found: Found) -> None:
    # The request replaces all of a topic's own configuration, so what others set there is given again.
    resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, configs={**found.own, **topic.config})
    for response in await _in_time(client.alter_configs([resource])):
        for code, message, *_ in response.resources:
            if code:
                raise BrokerError(f"{topic.name} cannot be configured: {message or for_code(code).__name__}")


async def _in_time(answer: Awaitable[T]) -> T:
    return await asyncio.wait_for(answer, PATIENCE_SECONDS)

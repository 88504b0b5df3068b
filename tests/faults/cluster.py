"""One broker or three, as processes that can be stopped, killed and starved; workers may reach them by a proxy.

Flows in: a folder. Flows out: two addresses, the direct one for those who feed and check, the other for workers.
"""

import contextlib
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic, ResourceType

from streams.settings import Settings
from streams.topics import TOPICS, Topic
from tests.broker.kafka import KafkaBroker, fetch, find_java, free_port
from tests.faults.toxiproxy import Toxiproxy
from tests.faults.toxiproxy import running as toxiproxy

ANSWER_SECONDS = 60.0


class Node(KafkaBroker):
    """One broker of several; `controllers` are the ports of all their controllers."""

    def __init__(self, folder: Path, number: int, controllers: Sequence[int], proxy: Toxiproxy | None) -> None:
        self.number = number
        self._controllers = controllers
        self.behind = free_port()
        self.front = proxy.lead(f"127.0.0.1:{self.behind}") if proxy is not None else self.behind
        folder.mkdir(exist_ok=True)
        super().__init__(find_java(), fetch(), folder)

    def _properties(self) -> str:
        several = len(self._controllers)
        copies = min(3, several)
        voters = ",".join(f"{at + 1}@127.0.0.1:{port}" for at, port in enumerate(self._controllers))
        lines = {
            "node.id": self.number,
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},FRONT://127.0.0.1:{self.behind},"
            f"CONTROLLER://127.0.0.1:{self._controllers[self.number - 1]}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port},FRONT://127.0.0.1:{self.front}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,FRONT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.quorum.voters": voters,
            "log.dirs": self.folder / "data",
            "default.replication.factor": copies,
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": max(1, copies - 1),
            "min.insync.replicas": max(1, copies - 1),
            # A broker that is gone is missed within the time in which a worker is.
            "broker.session.timeout.ms": 6000,
            "replica.lag.time.max.ms": 6000,
        }
        return "".join(f"{name}={value}\n" for name, value in lines.items())

    def _format(self, *options: str) -> None:
        super()._format(*(options or ("--ignore-formatted",)))

    def freeze(self) -> None:
        """Stop answering, with all connections open."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on."""
        self.send(signal.SIGCONT)

    def send(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        if self._process is not None:
            self._process.send_signal(number)

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None


class Cluster:
    """All brokers of one run."""

    def __init__(self, nodes: Sequence[Node], proxy: Toxiproxy | None, partitions: int) -> None:
        self.nodes = nodes
        self.proxy = proxy
        self.partitions = partitions

    @property
    def address(self) -> str:
        """Where feeders and checkers connect."""
        return ",".join(node.address for node in self.nodes)

    @property
    def front(self) -> str:
        """Where workers connect."""
        return ",".join(f"127.0.0.1:{node.front}" for node in self.nodes)

    def start(self) -> None:
        """Start all, and wait until all answer."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait()

    def stop(self) -> None:
        """End all at once: what they hold is thrown away."""
        for node in self.nodes:
            node.kill()

    def leader(self, topic: str = TOPICS[0].name, partition: int = 0) -> Node:
        """Give the broker that leads a partition."""
        number = self._admin().list_topics(topic, ANSWER_SECONDS).topics[topic].partitions[partition].leader
        return next(node for node in self.nodes if node.number == number)

    def whole(self) -> bool:
        """Say whether every partition has all its copies in step."""
        topics = self._admin().list_topics(timeout=ANSWER_SECONDS).topics.values()
        return all(
            set(part.isrs) == set(part.replicas) and part.leader >= 0
            for topic in topics
            for part in topic.partitions.values()
        )

    def create(self, topics: Sequence[Topic] = TOPICS) -> None:
        """Make topics; nothing is compacted in them, so that every revision can be counted."""
        settings = Settings(partitions=self.partitions)
        copies = min(3, len(self.nodes))
        new = [
            NewTopic(
                topic.name,
                topic.partitions(settings),
                copies,
                config={**topic.config, **({} if topic.name == "news.positions.v1" else {"cleanup.policy": "delete"})},
            )
            for topic in topics
        ]
        admin = self._admin()
        _wait(admin, admin.create_topics(new, request_timeout=ANSWER_SECONDS))

    def delete(self, topic: str) -> None:
        """Delete a topic."""
        admin = self._admin()
        _wait(admin, admin.delete_topics([topic], request_timeout=ANSWER_SECONDS))

    def configure(self, topic: str, **options: Any) -> None:  # noqa: ANN401 - values of Kafka's options
        """Change options of a topic (`max_message_bytes=…`)."""
        entries = [
            ConfigEntry(name.replace("_", "."), str(value), incremental_operation=AlterConfigOpType.SET)
            for name, value in options.items()
        ]
        resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=entries)
        admin = self._admin()
        _wait(admin, admin.incremental_alter_configs([resource]))

    def _admin(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self.address, "log_level": 0})


def _wait(_admin: AdminClient, futures: Mapping[Any, Any]) -> None:
    # A client that nobody holds any more forgets what it was asked.
    for future in futures.values():
        future.result(ANSWER_SECONDS)


@contextlib.contextmanager
def running(folder: Path, count: int, *, proxied: bool, partitions: int, small: bool = False) -> Iterator[Cluster]:
    """Run brokers for the length of a block.

    Args:
        folder: theirs.
        count: how many.
        proxied: workers go through toxiproxy.
        partitions: of the topics by story.
        small: their data lies on a file system of 300 MB in memory (needs root).
    """
    with contextlib.ExitStack() as stack:
        proxy = stack.enter_context(toxiproxy(folder)) if proxied else None
        controllers = [free_port() for _ in range(count)]
        nodes = []
        for number in range(1, count + 1):
            place = folder / f"broker-{number}"
            if small:
                stack.enter_context(_small(place))
            nodes.append(Node(place, number, controllers, proxy))
        cluster = Cluster(nodes, proxy, partitions)
        stack.callback(cluster.stop)
        cluster.start()
        cluster.create()
        yield cluster


@contextlib.contextmanager
def _small(place: Path) -> Iterator[None]:
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)

"""A worker's own place for its states on disk: no other process has it, and nothing of another cluster is in it.

Flows in: the folder that the settings name, and which cluster and topics the brokers have. Flows out: local states.
Below the folder: <cluster id>/<slot>/<application>-<stage>-<partition>. The slot is the first whose lock is free, so
that of two workers on one machine neither waits for the other, nor for one that sleeps with its locks held.
"""

import fcntl
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient
from rocksdict import Cache

from streams.errors import BrokerError, StateError
from streams.kafka.localstate import CACHE_BYTES, LocalState
from streams.settings import Settings

log = logging.getLogger(__name__)

# What the bytes mean; raised when a table or its form changes, so that an older state is read anew.
LAYOUT = "1"
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Which cluster the brokers are, and what its topics are: one made again under its old name is another."""

    name: str
    topics: str


def cluster(settings: Settings, topics: Sequence[str]) -> Cluster:
    """Ask the brokers who they are.

    Args:
        settings: how to reach them.
        topics: the topics that states are caches of.

    Raises:
        BrokerError: no answer.
    """
    client = AdminClient(_connection(settings))
    try:
        known = client.list_topics(timeout=PATIENCE_SECONDS)
        if known.controller_id not in known.brokers:
            # As the demo's: nobody there could make a topic again.
            return Cluster(known.cluster_id or "-", "")
        asked = client.describe_topics(TopicCollection(list(topics)), request_timeout=PATIENCE_SECONDS)
        ids = [f"{topic}={asked[topic].result().topic_id}" for topic in topics]
    except KafkaException as error:
        raise BrokerError(f"the brokers do not say which cluster they are: {error}") from error
    return Cluster(known.cluster_id or "-", " ".join(ids))


class Slot:
    """The states of one process."""

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder
        self._identity = identity
        self._cache = Cache(CACHE_BYTES)
        self._states: dict[str, LocalState] = {}

    def state(self, name: str) -> LocalState:
        """Give the state of a lane, not open."""
        if name not in self._states:
            self._states[name] = LocalState(self.folder / name, self._identity, self._cache)
        return self._states[name]

    def close(self) -> None:
        """Close all states."""
        for state in self._states.values():
            state.close()


@contextmanager
def taken(folder: Path, place: Cluster) -> Iterator[Slot]:
    """Take the first free slot of a folder for the length of a block.

    Raises:
        StateError: the folder cannot be written.
    """
    identity = f"{LAYOUT} {place.topics}"
    for number in count():
        own = folder / place.name / f"slot-{number}"
        try:
            own.mkdir(parents=True, exist_ok=True)
            with (own / "lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                slot = Slot(own, identity)
                log.info("state in %s", own)
                try:
                    yield slot
                finally:
                    slot.close()
                return
        except OSError as error:
            raise StateError(f"state_dir: {own} cannot be used ({error.strerror})") from error


def _connection(settings: Settings) -> dict[str, Any]:
    known: dict[str, Any] = {
        "bootstrap.servers": settings.bootstrap_servers,
        "security.protocol": settings.security_protocol,
        "ssl.ca.location": settings.ssl_cafile,
        "ssl.certificate.location": settings.ssl_certfile,
        "ssl.key.location": settings.ssl_keyfile,
        "ssl.key.password": settings.ssl_key_password and settings.ssl_key_password.get_secret_value(),
    }
    if settings.security_protocol.startswith("SASL") and settings.sasl_password is not None:
        known |= {
            "sasl.mechanism": settings.sasl_mechanism,
            "sasl.username": settings.sasl_username,
            "sasl.password": settings.sasl_password.get_secret_value(),
        }
    return {key: str(value) for key, value in known.items() if value} | {"log_level": 0}

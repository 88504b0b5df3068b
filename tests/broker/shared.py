"""One real broker for a whole test session, whichever room asks first.

Flows in: the session's configuration. Flows out: a bootstrap address; what was started ends with the session.
"""

import os

import pytest

from tests.broker.kafka import NoBrokerError, running

_ADDRESS = pytest.StashKey[str]()


def address(config: pytest.Config) -> str:
    """The broker that NEWSWIRE_TEST_BROKER names, else a real one started here; where none can be had the run ends."""
    if named := os.environ.get("NEWSWIRE_TEST_BROKER"):
        return named
    if _ADDRESS not in config.stash:
        started = running()
        try:
            instance = started.__enter__()
        except NoBrokerError as error:
            pytest.exit(str(error), returncode=1)

        def end() -> None:
            started.__exit__(None, None, None)

        config.add_cleanup(end)
        config.stash[_ADDRESS] = instance.address
    return config.stash[_ADDRESS]

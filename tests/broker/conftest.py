"""The broker of the test session: the one that NEWSWIRE_TEST_BROKER names, else a real one started here."""

import os
from collections.abc import Iterator

import pytest

from tests.broker.kafka import NoBrokerError, running


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """The bootstrap address of a real broker; where none can be had the run ends, for a skip would hide it."""
    if named := os.environ.get("NEWSWIRE_TEST_BROKER"):
        yield named
        return
    try:
        started = running()
        instance = started.__enter__()
    except NoBrokerError as error:
        pytest.exit(str(error), returncode=1)
    try:
        yield instance.address
    finally:
        started.__exit__(None, None, None)

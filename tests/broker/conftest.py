"""The broker of the test session."""

import pytest

from tests.broker.shared import address


@pytest.fixture(scope="session")
def broker(pytestconfig: pytest.Config) -> str:
    """The bootstrap address of a real broker; where none can be had the run ends, for a skip would hide it."""
    return address(pytestconfig)

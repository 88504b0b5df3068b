"""The fault tests run on the same broker as the broker tests."""

from tests.broker.conftest import broker

__all__ = ["broker"]

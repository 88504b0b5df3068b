"""The broker that the README is walked through on: the same as that of all other tests."""

from tests.broker.conftest import broker

__all__ = ["broker"]

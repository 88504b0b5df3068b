"""What tests of different rooms share: one run of the demo."""

import pytest

from tests.demo_run import DemoRun, demo_run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo, three times as fast as a person watches it."""
    return demo_run(tmp_path_factory.mktemp("demo") / "events.db", "--speed", "3")

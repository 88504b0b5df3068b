"""What tests of different rooms share: one run of the demo."""

from collections.abc import Iterator

import pytest

from tests.demo_run import DemoRun, demo_run


@pytest.fixture(scope="session", autouse=True)
def _state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no worker of a test leave its state with the user who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo, three times as fast as a person watches it."""
    return demo_run(tmp_path_factory.mktemp("demo") / "events.db", "--speed", "3")

"""A worker that slept waits for the group's word before it writes; one that was awake never waits."""

import asyncio
from types import SimpleNamespace

import pytest

from streams.agents.pulse import ANSWER_SECONDS, Pulse
from streams.settings import Settings

SETTINGS = Settings(session_timeout=10, heartbeat_interval=3)


def test_a_process_that_is_awake_never_waits() -> None:
    pulse = Pulse(SETTINGS)
    assert [pulse.wait(moment) for moment in (100.0, 100.5, 103.0, 109.9)] == [0.0] * 4


def test_a_sleep_in_which_the_group_may_have_missed_it_makes_it_wait_for_a_heartbeats_answer() -> None:
    pulse = Pulse(SETTINGS)
    pulse.wait(100.0)
    # Its last heartbeat may lie 3 s before the last beat: 10 s later the group has given it up.
    assert pulse.wait(107.5) == 3 + ANSWER_SECONDS
    assert pulse.wait(109.0) == 3 + ANSWER_SECONDS - 1.5
    assert pulse.wait(107.5 + 3 + ANSWER_SECONDS) == 0.0


def test_whoever_asks_first_after_a_sleep_hides_it_from_nobody() -> None:
    pulse = Pulse(SETTINGS)
    pulse.wait(100.0)
    first = pulse.wait(130.0)
    assert pulse.wait(130.0) == first > 0


def test_a_second_sleep_counts_anew() -> None:
    pulse = Pulse(SETTINGS)
    for moment in (100.0, 120.0, 140.0):
        pulse.wait(moment)
    assert pulse.wait(141.0) == 3 + ANSWER_SECONDS - 1.0


def test_a_blocked_loop_is_a_sleep_and_a_quiet_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("streams.agents.pulse.time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr("streams.agents.pulse.BEAT_SECONDS", 0.0)

    async def beats() -> list[float]:
        pulse = Pulse(SETTINGS)
        beating = asyncio.ensure_future(pulse.run())
        said = []
        for passed in (5.0, 5.0, 8.0):
            for _ in range(3):
                await asyncio.sleep(0)  # it beats
            clock[0] += passed
            said.append(pulse.wait(clock[0]))
        beating.cancel()
        return said

    assert asyncio.run(beats()) == [0.0, 0.0, 3 + ANSWER_SECONDS]

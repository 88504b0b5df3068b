"""A replay tells how far it came, and what it waits for."""

import asyncio

import pytest

from streams.cli import replay


async def slowly(seconds: float, error: Exception | None = None) -> None:
    async with replay._Sent("raw") as sent:
        delivery: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        end = (delivery.set_result, None) if error is None else (delivery.set_exception, error)
        asyncio.get_running_loop().call_later(seconds, *end)
        await sent.add(delivery, most=0)


def test_a_broker_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(replay, "TOLD_EVERY_SECONDS", 0.05)
    asyncio.run(slowly(0.2))
    first, *_, last = capsys.readouterr().err.splitlines()
    assert (first, last) == ("the broker does not answer: waiting for it", "1 sent to raw")


def test_what_was_not_taken_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OSError, match="refused"):
        asyncio.run(slowly(0, OSError("refused")))
    assert capsys.readouterr().err == "0 sent to raw\n"

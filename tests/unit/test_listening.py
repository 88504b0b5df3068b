"""An address that cannot be taken: one line that says why, and which setting mends it."""

import asyncio
import errno
import socket

import pytest
from aiohttp import web

from streams.errors import SettingsError
from streams.listening import listen

HOST = "127.0.0.1"


def listening(host: str, port: int) -> int:
    async def run() -> int:
        runner = web.AppRunner(web.Application())
        await runner.setup()
        try:
            return await listen(runner, host, port, "PUSH")
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def test_port_0_is_any_that_is_free() -> None:
    assert listening(HOST, 0) > 0


def test_a_port_that_is_taken_is_said_to_be() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            listening(HOST, port)
    said = "another process listens there: set NEWSWIRE_PUSH_PORT to a free one, 0 picks one"
    assert str(refused.value) == f"cannot listen on {HOST}:{port}: {said}"


def test_an_address_of_another_machine_is_said_to_be() -> None:
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1:0: no address of this machine: set NEWSWIRE_PUSH_HOST to"):
        listening("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PermissionError(errno.EACCES, "error while attempting"), "this user may not: set NEWSWIRE_PUSH_PORT to"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "nobody knows that name: set NEWSWIRE_PUSH_HOST to"),
        (OSError(errno.EMFILE, "x"), "Too many open files: see NEWSWIRE_PUSH_HOST and NEWSWIRE_PUSH_PORT"),
    ],
)
def test_whatever_else_is_wrong_is_one_line_with_the_setting(
    monkeypatch: pytest.MonkeyPatch, error: OSError, line: str
) -> None:
    # Who tests may be root, have a resolver that knows all names, and files without end.
    async def start(_: object) -> None:
        raise error

    monkeypatch.setattr(web.TCPSite, "start", start)
    with pytest.raises(SettingsError, match=rf"^cannot listen on localhost:80: {line}"):
        listening("localhost", 80)

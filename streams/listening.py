"""Where this process listens for HTTP: the address taken, or one line that says why it cannot be.

Flows in: a server and its address. Flows out: the port, or a `SettingsError`.
"""

import errno
import os
import socket

from aiohttp import web

from streams.errors import SettingsError

_LINES = {
    errno.EADDRINUSE: "another process listens there: set {port} to a free one, 0 picks one",
    errno.EACCES: "this user may not: set {port} to one above 1023",
    errno.EADDRNOTAVAIL: "no address of this machine: set {host} to one, or to 0.0.0.0 for all",
}


async def listen(runner: web.AppRunner, host: str, port: int, setting: str) -> int:
    """Have a server listen.

    Args:
        runner: the server, set up.
        host: the address, or its name.
        port: 0 picks one.
        setting: `HTTP` where the settings are `NEWSWIRE_HTTP_HOST` and `NEWSWIRE_HTTP_PORT`.

    Returns:
        The port.

    Raises:
        SettingsError: the address cannot be used; says why, and what to set.
    """
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {_why(error, setting)}") from error
    return int(runner.addresses[0][1])


def _why(error: OSError, setting: str) -> str:
    # The loop's own words repeat the address; and a name that is none's comes with a number of another list.
    names = {"host": f"NEWSWIRE_{setting}_HOST", "port": f"NEWSWIRE_{setting}_PORT"}
    if isinstance(error, socket.gaierror):
        return f"nobody knows that name: set {names['host']} to an address of this machine"
    if error.errno in _LINES:
        return _LINES[error.errno].format(**names)
    return f"{os.strerror(error.errno or 0)}: see {names['host']} and {names['port']}"

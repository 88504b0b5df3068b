"""Which files were renamed into a folder: those are whole from that moment on.

Flows in: what the kernel tells of the folder (Linux' inotify). Flows out: names. Elsewhere nothing is told, and a file
is whole when nobody has written to it for a while.
"""

import contextlib
import ctypes
import os
import struct
import sys
from pathlib import Path

_MOVED_TO = 0x80
_EVENT = struct.Struct("iIII")
_BUFFER = 65_536


class Renames:
    """Listens to one folder."""

    def __init__(self, folder: Path) -> None:
        self._handle = _listen(folder) if sys.platform == "linux" else None

    def names(self) -> set[str]:
        """Give the names that were renamed into the folder since this was last asked."""
        found: set[str] = set()
        with contextlib.suppress(OSError):  # nothing to read
            while self._handle is not None and (events := os.read(self._handle, _BUFFER)):
                found.update(_names(events))
        return found

    def close(self) -> None:
        """Stop listening."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _listen(folder: Path) -> int | None:
    kernel = ctypes.CDLL(None, use_errno=True)
    handle = int(kernel.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    if handle < 0:
        return None
    if kernel.inotify_add_watch(handle, os.fsencode(folder), _MOVED_TO) < 0:
        os.close(handle)
        return None
    return handle


def _names(events: bytes) -> list[str]:
    names = []
    place = 0
    while place + _EVENT.size <= len(events):
        length = _EVENT.unpack_from(events, place)[3]
        place += _EVENT.size
        names.append(os.fsdecode(events[place : place + length].rstrip(b"\0")))
        place += length
    return names

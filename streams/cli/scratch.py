"""A folder for the length of a command, and no longer: also where a command before was killed.

Flows in: what the folder's name begins with. Flows out: a path below the machine's folder for temporary files. Who
works in one holds its lock; one whose lock is free is nobody's, and is removed by the next to start.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK, TAKING = "lock", "taking"


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """Give a new folder for a block; first remove those that killed processes of this user have left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _sweep(folder)
    with tempfile.TemporaryDirectory(prefix=prefix) as name:
        folder = Path(name)
        with (folder / TAKING).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Never there and free: somebody else may be starting at this moment.
            (folder / TAKING).rename(folder / LOCK)
            yield folder


def _sweep(folder: Path) -> None:
    try:
        if folder.lstat().st_uid != os.getuid():
            return
        with (folder / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)  # refuses a link
    except OSError:  # at work, or none of ours
        return

"""`python -m streams.cli.tether COMMAND …`: a newswire command that ends with the process that started it.

Flows in: the arguments of `newswire`, and a standard input that the parent holds open and never writes to. It closes
when the parent ends, whatever ended it: a `kill -9`, too, leaves no worker behind. Flows out: the command's exit code.
"""

import os
import signal
import sys
import threading

from streams.cli.main import main


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    # The broker was in the parent: there is nothing left to finish, and nobody left to be told.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def tethered() -> int:
    """Run the command of the arguments while the parent lives; returns its exit code."""
    threading.Thread(target=_end_with_parent, name="tether", daemon=True).start()
    return main()


if __name__ == "__main__":
    sys.exit(tethered())

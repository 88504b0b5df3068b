"""The real worker, which does to itself what a test asks for in the moment before it saves a state.

Usage: python -m tests.broker.statefault worker   (NEWSWIRE settings; STATE_FAULT names a file: while it is there, and
says `kill`, the process kills itself before it saves; if it says `full`, its disk takes no more.)
"""

import os
import resource
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from streams.cli.main import main
from streams.kafka.localstate import LocalState

FULL_BYTES = 60_000


def faulty(flag: Path) -> None:
    save = LocalState.save

    def saving(self: LocalState, offsets: Mapping[tuple[str, int], int], until: datetime) -> None:
        asked = flag.read_text() if flag.exists() else ""
        if asked == "kill" and self.unsaved_bytes:
            flag.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if asked == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_BYTES, FULL_BYTES))
        save(self, offsets, until)

    LocalState.save = saving  # type: ignore[method-assign]  # a fault put in on purpose


if __name__ == "__main__":
    faulty(Path(os.environ["STATE_FAULT"]))
    sys.exit(main())

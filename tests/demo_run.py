"""One run of the demo, whole: what it printed, how it ended, and the table it left."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class DemoRun:
    code: int
    out: str
    err: str
    table: Path


def demo_run(table: Path, *arguments: str) -> DemoRun:
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli.main", "demo", "--table", str(table), *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "200", "NEWSWIRE_PARTITIONS": "1"},
        check=False,
    )
    return DemoRun(done.returncode, done.stdout, done.stderr, table)

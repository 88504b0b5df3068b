"""What a process and its children used: CPU and memory, as Linux counts them.

Flows in: a process id. Flows out: seconds of CPU and the most bytes in memory, by process. Source: proc(5).
"""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Use:
    """One process at one moment; `cpu` in seconds since its start, `peak` and `resident` in bytes."""

    cpu: float
    peak: int
    resident: int = 0


def use(pid: int) -> Use:
    """Read a process's use.

    Raises:
        FileNotFoundError: there is no such process.
    """
    # The name, in parentheses, may hold spaces; utime and stime are fields 14 and 15 (proc(5)).
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    status = (_PROC / str(pid) / "status").read_text().splitlines()
    sizes = {line.split(":")[0]: line.split()[1] for line in status if line.startswith(("VmHWM", "VmRSS"))}
    if len(sizes) != 2:  # noqa: PLR2004 - the two just named
        raise FileNotFoundError(f"process {pid} has just ended")
    peak, resident = (int(sizes[name]) * 1024 for name in ("VmHWM", "VmRSS"))
    return Use((int(fields[11]) + int(fields[12])) / _TICKS, peak, resident)


def children(pid: int) -> list[int]:
    """Name the processes that a process has started."""
    found: list[int] = []
    for task in (_PROC / str(pid) / "task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return sorted(found)


def machine() -> str:
    """Say in general terms what this ran on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {pages / 2**30:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}"
    )

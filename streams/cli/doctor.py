"""`newswire doctor`: is everything there that the service needs?

Flows in: this machine, the settings, the broker. Flows out: a line for each check, `ok` or `fail` and what to do.
Imports nothing that may be missing until it is known to be there.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from streams.cli.check import Check

OLDEST_PYTHON = (3, 11)
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options: there are none."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Check all there is; returns 1 when something fails."""
    del arguments
    failed = 0
    for check in _checks():
        failed += not check.ok
        print(f"{'ok  ' if check.ok else 'fail'}  {check.name:<9} {check.line}", flush=True)
    return 1 if failed else 0


def _checks() -> Iterator[Check]:
    yield python()
    there = packages()
    yield there
    if there.ok:
        from streams.cli import readiness  # noqa: PLC0415 - it imports the packages just looked for

        yield from readiness.checks()


def python() -> Check:
    """Is Python recent enough?"""
    ok = sys.version_info >= OLDEST_PYTHON
    return Check("python", ok, sys.version.split()[0] + ("" if ok else ": 3.11 or newer is needed"))


def packages() -> Check:
    """Are all packages there that ours asks for?"""
    try:
        asked = [one for one in requires("newswire") or () if "extra ==" not in one]
    except PackageNotFoundError:
        return Check("packages", ok=False, line="newswire itself is not installed: pip install newswire")
    named = [match[0] for one in asked if (match := _NAME.match(one))]
    missing = [name for name in named if not _installed(name)]
    if missing:
        return Check("packages", ok=False, line=f"missing: {', '.join(missing)}")
    return Check("packages", ok=True, line=f"newswire {version('newswire')}, all of {len(named)} it needs")


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        # uvloop is asked for, and to be had, only where it runs.
        return name == "uvloop" and sys.platform == "win32"
    return True

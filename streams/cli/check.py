"""What one check of `newswire doctor` found.

Flows in: `streams.cli.doctor`, `streams.cli.readiness`. Flows out: `Check`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `line` says what was found, or what to do."""

    name: str
    ok: bool
    line: str

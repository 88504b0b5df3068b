"""The command line as a user calls it, in this process."""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from streams.cli.main import main


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Newswire = Callable[..., Run]


class Stdin(io.TextIOWrapper):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), "utf-8")


@pytest.fixture
def newswire(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Newswire:
    for name in list(os.environ):
        if name.startswith("NEWSWIRE_"):
            monkeypatch.delenv(name)

    def run(*words: object, stdin: bytes | str = b"") -> Run:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", Stdin(data))
        code = main([str(word) for word in words])
        captured = capfd.readouterr()
        return Run(code, captured.out, captured.err)

    return run

"""`newswire` as it is, but that a test can stop it in a write, and that some texts make its extractor fail.

Usage: python -m tests.faults.worker worker   (settings from NEWSWIRE_…; STALL_FLAG and FORGET_POSITION as in
tests/broker/stalling.py). What is put in here is put into the pool's processes, too: they import this module.
"""

import os
import resource
import signal
import sys
import time
from pathlib import Path

from schemas import Article
from streams.agents import loop
from streams.cli.main import main
from streams.coding.coded import Coded
from streams.coding.languages import Coders
from tests.broker.jumping import AHEAD, Jumping
from tests.broker.stalling import FLAG, FORGET, explain_on_signal, forget_positions, stall_when
from tests.faults.generator import ILL, ILLS

GIGABYTE = 2**30
_code = Coders.code


def falling_ill(self: Coders, article: Article) -> Coded | None:
    """Code an article, or fail in the way its text asks for."""
    if ILL in article.body:
        word = article.body.partition(ILL)[2].split()[0]
        {ILLS[0]: _raise, ILLS[1]: _hang, ILLS[2]: _swell, ILLS[3]: _die}[word]()
    return _code(self, article)


def _raise() -> None:
    raise RuntimeError("as the test asked")


def _hang() -> None:
    time.sleep(3600)


def _swell() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages + GIGABYTE // 4, hard))
    try:
        bytearray(GIGABYTE)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


Coders.code = falling_ill  # type: ignore[method-assign]  # a fault put in on purpose

if __name__ == "__main__":
    explain_on_signal()
    if FLAG in os.environ:
        stall_when(Path(os.environ[FLAG]))
    if AHEAD in os.environ:
        loop.datetime = Jumping  # type: ignore[attr-defined]  # a fault put in on purpose
    if FORGET in os.environ:
        forget_positions()
    sys.exit(main())

"""How much of the coder's time goes to who, when, where and how many.

Flows in: work that codes articles. Flows out: the share of its processor time that is spent in the parts of the coder
which resolve actors, dates, places and numbers; they are timed from outside, while the work runs.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any
from unittest.mock import patch

from streams.coding.cast import Cast
from streams.coding.newsdesk import Newsdesk
from streams.coding.participants import Casting

_PARTS = (
    (Cast, "__init__"),
    (Cast, "actors"),
    (Casting, "parties"),
    (Newsdesk, "_date"),
    (Newsdesk, "_place"),
    (Newsdesk, "_quantities"),
)


def share_of_details(work: Callable[[], object]) -> float:
    """Run some work, and give the share of its processor time that its parts about details took, 0 to 1."""
    spent = [0.0]
    running = [False]

    def timed(part: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(part)
        def wrapper(*arguments: object, **named: object) -> object:
            if running[0]:  # a part that another calls is within its time
                return part(*arguments, **named)
            running[0], began = True, time.process_time()
            try:
                return part(*arguments, **named)
            finally:
                spent[0] += time.process_time() - began
                running[0] = False

        return wrapper

    with ExitStack() as patches:
        for owner, name in _PARTS:
            patches.enter_context(patch.object(owner, name, timed(getattr(owner, name))))
        began = time.process_time()
        work()
        whole = time.process_time() - began
    return spent[0] / whole

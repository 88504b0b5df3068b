"""What Kafka's client and Faust say of themselves, said so that a person can read it.

Flows in: records of a log. Flows out: the same, but each kind of line of theirs once a minute, and no traceback of an
error of the broker's or within the client. While no broker answers the client says so a hundred times a second, in half
a dozen kinds of line; and of a fenced write it prints where in its own code it met the fence, beside what our writer
says of it.
"""

import logging
import time
from collections.abc import Callable

from aiokafka.errors import KafkaError

CLIENTS = ("aiokafka", "faust", "mode")
# By it comes what nobody waited for: a write that failed has told its error once, to whoever did.
UNSEEN = "asyncio"
QUIET_SECONDS = 60.0


class Seldom(logging.Filter):
    """Put on a handler, it lets every kind of line of the clients pass once in `QUIET_SECONDS`, with the others' count.

    A kind is a text before anything is put into it. All lines of others pass as they are.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        # By kind: when it was said last, and how often it was not said since.
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be written; may add to its words."""
        # asyncio says False where there is none.
        error = record.exc_info[1] if record.exc_info else None
        if record.name == UNSEEN:
            if isinstance(error, KafkaError):
                return False
            if error is None or not _raised_by_client(error):
                return True
        elif record.name.partition(".")[0] not in CLIENTS:
            return True
        if isinstance(error, KafkaError) or record.name == UNSEEN:
            first = record.getMessage().partition("\n")[0]
            record.msg, record.args = f"{first}: {type(error).__name__}", ()
            record.exc_info = record.exc_text = None
        return self._due(record)

    def _due(self, record: logging.LogRecord) -> bool:
        now, kind = self._clock(), (record.name, str(record.msg))
        last, unsaid = self._said.get(kind, (-QUIET_SECONDS, 0))
        if now - last < QUIET_SECONDS:
            self._said[kind] = last, unsaid + 1
            return False
        self._said[kind] = now, 0
        if unsaid:
            record.msg, record.args = f"{record.getMessage()} (and {unsaid} more like it before)", ()
        return True


def _raised_by_client(error: BaseException) -> bool:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and str(at.tb_frame.f_globals.get("__name__")).partition(".")[0] in CLIENTS

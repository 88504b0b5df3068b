"""What was answered lately, so that a story that comes again is not read again.

Flows in: answers, each under all that it depends on. Flows out: the same answers, the latest so many of them.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Recent(Generic[Key, Answer]):
    """Answers by key; the one not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        """Keep so many answers at most; none if 0."""
        self._most = most
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Key) -> Answer | None:
        """Give an answer, None if there is none."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: Key, answer: Answer) -> Answer:
        """Keep an answer."""
        self._answers[key] = answer
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return answer

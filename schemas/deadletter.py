"""An item that could not be processed, kept with its original bytes.

Flows in: any stage. Flows out: the headers of a record on `news.deadletters.v1`; key, value and other headers
of that record are the original's, untouched.
"""

from collections.abc import Iterable, Sequence

from schemas.base import Frozen, Moment

PREFIX = "x-dlq-"


class DeadLetter(Frozen):
    """Where an item failed, why, and how often it was tried; `detail` never quotes the item."""

    stage: str
    reason: str
    detail: str
    topic: str
    partition: int
    offset: int
    index: int = 0
    attempts: int = 1
    version: str
    failed_at: Moment

    def headers(self) -> list[tuple[str, bytes]]:
        """Give the `x-dlq-…` headers that go beside the original's own."""
        fields = self.model_dump(mode="json")
        return [(f"{PREFIX}{name.replace('_', '-')}", str(value).encode()) for name, value in fields.items()]

    @classmethod
    def from_headers(cls, headers: Iterable[tuple[str, bytes]]) -> "DeadLetter":
        """Read the `x-dlq-…` headers back; raises `pydantic.ValidationError` when some are missing."""
        fields = {
            name.removeprefix(PREFIX).replace("-", "_"): value.decode("utf-8", "replace")
            for name, value in headers
            if name.startswith(PREFIX)
        }
        return cls.model_validate(fields)


def original_headers(headers: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Give the headers the item had before it died."""
    return [(name, value) for name, value in headers if not name.startswith(PREFIX)]

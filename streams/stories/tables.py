"""Where a state keeps what it knows: tables by key and queues by time, in memory or wherever a worker keeps them.

Flows in: keys with their values, keys with their moments. Flows out: the value of a key, the keys whose time has come.
A state that is tried lays an `Overlay` over its tables; what is kept below changes only when it is accepted.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Form(Generic[V]):
    """How a value is written down; `decode` raises `ValueError` for bytes that are none."""

    encode: Callable[[V], bytes]
    decode: Callable[[bytes], V]


TEXT: Form[str] = Form(str.encode, bytes.decode)
BYTES: Form[bytes] = Form(bytes, bytes)


class Table(Protocol[V]):
    """Values by key."""

    def get(self, key: str) -> V | None:
        """Give a key's value; None: it has none."""
        ...

    def put(self, key: str, value: V | None) -> None:
        """Keep a value; None: forget the key."""
        ...


class Queue(Protocol):
    """Keys in the order of their moments, each with one."""

    def move(self, key: str, at: datetime | None) -> None:
        """Give a key its moment, in place of the one it had; None: take it out."""
        ...

    def next(self) -> datetime | None:
        """Say when the first key's time comes; None: the queue is empty."""
        ...

    def due(self, until: datetime, limit: int) -> list[str]:
        """Name the keys whose moment is not after `until`, the earliest first, at most `limit`."""
        ...


class Tables(Protocol):
    """Makes the tables and queues of one state; what has the same name is the same."""

    def table(self, name: str, form: Form[V]) -> Table[V]:
        """Give a table; `form` is how its values are written where they are."""
        ...

    def queue(self, name: str) -> Queue:
        """Give a queue."""
        ...


class MemoryTable(Generic[V]):
    """A table in memory."""

    def __init__(self) -> None:
        self._values: dict[str, V] = {}

    def get(self, key: str) -> V | None:
        """Give a key's value; None: it has none."""
        return self._values.get(key)

    def put(self, key: str, value: V | None) -> None:
        """Keep a value; None: forget the key."""
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value


class MemoryQueue:
    """A queue in memory: a heap, in which entries that no longer hold are passed over."""

    def __init__(self) -> None:
        self._moments: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def move(self, key: str, at: datetime | None) -> None:
        """Give a key its moment, in place of the one it had; None: take it out."""
        if at is None:
            self._moments.pop(key, None)
        elif self._moments.get(key) != at:
            self._moments[key] = at
            heapq.heappush(self._heap, (at, key))

    def next(self) -> datetime | None:
        """Say when the first key's time comes; None: the queue is empty."""
        while self._heap and self._moments.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def due(self, until: datetime, limit: int) -> list[str]:
        """Name the keys whose moment is not after `until`, the earliest first, at most `limit`."""
        if (first := self.next()) is None or first > until:
            return []
        over = ((at, key) for key, at in self._moments.items() if at <= until)
        return [key for _, key in heapq.nsmallest(limit, over)]


class InMemory:
    """Tables in memory: of the command line's filters, and of tests."""

    def __init__(self) -> None:
        self._tables: dict[str, MemoryTable[Any]] = {}
        self._queues: dict[str, MemoryQueue] = {}

    def table(self, name: str, form: Form[V]) -> Table[V]:  # noqa: ARG002 - the protocol's; values stay objects
        """Give a table."""
        return self._tables.setdefault(name, MemoryTable())

    def queue(self, name: str) -> Queue:
        """Give a queue."""
        return self._queues.setdefault(name, MemoryQueue())


class Overlay(Generic[V]):
    """Changes laid over a table: it is seen with them, and stays as it is."""

    def __init__(self, below: Table[V]) -> None:
        self._below = below
        self._changes: dict[str, V | None] = {}

    def get(self, key: str) -> V | None:
        """Give a key's value; None: it has none."""
        return self._changes[key] if key in self._changes else self._below.get(key)

    def put(self, key: str, value: V | None) -> None:
        """Keep a value here; None: here the key is forgotten."""
        self._changes[key] = value

    def pour(self) -> None:
        """Make the changes those of the table below."""
        for key, value in self._changes.items():
            self._below.put(key, value)


class Pending:
    """Changes to a queue, not made yet: what is due is what is due without them."""

    def __init__(self, below: Queue) -> None:
        self._below = below
        self._moved: dict[str, datetime | None] = {}

    def move(self, key: str, at: datetime | None) -> None:
        """Note a key's moment."""
        self._moved[key] = at

    def next(self) -> datetime | None:
        """Say when the first key's time comes in the queue below."""
        return self._below.next()

    def due(self, until: datetime, limit: int) -> list[str]:
        """Name the keys of the queue below whose moment is not after `until`."""
        return self._below.due(until, limit)

    def pour(self) -> None:
        """Make the changes those of the queue below."""
        for key, at in self._moved.items():
            self._below.move(key, at)


class Overlaid:
    """Tables laid over others: a state made of them is a draft."""

    def __init__(self, below: Tables) -> None:
        self._below = below
        self._tables: dict[str, Overlay[Any]] = {}
        self._queues: dict[str, Pending] = {}

    def table(self, name: str, form: Form[V]) -> Table[V]:
        """Give a table."""
        if name not in self._tables:
            self._tables[name] = Overlay(self._below.table(name, form))
        return self._tables[name]

    def queue(self, name: str) -> Queue:
        """Give a queue; what is due of it is what is due below."""
        if name not in self._queues:
            self._queues[name] = Pending(self._below.queue(name))
        return self._queues[name]

    def pour(self) -> None:
        """Make all changes those of the tables below."""
        for table in self._tables.values():
            table.pour()
        for queue in self._queues.values():
            queue.pour()

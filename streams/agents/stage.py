"""What a stage is to the loop that runs it: pure functions over records, and a state that is a log.

Flows in: nothing. Flows out: the protocols that `screen` and `extract` fulfil.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar

from streams.errors import ItemError
from streams.kafka.record import Output, Record
from streams.stories.tables import Tables
from streams.topics import Topic


class State(Protocol):
    """A state that can be tried: changes go to a draft first, and become real when the broker has them."""

    def draft(self) -> Self:
        """Lay an overlay over this state; dropping it leaves no trace."""
        ...

    def accept(self, draft: Self) -> None:
        """Make the overlay's changes this state's own."""
        ...


S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Task:
    """Work for the pool: a module-level function and its picklable arguments.

    What is `near` to each other goes to the same process, if there is no reason against it.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    near: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """What one record gave: records to write, and errors of its items, each a dead letter.

    `committed` is called when the broker has them, for what is to be counted once and only then. Before `not_before`,
    by the broker's clock, none of it is written.
    """

    outputs: Sequence[Output] = ()
    errors: Sequence[ItemError] = ()
    committed: Callable[[], None] | None = None
    not_before: datetime | None = None


class Stage(Protocol[S]):
    """One stage of the road. All methods are called from one loop; none of them waits."""

    name: str
    input: Topic
    on_disk: frozenset[str]
    """The topics of those logs whose records go into tables, and nowhere else."""

    stands_by: bool
    """Whether those who do not own a partition follow its logs, to go on from there at once."""

    def logs(self, partition: int) -> Sequence[tuple[str, int]]:
        """Name the log partitions that the state of an input partition is read from, in order."""
        ...

    def empty(self, partition: int, tables: Tables) -> S:
        """Make a state that knows nothing but what its tables hold; they are not to be read yet."""
        ...

    def restore(self, state: S, record: Record) -> None:
        """Take one record of the stage's own log into the state."""
        ...

    def restored(self, state: S, partition: int) -> None:
        """Learn that the logs are read to their end."""
        ...

    def task(self, record: Record) -> Task | None:
        """Say what the pool is to do for a record before it is applied; None: nothing."""
        ...

    def apply(self, state: S, record: Record, prepared: Any) -> Applied:  # noqa: ANN401 - what the stage's own task returned
        """Decide on one record, in order; `prepared` is what its task gave, or an `ItemError`."""
        ...

    def next_tick(self, state: S) -> datetime | None:
        """Say when the clock is to be read next; None: never."""
        ...

    def tick(self, state: S, now: datetime) -> Applied:
        """Do what the clock asks for: the only decisions that no record causes."""
        ...

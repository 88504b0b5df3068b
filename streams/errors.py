"""Everything that can go wrong, as types.

The tree, with what each one costs:

    NewswireError
    ├── ItemError            one item cannot be processed: it becomes a dead letter, the rest goes on
    │   ├── WireError        its bytes cannot be read
    │   └── CodingError      its text cannot be coded
    ├── CoderError           a language's coder cannot be loaded: nothing is coded, the command ends with one line
    ├── EntitiesError        a user's table of entities is wrong: the command ends with one line
    ├── FeederError          what a feeder reads cannot be read or moved away: the command ends with one line
    ├── SettingsError        a setting is wrong: the command ends with one line
    ├── StateError           the state on disk cannot be written: the worker ends with one line
    │   └── StateLost        it cannot be read: it is thrown away and read from its topics again
    └── BrokerError          the broker cannot be used
        ├── TooEarly         the broker's clock has not come to the moment of what was to be written: nothing was
        ├── Refused          it takes smaller records than one of these: which, each alone will tell
        ├── Fenced           a writer is not the newest of its partition: the group says whether another is
        └── OutcomeUnknown   a commit's answer was lost: close the writer and open again
"""


class NewswireError(Exception):
    """Base of all errors of this package."""


class ItemError(NewswireError):
    """One item cannot be processed.

    Attributes:
        reason: a short code from a closed list of the stage, fit for a metric label.
        detail: words for a person; never quotes the item, which may not be for publication.
        index: which article within the raw message.
    """

    def __init__(self, reason: str, detail: str, index: int = 0) -> None:
        super().__init__(reason, detail, index)
        self.reason = reason
        self.detail = detail
        self.index = index

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class WireError(ItemError):
    """The bytes of an item cannot be read as an article."""


class CodingError(ItemError):
    """The text of an article cannot be coded."""


class CoderError(NewswireError):
    """The coder of a language cannot be loaded, or is none; names the distribution that it came with."""


class EntitiesError(NewswireError):
    """A user's table of entities cannot be read; names the file, the line and the reason."""


class FeederError(NewswireError):
    """What a feeder reads from cannot be read, or what it sent cannot be moved away."""


class SettingsError(NewswireError):
    """A setting is missing, malformed, or contradicts another."""


class StateError(NewswireError):
    """A lane's state on disk cannot be used: no room, no right, somebody else's."""


class StateLost(StateError):
    """A lane's state on disk is broken, or not that of its topics."""


class BrokerError(NewswireError):
    """The broker cannot be reached or refuses."""


class TooEarly(BrokerError):
    """By the broker's clock it is too early for what was to be written; nothing was.

    Attributes:
        seconds: until it is time.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too early by {seconds:.3f} s")
        self.seconds = seconds


class Refused(BrokerError):
    """The broker takes no record as large as one of a batch; nothing of the batch is there."""


class Fenced(BrokerError):
    """A newer owner has opened the writer of this partition, or the broker has given a transaction of ours up."""


class OutcomeUnknown(BrokerError):
    """A commit was sent and its answer never came; only the log can tell."""

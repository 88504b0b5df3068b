"""Everything that can go wrong, as types.

The tree, with what each one costs:

    NewswireError
    ├── ItemError            one item cannot be processed: it becomes a dead letter, the rest goes on
    │   ├── WireError        its bytes cannot be read
    │   └── CodingError      its text cannot be coded
    ├── CoderError           a language's coder cannot be loaded: nothing is coded, the command ends with one line
    ├── EntitiesError        a user's table of entities is wrong: the command ends with one line
    ├── SettingsError        a setting is wrong: the command ends with one line
    └── BrokerError          the broker cannot be used
        ├── Fenced           a newer owner has the partition: this process must end
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


class SettingsError(NewswireError):
    """A setting is missing, malformed, or contradicts another."""


class BrokerError(NewswireError):
    """The broker cannot be reached or refuses."""


class Fenced(BrokerError):
    """A newer owner has opened the writer of this partition; whoever gets this has lost it for good."""


class OutcomeUnknown(BrokerError):
    """A commit was sent and its answer never came; only the log can tell."""

"""Why the bytes of an item cannot be read: a closed list, fit for a metric label.

Flows in: nothing. Flows out: `Reason`, the `reason` of every `WireError` of this package.
"""

from enum import StrEnum

from streams.errors import WireError


class Reason(StrEnum):
    """Why an item became a dead letter at the wire's door."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY_ITEMS = "too_many_items"
    NOT_UTF8 = "not_utf8"
    NOT_TEXT = "not_text"
    BAD_JSON = "bad_json"
    BAD_XML = "bad_xml"
    BAD_ARCHIVE = "bad_archive"
    UNKNOWN_FORMAT = "unknown_format"
    WRONG_SCHEMA = "wrong_schema"
    NO_IDENTITY_OR_TEXT = "no_identity_or_text"
    NO_STORY = "no_story"
    PAYWALLED = "paywalled"
    MISSING_EXTRA = "missing_extra"


def refuse(reason: Reason, detail: str, index: int = 0) -> WireError:
    """Make the error for an item that cannot be read.

    Args:
        reason: why, from the closed list.
        detail: words for a person, made of our own words, field names and numbers only: an item may
            hold text that is not for publication, and errors are logged.
        index: which article of the message.
    """
    return WireError(reason.value, detail, index)

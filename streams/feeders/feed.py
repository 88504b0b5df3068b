"""One feed of the web: where it is, and what a start must know of it.

Flows in: an address as a user writes it; what was kept; an answer. Flows out: a `Feed`, and what is known of it then.
Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, ValidationError
from yarl import URL

from streams.errors import SettingsError
from streams.feeders.hints import asked_pace, digest, is_feed
from streams.feeders.pace import LONGEST_SECONDS, Poll, of_status
from streams.feeders.question import OK, Answer


class Known(BaseModel):
    """What is known of a feed, kept on Kafka beside what was sent of it.

    Attributes:
        etag: of its last whole answer; `modified` likewise.
        digest: of the last document that was sent.
        moved: where it lives now, when it has moved for good.
        asked: how often it wants to be asked, seconds; 0: as we like.
        failures: how many questions in a row have brought trouble.
        until: when it may be asked again after trouble, or as it said itself, in Unix time; 0: at its pace.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    moved: str | None = None
    asked: float = 0.0
    failures: int = 0
    until: float = 0.0

    def is_as_kept(self, kept: "Known") -> bool:
        """Tell whether what was kept will do; how often a feed wants to be asked may change with every answer."""
        return self == kept.model_copy(update={"asked": self.asked})

    def conditions(self) -> dict[str, str]:
        """Give the headers that ask for what is new alone."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}

    def left(self, now: float) -> float:
        """Give the seconds for which the feed is left alone yet; a clock that was put back makes them a day at most.

        Args:
            now: Unix time.
        """
        return max(0.0, min(self.until - now, LONGEST_SECONDS))


def kept(mark: Mapping[str, object]) -> Known:
    """Read what was kept; what cannot be read is not known."""
    try:
        return Known.model_validate(mark)
    except ValidationError:
        return Known()


def heard(known: Known, answer: Answer) -> tuple[Known, Poll]:
    """Say what is known after an answer, and what came of the question.

    Args:
        known: before it.
        answer: what the server said.

    Returns:
        What is known once the document, when it is new, was sent; trouble is counted by whoever waits for it.
    """
    poll = answer.trouble or (Poll.NEW if answer.status == OK else of_status(answer.status))
    moved = answer.moved or known.moved
    if poll is Poll.NOT_MODIFIED:
        asked = max(known.asked, asked_pace(b"", answer.headers))
        return known.model_copy(update={"moved": moved, "asked": asked}), poll
    if poll is Poll.NEW and is_feed(answer.body):
        found = Known(
            etag=_sendable(answer.headers.get("etag")),
            modified=_sendable(answer.headers.get("last-modified")),
            digest=digest(answer.body),
            moved=moved,
            asked=asked_pace(answer.body, answer.headers),
        )
        return found, Poll.UNCHANGED if found.digest == known.digest else poll
    # An address learnt by a move that brings no feed any more is given up for the one that the user named.
    given_up = {"moved": None} if known.failures else {}
    return known.model_copy(update=given_up), Poll.RUBBISH if poll is Poll.NEW else poll


def _sendable(said: str | None) -> str | None:
    # Bytes that are no text cannot be sent back.
    return said if said and said.isprintable() else None


@dataclass(slots=True)
class Feed:
    """One feed; `last` says what came of the last question."""

    url: str
    provider: str
    known: Known = field(default_factory=Known)
    last: str = "not asked yet"
    label: str = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        # Neither a password nor a query, which often holds a key, gets into logs, metrics or topics.
        self.label = str(URL(self.url).with_user(None).with_query(None).with_fragment(None))
        self.key = sha256(self.url.encode()).hexdigest()[:32]


def feeds(words: Sequence[str], provider: str | None = None) -> list[Feed]:
    """Read `URL`s and `PROVIDER=URL`s; `provider` is that of those that name none.

    Raises:
        SettingsError: there is none, one is no http address, or one is there twice; tells which by its number, for
            the address may hold a password.
    """
    found: dict[str, Feed] = {}
    for number, word in enumerate(words, 1):
        one = _feed(word, provider)
        if one is None:
            line = f"feed {number} of {len(words)} is not an http or https address"
            raise SettingsError(f"{line}: say https://example.org/rss, or NAME=https://…")
        if one.key in found:
            raise SettingsError(f"feed {number} of {len(words)} is named twice: {one.label}")
        found[one.key] = one
    if not found:
        raise SettingsError("no feed to poll: name its address, or set NEWSWIRE_FEED_URLS")
    return list(found.values())


def _feed(word: str, provider: str | None) -> Feed | None:
    name, equals, rest = word.partition("=")
    named = bool(equals) and "://" not in name
    url = rest if named else word
    try:
        parsed = URL(url)
    except ValueError:
        return None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        return None
    return Feed(url, (name.strip() if named else None) or provider or parsed.host.removeprefix("www."))

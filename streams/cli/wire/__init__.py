"""The demo's wire: items of invented agencies, and when each of them comes.

Flows in: `manifest.jsonl` and the files in `items/`. Flows out: `WireItem`s, whose times are filled in when sent.
All of it is this project's own writing; the agencies, the people and what happens are invented.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from importlib.resources import files

# `{{now}}`, `{{now-90s}}`, `{{now+6s|rfc822}}`
_MOMENT = re.compile(rb"\{\{now(?:([+-]\d+)s)?(\|rfc822)?\}\}")


class Shows(StrEnum):
    """What an item is there to show."""

    ORDINARY = "ordinary"
    FLASH = "flash"
    EXACT = "exact"
    NEAR = "near"
    TOLL = "toll"
    TOLL_UPDATE = "toll_update"
    MODES = "modes"
    REPEAT = "repeat"
    MALFORMED = "malformed"
    LANGUAGE = "language"
    PLANNING = "planning"
    SPORT = "sport"
    MARKET = "market"
    CORRECTABLE = "correctable"
    CORRECTION = "correction"
    EMBARGO = "embargo"
    KILLABLE = "killable"
    KILLABLE_REPRINT = "killable_reprint"
    KILL = "kill"


@dataclass(frozen=True, slots=True)
class WireItem:
    """One message of the wire.

    Attributes:
        number: its place on the wire, from 1.
        name: the file it is kept in.
        provider: the agency that sends it.
        content_type: its media type.
        delay: seconds after the item before it.
        shows: what it is there to show.
        scene: words that introduce it to a viewer; empty for most.
        articles: how many articles are in it.
        template: its bytes, times not yet filled in.
    """

    number: int
    name: str
    provider: str
    content_type: str
    delay: float
    shows: Shows
    scene: str
    articles: int
    template: bytes

    def value(self, now: datetime) -> bytes:
        """Give the bytes as sent at a moment; `now` has a zone."""

        def fill(match: re.Match[bytes]) -> bytes:
            moment = (now + timedelta(seconds=int(match[1] or b"0"))).astimezone(UTC)
            return (format_datetime(moment) if match[2] else moment.isoformat(timespec="seconds")).encode()

        return _MOMENT.sub(fill, self.template)

    def headers(self) -> list[tuple[str, bytes]]:
        """Give the headers of its raw message."""
        return [("content-type", self.content_type.encode()), ("x-provider", self.provider.encode())]


def load() -> tuple[WireItem, ...]:
    """Read the bundled wire, in the order it is sent."""
    folder = files(__name__)
    lines = folder.joinpath("manifest.jsonl").read_text("utf-8").splitlines()
    items = []
    for number, line in enumerate(lines, start=1):
        entry = json.loads(line)
        items.append(
            WireItem(
                number=number,
                name=entry["file"],
                provider=entry["provider"],
                content_type=entry["content_type"],
                delay=entry["delay_ms"] / 1000,
                shows=Shows(entry["shows"]),
                scene=entry.get("scene", ""),
                articles=entry.get("articles", 1),
                template=folder.joinpath("items", entry["file"]).read_bytes(),
            )
        )
    return tuple(items)

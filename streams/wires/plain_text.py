"""Plain text with the headline on the first line → item.

Flows in: characters. Flows out: `Item`.
"""

from collections.abc import Sequence

from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.story_text import printable
from streams.wires.wire import Family, Message, Wire

CONTENT_TYPE = "text/plain"
# A first line longer than this is a paragraph, and the text has no headline.
_HEADLINE_MOST = 250


def _claims(message: Message) -> bool:
    return bool(message.text)


def _read(message: Message) -> Sequence[Item]:
    return [item(message.text)]


WIRE = Wire(
    name="plain text",
    family=Family.TEXT,
    # Older wires are sent as text/plain too, so the media type decides nothing.
    content_types=frozenset(),
    claims=_claims,
    read=_read,
)


def item(text: str) -> Item:
    """Read one plain text: the first line that is not blank is the headline, the rest the body.

    Raises:
        WireError: `not_text`, where the characters are not those of a text.
    """
    if not printable(text):
        raise refuse(Reason.NOT_TEXT, "control characters as in no text")
    head, _, rest = text.replace("\r\n", "\n").replace("\r", "\n").strip().partition("\n")
    if len(head) > _HEADLINE_MOST:
        head, rest = "", f"{head}\n{rest}"
    return Item(content_type=CONTENT_TYPE, headline=head, body=rest)

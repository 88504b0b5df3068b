"""How much of anything one message may hold, so that odd input costs a dead letter and never a worker.

Flows in: nothing. Flows out: bounds, in bytes, characters, levels or counts.
"""

MAX_BYTES = 4_000_000
"""Bytes of one raw message (contract: 4 MB)."""

MAX_DEPTH = 64
"""Levels of nesting in JSON; the deepest IPTC example has nine."""

MAX_ITEMS = 1000
"""Articles in one message."""

MAX_FEED_BYTES = 2_000_000
"""Bytes of one RSS or Atom document: its parser is the slowest per byte."""

MAX_FEED_TAGS = 100_000
"""Tags and the like in one RSS or Atom document: what its parser takes its time over."""

MAX_BODY = 300_000
"""Characters of one story's text, markup included; the longest agency texts have some 60,000."""

MAX_HEADLINE = 10_000
"""Characters of a headline."""

MAX_IDENTITY = 1_000
"""Characters of a guid or address: it becomes a key."""

MAX_FIELD = 2_000
"""Characters of any other field; a longer one is left out."""

MAX_LIST = 500
"""Subjects, people, organisations or places of one item; further ones are left out."""

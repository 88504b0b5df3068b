"""How much of anything one message may hold, so that odd input costs a dead letter and never a worker.

Flows in: nothing. Flows out: bounds, in bytes, characters, levels or counts.
"""

MAX_BYTES = 4_000_000
"""Bytes of one raw message (contract: 4 MB)."""

MAX_DEPTH = 64
"""Levels of nesting in JSON; the deepest IPTC example has nine."""

MAX_XML_DEPTH = 100
"""Levels of nesting in XML; a table in a story in a message has some thirty."""

MAX_XML_TAGS = 200_000
"""Tags and the like in one XML message; a message of a hundred stories has some twenty thousand."""

MAX_ITEMS = 1000
"""Articles in one message."""

MAX_FEED_BYTES = 2_000_000
"""Bytes of one RSS or Atom document: its parser is the slowest per byte."""

MAX_FEED_TAGS = 60_000
"""Tags and the like in one RSS or Atom document: what its parser takes its time over."""

MAX_TAG_BYTES = 32_768
"""Bytes of one tag of a feed: its parser takes a hundred times as much memory over one that does not end."""

MAX_ATTRIBUTES = 200
"""Attributes of one tag, where the parser compares each with every other."""

MAX_PAGES = 50
"""Pages of one message that is a web archive; a file of any size is cut into its records before."""

MAX_ARCHIVE_BYTES = 64_000_000
"""Bytes that a packed message may unpack to."""

MAX_PAGE_ELEMENTS = 20_000
"""Elements of one HTML page, scripts and the like left out: what finding its story takes time over."""

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

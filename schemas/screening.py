"""The log of screening: exactly one first outcome for every raw item.

Flows in: `streams.screening`. Flows out: `ScreeningRecord`, on `news.screening.v1` (internal, 73 h), which is
also the state that the screen stage restarts from.
"""

from schemas.article import RawPosition
from schemas.base import Frozen, Moment, Vocabulary
from schemas.verdict import Label


class Outcome(Vocabulary):
    """What became of a raw item; `released` closes an earlier `held`."""

    PASSED = "passed"
    REPEAT = "repeat"
    STALE = "stale"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    NOT_NEWS = "not_news"
    DEAD = "dead"
    RELEASED = "released"


class Sketch(Frozen):
    """A text's fingerprint for finding its copies.

    `signature` is 128 MinHash rows of 16 bits (empty for texts under 20 tokens, which are only compared
    by `content_hash`); `numbers` the text's numbers, sorted; `tokens` and `shingles` its size; `sample` 16 bits of
    the hash of each shingle, sorted, of a half, a quarter or an eighth of them where they are more than 256.
    """

    algorithm: str
    signature: bytes
    numbers: tuple[str, ...]
    tokens: int
    shingles: int
    content_hash: str
    sample: bytes = b""


class ScreeningRecord(Frozen):
    """One outcome; `at` is the raw record's append time.

    `lines` marks lines at the ends of a passed text, of which a desk learns what its provider repeats.
    """

    position: RawPosition
    outcome: Outcome
    at: Moment
    reason: str
    provider: str | None = None
    article_id: str | None = None
    lineage_id: str | None = None
    cluster_id: str | None = None
    label: Label | None = None
    sketch: Sketch | None = None
    lines: bytes = b""

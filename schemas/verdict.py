"""What screening found an article to be: new, a version of something, or somebody's reprint.

Flows in: `streams.screening`. Flows out: `Verdict`, on `screened` and `enriched`.
"""

from schemas.base import Frozen, Vocabulary


class Label(Vocabulary):
    """An article's relation to what came before it.

    `repeat`, `update` and `stale` speak of the article's own lineage; `exact`, `near`, `revision` and
    `expansion` of another story that it has its words from.
    """

    NEW = "new"
    UPDATE = "update"
    REPEAT = "repeat"
    STALE = "stale"
    EXACT = "exact"
    NEAR = "near"
    REVISION = "revision"
    EXPANSION = "expansion"


class Verdict(Frozen):
    """The judgement on one article, with the measurements it rests on.

    `jaccard` and `containment` (0 to 1, word 3-grams) and `numbers_equal` are null when nothing was compared.
    """

    label: Label
    duplicate_of: str | None = None
    cluster_id: str
    jaccard: float | None = None
    containment: float | None = None
    numbers_equal: bool | None = None
    supersedes: str | None = None
    origin_killed: bool = False
    reason: str

"""What an arrival does to a lineage's chain of stories: it joins it, or two chains turn out to be one.

Flows in: story records and the article that links them. Flows out: story records. Pure.
"""

from datetime import datetime

from schemas import Article, Label, Verdict
from schemas.story import StoryRecord, StoryStatus
from streams.stories.versions import latest


def joined(
    record: StoryRecord | None, article: Article, at: datetime, parent: str | None, *, parent_known: bool
) -> StoryRecord:
    """Put an article's story into its lineage: as head, or behind the others if one of them evolved from it.

    Args:
        record: the lineage; None: the article is its first.
        article: of which only the identity counts.
        at: the append time.
        parent: the story the article evolved from.
        parent_known: whether that story has a lineage; one that has not is remembered until it comes.
    """
    if record is None:
        record = StoryRecord(
            lineage_id=article.lineage_id, cluster_id=article.lineage_id, provider=article.provider, first_at=at
        )
    story, members, awaits, seen = article.story_id, record.members, record.awaits, record.seen
    if story in awaits:
        members = (story, *members)
        awaits = tuple(one for one in awaits if one != story)
    elif story not in members:
        # A rewrite under a name of its own: its version number says nothing against the old story's.
        members, seen = (*members, story), None
    if parent is not None and not parent_known and parent not in {*members, *awaits}:
        awaits = (*awaits, parent)
    return record.model_copy(update={"members": members, "awaits": awaits, "seen": seen})


def united(head: StoryRecord, parent: StoryRecord, *, keep_head: bool) -> tuple[StoryRecord, StoryRecord]:
    """Make two lineages one, the parent's stories before the head's.

    Args:
        head: the lineage of the article that brought the link.
        parent: the lineage it evolved from.
        keep_head: keep the head's id although it may be the younger, because its text is not at hand to be
            asserted again under the other's.

    Returns:
        The one lineage, under the older arrival's id; and the record that is gone.
    """
    head_is_older = (head.first_at, head.lineage_id) <= (parent.first_at, parent.lineage_id)
    kept, gone = (head, parent) if keep_head or head_is_older else (parent, head)
    members = tuple(dict.fromkeys((*parent.members, *head.members)))
    reprints = dict.fromkeys((*kept.reprints, *gone.reprints))
    whole: dict[str, object] = {
        "members": members,
        "awaits": tuple(dict.fromkeys(one for one in (*parent.awaits, *head.awaits) if one not in members)),
        "continues": tuple(dict.fromkeys(one for one in (*parent.continues, *head.continues) if one not in members)),
        "seen": head.seen,
        "status": parent.status if head.status == StoryStatus.NEW else head.status,
        "killed_at": latest(head.killed_at, parent.killed_at),
        "withheld_at": latest(head.withheld_at, parent.withheld_at),
        "article_id": head.article_id or parent.article_id,
        "origin_killed": kept.origin_killed or gone.origin_killed,
        "reprints": tuple(one for one in reprints if one not in {kept.lineage_id, gone.lineage_id}),
    }
    if kept.duplicate_of in members:
        # It was taken for a reprint of the story that it continues, as long as nothing said so.
        whole |= {"duplicate_of": None, "verdict": _continuing(kept, gone)}
    return kept.model_copy(update=whole), gone


def _continuing(record: StoryRecord, older: StoryRecord) -> Verdict:
    return Verdict(
        label=Label.UPDATE,
        cluster_id=record.cluster_id,
        supersedes=older.article_id,
        origin_killed=record.origin_killed or older.origin_killed,
        reason="a later version of its own story, as was learnt since",
    )


def heirs(killed: StoryRecord, reprints: list[StoryRecord]) -> list[StoryRecord]:
    """Give the reprints of a killed story a new root: the oldest that lives, one of another origin before its own.

    A reprint that credits the agency whose story was killed has its words from there, whoever its provider is.
    Cluster and partition stay; a reprint that is withheld just now is marked too, for when it comes back.
    """
    living = [one for one in reprints if one.status == StoryStatus.LIVE]
    living.sort(key=lambda one: (_origin(one) == _origin(killed), one.first_at, one.lineage_id))
    root = living[0].lineage_id if living else None
    others = tuple(one.lineage_id for one in reprints if one.lineage_id != root)
    ordered = [*living, *(one for one in reprints if one.status != StoryStatus.LIVE)]
    return [_heir(one, root, others) for one in ordered]


def _origin(record: StoryRecord) -> str:
    return record.origin or record.provider


def _heir(reprint: StoryRecord, root: str | None, others: tuple[str, ...]) -> StoryRecord:
    original = None if reprint.lineage_id == root else root
    fields: dict[str, object] = {
        "origin_killed": True,
        "duplicate_of": original,
        "reprints": others if reprint.lineage_id == root else (),
    }
    if reprint.verdict is not None:
        told = {"origin_killed": True, "duplicate_of": original, "reason": "the story it reprints was killed"}
        fields["verdict"] = reprint.verdict.model_copy(update=told)
    return reprint.model_copy(update=fields)

"""The desk: gives every article its one outcome, from its story's life cycle and from who has the same words.

Flows in: articles in the order of arrival. Flows out: `Screening`: a log record, changed story states, held items,
and the messages for extract. Pure: the state a desk restarts from is what it once put out.

The ledger: an item's first record is its outcome; one that was `held` gets a second when it is closed: `released`,
or `withdrawn` when a kill or another version took its place. So held = released + withdrawn + still held.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas import (
    Article,
    Cause,
    Label,
    Outcome,
    RawPosition,
    RetractionReason,
    Screened,
    ScreenedKind,
    ScreeningRecord,
    Signal,
    Sketch,
    Verdict,
)
from schemas.story import HeldRecord, StoryRecord, StoryStatus
from streams.duplicates.index import CopyIndex, Entry
from streams.duplicates.likeness import Likeness, compare
from streams.duplicates.sketch import sketch
from streams.stories.lifecycle import Decision, Fate, decide
from streams.stories.lineage import StoryBook
from streams.stories.versions import key_of, rank

_OUTCOMES = {
    Fate.PASS: Outcome.PASSED,
    Fate.REPEAT: Outcome.REPEAT,
    Fate.STALE: Outcome.STALE,
    Fate.EMBARGO: Outcome.HELD,
    Fate.WITHHOLD: Outcome.HELD,
    Fate.KILL: Outcome.WITHDRAWN,
    Fate.NOT_NEWS: Outcome.NOT_NEWS,
}


@dataclass(frozen=True, slots=True)
class Screening:
    """Everything one article caused; `closings` are the second records of items that were held."""

    record: ScreeningRecord
    closings: tuple[ScreeningRecord, ...] = ()
    stories: tuple[StoryRecord, ...] = ()
    forgotten: tuple[str, ...] = ()
    held: tuple[tuple[str, HeldRecord | None], ...] = ()
    screened: tuple[Screened, ...] = ()
    verdict: Verdict | None = None


@dataclass(slots=True)
class _Effects:
    """What is put out while one item is decided on."""

    stories: dict[str, StoryRecord | None] = field(default_factory=dict)
    held: dict[str, HeldRecord | None] = field(default_factory=dict)
    screened: list[Screened] = field(default_factory=list)
    closings: list[ScreeningRecord] = field(default_factory=list)


class Desk:
    """The state of one raw partition."""

    def __init__(self, below: "Desk | None" = None) -> None:
        self._below = below
        self._book: StoryBook = below._book.draft() if below else StoryBook()  # noqa: SLF001 - one of us
        self._copies: CopyIndex = below._copies.draft() if below else CopyIndex()  # noqa: SLF001 - one of us
        self._held: dict[str, HeldRecord | None] = {}

    def draft(self) -> "Desk":
        """Lay an overlay over this desk: it sees this state plus its own changes, and is dropped on abort."""
        return Desk(self)

    def accept(self, draft: "Desk") -> None:
        """Make an overlay's changes this desk's own: the transaction was committed."""
        self._book.accept(draft._book)  # noqa: SLF001 - one of us
        self._copies.accept(draft._copies)  # noqa: SLF001 - one of us
        for story, record in draft._held.items():  # noqa: SLF001 - one of us
            self.restore_held(story, record)

    # Restoring: what this desk once put out, read back from its topics.

    def restore_record(self, record: ScreeningRecord) -> None:
        """Take one outcome of the log: its sketch joins the index again."""
        if record.sketch is not None and record.lineage_id is not None:
            self._copies.add(Entry(record.lineage_id, record.at, record.sketch))

    def restore_story(self, record: StoryRecord | None, lineage_id: str) -> None:
        """Take one lineage's state; None: it was joined to another."""
        self._book.put(lineage_id, record)

    def restore_held(self, story_id: str, record: HeldRecord | None) -> None:
        """Take one held item; None: it is held no longer."""
        if record is None and self._below is None:
            self._held.pop(story_id, None)
        else:
            self._held[story_id] = record

    # Deciding.

    def screen(self, article: Article, at: datetime) -> Screening:
        """Give an article its outcome; `at` is its append time, by which all windows turn."""
        effects = _Effects()
        if article.signal == Signal.KILL and article.concerns:
            return self._advisory(article, at, effects)
        lineage = self._lineage(article, at, effects)
        article = article.model_copy(update={"lineage_id": lineage})
        record = self._book.get(lineage)
        print_ = sketch(article.headline, article.body)
        key = key_of(article, print_.content_hash)
        decision = decide(article, key, record, at)
        verdict = None
        if decision.fate is Fate.PASS:
            self._close_held(article.story_id, at, "another version took its place", effects)
            record = self._join(record, article, at).model_copy(update={"seen": key})
            verdict = self._pass(record, article, print_, at, effects)
        elif decision.fate in {Fate.EMBARGO, Fate.WITHHOLD}:
            record = self._join(record, article, at).model_copy(update={"seen": key})
            self._hold(record, article, decision.fate, at, effects)
        elif decision.fate is Fate.KILL:
            record = self._join(record, article, at)
            if record.seen is None or rank(key)[0] > rank(record.seen)[0]:
                record = record.model_copy(update={"seen": key, "article_id": article.article_id})
            self._close_held(article.story_id, at, "killed while held", effects)
            self._kill(record, article, at, effects)
        passed = decision.fate is Fate.PASS
        return self._finish(article, at, decision, print_ if passed else None, verdict, effects)

    def dead(self, position: RawPosition, at: datetime, reason: str) -> Screening:
        """Log an item that could not be read."""
        return Screening(ScreeningRecord(position=position, outcome=Outcome.DEAD, at=at, reason=reason))

    def due(self, now: datetime) -> list[str]:
        """Name the stories whose embargo is over, the earliest first."""
        waiting = [(held.until, story) for story, held in self._all_held() if held.until is not None]
        return [story for until, story in sorted(waiting) if until <= now]

    def next_due(self) -> datetime | None:
        """Say when the next embargo ends."""
        return min((held.until for _, held in self._all_held() if held.until is not None), default=None)

    def release(self, story_id: str, now: datetime) -> Screening:
        """Let a held item go as if it came now; logged under its own position.

        Raises:
            KeyError: nothing is held under that story.
        """
        held = dict(self._all_held())[story_id]
        effects = _Effects()
        self._set_held(story_id, None, effects)
        article = held.article
        record = self._join(self._book.get(article.lineage_id), article, now)
        print_ = sketch(article.headline, article.body)
        verdict = self._pass(record, article, print_, now, effects)
        decision = Decision(Fate.PASS, "its embargo is over")
        screening = self._finish(article, now, decision, print_, verdict, effects)
        released = screening.record.model_copy(update={"outcome": Outcome.RELEASED})
        return Screening(
            released, (), screening.stories, screening.forgotten, screening.held, screening.screened, verdict
        )

    # The steps.

    def _lineage(self, article: Article, at: datetime, effects: _Effects) -> str:
        """Find or join the lineage an article belongs to; the older of two that meet keeps its id."""
        own = self._book.lineage_of(article.story_id) or self._book.awaited_by(article.story_id)
        _, parents = self._book.parent(article)
        if own is None or parents is None or own == parents:
            return own or parents or article.story_id
        one, other = self._book.get(own), self._book.get(parents)
        if one is None or other is None:
            return own
        # The chain goes parents -> own, whichever arrived first.
        older, younger = (one, other) if one.first_at <= other.first_at else (other, one)
        members = tuple(dict.fromkeys((*other.members, *one.members)))
        if younger.published:
            effects.screened.append(_message(ScreenedKind.WITHDRAW, younger, article, at, RetractionReason.SUPERSEDED))
        self._set_story(younger.lineage_id, None, effects)
        joined = {"members": members, "awaits": (), "reprints": tuple({*older.reprints, *younger.reprints})}
        self._set_story(older.lineage_id, older.model_copy(update=joined), effects)
        return older.lineage_id

    def _join(self, record: StoryRecord | None, article: Article, at: datetime) -> StoryRecord:
        parent, parents = self._book.parent(article)
        if record is None:
            record = StoryRecord(
                lineage_id=article.lineage_id, cluster_id=article.lineage_id, provider=article.provider, first_at=at
            )
        awaits = record.awaits
        if parent is not None and parents is None:
            awaits = (*awaits, parent)
        if article.story_id not in record.members:
            fresh = {"members": (*record.members, article.story_id), "awaits": awaits}
            return record.model_copy(update={**fresh, "seen": None})
        return record

    def _pass(self, record: StoryRecord, article: Article, print_: Sketch, at: datetime, effects: _Effects) -> Verdict:
        before = self._book.get(record.lineage_id)
        label, likeness, root, reason = Label.NEW, None, None, "nothing like it within the window"
        if before is not None and before.status != StoryStatus.NEW:
            label, reason = Label.UPDATE, "a later version of its own story"
        elif (copy := self._copy_of(record.lineage_id, print_, at)) is not None:
            likeness, root = copy
            label = likeness.label
            reason = _in_words(likeness, root)
            reprint = label in {Label.EXACT, Label.NEAR}
            record = record.model_copy(
                update={"cluster_id": root.cluster_id, "duplicate_of": root.lineage_id if reprint else None}
            )
            if reprint:
                reprints = (*root.reprints, record.lineage_id)
                self._set_story(root.lineage_id, root.model_copy(update={"reprints": reprints}), effects)
        record = record.model_copy(
            update={"status": StoryStatus.LIVE, "published": True, "article_id": article.article_id}
        )
        self._set_story(record.lineage_id, record, effects)
        self._copies.add(Entry(record.lineage_id, at, print_))
        verdict = Verdict(
            label=label,
            duplicate_of=record.duplicate_of,
            cluster_id=record.cluster_id,
            jaccard=likeness.jaccard if likeness else None,
            containment=likeness.containment if likeness else None,
            numbers_equal=likeness.numbers_equal if likeness else None,
            supersedes=before.article_id if before is not None and label == Label.UPDATE else None,
            origin_killed=record.origin_killed,
            reason=reason,
        )
        effects.screened.append(_message(ScreenedKind.ITEM, record, article, at, None, verdict))
        return verdict

    def _copy_of(self, lineage: str, print_: Sketch, at: datetime) -> tuple[Likeness, StoryRecord] | None:
        """Find the root of the closest earlier text; held, withheld and killed stories are never roots."""
        best: tuple[Likeness, StoryRecord] | None = None
        for entry in self._copies.candidates(print_, at):
            record = self._book.get(entry.lineage_id)
            if record is None or record.status != StoryStatus.LIVE or record.lineage_id == lineage:
                continue
            likeness = compare(print_, entry.sketch)
            if likeness is not None and (best is None or likeness.jaccard > best[0].jaccard):
                best = likeness, record
        if best is None:
            return None
        likeness, record = best
        root = self._book.get(record.duplicate_of) if record.duplicate_of else None
        return likeness, root if root is not None and root.status == StoryStatus.LIVE else record

    def _hold(self, record: StoryRecord, article: Article, fate: Fate, at: datetime, effects: _Effects) -> None:
        self._close_held(article.story_id, at, "another version took its place", effects)
        until = article.embargoed_until if fate is Fate.EMBARGO else None
        held = HeldRecord(article=article, position=article.raw.position(), at=at, until=until)
        self._set_held(article.story_id, held, effects)
        if fate is Fate.WITHHOLD:
            if record.published:
                effects.screened.append(_message(ScreenedKind.WITHHOLD, record, article, at, RetractionReason.WITHHELD))
            record = record.model_copy(update={"status": StoryStatus.WITHHELD, "published": False})
        self._set_story(record.lineage_id, record, effects)

    def _kill(self, record: StoryRecord, article: Article, at: datetime, effects: _Effects) -> None:
        if record.published:
            effects.screened.append(_message(ScreenedKind.WITHDRAW, record, article, at, RetractionReason.KILLED))
        killed = {"status": StoryStatus.KILLED, "published": False, "reprints": ()}
        self._set_story(record.lineage_id, record.model_copy(update=killed), effects)
        live = [
            reprint
            for lineage in record.reprints
            if (reprint := self._book.get(lineage)) is not None and reprint.status == StoryStatus.LIVE
        ]
        # The oldest reprint that lives takes the place of the original; cluster and partition stay.
        live.sort(key=lambda reprint: (reprint.first_at, reprint.lineage_id))
        for number, reprint in enumerate(live):
            heirs = {
                "origin_killed": True,
                "duplicate_of": None if number == 0 else live[0].lineage_id,
                "reprints": tuple(one.lineage_id for one in live[1:]) if number == 0 else (),
            }
            heir = reprint.model_copy(update=heirs)
            self._set_story(heir.lineage_id, heir, effects)
            verdict = Verdict(
                label=Label.EXACT if number else Label.NEW,
                duplicate_of=heir.duplicate_of,
                cluster_id=heir.cluster_id,
                origin_killed=True,
                reason="the story it reprinted was killed by its provider",
            )
            effects.screened.append(_message(ScreenedKind.MARK, heir, article, at, None, verdict))

    def _advisory(self, article: Article, at: datetime, effects: _Effects) -> Screening:
        """Kill the stories that a text advisory names; one not seen yet is remembered as killed."""
        for name in article.concerns:
            story, lineage = self._book.named(article.provider, name)
            target = article.model_copy(
                update={"story_id": story, "lineage_id": lineage or story, "evolved_from": None}
            )
            record = self._join(self._book.get(lineage or story), target, at)
            self._close_held(story, at, "killed while held", effects)
            self._kill(record, article, at, effects)
        decision = Decision(Fate.KILL, f"an advisory that kills {len(article.concerns)} named item(s)")
        return self._finish(article, at, decision, None, None, effects)

    def _close_held(self, story: str, at: datetime, reason: str, effects: _Effects) -> None:
        held = dict(self._all_held()).get(story)
        if held is None:
            return
        self._set_held(story, None, effects)
        effects.closings.append(
            ScreeningRecord(
                position=held.position,
                outcome=Outcome.WITHDRAWN,
                at=at,
                reason=reason,
                provider=held.article.provider,
                article_id=held.article.article_id,
                lineage_id=held.article.lineage_id,
            )
        )

    def _finish(  # noqa: PLR0913, PLR0917 - the parts of one record
        self,
        article: Article,
        at: datetime,
        decision: Decision,
        print_: Sketch | None,
        verdict: Verdict | None,
        effects: _Effects,
    ) -> Screening:
        record = ScreeningRecord(
            position=article.raw.position(),
            outcome=_OUTCOMES[decision.fate],
            at=at,
            reason=verdict.reason if verdict else decision.reason,
            provider=article.provider,
            article_id=article.article_id,
            lineage_id=article.lineage_id,
            cluster_id=verdict.cluster_id if verdict else None,
            label=verdict.label if verdict else None,
            sketch=print_,
        )
        return Screening(
            record,
            tuple(effects.closings),
            tuple(story for story in effects.stories.values() if story is not None),
            tuple(lineage for lineage, story in effects.stories.items() if story is None),
            tuple(effects.held.items()),
            tuple(effects.screened),
            verdict,
        )

    def _set_story(self, lineage: str, record: StoryRecord | None, effects: _Effects) -> None:
        self._book.put(lineage, record)
        effects.stories[lineage] = record

    def _set_held(self, story: str, record: HeldRecord | None, effects: _Effects) -> None:
        self.restore_held(story, record)
        effects.held[story] = record

    def holding(self) -> int:
        """Count the items that are held at this moment."""
        return sum(1 for _ in self._all_held())

    def _all_held(self) -> Iterator[tuple[str, HeldRecord]]:
        merged: dict[str, HeldRecord | None] = {}
        if self._below is not None:
            merged.update(self._below._all_held())  # noqa: SLF001 - one of us
        merged.update(self._held)
        yield from ((story, record) for story, record in merged.items() if record is not None)


def _message(  # noqa: PLR0913, PLR0917 - the parts of one message
    kind: ScreenedKind,
    record: StoryRecord,
    article: Article,
    at: datetime,
    reason: RetractionReason | None,
    verdict: Verdict | None = None,
) -> Screened:
    cause = Cause(
        position=article.raw.position(),
        at=at,
        article_id=article.article_id,
        reason=reason,
        origin_killed=True if kind is ScreenedKind.MARK else None,
    )
    return Screened(
        kind=kind,
        lineage_id=record.lineage_id,
        cluster_id=record.cluster_id,
        article=article if kind is ScreenedKind.ITEM else None,
        verdict=verdict,
        cause=cause,
    )


def _in_words(likeness: Likeness, root: StoryRecord) -> str:
    numbers = "the same numbers" if likeness.numbers_equal else "other numbers"
    return {
        Label.EXACT: f"the same words as {root.lineage_id}",
        Label.NEAR: f"nearly the same words as {root.lineage_id}, {numbers}",
        Label.REVISION: f"a revision of {root.lineage_id}: much the same words, {numbers}",
        Label.EXPANSION: f"grown from {root.lineage_id}: it holds most of its words",
    }[likeness.label]

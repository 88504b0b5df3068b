"""The desk: gives every article its one outcome, from its story's life cycle and from who has the same words.

Flows in: articles in the order of arrival. Flows out: `Screening`: a log record, changed story states, held items,
and the messages for extract. Pure: the state a desk restarts from is what it once put out.

The ledger: an item's first record is its outcome; one that was `held` gets a second when it is closed: `released`,
or `withdrawn` when a kill or another version took its place (which has an outcome of its own).
So held = released + withdrawn in `closings` + still held.

`duplicate_of` and `cluster_id` are lineage ids: of the story a reprint was taken from (re-elected when that is
killed), and of the first root for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from schemas import (
    Article,
    Kind,
    Label,
    Outcome,
    RawPosition,
    RetractionReason,
    Screened,
    ScreeningRecord,
    Signal,
    Sketch,
    Verdict,
)
from schemas.story import HeldRecord, StoryRecord, StoryStatus, VersionKey
from streams.duplicates.boilerplate import Boilerplate
from streams.duplicates.index import CopyIndex, Entry, Layer
from streams.duplicates.likeness import REPRINTS, Likeness, compare
from streams.duplicates.packed import Packed, pack
from streams.duplicates.sketch import ALGORITHMS, sketch
from streams.duplicates.words import is_marked_revision
from streams.stories import orders
from streams.stories.chain import heirs, joined, united
from streams.stories.lifecycle import NOTHING_LEFT, Decision, Fate, concerns_older_text, decide, is_rewritten
from streams.stories.lineage import StoryBook
from streams.stories.versions import key_of, rank, written_at
from streams.stories.waiting import WaitingRoom
from streams.wires.agencies import of_provider

_OUTCOMES = {
    Fate.PASS: Outcome.PASSED,
    Fate.REPEAT: Outcome.REPEAT,
    Fate.STALE: Outcome.STALE,
    Fate.EMBARGO: Outcome.HELD,
    Fate.WITHHOLD: Outcome.HELD,
    Fate.KILL: Outcome.WITHDRAWN,
    Fate.NOT_NEWS: Outcome.NOT_NEWS,
}
_ANOTHER_VERSION = "another version took its place"
_KILLED = "killed while held"


@dataclass(frozen=True, slots=True)
class Screening:
    """Everything one article caused.

    Attributes:
        record: its outcome, for the log.
        closings: the second records of items that were held, for the log.
        stories: changed lineages.
        forgotten: lineages joined to others, tombstones of the story log.
        held: items now held, None for those no longer.
        screened: what extract is told.
        verdict: what was said of the article, if it passed.
        kind: what the article is, if it is no news.
        conflict: its version was there already with other content.
    """

    record: ScreeningRecord
    closings: tuple[ScreeningRecord, ...] = ()
    stories: tuple[StoryRecord, ...] = ()
    forgotten: tuple[str, ...] = ()
    held: tuple[tuple[str, HeldRecord | None], ...] = ()
    screened: tuple[Screened, ...] = ()
    verdict: Verdict | None = None
    kind: Kind | None = None
    conflict: bool = False


@dataclass(slots=True)
class Outdated:
    """Sketches in the log that another version made and that cannot be compared; `last` is the newest's time."""

    count: int = 0
    last: datetime | None = None

    def add(self, at: datetime) -> None:
        """Count one."""
        self.count += 1
        self.last = at if self.last is None else max(at, self.last)


class Desk:
    """The state of one raw partition: the book of stories, the room of held items, the index of texts."""

    def __init__(
        self,
        book: StoryBook | None = None,
        held: WaitingRoom | None = None,
        copies: Layer | None = None,
        boilerplate: Boilerplate | None = None,
    ) -> None:
        self._book = book or StoryBook()
        self._held = held or WaitingRoom()
        self._copies = CopyIndex() if copies is None else copies
        self._boilerplate = boilerplate or Boilerplate()
        self.outdated = Outdated()
        # The last item's append time: the only clock by which stories grow too old.
        self._newest: datetime | None = None

    def draft(self) -> "Desk":
        """Lay an overlay over this desk: it sees this state plus its own changes, and is dropped on abort."""
        return Desk(self._book.draft(), self._held.draft(), self._copies.draft(), self._boilerplate.draft())

    def accept(self, draft: "Desk") -> None:
        """Make an overlay's changes this desk's own: the transaction was committed."""
        self._newest = draft._newest or self._newest  # noqa: SLF001 - one of us
        self._book.accept(draft._book)  # noqa: SLF001 - one of us
        self._held.accept(draft._held)  # noqa: SLF001 - one of us
        self._copies.accept(draft._copies)  # noqa: SLF001 - one of us
        self._boilerplate.accept(draft._boilerplate)  # noqa: SLF001 - one of us
        if draft._newest is not None:  # noqa: SLF001 - one of us
            self._book.sweep(draft._newest)  # noqa: SLF001 - one of us

    # Restoring: what this desk once put out, read back from its topics.

    def restore_record(self, record: ScreeningRecord) -> None:
        """Take one outcome of the log: its sketch joins the index again, if it is of an algorithm of ours."""
        if record.sketch is None or record.lineage_id is None:
            return
        self._boilerplate.restore(record.lines, record.provider or "", record.lineage_id, record.at)
        if record.sketch.algorithm not in ALGORITHMS:
            self.outdated.add(record.at)
        else:
            self._copies.add(Entry(record.lineage_id, record.at, pack(record.sketch)))

    def restore_story(self, record: StoryRecord | None, lineage_id: str) -> None:
        """Take one lineage's state; None: it was joined to another."""
        self._book.put(lineage_id, record)

    def restore_held(self, story_id: str, record: HeldRecord | None) -> None:
        """Take one held item; None: it is held no longer."""
        self._held.put(story_id, record)

    # Deciding.

    def screen(self, article: Article, at: datetime, *, mended: bool = False) -> Screening:
        """Give an article its outcome.

        Args:
            article: what was read.
            at: its append time, by which all windows turn.
            mended: it is a dead letter, mended by hand, and takes the place of the version that failed.
        """
        self._newest = at
        return _Case(self._book.at(at), self._held, self._copies, self._boilerplate, article, at, mended).judge()

    def dead(self, position: RawPosition, at: datetime, reason: str) -> Screening:
        """Log an item that could not be read; `reason` is a code, never words of the item."""
        return Screening(ScreeningRecord(position=position, outcome=Outcome.DEAD, at=at, reason=reason))

    def due(self, now: datetime) -> list[str]:
        """Name the stories to release one after the other: their embargo is over, the earliest first.

        One that the release of another closes (its own rewrite comes out at the same moment) is not among them.
        """
        trial = self.draft()
        return [story for story in self._held.due(now) if trial._let_go(story, now)]  # noqa: SLF001 - one of us

    def over(self, now: datetime) -> datetime | None:
        """Say when the last of the embargoes ended that are over; None: there is none."""
        return self._held.over(now)

    def next_due(self) -> datetime | None:
        """Say when the next embargo ends."""
        return self._held.next_due()

    def release(self, story_id: str, now: datetime) -> Screening:
        """Let a held item go as if it came now; logged under its own position.

        Raises:
            KeyError: nothing is held under that story.
        """
        if (released := self._let_go(story_id, now)) is None:
            raise KeyError(story_id)
        return released

    def _let_go(self, story_id: str, now: datetime) -> Screening | None:
        held = self._held.get(story_id)
        return (
            _Case(self._book.at(now), self._held, self._copies, self._boilerplate, held.article, now).release()
            if held
            else None
        )


@dataclass(slots=True)
class _Case:
    """One article before the desk: it reads and changes the desk's state, and keeps what is put out."""

    book: StoryBook
    room: WaitingRoom
    copies: Layer
    boilerplate: Boilerplate
    article: Article
    at: datetime
    mended: bool = False
    stories: dict[str, StoryRecord | None] = field(default_factory=dict)
    held: dict[str, HeldRecord | None] = field(default_factory=dict)
    told: list[Screened] = field(default_factory=list)
    closings: list[ScreeningRecord] = field(default_factory=list)
    lines: bytes = b""

    def judge(self) -> Screening:
        """Decide, and carry the decision out."""
        article = self.article
        if article.concerns and article.signal in {Signal.KILL, Signal.HOLD}:
            return self._ordered()
        print_ = sketch(article.headline, article.body)
        key = key_of(article, print_.content_hash)
        own = self.book.home(article.story_id)
        _, above = self.book.parent(article)
        record = self.book.get(own or above or article.story_id)
        decision = decide(article, key, record, self._waiting(record), self.at, mended=self.mended)
        if decision.fate in {Fate.EMBARGO, Fate.WITHHOLD} and own is None:
            # A rewrite that is held has not taken its story's place yet: it joins it when it is released.
            record = None
        elif own is not None and above is not None and own != above and record is not None:
            record, decision = self._link(record, above, decision)
        self.article = article = article.model_copy(
            update={"lineage_id": record.lineage_id if record is not None else article.story_id}
        )
        if decision.fate is Fate.PASS:
            record = self._join(record).model_copy(update={"seen": key})
            self._close(record.members, _ANOTHER_VERSION)
            print_ = self._bared(print_)
            return self._finish(Outcome.PASSED, decision, self._pass(record, print_), print_)
        if decision.fate is Fate.KILL:
            self._kill(self._known(self._join(record), key))
        elif decision.fate in {Fate.EMBARGO, Fate.WITHHOLD}:
            self._hold(record, key, decision.fate)
        elif decision.fate is Fate.STALE and record is not None:
            self._remember(record, key)
        return self._finish(_OUTCOMES[decision.fate], decision)

    def release(self) -> Screening:
        """Let the article go: it was held, and its time has come."""
        article = self.article
        record = self.book.get(self.book.home(article.story_id) or article.story_id)
        decision = Decision(Fate.PASS, "its embargo is over")
        _, above = self.book.parent(article)
        if record is not None and above is not None and above != record.lineage_id:
            record, decision = self._link(record, above, decision)
        self.article = article.model_copy(update={"lineage_id": record.lineage_id if record else article.story_id})
        self._set_held(article.story_id, None)
        record = self._join(record)
        self._close(record.members, _ANOTHER_VERSION)
        print_ = self._bared(sketch(article.headline, article.body))
        return self._finish(Outcome.RELEASED, decision, self._pass(record, print_), print_)

    # Lineage.

    def _join(self, record: StoryRecord | None) -> StoryRecord:
        parent, above = self.book.parent(self.article)
        return joined(record, self.article, self.at, parent, parent_known=above is not None)

    def _link(self, record: StoryRecord, above: str, decision: Decision) -> tuple[StoryRecord, Decision]:
        """Make two lineages one that an article says are one; the older arrival keeps its id.

        The other's events are withdrawn. Where that is the article's own, its text is passed again under the kept
        id; where its text is not at hand (a late original links the two), its own is kept.
        """
        parent = self.book.get(above)
        late = is_rewritten(self.article.story_id, record)
        at_hand = decision.fate in {Fate.PASS, Fate.KILL} or (
            decision.fate is Fate.REPEAT and record.status == StoryStatus.LIVE
        )
        if parent is None or not (at_hand or (late and decision.fate is Fate.STALE)):
            return record, decision
        whole, gone = united(record, parent, keep_head=late and decision.fate is Fate.STALE)
        if gone.published:
            self.told.append(orders.withdraw(gone, self.article, self.at, RetractionReason.SUPERSEDED))
        self._set_story(gone.lineage_id, None)
        self._set_story(whole.lineage_id, whole)
        if decision.fate is Fate.REPEAT and gone.lineage_id == record.lineage_id:
            return whole, Decision(Fate.PASS, "the same version, now known to continue an older story")
        return whole, decision

    def _remember(self, record: StoryRecord, key: VersionKey) -> None:
        """Keep what even a stale item tells: its place in the chain, and its version where none was known."""
        after = self._join(record) if is_rewritten(self.article.story_id, record) else record
        if after.status == StoryStatus.KILLED and after.seen is None and key.number is not None:
            after = after.model_copy(update={"seen": key})
        if after != record:
            self._set_story(after.lineage_id, after)

    def _known(self, record: StoryRecord, key: VersionKey) -> StoryRecord:
        """Raise the version known of the head; one without number or of another story raises nothing."""
        if self.article.story_id != record.members[-1] or key.number is None:
            return record
        if record.seen is not None and rank(key)[0] < rank(record.seen)[0]:
            return record
        return record.model_copy(update={"seen": key})

    # Passing.

    def _bared(self, print_: Sketch) -> Sketch:
        """Take boilerplate out of a sketch; the numbers and the hash of the whole text stay, with all its lines."""
        article = self.article
        bared = self.boilerplate.bare(article.body, article.provider, article.lineage_id, self.at)
        self.lines = bared.lines
        if bared.body == article.body:
            return print_
        whole = {"numbers": print_.numbers, "content_hash": print_.content_hash}
        return sketch(article.headline, bared.body).model_copy(update=whole)

    def _pass(self, record: StoryRecord, print_: Sketch) -> Verdict:
        supersedes, likeness, packed = record.article_id, None, pack(print_)
        label, reason = Label.NEW, "nothing like it within the window"
        if supersedes is not None:
            label, reason = Label.UPDATE, f"a later version of its own story, after {supersedes}"
        elif (copy := self._closest(record.lineage_id, packed)) is not None:
            likeness, nearest, root = copy
            label, reason = likeness.label, likeness.in_words(nearest.lineage_id)
            if root is not nearest:
                reason = f"{reason}, which has them from {root.lineage_id}"
            record = record.model_copy(update={"cluster_id": root.cluster_id})
            if label in REPRINTS:
                record = record.model_copy(update={"duplicate_of": root.lineage_id})
                reprints = tuple(dict.fromkeys((*root.reprints, record.lineage_id)))
                self._set_story(root.lineage_id, root.model_copy(update={"reprints": reprints}))
        verdict = Verdict(
            label=label,
            duplicate_of=record.duplicate_of,
            cluster_id=record.cluster_id,
            jaccard=likeness.jaccard if likeness else None,
            containment=likeness.containment if likeness else None,
            numbers_equal=likeness.numbers_equal if likeness else None,
            supersedes=supersedes,
            origin_killed=record.origin_killed,
            reason=reason,
        )
        live = {
            "status": StoryStatus.LIVE,
            "published": True,
            "article_id": self.article.article_id,
            "origin": self.article.origin or of_provider(self.article.provider) or self.article.provider,
            "verdict": verdict,
            "killed_at": None,
        }
        self._set_story(record.lineage_id, record.model_copy(update=live))
        self.copies.add(Entry(record.lineage_id, self.at, packed))
        self.told.append(orders.item(record, self.article, self.at, verdict))
        return verdict

    def _closest(self, lineage: str, packed: Packed) -> tuple[Likeness, StoryRecord, StoryRecord] | None:
        """Find the closest earlier text and its root; held, withheld and killed stories are never either."""
        article, best = self.article, None
        revises = article.signal in {Signal.UPDATE, Signal.CORRECTION} or is_marked_revision(article.headline)
        for match in self.copies.candidates(packed, self.at):
            record = self.book.resolve(match.lineage_id)
            if record is None or record.status != StoryStatus.LIVE or record.lineage_id == lineage:
                continue
            likeness = compare(packed, match, revises=revises and record.provider == article.provider)
            if likeness is not None and (best is None or likeness.strength() > best[0].strength()):
                best = likeness, record
        if best is None:
            return None
        likeness, record = best
        root = self.book.resolve(record.duplicate_of) if record.duplicate_of else None
        stands = root is not None and root.status == StoryStatus.LIVE and root.lineage_id != lineage
        return likeness, record, root if root is not None and stands else record

    # Holding and killing.

    def _hold(self, record: StoryRecord | None, key: VersionKey, fate: Fate) -> None:
        article = self.article
        if record is None:
            record = joined(None, article, self.at, None, parent_known=False)
        self._close((article.story_id,), _ANOTHER_VERSION)
        until = article.embargoed_until if fate is Fate.EMBARGO else None
        self._set_held(
            article.story_id, HeldRecord(article=article, position=article.raw.position(), at=self.at, until=until)
        )
        if fate is Fate.EMBARGO:
            record = record.model_copy(update={"seen": key})
        else:
            record = self._withhold(self._known(record, key))
        self._set_story(record.lineage_id, record)

    def _withhold(self, record: StoryRecord) -> StoryRecord:
        if record.published:
            self.told.append(orders.withhold(record, self.article, self.at))
        return record.model_copy(update={"status": StoryStatus.WITHHELD, "published": False})

    def _kill(self, record: StoryRecord) -> None:
        self._close(record.members, _KILLED)
        if record.published:
            self.told.append(orders.withdraw(record, self.article, self.at, RetractionReason.KILLED))
        killed = {
            "status": StoryStatus.KILLED,
            "published": False,
            "reprints": (),
            "killed_at": written_at(self.article),
        }
        self._set_story(record.lineage_id, record.model_copy(update=killed))
        for heir in heirs(record, self._reprints_of(record)):
            self._set_story(heir.lineage_id, heir)
            if heir.published:
                self.told.append(orders.mark(heir, self.article, self.at))

    def _reprints_of(self, record: StoryRecord) -> list[StoryRecord]:
        """Find every reprint of a story, and theirs, but for those that are killed themselves."""
        found: dict[str, StoryRecord] = {}
        ahead = list(record.reprints)
        while ahead:
            reprint = self.book.resolve(ahead.pop(0))
            if reprint is None or reprint.lineage_id in {record.lineage_id, *found}:
                continue
            if reprint.status != StoryStatus.KILLED:
                found[reprint.lineage_id] = reprint
                ahead.extend(reprint.reprints)
        return list(found.values())

    def _ordered(self) -> Screening:
        """Kill or hold the stories that a text advisory names; one not seen yet is remembered.

        An order counts by its own time: it says nothing of a version written after it.
        """
        advisory = self.article
        kill = advisory.signal == Signal.KILL
        names = tuple(dict.fromkeys(advisory.concerns))
        known = [name for name in names if self.book.named(advisory.provider, name)[1] is not None]
        fates = [self._order(name, kill=kill) for name in names]
        self.article = advisory
        fate = next((one for one in (Fate.KILL, Fate.REPEAT) if one in fates), Fate.STALE)
        word = "kills" if kill else "holds"
        acted = sum(one is Fate.KILL for one in fates)
        told = f"an advisory that {word} other items: {len(fates)} named, {acted} concerned"
        decision = Decision(fate, told if known else f"{told}; {NOTHING_LEFT}")
        return self._finish(_OUTCOMES[fate], decision)

    def _order(self, name: str, *, kill: bool) -> Fate:
        advisory = self.article
        story, lineage = self.book.named(advisory.provider, name)
        record = self.book.get(lineage) if lineage is not None else None
        if concerns_older_text(advisory, record):
            return Fate.STALE
        target = advisory.model_copy(update={"story_id": story, "lineage_id": lineage or story})
        status = StoryStatus.KILLED if kill else StoryStatus.WITHHELD
        if record is not None and record.status in {status, StoryStatus.KILLED} and not self._waiting(record):
            return Fate.REPEAT
        record = joined(record, target, self.at, None, parent_known=False)
        if kill:
            self._kill(record)
        else:
            self._set_story(record.lineage_id, self._withhold(record))
        return Fate.KILL

    # What is put out.

    def _waiting(self, record: StoryRecord | None) -> tuple[HeldRecord, ...]:
        return self.room.of(record.members) if record is not None else ()

    def _close(self, stories: Iterable[str], reason: str) -> None:
        for story in stories:
            held = self.room.get(story)
            if held is None:
                continue
            self._set_held(story, None)
            self.closings.append(
                ScreeningRecord(
                    position=held.position,
                    outcome=Outcome.WITHDRAWN,
                    at=self.at,
                    reason=reason,
                    provider=held.article.provider,
                    article_id=held.article.article_id,
                    lineage_id=self.article.lineage_id,
                )
            )

    def _set_story(self, lineage: str, record: StoryRecord | None) -> None:
        if record is not None:
            record = record.model_copy(update={"changed_at": self.at})
        self.book.put(lineage, record)
        self.stories[lineage] = record

    def _set_held(self, story: str, record: HeldRecord | None) -> None:
        self.room.put(story, record)
        self.held[story] = record

    def _finish(
        self, outcome: Outcome, decision: Decision, verdict: Verdict | None = None, print_: Sketch | None = None
    ) -> Screening:
        article = self.article
        record = ScreeningRecord(
            position=article.raw.position(),
            outcome=outcome,
            at=self.at,
            reason=verdict.reason if verdict else decision.reason,
            provider=article.provider,
            article_id=article.article_id,
            lineage_id=article.lineage_id,
            cluster_id=verdict.cluster_id if verdict else None,
            label=verdict.label if verdict else None,
            sketch=print_,
            lines=self.lines,
        )
        return Screening(
            record,
            tuple(self.closings),
            tuple(story for story in self.stories.values() if story is not None),
            tuple(lineage for lineage, story in self.stories.items() if story is None),
            tuple(self.held.items()),
            tuple(self.told),
            verdict,
            article.kind if outcome == Outcome.NOT_NEWS else None,
            decision.conflict,
        )

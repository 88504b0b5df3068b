"""One article before the desk: its fate, and what that does to its story, to others, and to what is held.

Flows in: an article, and the desk's state, which it changes. Flows out: a `Screening`.

`duplicate_of` and `cluster_id` are lineage ids: of the story a reprint was taken from (re-elected when that is
killed), and of the first root for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from schemas import (
    Article,
    Outcome,
    Pubstatus,
    RetractionReason,
    Screened,
    ScreeningRecord,
    Signal,
    Sketch,
    Verdict,
)
from schemas.story import HeldRecord, StoryRecord, StoryStatus, VersionKey
from streams.duplicates.boilerplate import Boilerplate
from streams.duplicates.index import Entry, Layer
from streams.duplicates.packed import pack
from streams.duplicates.sketch import sketch
from streams.screening.outcome import Screening
from streams.screening.reprints import compared, reprints_of
from streams.stories import orders
from streams.stories.chain import heirs, joined, united
from streams.stories.lifecycle import (
    NOTHING_LEFT,
    Decision,
    Fate,
    against_orders,
    concerns_held,
    concerns_older_text,
    decide,
    is_rewritten,
)
from streams.stories.lineage import StoryBook
from streams.stories.versions import before, key_of, latest, rank, same_version, written_at
from streams.stories.waiting import WaitingRoom
from streams.wires.agencies import of_provider

_OUTCOMES = {
    Fate.PASS: Outcome.PASSED,
    Fate.REPEAT: Outcome.REPEAT,
    Fate.STALE: Outcome.STALE,
    Fate.EMBARGO: Outcome.HELD,
    Fate.WITHHOLD: Outcome.HELD,
    Fate.SUSPEND: Outcome.WITHDRAWN,
    Fate.KILL: Outcome.WITHDRAWN,
    Fate.NOT_NEWS: Outcome.NOT_NEWS,
}
_ANOTHER_VERSION = "another version took its place"
_KILLED = "killed while held"
_STOPPED = {StoryStatus.KILLED, StoryStatus.WITHHELD}


@dataclass(slots=True)
class Case:
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
        print_ = sketch(article.headline, article.body, article.language)
        key = key_of(article, print_.content_hash)
        own = self.book.home(article.story_id)
        _, above = self.book.parent(article)
        record = self.book.get(own or above or article.story_id)
        decision = decide(article, key, record, self._waiting(record), self.at, mended=self.mended)
        if decision.fate in {Fate.EMBARGO, Fate.WITHHOLD} and own is None:
            # A rewrite that is held has not taken its story's place yet: it joins it when it is released.
            record = None
        elif record is not None:
            record, decision = self._linked(record, decision)
        self.article = article = article.model_copy(
            update={"lineage_id": record.lineage_id if record is not None else article.story_id}
        )
        if decision.fate is Fate.PASS:
            return self._let_through(Outcome.PASSED, decision, record, key, print_)
        if decision.fate is Fate.KILL:
            self._kill(self._known(self._join(record), key))
        elif decision.fate in {Fate.EMBARGO, Fate.WITHHOLD, Fate.SUSPEND}:
            self._hold(record, key, decision.fate)
        elif record is not None:
            self._remember(record, key, decision.fate)
        return self._finish(_OUTCOMES[decision.fate], decision)

    def release(self) -> Screening:
        """Let the article go: it was held, and its time has come."""
        article = self.article
        record = self.book.get(self.book.home(article.story_id) or article.story_id)
        stopped = against_orders(written_at(article), record) if record is not None else None
        decision = stopped or Decision(Fate.PASS, "its embargo is over")
        self._set_held(article.story_id, None)
        print_ = sketch(article.headline, article.body, article.language)
        if record is not None:
            record, decision = self._linked(record, decision)
        self.article = article.model_copy(update={"lineage_id": record.lineage_id if record else article.story_id})
        if decision.fate is not Fate.PASS:
            return self._finish(Outcome.WITHDRAWN, decision)
        return self._let_through(Outcome.RELEASED, decision, record, key_of(article, print_.content_hash), print_)

    # Lineage.

    def _join(self, record: StoryRecord | None) -> StoryRecord:
        parent, above = self.book.parent(self.article)
        return joined(record, self.article, self.at, parent, parent_known=above is not None)

    def _linked(self, record: StoryRecord, decision: Decision) -> tuple[StoryRecord, Decision]:
        """Make a lineage one with those that its article continues, and those it has kept from it that waited."""
        tried: set[str] = set()
        while above := self._continued(record, decision) - tried:
            tried |= above
            for lineage in sorted(above):
                record, decision = self._link(record, lineage, decision)
        return record, decision

    def _continued(self, record: StoryRecord, decision: Decision) -> set[str]:
        """Name the other lineages that the article continues, and those that what waits of its chain does."""
        waiting = [one.article for one in self._waiting(record)] if decision.fate is Fate.PASS else []
        above = {self.book.parent(one)[1] for one in (self.article, *waiting)}
        if decision.fate is Fate.PASS:
            above |= {self.book.home(one) for one in record.continues}
        return {one for one in above if one is not None and one != record.lineage_id}

    def _link(self, record: StoryRecord, above: str, decision: Decision) -> tuple[StoryRecord, Decision]:
        """Make two lineages one that an article says are one; the older arrival keeps its id.

        The other's events are withdrawn. Where that is the article's own, its text is passed again under the kept
        id; where its text is not at hand (a late original links the two), its own is kept.
        """
        parent = self.book.get(above)
        if parent is not None and (stopped := self._stopped(record, parent, decision)) is not None:
            return stopped
        late = is_rewritten(self.article.story_id, record)
        at_hand = decision.fate in {Fate.PASS, Fate.KILL} or (
            decision.fate is Fate.REPEAT and record.status == StoryStatus.LIVE
        )
        if parent is None or not (at_hand or (late and decision.fate is Fate.STALE)):
            return record, decision
        whole, gone = self._unite(record, parent, keep_head=late and decision.fate is Fate.STALE)
        if gone.published:
            self.told.append(orders.withdraw(gone, self.article, self.at, RetractionReason.SUPERSEDED))
        if decision.fate is Fate.REPEAT and gone.lineage_id == record.lineage_id:
            return whole, Decision(Fate.PASS, "the same version, now known to continue an older story")
        told_again = decision.fate in {Fate.PASS, Fate.KILL}
        if whole.published and whole.duplicate_of != record.duplicate_of and not told_again:
            self.told.append(orders.mark(whole, self.article, self.at))
        return whole, decision

    def _stopped(
        self, record: StoryRecord, parent: StoryRecord, decision: Decision
    ) -> tuple[StoryRecord, Decision] | None:
        """Make two lineages one where an order had stopped one of them before they were known to be one."""
        stale, written = decision.fate is Fate.STALE, written_at(self.article)
        if not stale and decision.fate is not Fate.PASS:
            return None
        if stale and record.seen is not None:
            written = latest(written, record.seen.created_at)
        statuses = {record.status} if stale and record.status in _STOPPED else set()
        if (ordered := against_orders(written, parent)) is not None:
            statuses.add(parent.status)
        if not statuses:
            return None
        status = StoryStatus.KILLED if StoryStatus.KILLED in statuses else StoryStatus.WITHHELD
        return self._stop(record, parent, status), decision if stale or ordered is None else ordered

    def _stop(self, record: StoryRecord, parent: StoryRecord, status: StoryStatus | str) -> StoryRecord:
        """Make a lineage one with the one it continues, both killed or withheld as one of them is."""
        for one in (record, parent):
            if one.status not in {status, StoryStatus.KILLED}:
                if status == StoryStatus.KILLED:
                    self._kill(one)
                else:
                    self._set_story(one.lineage_id, self._withhold(one))
        again = [self.book.get(one.lineage_id) or one for one in (record, parent)]
        return self._unite(again[0], again[1], keep_head=True)[0]

    def _unite(self, head: StoryRecord, parent: StoryRecord, *, keep_head: bool) -> tuple[StoryRecord, StoryRecord]:
        whole, gone = united(head, parent, keep_head=keep_head)
        self._set_story(gone.lineage_id, None)
        self._set_story(whole.lineage_id, whole)
        return whole, gone

    def _remember(self, record: StoryRecord, key: VersionKey, fate: Fate) -> None:
        """Keep what even a stale item or a repeat tells.

        Of both when it was written, as that may be later than what is known; of a stale one also its place in the
        chain, and its version where none was known.
        """
        article, after = self.article, record
        if fate is Fate.REPEAT:
            after = self._known_later(record, key)
        elif fate is Fate.STALE:
            after = self._superseding(self._join(record))
            if after.status == StoryStatus.KILLED and after.seen is None and key.number is not None:
                after = after.model_copy(update={"seen": key})
        if article.pubstatus == Pubstatus.CANCELED and fate is Fate.REPEAT:
            after = after.model_copy(update={"killed_at": latest(after.killed_at, written_at(article))})
        if after != record:
            self._set_story(after.lineage_id, after)

    def _known_later(self, record: StoryRecord, key: VersionKey) -> StoryRecord:
        """Raise the time of the version known, or held, to that of its repeat."""
        held = self.room.get(self.article.story_id)
        if held is not None and before(held.key, key):
            self._set_held(self.article.story_id, held.model_copy(update={"key": key}))
        elif record.seen is not None and same_version(record.seen, key) and before(record.seen, key):
            return record.model_copy(update={"seen": key})
        return record

    def _known(self, record: StoryRecord, key: VersionKey) -> StoryRecord:
        """Raise the version known of the head; one without number or of another story raises nothing."""
        if self.article.story_id != record.members[-1] or key.number is None:
            return record
        if record.seen is not None and rank(key)[0] < rank(record.seen)[0]:
            return record
        return record.model_copy(update={"seen": key})

    # Passing.

    def _let_through(
        self, outcome: Outcome, decision: Decision, record: StoryRecord | None, key: VersionKey, print_: Sketch
    ) -> Screening:
        record = self._superseding(self._join(record))
        own = self.room.get(self.article.story_id)
        if own is not None and (own.until is None or rank(own.key) <= rank(key)):
            self._close([own], _ANOTHER_VERSION)
        record = record.model_copy(update={"seen": key})
        print_ = self._bared(print_)
        return self._finish(outcome, decision, self._pass(record, print_), print_)

    def _superseding(self, record: StoryRecord) -> StoryRecord:
        """Close what waits of the stories that the head has taken the place of; their place in the chain stays."""
        before_it = self.room.of(record.members[:-1])
        self._close(before_it, _ANOTHER_VERSION)
        return self._placed(record, before_it)

    def _placed(self, record: StoryRecord, waiting: Iterable[HeldRecord]) -> StoryRecord:
        """Keep for a lineage what those that wait of it continue, and nobody has seen yet."""
        for held in waiting:
            parent, above = self.book.parent(held.article)
            record = joined(record, held.article, self.at, parent, parent_known=above is not None)
            if parent is not None and above not in {None, record.lineage_id} and parent not in record.continues:
                record = record.model_copy(update={"continues": (*record.continues, parent)})
        return record

    def _bared(self, print_: Sketch) -> Sketch:
        """Take boilerplate out of a sketch; the numbers and the hash of the whole text stay, with all its lines."""
        article = self.article
        bared = self.boilerplate.bare(article.body, article.provider, article.lineage_id, self.at)
        self.lines = bared.lines
        if bared.body == article.body:
            return print_
        whole = {"numbers": print_.numbers, "content_hash": print_.content_hash}
        return sketch(article.headline, bared.body, article.language).model_copy(update=whole)

    def _pass(self, record: StoryRecord, print_: Sketch) -> Verdict:
        packed = pack(print_)
        record, verdict, root = compared(self.book, self.copies, self.article, record, packed, self.at)
        if root is not None:
            self._set_story(root.lineage_id, root)
        live = {
            "status": StoryStatus.LIVE,
            "published": True,
            "article_id": self.article.article_id,
            "origin": self.article.origin or of_provider(self.article.provider) or self.article.provider,
            "verdict": verdict,
        }
        self._set_story(record.lineage_id, record.model_copy(update=live))
        self.copies.add(Entry(record.lineage_id, self.at, packed))
        self.told.append(orders.item(record, self.article, self.at, verdict))
        return verdict

    # Holding and killing.

    def _hold(self, record: StoryRecord | None, key: VersionKey, fate: Fate) -> None:
        article = self.article
        if record is None:
            record = joined(None, article, self.at, None, parent_known=False)
        if fate is not Fate.SUSPEND:
            self._close(self.room.of((article.story_id,)), _ANOTHER_VERSION)
            until = article.embargoed_until if fate is Fate.EMBARGO else None
            self._set_held(
                article.story_id,
                HeldRecord(article=article, key=key, position=article.raw.position(), at=self.at, until=until),
            )
        if fate is not Fate.EMBARGO and (record.status != StoryStatus.KILLED or key.number is not None):
            record = self._withhold(self._known(record, key))
        self._set_story(record.lineage_id, record)

    def _withhold(self, record: StoryRecord) -> StoryRecord:
        if record.published:
            self.told.append(orders.withhold(record, self.article, self.at))
        return record.model_copy(update={"status": StoryStatus.WITHHELD, "published": False})

    def _suspend(self, record: StoryRecord) -> None:
        """Hold a story by an order from elsewhere; what waits of it is held back when its time comes."""
        ordered = latest(record.withheld_at, written_at(self.article))
        after = self._placed(record, self._waiting(record)).model_copy(update={"withheld_at": ordered})
        self._set_story(record.lineage_id, after if after.status == StoryStatus.KILLED else self._withhold(after))

    def _kin(self, record: StoryRecord, waiting: Iterable[HeldRecord]) -> list[StoryRecord]:
        """Find the lineages that will be one with this when a rewrite that waits comes out."""
        found: dict[str, StoryRecord] = {}
        for held in waiting:
            _, above = self.book.parent(held.article)
            home = self.book.lineage_of(held.article.story_id)
            if above is None or home is None or record.lineage_id not in {above, home}:
                continue
            other = self.book.get(home if above == record.lineage_id else above)
            if other is not None and other.lineage_id != record.lineage_id:
                found[other.lineage_id] = other
        return list(found.values())

    def _kill(self, record: StoryRecord) -> None:
        waiting = self.room.every()
        concerned = [one for one in self._waiting(record) if concerns_held(self.article, one)]
        record = self._placed(record, concerned)
        self._close(concerned, _KILLED)
        if record.published:
            self.told.append(orders.withdraw(record, self.article, self.at, RetractionReason.KILLED))
        killed = {
            "status": StoryStatus.KILLED,
            "published": False,
            "reprints": (),
            "killed_at": latest(record.killed_at, written_at(self.article)),
        }
        self._set_story(record.lineage_id, record.model_copy(update=killed))
        for heir in heirs(record, reprints_of(self.book, record)):
            self._set_story(heir.lineage_id, heir)
            if heir.published:
                self.told.append(orders.mark(heir, self.article, self.at))
        for one in self._kin(record, waiting):
            if one.status != StoryStatus.KILLED and not concerns_older_text(self.article, one):
                self._kill(one)

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
        done = record is not None and record.status in {status, StoryStatus.KILLED} and not self._waiting(record)
        record = joined(record, target, self.at, None, parent_known=False)
        if kill:
            self._kill(record)
        else:
            self._suspend(record)
        return Fate.REPEAT if done else Fate.KILL

    # What is put out.

    def _waiting(self, record: StoryRecord | None) -> tuple[HeldRecord, ...]:
        return self.room.of(record.members) if record is not None else ()

    def _close(self, waiting: Iterable[HeldRecord], reason: str) -> None:
        for held in waiting:
            self._set_held(held.article.story_id, None)
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

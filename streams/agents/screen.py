"""screen: raw bytes become articles, and each article an outcome.

Flows in: `news.articles.raw.v1`, one partition, one desk. Flows out: screened messages by cluster; the desk's log.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from schemas import Article, Ingest, RawPosition
from schemas.headers import POSITION, REPLAY_OF, TRACEPARENT
from schemas.screening import ScreeningRecord
from schemas.story import HeldRecord, StoryRecord
from streams import metrics
from streams.agents.stage import Applied, Task
from streams.duplicates.thresholds import thresholds
from streams.errors import ItemError, WireError
from streams.kafka.partitioner import partition_of
from streams.kafka.record import Headers, Output, Record
from streams.screening import Desk, Screening
from streams.settings import Settings
from streams.stories.lineage import StoryBook
from streams.stories.tables import Tables
from streams.topics import HELD, RAW, SCREENED, SCREENING, STORIES
from streams.wires.envelope import Envelope
from streams.wires.registry import read

log = logging.getLogger(__name__)


class Screen:
    """The stage; its state is the desk of one raw partition."""

    name = "screen"
    input = RAW
    # The window of texts and the held items are read anew at every start: small, and in memory.
    on_disk = frozenset({STORIES.name})
    # There is one desk for a raw partition, and nothing goes on while its window of texts is read anew.
    stands_by = True

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._partitions = SCREENED.partitions(settings)
        # Stories with a held item, by desk: for the gauge alone.
        self._held: dict[int, set[str]] = {}

    def logs(self, partition: int) -> Sequence[tuple[str, int]]:
        """Name the desk's logs."""
        return [(SCREENING.name, partition), (STORIES.name, partition), (HELD.name, partition)]

    def empty(self, partition: int, tables: Tables) -> Desk:
        """Make a desk that knows the stories of its tables, and nothing else."""
        self._held[partition] = set()
        self._show_held(partition, ())
        return Desk(StoryBook(tables))

    def restore(self, state: Desk, record: Record) -> None:
        """Take one record of the desk's logs."""
        key = (record.key or b"").decode()
        if record.topic == SCREENING.name and record.value is not None:
            state.restore_record(ScreeningRecord.model_validate_json(record.value))
        elif record.topic == STORIES.name:
            story = None if record.value is None else StoryRecord.model_validate_json(record.value)
            state.restore_story(story, key)
        elif record.topic == HELD.name:
            held = None if record.value is None else HeldRecord.model_validate_json(record.value)
            state.restore_held(key, held)
            self._show_held(record.partition, [(key, held)])

    def restored(self, state: Desk, partition: int) -> None:
        """Say so if texts of the log cannot be compared: another version of this program sketched them."""
        outdated = state.outdated
        if outdated.last is not None:
            log.warning(
                "screen/%s: %d texts of the log were sketched by another version and are not compared; "
                "copies of them pass as news until %s",
                partition,
                outdated.count,
                (outdated.last + timedelta(hours=thresholds().window_hours)).isoformat(timespec="minutes"),
            )

    def task(self, record: Record) -> Task:
        """Parsing is the pool's."""
        return Task(read, (self.envelope(record),))

    def envelope(self, record: Record) -> Envelope:
        """Read what the headers say of a raw message; a header that says nothing sensible says nothing."""
        return Envelope(
            value=record.value or b"",
            content_type=_word(record, "content-type"),
            provider=_word(record, "x-provider") or self._settings.default_provider,
            received_at=record.at,
            published_at=_moment(_word(record, "x-published-at")),
            ingest=_ingest(_word(record, "x-ingest")),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
        )

    def apply(self, state: Desk, record: Record, prepared: Sequence[Article | WireError] | ItemError) -> Applied:
        """Give every article of a raw message its outcome, in order."""
        if isinstance(prepared, ItemError):
            prepared = [WireError(prepared.reason, prepared.detail, prepared.index)]
        screenings: list[Screening] = []
        mended = record.header(REPLAY_OF) is not None
        for one in prepared:
            if isinstance(one, WireError):
                position = RawPosition(
                    topic=record.topic, partition=record.partition, offset=record.offset, index=one.index
                )
                screenings.append(state.dead(position, record.at, one.reason))
            else:
                screenings.append(state.screen(one, record.at, mended=mended))
        errors = [one for one in prepared if isinstance(one, WireError)]
        trace = record.header(TRACEPARENT)
        outputs = [out for screening in screenings for out in self._outputs(screening, record.partition, trace)]
        languages = [one.language for one in prepared if isinstance(one, Article)]
        return Applied(outputs, errors, lambda: self._count(screenings, languages))

    def next_tick(self, state: Desk) -> datetime | None:
        """The next embargo that ends."""
        return state.next_due()

    def tick(self, state: Desk, now: datetime) -> Applied:
        """Release what is no longer under embargo, as if it came at that moment; the broker's clock must agree."""
        over = state.over(now)
        if over is None:
            return Applied()
        released = [(story, state.release(story, over)) for story in state.due(over)]
        outputs = [
            out
            for _, screening in released
            for out in self._outputs(screening, screening.record.position.partition, None)
        ]
        return Applied(outputs, (), lambda: self._count([screening for _, screening in released]), not_before=over)

    def _outputs(self, screening: Screening, partition: int, trace: bytes | None) -> list[Output]:
        position = str(screening.record.position)
        headers: Headers = [(POSITION, position.encode()), *([(TRACEPARENT, trace)] if trace else [])]
        return [
            Output(SCREENING.name, partition, position.encode(), screening.record.model_dump_json().encode()),
            *(
                Output(SCREENING.name, partition, str(closing.position).encode(), closing.model_dump_json().encode())
                for closing in screening.closings
            ),
            *(Output(STORIES.name, partition, lineage.encode(), None) for lineage in screening.forgotten),
            *(
                Output(STORIES.name, partition, story.lineage_id.encode(), story.model_dump_json().encode())
                for story in screening.stories
            ),
            *(
                Output(HELD.name, partition, key.encode(), None if held is None else held.model_dump_json().encode())
                for key, held in screening.held
            ),
            *(
                Output(
                    SCREENED.name,
                    partition_of(message.cluster_id, self._partitions),
                    message.lineage_id.encode(),
                    message.model_dump_json().encode(),
                    headers,
                )
                for message in screening.screened
            ),
        ]

    def _count(self, screenings: Sequence[Screening], languages: Sequence[str] = ()) -> None:
        for language in languages:
            metrics.ARTICLES_BY_LANGUAGE.labels(language=metrics.language_label(language)).inc()
        for screening in screenings:
            metrics.ITEMS.labels(outcome=screening.record.outcome).inc()
            if screening.kind is not None:
                metrics.NOT_NEWS.labels(kind=screening.kind).inc()
            if screening.conflict:
                metrics.VERSION_CONFLICTS.inc()
            if screening.verdict is not None and screening.verdict.duplicate_of is not None:
                metrics.DUPLICATES.labels(method=screening.verdict.label).inc()
            self._show_held(screening.record.position.partition, screening.held)

    def _show_held(self, partition: int, changes: Iterable[tuple[str, HeldRecord | None]]) -> None:
        stories = self._held.setdefault(partition, set())
        for story, held in changes:
            (stories.discard if held is None else stories.add)(story)
        metrics.HELD_ITEMS.labels(partition=str(partition)).set(len(stories))


def _word(record: Record, header: str) -> str | None:
    value = record.header(header)
    return value.decode("utf-8", "replace").strip() or None if value is not None else None


def _moment(word: str | None) -> datetime | None:
    if word is None:
        return None
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.astimezone()


def _ingest(word: str | None) -> Ingest:
    return next((ingest for ingest in Ingest if ingest.value == word), Ingest.LIVE)

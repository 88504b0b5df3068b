"""extract: a screened article becomes events, matched with what its story said before.

Flows in: `news.articles.screened.v1`. Flows out: the story's whole state, and every event that changed.
"""

import heapq
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from schemas import EnrichedArticle, Screened, ScreenedKind
from schemas.headers import POSITION, TRACEPARENT, event_headers
from streams import metrics
from streams.agents.stage import Applied, Task
from streams.coding.coded import Coded
from streams.coding.languages import Coders, installed
from streams.enrichment import Enrichment, enrich, failed
from streams.errors import ItemError, WireError
from streams.kafka.record import Output, Record
from streams.settings import Settings
from streams.topics import ENRICHED, EVENTS, SCREENED
from streams.wires.envelope import Envelope
from streams.wires.registry import read

Options = tuple[tuple[str, str], ...]
"""What a coder is made with: names of arguments and their values."""

_loaded: dict[Options, Coders] = {}
_THROWAWAY = b"French troops shelled rebels in northern Mali on Monday, killing at least 12 people."

# The `cause` of a record that says that the newest version of its story could not be coded.
FAILED = "failed"


class Stories:
    """What every story of one partition asserted, as the bytes of its last enriched record."""

    def __init__(self, partition: int, below: "Stories | None" = None) -> None:
        self.partition = partition
        self._below = below
        self._records: dict[str, bytes | None] = {}
        # Killed stories and when they may be forgotten; the queue holds the same, and entries that no longer hold.
        self._forget: dict[str, datetime | None] = {}
        self._queue: list[tuple[datetime, str]] = []

    def draft(self) -> "Stories":
        """Lay an overlay over this state."""
        return Stories(self.partition, self)

    def accept(self, draft: "Stories") -> None:
        """Take over an overlay's changes."""
        for lineage, record in draft._records.items():  # noqa: SLF001 - one of us
            self.put(lineage, record, draft._forget[lineage])  # noqa: SLF001 - one of us

    def get(self, lineage: str) -> EnrichedArticle | None:
        """Give what a story last said; None when it is not known."""
        if lineage in self._records:
            record = self._records[lineage]
            return None if record is None else EnrichedArticle.model_validate_json(record)
        return self._below.get(lineage) if self._below is not None else None

    def put(self, lineage: str, record: bytes | None, forget_at: datetime | None) -> None:
        """Keep a story's record (None forgets it); a killed one may be forgotten at a given moment."""
        if record is None and self._below is None:
            self._records.pop(lineage, None)
            self._forget.pop(lineage, None)
            return
        self._records[lineage] = record
        self._forget[lineage] = forget_at
        if forget_at is not None and self._below is None:
            heapq.heappush(self._queue, (forget_at, lineage))

    def next_forgotten(self) -> datetime | None:
        """Say when the next killed story may be forgotten."""
        while self._queue and self._forget.get(self._queue[0][1]) != self._queue[0][0]:
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def forgotten(self, now: datetime) -> list[str]:
        """Name the lineages whose time has come."""
        if self._below is not None:
            return self._below.forgotten(now)
        return sorted({lineage for at, lineage in self._queue if at <= now and self._forget.get(lineage) == at})


def code(english: Options, value: bytes) -> Coded | None:
    """Code a screened message, in the pool; None for one without an article, or in a language that nobody reads."""
    try:
        message = Screened.model_validate_json(value)
    except ValidationError as error:
        raise ItemError("wrong_schema", f"not a screened message ({error.error_count()} faults)") from None
    if message.kind != ScreenedKind.ITEM or message.article is None:
        return None
    return coders(english).code(message.article)


def coders(english: Options) -> Coders:
    """Give this process's coders, loaded once.

    Only the pool's processes and the command line code; a worker's own process needs no parser.

    Args:
        english: what the English one is made with.

    Raises:
        CoderError: one cannot be loaded.
    """
    if english not in _loaded:
        _loaded[english] = installed({"en": dict(english)})
    return _loaded[english]


def prepare_coders(english: Options) -> None:
    """Load the coders before the first item comes, and let English be read once: a first article takes far longer.

    Raises:
        CoderError: one cannot be loaded.
    """
    loaded = coders(english)
    for article in read(Envelope(value=_THROWAWAY, content_type=None, provider="-", received_at=datetime.now(UTC))):
        if not isinstance(article, WireError):
            loaded.code(article)


class Extract:
    """The stage; its state is what the stories of one partition said so far."""

    name = "extract"
    input = SCREENED

    def __init__(self, settings: Settings) -> None:
        self._english = settings.english
        self._tombstone_after = timedelta(seconds=settings.tombstone_after)

    def logs(self, partition: int) -> Sequence[tuple[str, int]]:
        """Name the log: the stage's own output."""
        return [(ENRICHED.name, partition)]

    def empty(self, partition: int) -> Stories:
        """Make a state that knows no story."""
        return Stories(partition)

    def restore(self, state: Stories, record: Record) -> None:
        """Take one enriched record."""
        lineage = (record.key or b"").decode()
        enriched = None if record.value is None else EnrichedArticle.model_validate_json(record.value)
        state.put(lineage, record.value, self._forget_at(enriched))

    def task(self, record: Record) -> Task:
        """Coding is the pool's."""
        return Task(code, (self._english, record.value or b""))

    def apply(self, state: Stories, record: Record, prepared: Coded | ItemError | None) -> Applied:
        """Match what this version says with what the story said before."""
        try:
            message = Screened.model_validate_json(record.value or b"")
        except ValidationError:
            if isinstance(prepared, ItemError):
                return Applied(errors=[prepared])
            raise
        prior = state.get(message.lineage_id)
        now = datetime.now(UTC)
        enrichment: Enrichment | None
        if isinstance(prepared, ItemError):
            enrichment = failed(message, prior, now)
        elif prepared is None:
            enrichment = enrich(message, prior, (), (), None, now)
        else:
            enrichment = enrich(
                message, prior, prepared.assertions, prepared.actors, prepared.coder, now, faint=prepared.faint
            )
        errors = [prepared] if isinstance(prepared, ItemError) else []
        if enrichment is None:
            return Applied(errors=errors)
        body = enrichment.enriched.model_dump_json().encode()
        state.put(message.lineage_id, body, self._forget_at(enrichment.enriched))
        cause = FAILED if errors and message.kind == ScreenedKind.ITEM else message.kind
        return Applied(
            self._outputs(message, enrichment, body, record, cause), errors, lambda: _count(message, enrichment)
        )

    def next_tick(self, state: Stories) -> datetime | None:
        """The next killed story to forget."""
        return state.next_forgotten()

    def tick(self, state: Stories, now: datetime) -> Applied:
        """Delete the keys of killed stories whose time is over."""
        outputs: list[Output] = []
        for lineage in state.forgotten(now):
            enriched = state.get(lineage)
            state.put(lineage, None, None)
            keys = [] if enriched is None else [event.event_id for event in enriched.events]
            outputs.append(Output(ENRICHED.name, state.partition, lineage.encode(), None))
            outputs += [Output(EVENTS.name, state.partition, key.encode(), None) for key in keys]
        return Applied(outputs)

    def _outputs(
        self, message: Screened, enrichment: Enrichment, body: bytes, record: Record, cause: str
    ) -> list[Output]:
        position = message.cause.position
        trace = record.header(TRACEPARENT)
        headers = [(POSITION, str(position).encode()), ("cause", cause.encode())]
        return [
            Output(ENRICHED.name, record.partition, message.lineage_id.encode(), body, headers),
            *(
                Output(
                    EVENTS.name,
                    record.partition,
                    event.event_id.encode(),
                    event.model_dump_json().encode(),
                    event_headers(event, position, trace),
                )
                for event in enrichment.publish
            ),
        ]

    def _forget_at(self, enriched: EnrichedArticle | None) -> datetime | None:
        if enriched is None or enriched.article is not None:
            return None
        return (
            max(
                (event.retraction.at for event in enriched.events if event.retraction is not None),
                default=enriched.emitted_at,
            )
            + self._tombstone_after
        )


def _count(message: Screened, enrichment: Enrichment) -> None:
    now = datetime.now(UTC)
    for event in enrichment.publish:
        metrics.EVENTS.labels(change=event.change).inc()
        metrics.EVENTS_BY_TYPE.labels(type=event.type).inc()
    if message.kind == ScreenedKind.ITEM and message.article is not None:
        if enrichment.enriched.coder is None:
            metrics.ARTICLES_UNCODED.labels(language=metrics.language_label(message.article.language)).inc()
        metrics.END_TO_END.observe(max(0.0, (now - message.cause.at).total_seconds()))
        if message.article.published_at is not None:
            metrics.EVENT_AGE.observe(max(0.0, (now - message.article.published_at).total_seconds()))

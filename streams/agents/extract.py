"""extract: a screened article becomes events, matched with what its story said before.

Flows in: `news.articles.screened.v1`. Flows out: the story's whole state, and every event that changed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from schemas import EnrichedArticle, Ingest, Screened, ScreenedKind
from schemas.headers import POSITION, TRACEPARENT, event_headers
from streams import metrics
from streams.agents.stage import Applied, Task
from streams.coding.coded import Coded
from streams.coding.languages import Coders, installed
from streams.enrichment import Enrichment, enrich, failed
from streams.errors import ItemError, WireError
from streams.kafka.record import Output, Record
from streams.settings import Settings
from streams.stories.archive import Archive
from streams.stories.tables import Tables
from streams.topics import ENRICHED, EVENTS, SCREENED
from streams.wires.envelope import Envelope
from streams.wires.registry import read

Options = tuple[tuple[str, str], ...]
"""What a coder is made with: names of arguments and their values."""

_loaded: dict[Options, Coders] = {}
_THROWAWAY = b"French troops shelled rebels in northern Mali on Monday, killing at least 12 people."

# At most so many killed stories are forgotten in one transaction.
FORGOTTEN_AT_ONCE = 500
# A record of a story without text, as every writer of ours puts it; within a string its quotes would be escaped.
_WITHOUT_ARTICLE = b'"article":null'
# The `cause` of a record that says that the newest version of its story could not be coded.
FAILED = "failed"


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
    on_disk = frozenset({ENRICHED.name})
    stands_by = False

    def __init__(self, settings: Settings) -> None:
        self._english = settings.english
        self._tombstone_after = timedelta(seconds=settings.tombstone_after)

    def logs(self, partition: int) -> Sequence[tuple[str, int]]:
        """Name the log: the stage's own output."""
        return [(ENRICHED.name, partition)]

    def empty(self, partition: int, tables: Tables) -> Archive:
        """Make a state that knows the stories of its tables."""
        return Archive(partition, tables)

    def restore(self, state: Archive, record: Record) -> None:
        """Take one enriched record; it is parsed only where its story has no text, for when it may be forgotten."""
        lineage = (record.key or b"").decode()
        forget_at = None
        if record.value is not None and _WITHOUT_ARTICLE in record.value:
            forget_at = self._forget_at(EnrichedArticle.model_validate_json(record.value))
        state.put(lineage, record.value, record.at, forget_at)

    def restored(self, state: Archive, partition: int) -> None:
        """Nothing more is to be learnt."""

    def task(self, record: Record) -> Task:
        """Coding is the pool's; a story's versions and reprints share their partition, and most of their sentences."""
        return Task(code, (self._english, record.value or b""), near=record.partition)

    def apply(self, state: Archive, record: Record, prepared: Coded | ItemError | None) -> Applied:
        """Match what this version says with what the story said before."""
        try:
            message = Screened.model_validate_json(record.value or b"")
        except ValidationError:
            if isinstance(prepared, ItemError):
                return Applied(errors=[prepared])
            raise
        prior = state.before(message.lineage_id, message.cause.at)
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
        state.put(message.lineage_id, body, message.cause.at, self._forget_at(enrichment.enriched))
        cause = FAILED if errors and message.kind == ScreenedKind.ITEM else message.kind
        return Applied(
            self._outputs(message, enrichment, body, record, cause), errors, lambda: _count(message, enrichment)
        )

    def next_tick(self, state: Archive) -> datetime | None:
        """The next killed story to forget."""
        return state.next_forgotten()

    def tick(self, state: Archive, now: datetime) -> Applied:
        """Delete the keys of killed stories whose time is over."""
        outputs: list[Output] = []
        for lineage in state.forgotten(now, FORGOTTEN_AT_ONCE):
            enriched = state.get(lineage)
            state.put(lineage, None, now, None)
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
        # An archive's age says nothing of how late we are.
        if message.article.published_at is not None and message.article.ingest is not Ingest.BACKFILL:
            metrics.EVENT_AGE.observe(max(0.0, (now - message.article.published_at).total_seconds()))

"""Who did what to whom, where and when: what a story asserts, and the event that lives on through its versions.

Flows in: `Assertion` from `streams.coding`. Flows out: `Event`, on `events` and within `EnrichedArticle`.
"""

from datetime import date

from schemas.actor import Actor, Span, TextField
from schemas.article import Ingest
from schemas.base import Frozen, Moment, Vocabulary
from schemas.place import Place

SCHEMA_VERSION = "1.1"
"""The second number rises with every field or word that is added; within the topics of v1 none goes.

1.1: `EventDate.reckoned_from`, and `receipt` among what a date is read from.
"""


class EventType(Vocabulary):
    """PLOVER's sixteen event types."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class AuxiliaryMode(Vocabulary):
    """PLOVER's auxiliary modes."""

    HISTORICAL = "historical"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    NEGATION = "negation"


class Factuality(Vocabulary):
    """Whether it happened, as the story tells it."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DENIED = "denied"
    BACKGROUND = "background"


class Granularity(Vocabulary):
    """How fine a date is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"


class DateBasis(Vocabulary):
    """What a date was read from; `receipt` where the item says no day: the day it was received."""

    TEXT = "text"
    DATELINE = "dateline"
    PUBLICATION = "publication"
    RECEIPT = "receipt"


class EventDate(Frozen):
    """An interval of days, `end` inclusive; `edtf` is the same in Extended Date/Time Format (ISO 8601-2).

    `basis` says what it was read from: the event's own words (`text`), the dateline, the story's day (`publication`),
    or the day the item was received (`receipt`), where the item says none. `reckoned_from` says which of these days
    words count from that name no full date ("Monday", "in July", "since 2019", a dateline without a year); null where
    they name one ("3 March 2024"), where there are no words, and in messages before 1.1. `receipt` in either field:
    the date hangs on when the item came, and may be wrong if it came late.
    """

    start: date
    end: date
    granularity: Granularity
    edtf: str
    text: str | None = None
    basis: DateBasis
    reckoned_from: DateBasis | None = None

    @property
    def hangs_on_receipt(self) -> bool:
        """Whether it would be another if the item had come on another day, because the item itself does not say."""
        return DateBasis.RECEIPT in {self.basis, self.reckoned_from}


class QuantityKind(Vocabulary):
    """What is counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DETAINED = "detained"
    DISPLACED = "displaced"
    PARTICIPANTS = "participants"
    AMOUNT = "amount"


class Quantity(Frozen):
    """A number with its bounds; null where the text leaves a side open ("at least 12": 12, null)."""

    kind: QuantityKind
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    text: str
    span: Span


class Cameo(Frozen):
    """The crosswalk to CAMEO: two-digit `root`, and the full `code` where it is sure."""

    root: str
    code: str | None = None


class Sentence(Frozen):
    """The sentence an event was read from; `index` counts sentences of the article, the headline is 0."""

    field: TextField
    index: int
    start: int
    end: int
    text: str


class Trigger(Frozen):
    """The words that made the event."""

    field: TextField
    start: int
    end: int
    text: str


class Assertion(Frozen):
    """What one version of a story says happened, before it is given an identity."""

    type: EventType
    base_type: EventType
    mode: str | None = None
    auxiliary_modes: tuple[AuxiliaryMode, ...] = ()
    factuality: Factuality = Factuality.OCCURRED
    contexts: tuple[str, ...] = ()
    quad_class: int
    cameo: Cameo
    goldstein: float
    intensity: float

    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    reciprocal: bool = False
    attribution: Actor | None = None

    date: EventDate | None = None
    place: Place | None = None
    quantities: tuple[Quantity, ...] = ()

    sentence: Sentence | None = None
    sentences: tuple[Sentence, ...] = ()
    trigger: Trigger | None = None
    confidence: float
    coder: str


class EventState(Vocabulary):
    """Whether the story still asserts it."""

    ACTIVE = "active"
    RETRACTED = "retracted"


class Change(Vocabulary):
    """What this revision did."""

    CREATED = "created"
    UPDATED = "updated"
    RETRACTED = "retracted"
    RESTORED = "restored"


class RetractionReason(Vocabulary):
    """Why an event was taken back."""

    KILLED = "killed"
    WITHHELD = "withheld"
    CORRECTED = "corrected"
    GONE_IN_UPDATE = "gone_in_update"
    SUPERSEDED = "superseded"
    RECODED = "recoded"


class Retraction(Frozen):
    """Why and by which article an event was taken back; `at` is the append time of the cause."""

    reason: RetractionReason
    article_id: str | None = None
    at: Moment


class StoryRef(Frozen):
    """The story version an event was last changed by."""

    article_id: str
    lineage_id: str
    version: int | None = None
    provider: str
    origin: str | None = None
    url: str | None = None
    headline: str | None = None
    language: str = "und"
    urgency: int | None = None
    duplicate_of: str | None = None
    correction: bool = False
    usage_terms: str | None = None


class Event(Assertion):
    """An assertion with an identity that lasts: through updates, better resolution, and a new coder."""

    event_id: str
    revision: int
    state: EventState
    change: Change
    changed_fields: tuple[str, ...] = ()
    retraction: Retraction | None = None
    replaces: tuple[str, ...] = ()
    incident_id: str | None = None
    stale: bool = False
    origin_killed: bool = False

    story: StoryRef
    ingest: Ingest = Ingest.LIVE
    published_at: Moment | None = None
    version_created_at: Moment | None = None
    received_at: Moment
    first_emitted_at: Moment
    emitted_at: Moment
    schema_version: str = SCHEMA_VERSION

"""The contract of newswire: every message that crosses a topic or a filter, as frozen pydantic models.

Imports pydantic and the standard library, never `streams`.
"""

from schemas.actor import Actor, ActorKind, Span, TextField
from schemas.article import (
    Article,
    Ingest,
    Kind,
    Pubstatus,
    Raw,
    RawPosition,
    Signal,
    Subject,
    article_id,
    story_id,
)
from schemas.deadletter import DeadLetter
from schemas.enriched import CoderInfo, EnrichedArticle
from schemas.event import (
    Assertion,
    AuxiliaryMode,
    Cameo,
    Change,
    DateBasis,
    Event,
    EventDate,
    EventState,
    EventType,
    Factuality,
    Granularity,
    Quantity,
    QuantityKind,
    Retraction,
    RetractionReason,
    Sentence,
    StoryRef,
    Trigger,
)
from schemas.place import Location, Place, PlaceBasis, PlacePrecision
from schemas.screened import Cause, Screened, ScreenedKind
from schemas.screening import Outcome, ScreeningRecord, Sketch
from schemas.verdict import Label, Verdict

__all__ = [
    "Actor",
    "ActorKind",
    "Article",
    "Assertion",
    "AuxiliaryMode",
    "Cameo",
    "Cause",
    "Change",
    "CoderInfo",
    "DateBasis",
    "DeadLetter",
    "EnrichedArticle",
    "Event",
    "EventDate",
    "EventState",
    "EventType",
    "Factuality",
    "Granularity",
    "Ingest",
    "Kind",
    "Label",
    "Location",
    "Outcome",
    "Place",
    "PlaceBasis",
    "PlacePrecision",
    "Pubstatus",
    "Quantity",
    "QuantityKind",
    "Raw",
    "RawPosition",
    "Retraction",
    "RetractionReason",
    "Screened",
    "ScreenedKind",
    "ScreeningRecord",
    "Sentence",
    "Signal",
    "Sketch",
    "Span",
    "StoryRef",
    "Subject",
    "TextField",
    "Trigger",
    "Verdict",
    "article_id",
    "story_id",
]

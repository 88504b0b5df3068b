"""A lineage as extract sees it, and everything it ever published, for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from schemas import (
    Assertion,
    CoderInfo,
    EnrichedArticle,
    Event,
    RetractionReason,
    Screened,
    ScreenedKind,
    Signal,
)
from streams.enrichment import Enrichment, enrich, failed
from tests.unit.stories.telling import (
    CHILE,
    NOON,
    NORWAY,
    article,
    asserted,
    city,
    crowd,
    day,
    item,
    minister,
    toll,
    word,
)

RULES = CoderInfo(name="rules", version="1")
ACCUSES = asserted(actors=(minister(),), words="Ana Lobo accused Norway of overfishing.", index=1)
FREEZES = asserted(
    "COERCE", words="Portugal froze Norwegian accounts.", trigger="froze", when=day(date(2026, 3, 2)), index=2
)
ATTACKED = asserted(
    "ASSAULT",
    (crowd(),),
    (),
    words="Gunmen killed 12 in Porto.",
    trigger="killed",
    quantities=(toll(12),),
    where=city("Porto"),
    index=3,
)
WARNS = asserted("THREATEN", (NORWAY,), (CHILE,), words="Norway warned Chile.", trigger="warned", index=4)
KILL = word(ScreenedKind.WITHDRAW, RetractionReason.KILLED)
HOLD = word(ScreenedKind.WITHHOLD)


@dataclass
class Story:
    """A lineage as extract sees it, and everything it ever published."""

    state: EnrichedArticle | None = None
    log: list[Event] = field(default_factory=list)
    minutes: int = 0

    def take(self, message: Screened, *assertions: Assertion, coder: CoderInfo | None = RULES) -> list[Event]:
        self.minutes += 1
        return self._keep(enrich(message, self.state, assertions, (), coder, NOON + timedelta(minutes=self.minutes)))

    def tell(self, version: int | None, *assertions: Assertion, signal: Signal = Signal.UPDATE) -> list[Event]:
        body = " ".join(assertion.sentence.text for assertion in assertions if assertion.sentence)
        return self.take(item(article(version, body, signal)), *assertions)

    def fail(self, version: int) -> list[Event]:
        self.minutes += 1
        outcome = failed(item(article(version)), self.state, NOON + timedelta(minutes=self.minutes))
        return [] if outcome is None else self._keep(outcome)

    def _keep(self, outcome: Enrichment) -> list[Event]:
        # What is kept goes over the wire and back, as in the service.
        self.state = EnrichedArticle.model_validate_json(outcome.enriched.model_dump_json())
        self.log += outcome.publish
        return list(outcome.publish)

    @property
    def events(self) -> tuple[Event, ...]:
        assert self.state is not None
        return self.state.events

    def ids(self) -> list[str]:
        return [event.event_id for event in self.events]


def changes(published: Sequence[Event]) -> list[str]:
    return [event.change for event in published]

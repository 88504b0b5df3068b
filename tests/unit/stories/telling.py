"""What invented stories say, for tests: actors, assertions, articles and messages in few words."""

from datetime import UTC, date, datetime, timedelta

from schemas import (
    Actor,
    ActorKind,
    Article,
    Assertion,
    AuxiliaryMode,
    Cameo,
    Cause,
    DateBasis,
    EventDate,
    EventType,
    Factuality,
    Granularity,
    Label,
    Place,
    PlaceBasis,
    PlacePrecision,
    Quantity,
    QuantityKind,
    Raw,
    RawPosition,
    RetractionReason,
    Screened,
    ScreenedKind,
    Sentence,
    Signal,
    Span,
    TextField,
    Trigger,
    Verdict,
)

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
LINEAGE = "polder/story-7"
_QUADS = {"CONSULT": 1, "AGREE": 1, "SUPPORT": 1, "AID": 2, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3}


def minister(name: str = "Ana Lobo", country: str | None = "PRT", *, resolved: bool = True) -> Actor:
    code = f"{country} GOV" if country else ""
    return Actor(
        entity_id=f"person/{name.lower().replace(' ', '-')}" if resolved else None,
        text=name,
        name=name,
        kind=ActorKind.PERSON,
        role="minister",
        country=country,
        sectors=("GOV",),
        code=code,
        spans=(Span(field=TextField.BODY, start=0, end=len(name)),),
    )


def state(country: str, name: str) -> Actor:
    return Actor(
        entity_id=f"state/{country}", text=name, name=name, kind=ActorKind.STATE, country=country, code=country
    )


def crowd(text: str = "gunmen") -> Actor:
    return Actor(text=text, name=text, kind=ActorKind.UNNAMED)


PORTUGAL = state("PRT", "Portugal")
NORWAY = state("NOR", "Norway")
CHILE = state("CHL", "Chile")


def day(
    start: date,
    *,
    end: date | None = None,
    basis: DateBasis = DateBasis.TEXT,
    reckoned_from: DateBasis | None = None,
    text: str = "that day",
) -> EventDate:
    return EventDate(
        start=start,
        end=end or start,
        granularity=Granularity.DAY,
        edtf=start.isoformat(),
        text=text,
        basis=basis,
        reckoned_from=reckoned_from,
    )


def city(name: str, country: str = "PRT") -> Place:
    return Place(
        name=name, country=country, precision=PlacePrecision.CITY, basis=PlaceBasis.SENTENCE, text=f"in {name}"
    )


def toll(killed: int) -> Quantity:
    span = Span(field=TextField.BODY, start=3, end=5)
    return Quantity(kind=QuantityKind.KILLED, min=killed, max=killed, unit="people", text=str(killed), span=span)


def asserted(  # noqa: PLR0913 - each trait an event can have
    kind: str = "ACCUSE",
    actors: tuple[Actor, ...] = (PORTUGAL,),
    recipients: tuple[Actor, ...] = (NORWAY,),
    *,
    words: str = "Portugal accused Norway of overfishing.",
    trigger: str = "accused",
    base: str | None = None,
    when: EventDate | None = None,
    where: Place | None = None,
    quantities: tuple[Quantity, ...] = (),
    factuality: Factuality = Factuality.OCCURRED,
    negated: bool = False,
    reciprocal: bool = False,
    coder: str = "rules 1",
    confidence: float = 0.8,
    index: int = 1,
) -> Assertion:
    return Assertion(
        type=EventType(kind),
        base_type=EventType(base or kind),
        factuality=factuality,
        auxiliary_modes=(AuxiliaryMode.NEGATION,) if negated else (),
        quad_class=_QUADS.get(kind, 4),
        cameo=Cameo(root="11"),
        goldstein=-2.0,
        intensity=-3.0,
        actors=actors,
        recipients=recipients,
        reciprocal=reciprocal,
        date=when,
        place=where,
        quantities=quantities,
        sentence=Sentence(field=TextField.BODY, index=index, start=0, end=len(words), text=words),
        trigger=Trigger(field=TextField.BODY, start=0, end=len(trigger), text=trigger),
        confidence=confidence,
        coder=coder,
    )


def article(version: int | None = 1, body: str = "A quiet day.", signal: Signal = Signal.NEW) -> Article:
    name = "-" if version is None else version
    return Article(
        article_id=f"{LINEAGE}@{name}",
        story_id=LINEAGE,
        lineage_id=LINEAGE,
        version=version,
        provider="polder",
        url="https://polder.example/quarrel-over-cod",
        signal=signal,
        headline="Quarrel over cod",
        body=body,
        language="en",
        received_at=NOON,
        usage_terms="not for resale",
        raw=Raw(
            topic="news.articles.raw.v1",
            partition=0,
            offset=version or 0,
            content_type="application/json",
            sha256="00",
        ),
    )


def verdict(
    label: Label = Label.NEW, *, duplicate_of: str | None = None, origin_killed: bool = False, reason: str = "new"
) -> Verdict:
    return Verdict(
        label=label, duplicate_of=duplicate_of, cluster_id=LINEAGE, origin_killed=origin_killed, reason=reason
    )


def item(of: Article, judged: Verdict | None = None) -> Screened:
    return Screened(
        kind=ScreenedKind.ITEM,
        lineage_id=LINEAGE,
        cluster_id=LINEAGE,
        article=of,
        verdict=judged or verdict(),
        cause=Cause(position=of.raw.position(), at=NOON, article_id=of.article_id),
    )


def word(
    kind: ScreenedKind,
    reason: RetractionReason | None = None,
    *,
    judged: Verdict | None = None,
    origin_killed: bool | None = None,
) -> Screened:
    """Word about a story that carries no article."""
    position = RawPosition(topic="news.articles.raw.v1", partition=0, offset=99)
    return Screened(
        kind=kind,
        lineage_id=LINEAGE,
        cluster_id=LINEAGE,
        verdict=judged,
        cause=Cause(
            position=position,
            at=NOON + timedelta(minutes=9),
            article_id="polder/advisory-1@1",
            reason=reason,
            origin_killed=origin_killed,
        ),
    )

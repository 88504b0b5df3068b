"""Annotated and told events in few words, for the tests of the measures."""

from datetime import date

from schemas import (
    Actor,
    ActorKind,
    Article,
    Assertion,
    AuxiliaryMode,
    Cameo,
    EventType,
    Factuality,
    Sentence,
    TextField,
    Trigger,
)
from scoring.material import Annotated, Gold, story

DAY = date(2020, 5, 4)


def party(text: str, country: str | None = None, *sectors: str) -> Actor:
    return Actor(text=text, name=text, kind=ActorKind.GROUP, country=country, sectors=sectors)


def gold(  # noqa: PLR0913 - each trait an event can have
    kind: str,
    trigger: str,
    actor: str | None = None,
    recipient: str | None = None,
    *,
    base: str | None = None,
    mode: str | None = None,
    aux: tuple[str, ...] = (),
    said_by: str | None = None,
) -> Gold:
    return Gold(kind, base or kind, trigger, actor, recipient, mode, frozenset(aux), said_by)


def annotated(text: str, *events: Gold) -> Annotated:
    return Annotated(text, DAY, events)


def told(  # noqa: PLR0913 - each trait an event can have
    text: str,
    kind: str,
    trigger: str,
    actor: str | None = None,
    recipient: str | None = None,
    *,
    base: str | None = None,
    mode: str | None = None,
    aux: tuple[str, ...] = (),
    factuality: Factuality = Factuality.OCCURRED,
    said_by: str | None = None,
    reciprocal: bool = False,
    confidence: float = 0.8,
    field: TextField = TextField.BODY,
    within: str | None = None,
) -> Assertion:
    """An event told of a text, read from the words `trigger` of its sentence `within`."""
    sentence = within or text
    begins = text.index(sentence)
    start = text.index(trigger, begins)
    return Assertion(
        type=EventType(kind),
        base_type=EventType(base or kind),
        mode=mode,
        auxiliary_modes=tuple(AuxiliaryMode(one) for one in aux),
        factuality=factuality,
        quad_class=1,
        cameo=Cameo(root="04"),
        goldstein=0.0,
        intensity=0.0,
        actors=(party(actor),) if actor else (),
        recipients=(party(recipient),) if recipient else (),
        reciprocal=reciprocal,
        attribution=party(said_by) if said_by else None,
        sentence=Sentence(field=field, index=1, start=begins, end=begins + len(sentence), text=sentence),
        trigger=Trigger(field=field, start=start, end=start + len(trigger), text=trigger),
        confidence=confidence,
        coder="test 1",
    )


def wired(headline: str, body: str, version: int = 1) -> Article:
    return story("tale", version, headline, body, DAY)

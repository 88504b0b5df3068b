"""An item in a wire's own words → an `Article` in ours: identity, life cycle, times, text, kind, language.

Flows in: `Item`, and the envelope it came in. Flows out: `Article`. All wires go through here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from pydantic import ValidationError

from schemas import Article, Ingest, Kind, Pubstatus, Raw, Signal, article_id, story_id
from streams.wires import agencies, datelines, identity, kinds, language, lifecycle, limits, story_text
from streams.wires.envelope import Envelope
from streams.wires.item import Item
from streams.wires.moments import Stamp, stamp
from streams.wires.reasons import Reason, refuse

_OUTSIDE = "-"
# Provider names are compared by their letters alone: "AP" is credited in the feed of "ap.org".
_LETTERS = re.compile(r"[\W_]+")
_INGEST: Mapping[str | None, Ingest] = {one.value: one for one in Ingest}


def article(item: Item, envelope: Envelope, raw: Raw, zone: tzinfo = UTC) -> Article:
    """Make the article of one item.

    Args:
        item: what the wire's adapter found.
        envelope: for provider, times and ingest.
        raw: where the item stands, and what its bytes were.
        zone: the zone of times that name none.

    Raises:
        WireError: the item is too large, or has neither an identity nor text.
    """
    _bounded(item)
    text = story_text.read(item.headline, item.body, item.dateline, _field(item.byline))
    names = _identify(item, envelope, text)
    times = _times(item, envelope, zone)
    life = _life_cycle(item, text, times, names)
    try:
        return Article(
            article_id=article_id(names.story, names.version),
            story_id=names.story,
            lineage_id=item.lineage_id or names.story,
            version=names.version,
            provider=names.provider,
            guid=names.guid,
            url=names.url,
            pubstatus=life.pubstatus,
            signal=life.signal,
            correction_note=_field(item.correction_note) or _field(text.note),
            urgency=lifecycle.urgency(item.urgency),
            kind=life.kind,
            genre=_field(item.genre),
            language=language.tag(item.language) or language.detect(f"{text.headline}\n{text.body}"),
            headline=text.headline,
            body=text.body,
            byline=_field(item.byline) or text.byline,
            dateline=_field(text.dateline),
            slugline=_field(item.slugline),
            located=_located(item) or text.located,
            published_at=times.published,
            first_created_at=times.first_created,
            version_created_at=times.version_created,
            received_at=times.received,
            embargoed_until=times.embargoed,
            time_zone_assumed=times.assumed,
            subjects=item.subjects[: limits.MAX_LIST],
            people=_names(item.people),
            organisations=_names(item.organisations),
            places=_names(item.places),
            evolved_from=names.evolved_from,
            concerns=life.concerns,
            origin=_origin(item, text, names.provider),
            usage_terms=_field(item.usage_terms),
            ingest=_INGEST.get(item.ingest, envelope.ingest),
            raw=raw,
        )
    except ValidationError as error:
        places = ", ".join(sorted({str(one["loc"][0]) for one in error.errors(include_input=False) if one["loc"]}))
        raise refuse(Reason.WRONG_SCHEMA, f"not allowed by the contract: {places}", raw.index) from None


@dataclass(frozen=True, slots=True)
class _Names:
    provider: str
    story: str
    version: int | None
    guid: str | None
    url: str | None
    evolved_from: str | None


@dataclass(frozen=True, slots=True)
class _Times:
    published: datetime | None
    first_created: datetime | None
    version_created: datetime | None
    received: datetime
    embargoed: datetime | None
    embargo_unread: bool
    assumed: bool


@dataclass(frozen=True, slots=True)
class _LifeCycle:
    pubstatus: Pubstatus
    signal: Signal
    kind: Kind
    concerns: tuple[str, ...]


def _bounded(item: Item) -> None:
    if len(item.body) > limits.MAX_BODY:
        raise refuse(Reason.TOO_LARGE, f"a body of more than {limits.MAX_BODY} characters")
    if len(item.headline) > limits.MAX_HEADLINE:
        raise refuse(Reason.TOO_LARGE, f"a headline of more than {limits.MAX_HEADLINE} characters")
    if any(len(name or "") > limits.MAX_IDENTITY for name in (item.guid, item.url, item.story_id, item.lineage_id)):
        raise refuse(Reason.TOO_LARGE, f"an identity of more than {limits.MAX_IDENTITY} characters")


def _identify(item: Item, envelope: Envelope, text: story_text.StoryText) -> _Names:
    provider = _field(item.provider) or envelope.provider
    version = identity.version(item.version)
    guid = _identity(item.guid)
    url = _identity(item.url)
    if guid:
        name, version = identity.story_and_revision(guid, version)
    elif address := identity.canonical_url(url or ""):
        name = address
    elif text.headline or text.body or item.story_id:
        name = identity.content_identity(text.headline, text.body)
    else:
        raise refuse(Reason.NO_IDENTITY_OR_TEXT, "neither guid nor address nor headline nor body")
    parent = _identity(item.evolved_from)
    return _Names(
        provider=provider,
        story=item.story_id or story_id(provider, name),
        version=version,
        guid=name if guid else None,
        url=url,
        evolved_from=identity.story_and_revision(parent, None)[0] if parent else None,
    )


def _times(item: Item, envelope: Envelope, zone: tzinfo) -> _Times:
    published, first, version, embargoed, received = (
        stamp(value, zone)
        for value in (item.published, item.first_created, item.version_created, item.embargoed, item.received)
    )
    stated = published or (Stamp(envelope.published_at) if envelope.published_at else None) or version or first
    used = (stated, first, version, embargoed)
    return _Times(
        published=_at(stated),
        first_created=_at(first),
        version_created=_at(version),
        # On Kafka only the broker's time counts; outside of it an article that was read before keeps its own.
        received=received.at if received and envelope.topic == _OUTSIDE else envelope.received_at,
        embargoed=_at(embargoed),
        embargo_unread=embargoed is None and item.embargoed not in (None, "", 0),
        assumed=item.time_zone_assumed or any(one.assumed for one in used if one),
    )


def _life_cycle(item: Item, text: story_text.StoryText, times: _Times, names: _Names) -> _LifeCycle:
    status = lifecycle.pubstatus(item.pubstatus)
    bare_status = (item.pubstatus or "").strip().lower()
    if bare_status.endswith(("embargoed", "embargo")) and times.embargoed:
        # Held by its time alone, so that it is released when the time comes.
        status = Pubstatus.USABLE
    signals = [*lifecycle.signal(item.signals, item.slugline), *text.signals]
    if names.evolved_from:
        signals.append(Signal.UPDATE)
    concerns = _concerns(item, text, names, signals)
    kind = kinds.kind(item, text.headline, text.body)
    if concerns:
        kind = Kind.ADVISORY if kind is Kind.NEWS else kind
    elif Signal.KILL in signals:
        status = Pubstatus.CANCELED
    elif status is Pubstatus.USABLE and _is_held(item, times, signals):
        status = Pubstatus.WITHHELD
    if status is Pubstatus.CANCELED:
        signals.append(Signal.KILL)
    elif status is Pubstatus.WITHHELD:
        signals.append(Signal.HOLD)
    return _LifeCycle(status, lifecycle.strongest(signals), kind, concerns)


def _is_held(item: Item, times: _Times, signals: Iterable[Signal]) -> bool:
    """Tell whether an item is on hold; one that only says "EMBARGOED" and names the time is held by that time."""
    if times.embargoed and lifecycle.says_embargo(item.headline):
        return False
    return times.embargo_unread or Signal.HOLD in signals


def _concerns(item: Item, text: story_text.StoryText, names: _Names, signals: Iterable[Signal]) -> tuple[str, ...]:
    """Give the other items that an order to kill or hold names; only an order can concern others."""
    told = item.concerns
    if {Signal.KILL, Signal.HOLD}.intersection(signals):
        told = (*told, *text.named, *lifecycle.mentions(f"{text.headline}\n{text.body}"))
    named = (identity.story_and_revision(one, None)[0] for one in told if len(one) <= limits.MAX_IDENTITY)
    return tuple(dict.fromkeys(one for one in named if one != names.guid))[: limits.MAX_LIST]


def _identity(name: str | None) -> str | None:
    # Never mended as text is: an identity is compared, not read.
    return (name or "").strip() or None


def _located(item: Item) -> str | None:
    stated = _field(item.located)
    # Some desks repeat the dateline here, in capitals.
    return datelines.located(stated) if stated and (stated.isupper() or "(" in stated) else stated


def _origin(item: Item, text: story_text.StoryText, provider: str) -> str | None:
    """Give the agency an item is credited to, if that is not the provider itself.

    What the text itself credits comes before the item's fields, and a report that it only tells of comes last.
    """
    stated = next((name for name in map(agencies.agency, item.credits) if name), None)
    read_before = item.story_id is not None
    origin = stated if read_before else text.credit or stated or text.told_by
    if origin is None:
        return None
    ours, theirs = _LETTERS.sub("", provider.casefold()), _LETTERS.sub("", origin.casefold())
    return None if ours == theirs or origin == agencies.of_provider(provider) else origin


def _at(found: Stamp | None) -> datetime | None:
    return found.at if found else None


def _field(text: str | None) -> str | None:
    return story_text.line(text) if text and len(text) <= limits.MAX_FIELD else None


def _names(words: Iterable[str]) -> tuple[str, ...]:
    named = (_field(word) for word in words)
    return tuple(dict.fromkeys(one for one in named if one))[: limits.MAX_LIST]

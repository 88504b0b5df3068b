"""Golden and ordinary articles: what a careful desk would keep of a text, and what the coder told of it.

Flows in: `tests/golden` (its README says how it is written) and `tests/quality/ordinary`, and what the coder told.
Flows out: `Measured`.

An event is found when its type is right (its base type too, where one is given) and one of the sentences that tell
it holds the words of the golden one; of several, one with its trigger within the words goes first. What is told and
is no golden event is false.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schemas import Actor, Article, Assertion, EventType
from scoring.calibration import Judged
from scoring.figure import Measured, ratio, share
from scoring.material import plain
from scoring.pairing import brief, content, names, says

GOLDEN = Path("tests/golden")
ORDINARY = Path("tests/quality/ordinary")
_CODE = re.compile(r"[A-Z]{3}(?: [A-Z]{3})?")
_MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
TRAITS = ("base_type", "mode", "actors", "recipients", "factuality", "aux", "date", "place")
"""What a golden event may say, beside its type; a key that is absent is left open."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden article: its name, the text as the wire reads it, its events as they are written.

    `none`: pieces of its text that must give nothing.
    """

    name: str
    article: Article
    events: tuple[dict[str, Any], ...]
    none: tuple[str, ...] = ()


def read(folder: Path = GOLDEN) -> list[Golden]:
    """Read all golden articles, in order of name."""
    found = []
    for file in sorted(folder.glob("[0-9]*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        article = plain(file.with_suffix(".txt").read_text(encoding="utf-8"), date.fromisoformat(table["published"]))
        found.append(Golden(file.stem, article, tuple(table["events"]), tuple(table["none"])))
    return found


def golden(told: Sequence[tuple[Golden, Sequence[Assertion]]]) -> Measured:
    """Measure the golden articles: events found, false ones, and how often each trait is right where it is decided."""
    how = (
        "Own articles, each for one hard phenomenon, with all that a careful desk would keep of it. An event is found "
        "when its type is right and one of the sentences that tell it holds the golden words; what is told and is no "
        "golden event is false, one told twice too."
    )
    return _measured("golden", how, told)


def ordinary(told: Sequence[tuple[Golden, Sequence[Assertion]]]) -> Measured:
    """Measure the ordinary articles, in the same way."""
    how = (
        "Own articles as a wire sends them on any day, written before the coder had read them, with all that a careful "
        "desk would keep; counted like the golden ones."
    )
    return _measured("ordinary", how, told)


def _measured(sort: str, how: str, told: Sequence[tuple[Golden, Sequence[Assertion]]]) -> Measured:
    events = kept = every = 0
    right: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    whole: list[bool] = []
    cases = []
    for one, assertions in told:
        found = pairs(one, assertions)
        hits = [hit for hit in found if hit is not None]
        events, kept, every = events + len(one.events), kept + len(hits), every + len(assertions)
        cases.append(f"{one.name}: {len(hits)} of {len(one.events)} found, {len(assertions) - len(hits)} false")
        for event, hit in zip(one.events, found, strict=True):
            if hit is None:
                cases.append(f"    missed {event['type']} {event['words']!r}")
                continue
            open_to, faults = _decided(event, hit), wrong(event, hit)
            decided.update(open_to)
            right.update(set(open_to) - set(faults))
            whole.append(not faults)
            cases.append("; ".join([f"    found  {brief(hit)}", *(_shown(trait, event, hit) for trait in faults)]))
        cases += [_false(other, hits) for other in assertions if not any(other is hit for hit in hits)]
    figures = (
        ratio(f"events told of the {sort} articles that a careful desk would keep", kept, every, 0.85, 0.95),
        ratio(f"{sort} events found", kept, events),
        share(f"{sort} events found that are right in all that is decided", whole),
        *(ratio(f"{trait.replace('_', ' ')} of {sort} events right", right[trait], decided[trait]) for trait in TRAITS),
    )
    return Measured(f"{sort.capitalize()} articles", how, figures, tuple(cases))


def judged(told: Sequence[tuple[Golden, Sequence[Assertion]]]) -> list[Judged]:
    """Judge every event told of articles: one that a desk would keep is right."""
    found = []
    for one, events in told:
        kept = pairs(one, events)
        for event in events:
            keeps = any(event is hit for hit in kept)
            found.append(Judged(event.confidence, keeps, keeps))
    return found


def pairs(one: Golden, told: Sequence[Assertion]) -> tuple[Assertion | None, ...]:
    """Find who tells each golden event; no told event tells two."""
    found: list[Assertion | None] = [None] * len(one.events)
    left = list(told)
    for exact in (True, False):
        for at, event in enumerate(one.events):
            if found[at] is None:
                found[at] = next((other for other in left if _tells(other, event, one.article, exact=exact)), None)
                left = [other for other in left if other is not found[at]]
    return tuple(found)


def _tells(told: Assertion, event: dict[str, Any], article: Article, *, exact: bool) -> bool:
    if told.type != event["type"] or told.base_type != event.get("base_type", told.base_type):
        return False
    texts = {"headline": article.headline, "body": article.body}
    if exact:
        return told.trigger is not None and says(event["words"], told, texts[told.trigger.field])
    sentences = [*told.sentences, *([told.sentence] if told.sentence else [])]
    return any(event["words"] in texts[one.field][one.start : one.end] for one in sentences)


def wrong(event: dict[str, Any], told: Assertion) -> list[str]:
    """Name the traits that a golden event decides and that are told otherwise, in the order of `TRAITS`."""
    return [trait for trait in _decided(event, told) if not _right(trait, event, told)]


def _decided(event: dict[str, Any], told: Assertion) -> list[str]:
    # The parties of a mutual act are judged as a whole, once, with the actors.
    return [trait for trait in TRAITS if trait in event and not (trait == "recipients" and _is_mutual(event, told))]


def _is_mutual(event: dict[str, Any], told: Assertion) -> bool:
    return told.reciprocal or (told.type in _MUTUAL and not event["recipients"])


def _false(told: Assertion, hits: Sequence[Assertion]) -> str:
    again = any(told.type == hit.type and names(told.actors) & names(hit.actors) for hit in hits)
    sentence = told.sentence.text if told.sentence else "-"
    return f"    {'TWICE ' if again else 'FALSE '} {brief(told)} | {sentence}"


def _right(trait: str, event: dict[str, Any], told: Assertion) -> bool:
    wanted = event[trait]
    if trait in {"actors", "recipients"}:
        return _side_right(trait, event, told)
    if trait == "aux":
        return {mode.value for mode in told.auxiliary_modes} == set(wanted)
    if trait == "date":
        return told.date is not None and told.date.edtf == wanted
    if trait == "place":
        return told.place is not None and bool(content(f"{told.place.name} {told.place.text}") & content(wanted))
    return bool(getattr(told, trait) == wanted)


def _side_right(side: str, event: dict[str, Any], told: Assertion) -> bool:
    wanted, actors = list(event[side]), tuple(getattr(told, side))
    if _is_mutual(event, told):
        wanted, actors = [*event["actors"], *event["recipients"]], (*told.actors, *told.recipients)
    if not wanted:
        return True
    return all(any(_is(code, actor) for actor in actors) for code in wanted) and all(
        any(_is(code, actor) for code in wanted) for actor in actors
    )


def _is(wanted: str, actor: Actor) -> bool:
    if not _CODE.fullmatch(wanted):
        return bool(content(wanted) & names([actor]))
    known = {actor.country, *actor.sectors}
    return all(part in known for part in wanted.split())


def _shown(trait: str, event: dict[str, Any], told: Assertion) -> str:
    values: dict[str, Any] = {
        "actors": [actor.code or actor.name for actor in told.actors],
        "recipients": [actor.code or actor.name for actor in told.recipients],
        "aux": [mode.value for mode in told.auxiliary_modes],
        "date": told.date and told.date.edtf,
        "place": told.place and told.place.name,
    }
    return f"{trait}: {values.get(trait, getattr(told, trait, None))}, not {event[trait]}"

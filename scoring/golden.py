"""Golden articles: what a careful desk would keep of a text, and what the coder told of it.

Flows in: `tests/golden` (its README says how it is written), and what the coder told. Flows out: `Measured`.

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
from scoring.figure import Figure, Measured, share
from scoring.material import plain
from scoring.pairing import brief, content, names, says

GOLDEN = Path("tests/golden")
_CODE = re.compile(r"[A-Z]{3}(?: [A-Z]{3})?")
_SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
_MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
TRAITS = ("base_type", "mode", "actors", "recipients", "factuality", "aux", "date", "place")
"""What a golden event may say, beside its type; a key that is absent is left open."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden article: its name, the text as the wire reads it, and its events as they are written."""

    name: str
    article: Article
    events: tuple[dict[str, Any], ...]


def read(folder: Path = GOLDEN) -> list[Golden]:
    """Read all golden articles, in order of name."""
    found = []
    for file in sorted(folder.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        article = plain(file.with_suffix(".txt").read_text(encoding="utf-8"), date.fromisoformat(table["published"]))
        found.append(Golden(file.stem, article, tuple(table["events"])))
    return found


def golden(told: Sequence[tuple[Golden, Sequence[Assertion]]]) -> Measured:
    """Count golden events found, false events, and for each trait how often it is right where it is decided."""
    events = kept = every = 0
    right: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    whole: list[bool] = []
    cases = []
    for one, assertions in told:
        found = pairs(one, assertions)
        hits = [hit for hit in found if hit is not None]
        events, kept, every = events + len(one.events), kept + len(hits), every + len(assertions)
        lines = []
        for event, hit in zip(one.events, found, strict=True):
            if hit is None:
                lines.append(f"    missed {event['type']} {event['words']!r}")
                continue
            judged = {trait: _right(trait, event, hit) for trait in TRAITS if trait in event}
            wrong = [trait for trait, is_right in judged.items() if not is_right]
            decided.update(judged.keys())
            right.update(judged.keys() - wrong)
            whole.append(not wrong)
            lines.append(f"    found  {brief(hit)}" + "".join(f"; {trait}: {_shown(trait, event, hit)}" for trait in wrong))
        lines += [
            f"    FALSE  {brief(other)} | {other.sentence.text if other.sentence else ''}"
            for other in assertions
            if not any(other is hit for hit in hits)
        ]
        cases.append(f"{one.name}: {len(hits)} of {len(one.events)} found, {len(assertions) - len(hits)} false")
        cases += lines
    figures = (
        Figure("golden articles: events told that a careful desk would keep", _over(kept, every), every, 0.85, 0.95),
        Figure("golden articles: events found", _over(kept, events), events),
        share("golden articles: events found that are right in all that is decided", whole),
        *(
            Figure(f"golden articles: {trait.replace('_', ' ')} right", _over(right[trait], decided[trait]), decided[trait])
            for trait in TRAITS
        ),
    )
    return Measured(figures, tuple(cases))


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


def _right(trait: str, event: dict[str, Any], told: Assertion) -> bool:
    wanted = event[trait]
    if trait in {"actors", "recipients"}:
        return _side_right(trait, event, told)
    if trait == "aux":
        return {mode.value for mode in told.auxiliary_modes} == set(wanted)
    if trait == "date":
        return told.date is not None and told.date.edtf == wanted
    if trait == "place":
        return told.place is not None and bool(content(told.place.name) & content(wanted))
    return bool(getattr(told, trait) == wanted)


def _side_right(side: str, event: dict[str, Any], told: Assertion) -> bool:
    wanted, actors = list(event[side]), tuple(getattr(told, side))
    if told.reciprocal or (told.type in _MUTUAL and not event["recipients"]):
        # Mutual acts are judged as a whole, once: with the actors.
        wanted, actors = ([*event["actors"], *event["recipients"]], (*told.actors, *told.recipients))
    if not wanted:
        return True
    return all(any(_is(code, actor) for actor in actors) for code in wanted) and all(
        any(_is(code, actor) for code in wanted) for actor in actors
    )


def _is(wanted: str, actor: Actor) -> bool:
    if not _CODE.fullmatch(wanted):
        return bool(content(wanted) & names([actor]))
    sectors = [part for part in wanted.split() if part in _SECTORS]
    country = next((part for part in wanted.split() if part not in _SECTORS), actor.country)
    return actor.country == country and all(sector in actor.sectors for sector in sectors)


def _shown(trait: str, event: dict[str, Any], told: Assertion) -> str:
    value = getattr(told, "auxiliary_modes" if trait == "aux" else trait)
    if trait in {"actors", "recipients"}:
        value = [actor.code or actor.name for actor in value]
    elif trait == "aux":
        value = [mode.value for mode in value]
    elif trait == "date":
        value = value and value.edtf
    elif trait == "place":
        value = value and value.name
    return f"{value}, not {event[trait]}"


def _over(part: int, whole: int) -> float | None:
    return part / whole if whole else None

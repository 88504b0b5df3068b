"""`newswire entity`: what the tables know of a name on a day, and from where; and what in them has grown old.

Flows in: a name, or enriched articles for the titles that were seen. Flows out: words for people; nothing is changed.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import ValidationError

from schemas import ActorKind, EnrichedArticle
from streams import settings as settings_module
from streams.cli.moments import day as day_of
from streams.coding.entities import Known, Person
from streams.coding.registry import Registry
from streams.errors import EntitiesError

LONG = 10
"""Years after which somebody who is still in office is worth a look."""

_UNKNOWN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a person, state, body or group, by any of its names")
    parser.add_argument("--on", type=day_of, metavar="DAY", help="on that day (2023-07-27); else today")
    parser.add_argument("--stale", action="store_true", help="list offices whose last entry is old")
    parser.add_argument(
        "--seen", type=Path, metavar="FILE", help="with --stale: enriched articles, a line each; titles that contradict"
    )


def run(arguments: argparse.Namespace) -> int:
    """Tell of a name, or of what is stale; returns 1 for a name that is not known."""
    settings = settings_module.load()
    registry = Registry.load(settings.entities)
    on = arguments.on or datetime.now(UTC).date()
    if arguments.stale:
        lines = [*stale(registry, on), *(contradictions(registry, arguments.seen) if arguments.seen else ())]
        print("\n".join(lines) if lines else "nothing is stale")
        return 0
    if not arguments.name:
        print("newswire entity: give a name, or --stale", file=sys.stderr)
        return 2
    lines = list(told(registry, arguments.name, on))
    if not lines:
        print(f"newswire entity: {arguments.name} is in no table", file=sys.stderr)
        return _UNKNOWN
    print("\n".join(lines))
    return 0


def told(registry: Registry, name: str, on: date) -> Iterator[str]:
    """Tell what a name stands for on a day, and for a person all offices."""
    known = registry.lookup(name, on)
    if known is None:
        return
    yield f"{known.name}  {known.entity_id or '(more than one of that name)'}"
    code = " ".join((known.country or "-", *known.sectors))
    yield f"  {known.kind.value}, {code}{f': {known.role}' if known.role else ''} on {on}"
    if known.kind is not ActorKind.PERSON:
        yield f"  from {known.source}"
    for person in registry.persons(name):
        if known.entity_id is None:
            yield f"  {person.name}, {person.country}"
        yield from (f"  {line}" for line in _offices(person))


def _offices(person: Person) -> Iterator[str]:
    for tenure in person.tenures:
        until = tenure.until or "today"
        yield f"{tenure.since} to {until}  {tenure.role or '-'}, {tenure.country}  ({tenure.source})"


def stale(registry: Registry, on: date) -> Iterator[str]:
    """List the offices that stand empty, and those held for so long that the entry may have been forgotten."""
    for (whose, office), held in sorted(registry.tenures.items()):
        # An office of a body is told under the body, not once more under the code that many bodies share.
        own = [(person, tenure) for person, tenure in held if whose == (tenure.body or tenure.country)]
        if not own:
            continue
        person, last = max(own, key=lambda one: (one[1].until or date.max, one[1].since))
        if last.until is not None and last.until < on:
            yield f"{whose} {office}: nobody since {person.name} left on {last.until} ({last.source})"
        elif last.until is None and last.since.year <= on.year - LONG:
            yield f"{whose} {office}: {person.name} since {last.since}, more than {LONG} years ({last.source})"


def contradictions(registry: Registry, seen: Path) -> Iterator[str]:
    """List persons whom articles give an office that the tables give to somebody else on that day.

    Raises:
        EntitiesError: the file cannot be read, or a line is no enriched article.
    """
    try:
        lines = seen.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EntitiesError(f"{seen}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from error
    places = ((f"{seen}, line {number}", line) for number, line in enumerate(lines, start=1))
    told_of = {entry for place, line in places for entry in _seen(line, place)}
    for day, name, role, country in sorted(told_of):
        holder = next((found for found in _holders(registry, role, country, day) if found is not None), None)
        if holder is not None and holder.name != name:
            yield f"{day} {name}, {role}, {country}: the table has {holder.name} ({holder.source})"


def _seen(line: str, place: str) -> Iterable[tuple[date, str, str, str]]:
    try:
        enriched = EnrichedArticle.model_validate_json(line)
    except ValidationError as error:
        raise EntitiesError(f"{place}: no enriched article ({error.error_count()} faults)") from None
    article = enriched.article
    if article is None:  # killed, or held
        return
    day = (article.published_at or article.received_at).date()
    for actor in enriched.actors:
        if actor.kind is ActorKind.PERSON and actor.role and actor.country and actor.resolution == "title":
            yield day, actor.name, actor.role, actor.country


def _holders(registry: Registry, role: str, country: str, day: date) -> Iterator[Known | None]:
    words = role.lower().split()
    return (registry.in_office(" ".join(words[start:]), country, day) for start in range(len(words)))

"""A user's own entities, read beside the project's tables: one tab-separated file.

Flows in: the file that the setting `entities` names. Flows out: its entries. Columns, the last four may be missing:
`kind` (person, organisation, group), `country`, `sectors` (PLOVER codes, divided by commas; a person's may be left
to the office), `names` (the first is the canonical one, divided by |), `office` (a person's), `from`, `to`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas import ActorKind
from streams.coding.agents import Agents
from streams.coding.entities import NO_GOVERNMENT, day_of
from streams.coding.ontology import sectors as all_sectors
from streams.coding.tables import parsed, rows, words
from streams.errors import EntitiesError

_KINDS = frozenset({ActorKind.PERSON, ActorKind.ORGANISATION, ActorKind.GROUP})
_COLUMNS = 7


@dataclass(frozen=True)
class OwnEntry:
    """One row of a user's table; the days are inclusive, None where it names none."""

    kind: ActorKind
    country: str | None
    sectors: tuple[str, ...]
    names: tuple[str, ...]
    office: str | None
    since: date | None
    until: date | None
    source: str


def own_entries(path: Path) -> Iterator[OwnEntry]:
    """Read a user's table.

    Raises:
        EntitiesError: the file cannot be read, or a line is wrong; names the file, the line and the reason.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise EntitiesError(f"{path}: {reason}") from error
    countries = {row[0] for row in rows("states", 6)} | NO_GOVERNMENT
    try:
        for source, cells in parsed(text, str(path), _COLUMNS):
            yield _entry(source, cells, countries)
    except ValueError as error:
        raise EntitiesError(str(error)) from error


def _entry(source: str, cells: tuple[str, ...], countries: set[str]) -> OwnEntry:
    kind, country, sectors, names, office, since, until = cells
    codes = words(sectors.upper(), ",")
    try:
        _check(kind, country, codes, words(names), office, countries)
        first, last = _days(since, until)
    except ValueError as error:
        raise ValueError(f"{source}: {error}") from error
    found = Agents.load().longest(office.lower().split()) if office and not codes else None
    return OwnEntry(
        kind=ActorKind(kind),
        country=country or None,
        sectors=codes or (found.sectors if found else ()),
        names=words(names),
        office=office or None,
        since=first,
        until=last,
        source=source,
    )


def _days(since: str, until: str) -> tuple[date | None, date | None]:
    first, last = day_of(since), day_of(until, last=True)
    if first and last and last < first:
        raise ValueError(f"it ends on {last}, before it begins on {first}")
    return first, last


def _check(  # noqa: PLR0913, PLR0917 - the cells of a row
    kind: str, country: str, codes: tuple[str, ...], names: tuple[str, ...], office: str, countries: set[str]
) -> None:
    if kind not in _KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(sorted(_KINDS))}")
    if country and country not in countries:
        raise ValueError(f"country {country!r} is no code that we know (ISO 3166 alpha-3, or UNO, IGO, NGO, …)")
    unknown = [code for code in codes if code not in all_sectors()]
    if unknown:
        raise ValueError(f"sector {unknown[0]!r} is none of PLOVER's")
    if not names:
        raise ValueError("it has no name")
    if office and kind != ActorKind.PERSON:
        raise ValueError("only a person holds an office")
    if kind == ActorKind.PERSON and not country:
        raise ValueError("a person needs a country")

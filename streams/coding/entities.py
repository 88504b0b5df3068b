"""Entities: states, governments, organisations, groups and persons, each in its time.

Flows in: days. Flows out: `Known`, what a name stands for on a day. `registry` reads them from the tables.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas import ActorKind
from streams.coding.names import fold

FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "KHM", "MAC"})
"""Where the family name stands first: "Kim" is Kim Jong Un."""

NO_GOVERNMENT = frozenset({"IGO", "UNO", "EUR", "NGO", "IMG", "ISM", "MNC"})
"""Codes that stand in the country's place but have no government; an office there has no sector."""

HIGHEST = frozenset(
    {"president", "prime minister", "premier", "chancellor", "king", "queen", "emir", "sultan", "pope", "top leader"}
    | {"supreme leader", "junta leader", "military ruler", "acting president", "interim president"}
)
"""Offices that go before all others that somebody holds."""


_WHOLE = len("2003-06-30")


class Sense(StrEnum):
    """What sort of name it is, which decides whether it can act."""

    NAME = "name"
    PEOPLE = "people"
    CAPITAL = "capital"
    SEAT = "seat"
    REGION = "region"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Known:
    """What a name stands for on a day; `role` is the office held then, "former …" if it is over.

    `source` says where it is written: "states.tsv, line 12".
    """

    entity_id: str | None
    name: str
    kind: ActorKind
    country: str | None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    sense: Sense = Sense.NAME
    source: str = ""


@dataclass(frozen=True)
class Tenure:
    """An office and its days, `until` inclusive; null where the table knows no end."""

    country: str
    role: str
    sectors: tuple[str, ...]
    since: date
    until: date | None
    source: str = ""
    body: str = ""
    """The body, or the part of a state, whose office it is, where that is not a state's."""

    called: tuple[str, ...] = ()
    """Other names of that body: "Scottish" beside "Scotland"."""

    def holds(self, day: date) -> bool:
        """Whether the office is held on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Person:
    """A person of the tables with all offices, the earliest first."""

    name: str
    tenures: tuple[Tenure, ...]

    @property
    def entity_id(self) -> str:
        """The stable identity, made from the canonical name."""
        return f"person/{slug(self.name)}"

    @property
    def country(self) -> str:
        """The country of the latest office."""
        return self.tenures[-1].country

    def on(self, day: date) -> Known:
        """Say who this was on a day: in office, before it, or a former office holder (PLOVER's ELI)."""
        held = [tenure for tenure in self.tenures if tenure.holds(day)]
        past = [tenure for tenure in self.tenures if tenure.until is not None and tenure.until < day]
        if held:
            first = next((tenure for tenure in held if tenure.role in HIGHEST), held[-1])
            return self._as(first, first.sectors, first.role or None)
        if past and past[-1].role:
            last = next((tenure for tenure in reversed(past) if tenure.role in HIGHEST), past[-1])
            return self._as(last, ("ELI",), f"former {last.role}")
        return self._as(self.tenures[0], (), None)

    def _as(self, tenure: Tenure, sectors: tuple[str, ...], role: str | None) -> Known:
        return Known(self.entity_id, self.name, ActorKind.PERSON, tenure.country, sectors, role, source=tenure.source)


def slug(name: str) -> str:
    """Make a name fit for an identifier: plain lower-case letters and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name).lower()).strip("-")


def day_of(text: str, *, last: bool = False) -> date | None:
    """Read `2003`, `2003-06` or `2003-06-30` as its first or last day; None for an empty cell.

    Raises:
        ValueError: it is none of these.
    """
    if not text:
        return None
    if len(text) == _WHOLE:
        return date.fromisoformat(text)
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, *([12, 31] if last else [1, 1])[len(parts) - 1 :])
    if last and len(parts) == 2:  # noqa: PLR2004 - a year and a month
        day = monthrange(year, month)[1]
    return date(year, month, day)


def surname_of(name: str, country: str | None) -> str:
    """Give the word of a full name by which later mentions go."""
    parts = [part for part in name.split() if part.rstrip(".").lower() not in ("jr", "sr", "ii", "iii")] or [name]
    return parts[0] if country in FAMILY_FIRST else parts[-1]

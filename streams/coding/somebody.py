"""A person of a story while it is being read: what he is called, what is said of him, where he is mentioned.

Flows in: names and profiles, one mention after the other. Flows out: whether a name may mean him, and what he is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from streams.coding.entities import Known, surname_of
from streams.coding.names import fold
from streams.coding.phrases import Profile

PARTICLES = frozenset(
    {"al", "bin", "ben", "von", "van", "de", "da", "del", "el", "abu", "ibn", "dos", "la", "le", "der"}
)
_GIVEN_LAST = re.compile(r" [A-Z][a-z]+-[a-z]+$")
_TRADES = frozenset({"LAB", "AGR", "CVL", "MED", "COP", "CRM", "REF"})
"""What no president is called: who is, and has his name, is somebody else."""


@dataclass(frozen=True)
class Mention:
    """Where a person is named: tokens `start` to `end` of a section; the title begins at `title`."""

    section: int
    start: int
    end: int
    title: int
    short: bool = False
    """Whether that is less than the full name."""


@dataclass
class Somebody:
    """A person of the story while it is being read."""

    name: str
    known: Known | None = None
    told: str = ""
    """The name as it first stands in the story; the tables may have a longer one."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    resolution: str = "text"
    vague: bool = False
    is_namesake: bool = False
    roles: list[str] = field(default_factory=list)
    """All that the story has called the person, the last not always the surest."""

    sex: str | None = None
    """"f" or "m", where the story tells."""

    mentions: list[Mention] = field(default_factory=list)

    @cached_property
    def parts(self) -> list[str]:
        """Give the words of the name, folded."""
        return fold(self.name).split()

    @property
    def all_parts(self) -> list[str]:
        """Give the words of the name, in the tables and as told, in lower case; those with hyphens also in parts."""
        words = [word.lower() for name in (self.name, self.told) for word in fold(name).split()]
        return [*words, *(part for word in words if "-" in word for part in word.split("-"))]

    @cached_property
    def _told_parts(self) -> list[str]:
        return fold(self.told or self.name).split()

    @cached_property
    def _surnames(self) -> dict[str | None, frozenset[str]]:
        return {}

    def goes_by(self, word: str) -> bool:
        """Whether a single word may mean this person."""
        country = self.country or (self.known.country if self.known else None)
        if country not in self._surnames:
            names = [fold(name) for name in (self.name, self.told) if " " in name]
            lasts = [name.split()[-1] for name in names]
            # "al-Masri" is Masri, too; "Lam Cheuk-ting" is Lam.
            short = (last.rsplit("-", 1)[-1] for last in lasts)
            family = (name.split()[0] for name in names if _GIVEN_LAST.search(name))
            surnames = (surname_of(name, country) for name in names)
            self._surnames[country] = frozenset((*surnames, *lasts, *short, *family))
        return fold(word) in self._surnames[country]

    def may_go_by(self, words: Sequence[str]) -> bool:
        """Whether words of the name, its first one alone or some after it, may mean this person where nobody else fits.

        "Perez de los Cobos" is Francisco Perez de los Cobos, "Galindo" Eufrosina Galindo Renteria, "Seyoum" Seyoum
        Mesfin.
        """
        parts, wanted = self._told_parts, list(words)
        inner = (parts[at : at + len(wanted)] for at in range(len(wanted) > 1, len(parts)))
        return len(parts) > len(wanted) and wanted in inner and bool(set(wanted) - PARTICLES)

    def hear(self, profile: Profile, how: str) -> None:
        """Take in what the text says of the person; what was said first stays, unless it was vague."""
        self.roles += [profile.role.lower()] if profile.role else []
        if profile.country and not self.country:
            self.country, self.resolution = profile.country, how
        if profile.sectors and (not self.sectors or (self.vague and not profile.vague)):
            self.sectors, self.role, self.resolution = profile.sectors, profile.role, how
            self.vague = profile.vague

    def is_short_at(self, section: int, token: int) -> bool:
        """Whether a token is the whole of a mention that is shorter than another one."""
        short = any(one.short and (one.section, one.start) == (section, token) for one in self.mentions)
        return short and not all(one.short for one in self.mentions)

    def take(self, office: Profile) -> None:
        """Take in an office that the person has just taken: it goes before what was said so far."""
        if office.sectors:
            self.sectors, self.role, self.vague, self.resolution = office.sectors, office.role, False, "clause"
            self.country = office.country or self.country

    def settle(self) -> Known | None:
        """Give what the tables know of the person, unless the text says another country, or a trade that is not his."""
        known = self.known
        if known is None:
            return None
        elsewhere = self.country and known.country and self.country != known.country
        if self.is_namesake and self.sectors and not set(self.sectors) & set(known.sectors):
            return None
        namesake = not self.vague and set(self.sectors[:1]) & _TRADES and set(known.sectors) & {"GOV", "ELI", "LEG"}
        return None if elsewhere or namesake else known
